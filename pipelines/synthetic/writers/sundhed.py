"""Write the answers of the health profile ("Hvordan har du det?") of its survey years, with weights and codebook.

The survey is held every fourth year; it belongs to the reference year after it, when the results are out.
"""

from pathlib import Path

import numpy as np
import polars as pl

from pipelines.synthetic.attributes.answers import AGE_GROUPS, Sample, drawn, health_shares, sample, yes_shares
from pipelines.synthetic.attributes.living import living
from pipelines.synthetic.public_figures import table
from pipelines.synthetic.records import scattered_share
from pipelines.synthetic.snapshot import Snapshot
from pipelines.synthetic.writers.survey_files import answered, spelt, with_comma, write_answers, write_codebook
from pipelines.synthetic.writers.written import WrittenFile

LEAST_AGE, FULL_SIZE = 16, 15_000
SURVEY_YEARS = (2017, 2021, 2025, 2029)
CODEBOOK = {
    "KOEN": {"1": "Mand", "2": "Kvinde"},
    "SELVVURD_HELBRED": {"1": "Fremragende", "2": "Vældig godt", "3": "Godt", "4": "Mindre godt", "5": "Dårligt",
                         "9": "Uoplyst"},
    "DAGLIG_RYGER": {"1": "Ja", "2": "Nej", "8": "Ved ikke", "9": "Uoplyst"},
    "ENSOMHED": {"1": "Ja", "2": "Nej", "8": "Ved ikke", "9": "Uoplyst"},
    "KRONISK_SYGDOM": {"1": "Ja", "2": "Nej", "8": "Ved ikke", "9": "Uoplyst"},
}  # fmt: skip
_SPELLINGS = {
    "Vesterbro-Kongens Enghave": "Vesterbro/Kgs. Enghave", "Brønshøj-Husum": "Brønshøj - Husum", "Indre By": "Indre by"
}  # fmt: skip
_BMI_UNKNOWN_EVERY = 40


def write_sundhed(snapshot: Snapshot, folder: Path) -> tuple[WrittenFile, ...]:
    """Write ``SUNDHED_<year>.csv`` and ``SUNDHED_KODEBOG_<year>.csv`` in the year after a survey, otherwise nothing."""
    if snapshot.year - 1 not in SURVEY_YEARS:
        return ()
    names = dict(table("bydele").select(pl.col("bydel_nr").cast(pl.String), "name").iter_rows())
    people = living(snapshot).with_columns(
        bydel_name=pl.col("bydel_code").replace_strict(names, default=None, return_dtype=pl.String)
    )
    answers = sample(people, "bydel_name", LEAST_AGE, FULL_SIZE, snapshot.year)
    return (
        write_answers(
            _answers(answers, snapshot.year - 1), folder / f"SUNDHED_{snapshot.year}.csv", "sundhed_svar",
            from_statistics_program=False,
        ),
        write_codebook(CODEBOOK, folder / f"SUNDHED_KODEBOG_{snapshot.year}.csv", "sundhed_kodebog"),
    )  # fmt: skip


def _answers(answers: Sample, year: int) -> pl.DataFrame:
    people = answers.people
    given = {
        "KOEN": (people["sex_code"] == "K").cast(pl.Int8).to_numpy(),
        "SELVVURD_HELBRED": drawn(answers, 8_000 + year, health_shares(answers, year)),
        "DAGLIG_RYGER": drawn(answers, 8_100 + year, yes_shares(answers, 0.11, 0.21)),
        "ENSOMHED": drawn(answers, 8_200 + year, yes_shares(answers, 0.12, 0.18)),
        "KRONISK_SYGDOM": drawn(answers, 8_300 + year, yes_shares(answers, 0.29, 0.36)),
    }
    columns = {name: answered(CODEBOOK, name, number, as_labels=False) for name, number in given.items()}
    groups = pl.Series([group.format(least=LEAST_AGE) for group in AGE_GROUPS], dtype=pl.String)
    index = 19 + 11 * scattered_share(answers.numbers, 8_400 + year) + 2 * people["is_inside"].to_numpy()
    is_known = pl.Series(np.arange(people.height) % _BMI_UNKNOWN_EVERY != 0)
    return pl.DataFrame(
        {
            "RESPID": pl.Series([f"S{year % 100:02d}{row + 1:06d}" for row in range(people.height)]),
            "AAR": pl.repeat(str(year), people.height, eager=True),
            "BYDEL": spelt(people["bydel_name"], _SPELLINGS, every=7),
            "KOEN": columns.pop("KOEN"),
            "ALDERSGRP": groups.gather(pl.Series(answers.age_group.astype(np.uint32))),
            **columns,
            "BMI": with_comma(index, 1).zip_with(is_known, pl.repeat("99,0", people.height, eager=True)),
            "VAEGT": with_comma(answers.weight, 4),
        }
    )
