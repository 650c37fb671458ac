"""Write decisions in criminal cases (KRAF): one row per decision, several of some persons.

Names of variables are those of Danmarks Statistik. Some rows are of people without a person number: constructed ids,
people nobody could identify and associations, marked by the ids that the criminal register has for them.
"""

from pathlib import Path

import numpy as np
import polars as pl

from pipelines.synthetic.attributes.convictions import Convictions, convictions
from pipelines.synthetic.snapshot import Snapshot
from pipelines.synthetic.writers.delimited import write_semicolon
from pipelines.synthetic.writers.reference_dates import last_of_december
from pipelines.synthetic.writers.written import WrittenFile

# From counting year 2020 only the first four digits are maintained.
FOUR_DIGITS_FROM = 2020
_WITHOUT_NUMBER_EVERY = 60
_CONSTRUCTED, _UNKNOWN, _ASSOCIATION = "{:06d}A{}DA", "290200{}AA{}", "300200{}AA{}"


def write_kraf(snapshot: Snapshot, folder: Path) -> tuple[WrittenFile, ...]:
    """Write ``KRAF_<year before>.csv``."""
    year = last_of_december(snapshot.year).year
    path = folder / f"KRAF_{year}.csv"
    return (WrittenFile(path, "kraf_afgoerelser", write_semicolon(_decisions(convictions(snapshot), year), path)),)


def _decisions(found: Convictions, year: int) -> pl.DataFrame:
    count = len(found.person_numbers)
    decided = np.datetime64(f"{year}-01-01") + found.day_of_year.astype("timedelta64[D]")
    committed = decided - found.days_since_offence.astype("timedelta64[D]")
    codes = pl.Series(found.offence_codes, dtype=pl.String)
    ids, types = _ids(found.person_numbers)
    # 1 prison, 2 suspended prison, 3 fine, 4 charge withdrawn, 5 other measure
    kind = np.searchsorted([0.16, 0.34, 0.82, 0.94], found.draw) + 1
    return pl.DataFrame(
        {
            "TAEL_AAR": pl.repeat(str(year), count, eager=True),
            "PERSON_ID": ids,
            "INR_TYPE": types,
            "JOURNR": pl.Series([f"0100-{code[:5]}-{row + 1:05d}-{year % 100}" for row, code in enumerate(codes)]),
            "AFG_AFGOEDTO": pl.Series(decided).cast(pl.Date).dt.strftime("%Y-%m-%d"),
            "GERN_DTO": pl.Series(committed).cast(pl.Date).dt.strftime("%Y-%m-%d"),
            "AFG_GER7": codes.str.slice(0, 4) + "000" if year >= FOUR_DIGITS_FROM else codes,
            "AFG_ART": pl.Series(kind).cast(pl.String),
            "UBETINGET_DAGE": pl.Series(np.where(kind == 1, 7 + (found.draw * 6_000).astype(np.int64), 0)),
        }
    )


def _ids(person_numbers: np.ndarray) -> tuple[pl.Series, pl.Series]:
    """Ids and their types (1 person number, 2 constructed, 3 unidentified, 4 association); every 60th is no number."""
    ids, types = person_numbers.astype("U10").tolist(), ["1"] * len(person_numbers)
    for turn, row in enumerate(range(7, len(ids), _WITHOUT_NUMBER_EVERY)):
        letter, kind = chr(ord("A") + turn % 26), turn % 4
        if kind < 2:
            # 990001 is no date at all; others bear a date of birth that somebody gave.
            digits = 990_001 if kind else 100_000 * (1 + turn % 2) + 40_049 + turn % 90
            ids[row], types[row] = _CONSTRUCTED.format(digits, letter), "2"
        else:
            form, types[row] = (_UNKNOWN, "3") if kind == 2 else (_ASSOCIATION, "4")
            ids[row] = form.format(letter, letter)
    return pl.Series(ids, dtype=pl.String), pl.Series(types, dtype=pl.String)
