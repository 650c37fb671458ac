"""Write the answers of the Tryghedsundersøgelse of a winter, with weights and codebook.

Areas come by name, spelt in more than one way; answers come as labels in odd years and as codes in even ones.
"""

from pathlib import Path

import numpy as np
import polars as pl

from pipelines.synthetic.attributes.answers import AGE_GROUPS, Sample, drawn, safety_shares, sample, yes_shares
from pipelines.synthetic.attributes.living import living
from pipelines.synthetic.snapshot import Snapshot
from pipelines.synthetic.writers.survey_files import answered, spelt, with_comma, write_answers, write_codebook
from pipelines.synthetic.writers.written import WrittenFile

LEAST_AGE, FULL_SIZE = 15, 4_200
_SAFE = {"1": "Meget tryg", "2": "Tryg", "3": "Hverken tryg eller utryg", "4": "Utryg", "5": "Meget utryg",
         "8": "Ved ikke", "9": "Ønsker ikke at svare"}  # fmt: skip
_YES = {"1": "Ja", "2": "Nej", "98": "Ved ikke", "99": "Ønsker ikke at svare"}
_CHILDREN = {"1": "Godt sted", "2": "Dårligt sted", "98": "Ved ikke", "99": "Ønsker ikke at svare"}
CODEBOOK = {
    "KOEN": {"1": "Mand", "2": "Kvinde"},
    "Q1_TRYG_NABOLAG": _SAFE,
    "Q2_TRYG_AFTEN": _SAFE,
    "Q3_FLYTTE": _YES,
    "Q4_BOERN_OPVAEKST": _CHILDREN,
    "UDSAT_KRIM": {"1": "Ja", "2": "Nej", "8": "Ved ikke", "9": "Ønsker ikke at svare"},
}
_SPELLINGS = {
    "Brønshøj-Husum": "Brønshøj/Husum", "Indre Nørrebro": "Nørrebro, Indre", "Kongens Enghave": "Kgs. Enghave",
    "Amager Øst": "Amager Ø", "Ydre Nørrebro": "YDRE NØRREBRO",
}  # fmt: skip


def write_tryghed(snapshot: Snapshot, folder: Path) -> tuple[WrittenFile, ...]:
    """Write ``TRYGHED_<year>.csv`` and ``TRYGHED_KODEBOG_<year>.csv``."""
    year = snapshot.year
    answers = sample(living(snapshot), "district_name", LEAST_AGE, FULL_SIZE, year)
    return (
        write_answers(
            _answers(answers, year), folder / f"TRYGHED_{year}.csv", "tryghed_svar", from_statistics_program=True
        ),
        write_codebook(CODEBOOK, folder / f"TRYGHED_KODEBOG_{year}.csv", "tryghed_kodebog"),
    )


def _answers(answers: Sample, year: int) -> pl.DataFrame:
    people, as_labels = answers.people, year % 2 == 1
    given = {
        "KOEN": (people["sex_code"] == "K").cast(pl.Int8).to_numpy(),
        "Q1_TRYG_NABOLAG": drawn(answers, 7_000 + year, safety_shares(answers, 0.88, year)),
        "Q2_TRYG_AFTEN": drawn(answers, 7_100 + year, safety_shares(answers, 0.80, year)),
        "Q3_FLYTTE": drawn(answers, 7_200 + year, yes_shares(answers, 0.23, 0.36)),
        "Q4_BOERN_OPVAEKST": drawn(answers, 7_300 + year, _good_place_shares(answers)),
        "UDSAT_KRIM": drawn(answers, 7_400 + year, yes_shares(answers, 0.17, 0.23)),
    }
    columns = {name: answered(CODEBOOK, name, number, as_labels=as_labels) for name, number in given.items()}
    groups = pl.Series([group.format(least=LEAST_AGE) for group in AGE_GROUPS], dtype=pl.String)
    return pl.DataFrame(
        {
            "RESPID": pl.Series([f"T{year % 100:02d}{row + 1:05d}" for row in range(people.height)]),
            "AAR": pl.repeat(str(year), people.height, eager=True),
            "OMRAADE": spelt(people["district_name"], _SPELLINGS, every=9),
            "SAERMAALING": people["delomraade_name"],
            "KOEN": columns.pop("KOEN"),
            "ALDERSGRP": groups.gather(pl.Series(answers.age_group.astype(np.uint32))),
            **columns,
            "VAEGT": with_comma(answers.weight, 4),
        }
    )


def _good_place_shares(answers: Sample) -> np.ndarray:
    """The first answer is the good one: shares of a bad place to grow up turned round."""
    shares: np.ndarray = yes_shares(answers, 0.12, 0.33)[:, [1, 0, 2, 3]]
    return shares
