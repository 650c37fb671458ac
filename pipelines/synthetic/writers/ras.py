"""Write the labour market status (RAS): one row per resident with a status on the last working day of November.

The codes are those of Danmarks Statistik; the column set is a stand-in, since person-level RAS is not handed out.
"""

from pathlib import Path

import polars as pl

from pipelines.synthetic.snapshot import Snapshot
from pipelines.synthetic.writers.delimited import write_semicolon
from pipelines.synthetic.writers.reference_dates import first_of_january, last_working_day_of_november
from pipelines.synthetic.writers.written import CITY_MUNICIPALITY_CODE, WrittenFile


def write_ras(snapshot: Snapshot, folder: Path) -> tuple[WrittenFile, ...]:
    """Write ``RAS_<year before>.csv``; residents whose ``ras_status_code`` is null have no row.

    ALDER is completed years on the 1 January that the population is counted on.
    """
    day = last_working_day_of_november(snapshot.year)
    residents = snapshot.residents.filter(pl.col("ras_status_code").is_not_null())
    frame = residents.select(
        pl.lit(day.isoformat()).alias("REFDATO"),
        pl.col("person_number").alias("PERSON_ID"),
        pl.lit(CITY_MUNICIPALITY_CODE).alias("BOPKOM"),
        _age_years(snapshot.year).alias("ALDER"),
        pl.col("sex_code").alias("KOEN"),
        pl.col("origin_code").alias("HERKOMST"),
        pl.col("is_western").cast(pl.Int8).alias("OPR_VESTLIG"),
        pl.col("ras_status_code").alias("RAS_STATUS"),
        pl.col("industry_code").alias("BRANCHE_10"),
        pl.col("work_municipality_code").alias("ARB_KOM"),
    )
    path = folder / f"RAS_{day.year}.csv"
    return (WrittenFile(path, "ras_status", write_semicolon(frame, path)),)


def _age_years(year: int) -> pl.Expr:
    """Completed years on 1 January: only who was born on that day has had the birthday of the year."""
    born = pl.col("birth_date")
    day = first_of_january(year)
    has_birthday = (born.dt.month() == day.month) & (born.dt.day() == day.day)
    return year - born.dt.year() - 1 + has_birthday.cast(pl.Int32)
