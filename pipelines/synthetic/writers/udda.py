"""Write the highest completed education (UDDA) and the classification that explains its codes.

Variable names are those of Danmarks Statistik. Persons with nothing registered have no row: that is how the register
shows them, and what the indicator on education counts.
"""

from pathlib import Path

import polars as pl

from pipelines.synthetic.snapshot import Snapshot
from pipelines.synthetic.writers.delimited import write_semicolon
from pipelines.synthetic.writers.reference_dates import first_of_october
from pipelines.synthetic.writers.written import WrittenFile

# PRIA: months of schooling up to and including the education, at nominal length, by main group of DISCED-15.
PRESCRIBED_MONTHS = {
    "05": 0, "10": 108, "15": 120, "20": 144, "25": 120, "29": 156, "30": 156, "35": 150, "39": 120,
    "40": 168, "50": 186, "60": 180, "70": 204, "80": 240,
}  # fmt: skip


def write_udda(snapshot: Snapshot, folder: Path) -> tuple[WrittenFile, ...]:
    """Write ``UDDA_<year before>.csv`` and ``UDDA_KLASSIFIKATION_<year before>.csv``."""
    year = first_of_october(snapshot.year).year
    education = folder / f"UDDA_{year}.csv"
    classification = folder / f"UDDA_KLASSIFIKATION_{year}.csv"
    return (
        WrittenFile(education, "udda_uddannelse", write_semicolon(_education(snapshot, year), education)),
        WrittenFile(classification, "udda_klassifikation", write_semicolon(_classification(snapshot), classification)),
    )


def _education(snapshot: Snapshot, year: int) -> pl.DataFrame:
    main_group = snapshot.classification.select("hfaudd_code", "disced15_main_code")
    return (
        snapshot.residents.filter(pl.col("hfaudd_code").is_not_null())
        .join(main_group, on="hfaudd_code", how="left", maintain_order="left")
        .select(
            pl.lit(str(year)).alias("AAR"),
            pl.col("person_number").alias("PERSON_ID"),
            pl.col("hfaudd_code").alias("HFAUDD"),
            pl.col("education_source_code").alias("HF_KILDE"),
            pl.col("completed_date").dt.strftime("%Y-%m-%d").alias("HF_VFRA"),
            pl.lit(None, pl.String).alias("HF_VTIL"),
            pl.col("disced15_main_code")
            .replace_strict(PRESCRIBED_MONTHS, default=None, return_dtype=pl.Int32)
            .alias("PRIA"),
            pl.col("ongoing_hfaudd_code").alias("IGANG_UDD"),
        )
    )


def _classification(snapshot: Snapshot) -> pl.DataFrame:
    return snapshot.classification.select(
        pl.col("hfaudd_code").alias("HFAUDD"),
        pl.col("disced15_main_code").alias("DISCED15_HOVED"),
        pl.col("isced2011_code").alias("ISCED2011"),
        # The public lookup has stray blanks in some of its titles.
        pl.when(pl.col("hfaudd_code").str.ends_with("9"))
        .then(pl.col("title").str.replace(" ", "  ", literal=True))
        .otherwise("title")
        .alias("TEKST"),
    )
