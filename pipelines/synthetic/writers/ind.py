"""Write personal income (IND): one row per person with an income in the calendar year, in kroner and øre.

Variable names and code list (SOCIO13) are those of Danmarks Statistik. No row means not taxable here; an amount of
zero is an amount.
"""

from pathlib import Path

import polars as pl

from pipelines.synthetic.snapshot import Snapshot
from pipelines.synthetic.writers.delimited import kroner, write_semicolon
from pipelines.synthetic.writers.reference_dates import last_of_december
from pipelines.synthetic.writers.written import WrittenFile


def write_ind(snapshot: Snapshot, folder: Path) -> tuple[WrittenFile, ...]:
    """Write ``IND_<year before>.csv``; residents whose ``gross_income_oere`` is null have no row."""
    year = last_of_december(snapshot.year).year
    frame = snapshot.residents.filter(pl.col("gross_income_oere").is_not_null()).select(
        pl.lit(str(year)).alias("AAR"),
        pl.col("person_number").alias("PERSON_ID"),
        pl.col("family_id").alias("FAMILIE_ID"),
        kroner("gross_income_oere").alias("PERINDKIALT_13"),
        kroner("wage_income_oere").alias("LOENMV_13"),
        kroner("transfer_income_oere").alias("OFF_OVERFORSEL_13"),
        kroner("disposable_income_oere").alias("DISPON_13"),
        kroner("equivalised_disposable_income_oere").alias("AEKVIVADISP_13"),
        pl.col("socio13_code").alias("SOCIO13"),
    )
    path = folder / f"IND_{year}.csv"
    return (WrittenFile(path, "ind_indkomst", write_semicolon(frame, path)),)
