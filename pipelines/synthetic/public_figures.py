"""The public figures the city is calibrated to, as carried in ``data/`` (sources in ``data/SOURCES.md``)."""

from functools import cache
from pathlib import Path

import polars as pl

DATA = Path(__file__).with_name("data")
AGE_BANDS = ("age_0_5", "age_6_16", "age_17_19", "age_20_34", "age_35_64", "age_65_79", "age_80_plus")
"""The seven age bands of the published population tables."""
AGE_BAND_STARTS = (0, 6, 17, 20, 35, 65, 80)
UNPLACED_BYDEL_NR = 99
"""The row of residents without a fixed address in ``bydel_ages`` (uden for inddeling)."""


@cache
def table(name: str) -> pl.DataFrame:
    """One table of ``data/`` by file name without ending; columns ``*_code`` are text."""
    header = pl.read_csv(DATA / f"{name}.csv", n_rows=0).columns
    codes = {column: pl.String() for column in header if column.endswith("_code")}
    return pl.read_csv(DATA / f"{name}.csv", schema_overrides=codes)
