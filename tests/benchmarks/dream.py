"""Shares of benefits from a wide file of DREAM at full size: ``python -m tests.benchmarks.dream``.

450,000 made-up persons by 156 weeks and 36 months, read by the real reader, keyed, summed by person, year and code.
The limit is 8 s and 2 GB on two cores.
"""

import hashlib
import sys
import tempfile
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from pipelines.registers.person_secret import PersonSecret
from pipelines.registers.reader import read_file
from pipelines.synthetic.attributes.benefits import CODES, window
from pipelines.synthetic.identifiers import padded
from tests.benchmarks.measuring import measured, python, say

PERSONS, ISO_YEAR = 450_000, 2025
KEY = PersonSecret(hashlib.sha256(b"the key of the benchmarks").digest())
_CHANGES_WEEKLY, _WITHOUT = 0.02, 0.55
_YEAR_OF_BIRTH, _SERIAL = 50, 1000


def write(path: Path) -> None:
    """Write a file of DREAM; person numbers lie outside CPR's own range (day + 60)."""
    random, index = np.random.default_rng(1), np.arange(PERSONS)
    day, month, rest = 61 + index % 28, 1 + index // 28 % 12, index // 336
    numbers = ((day * 100 + month) * 100 + _YEAR_OF_BIRTH + rest % 50) * 10_000 + _SERIAL + rest // 50
    columns = {"PERSON_ID": padded(numbers, 10), "KOMMUNE": pl.repeat("101", PERSONS, eager=True)}
    texts = pl.Series([code or None for code in CODES], dtype=pl.String)
    code = _drawn(random)
    for monday in window(ISO_YEAR):
        code = np.where(random.random(PERSONS) < _CHANGES_WEEKLY, _drawn(random), code)
        iso = monday.isocalendar()
        columns[f"y_{iso.year % 100:02d}{iso.week:02d}"] = texts.gather(pl.Series(code))
    branch = pl.repeat("471120", PERSONS, eager=True)
    months = [(year, month) for year in range(ISO_YEAR - 2, ISO_YEAR + 1) for month in range(1, 13)]
    pl.DataFrame(columns | {f"branche_{year}_{month:02d}": branch for year, month in months}).write_csv(
        path, separator=";"
    )


def read_and_sum(path: Path) -> None:
    """Read the file and sum weeks by person, ISO year and code."""
    out = path.with_suffix("")
    read_file(path, "dream_uger", out, KEY)
    table = out / "week_status.parquet"
    summed = duckdb.sql(
        "select sum(weeks) from (select sum(week_count) as weeks"
        f" from '{table}' group by person_key, iso_year, benefit_code)"
    ).fetchall()
    assert summed == [(PERSONS * len(window(ISO_YEAR)),)], summed


def shares_of_benefits(folder: Path) -> None:
    """Print one line of the table of benchmarks."""
    path = folder / f"DREAM_{ISO_YEAR}.csv"
    write(path)
    result = measured(python("tests.benchmarks.dream", str(path)), runs=3)
    print("\nshares of benefits from a wide file of DREAM, 450,000 persons by 156 weeks (whole process, median of 3)")
    say("read, checked, keyed, summed by person and year", result, path.stat().st_size / 1e6)


def _drawn(random: np.random.Generator) -> np.ndarray:
    code = random.integers(1, len(CODES), PERSONS)
    return np.where(random.random(PERSONS) < _WITHOUT, 0, code)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        read_and_sum(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory(prefix="byomraader-bench-") as scratch:
            shares_of_benefits(Path(scratch))
