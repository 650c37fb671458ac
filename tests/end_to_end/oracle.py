"""An independent recomputation of D01-D05 from the truth about the synthetic city, in plain Polars.

It shares nothing with the platform: no vault, no dbt, no seed, no geometry. What the criteria ask is written out again
here, from the city's published definitions (open data set "Socioøkonomiske data for København").
"""

from collections.abc import Callable
from pathlib import Path

import polars as pl

OUTSIDE_LABOUR_MARKET = ("411", "412", "413", "414", "415", "513")
NO_EDUCATION = ("05", "10", "90")
AREAS: dict[str, Callable[[], pl.Expr]] = {
    "kommune": lambda: pl.lit("0101"),
    "bydel": lambda: pl.col("bydel_code"),
    "kvarter": lambda: pl.col("kvarter_code"),
    "lokaludvalg": lambda: pl.lit("20") + pl.col("kvarter_code").str.slice(1, 2),
    "rode": lambda: pl.col("rode_code"),
    "udsat_byomraade": lambda: pl.col("delomraade_name"),
}
BREAKDOWNS: dict[str, tuple[str, ...]] = {
    "alle": (),
    "koen": ("sex_code",),
    "alder": ("age_band",),
    "herkomst": ("origin_group",),
}
AGE_BANDS = {
    0: "0-5", 6: "6-15", 16: "16-17", 18: "18-24", 25: "25-29", 30: "30-44", 45: "45-59", 60: "60-64", 65: "65-66",
    67: "67-79", 80: "80+",
}  # fmt: skip


def read_truth(folder: Path) -> pl.DataFrame:
    """Return the residents of every year, with the members of each breakdown that they belong to."""
    files = sorted(folder.rglob("truth.parquet"))
    frames = [pl.read_parquet(file).with_columns(reference_year=pl.lit(int(file.parent.name))) for file in files]
    starts = pl.DataFrame({"age_from": list(AGE_BANDS), "age_band": list(AGE_BANDS.values())}).cast(
        {"age_from": pl.Int32}
    )
    western = pl.when(pl.col("is_western")).then(pl.lit("vestlig")).otherwise(pl.lit("ikke_vestlig"))
    return (
        pl.concat(frames, how="vertical_relaxed")
        .with_columns(
            origin_group=pl.when(pl.col("ras_status_code").is_null())
            .then(pl.lit("uoplyst"))
            .when(pl.col("origin_code") == "1")
            .then(pl.lit("dansk"))
            .otherwise(western)
        )
        .with_columns(age_from=pl.col("age_years").cast(pl.Int32))
        .sort("age_from")
        .join_asof(starts, on="age_from")
    )


def counted(truth: pl.DataFrame, code: str) -> pl.DataFrame:
    """Return the residents who belong to an indicator: is_counted (the numerator, an integer) and is_base."""
    return _RULES[code](truth)


def figures(truth: pl.DataFrame, code: str, area_set: str, breakdown: str) -> pl.DataFrame:
    """Return numerator and denominator per reference year, area and member of a breakdown."""
    members = BREAKDOWNS[breakdown]
    rows = counted(truth, code).with_columns(AREAS[area_set]().alias("area"))
    return (
        rows.drop_nulls("area")
        .group_by("reference_year", "area", *members)
        .agg(pl.col("numerator").sum(), pl.col("denominator").sum())
    )


def _share(truth: pl.DataFrame, base: pl.Expr, hit: pl.Expr) -> pl.DataFrame:
    return truth.with_columns(
        denominator=base.fill_null(value=False).cast(pl.Int64),
        numerator=(base & hit).fill_null(value=False).cast(pl.Int64),
    )


def _d01(truth: pl.DataFrame) -> pl.DataFrame:
    base = pl.col("age_years").is_between(16, 66) & pl.col("ras_status_code").is_not_null()
    return _share(truth, base, pl.col("ras_status_code").is_in(OUTSIDE_LABOUR_MARKET))


def _d02(truth: pl.DataFrame) -> pl.DataFrame:
    hit = pl.col("hfaudd_code").is_null() | pl.col("disced15_main_code").is_in(NO_EDUCATION)
    return _share(truth, pl.col("age_years").is_between(16, 64), hit)


def _d03(truth: pl.DataFrame) -> pl.DataFrame:
    income = pl.col("gross_income_oere")
    base = (pl.col("age_years") >= 18) & income.is_not_null()
    with_median = truth.with_columns(median=income.filter(base).median().over("reference_year"))
    return _share(with_median, base, 4 * income.cast(pl.Float64) <= 3 * pl.col("median"))


def _d04(truth: pl.DataFrame) -> pl.DataFrame:
    base = pl.col("ras_status_code").is_not_null()
    return _share(truth, base, pl.col("origin_code").is_in(["2", "3"]) & ~pl.col("is_western"))


def _d05(truth: pl.DataFrame) -> pl.DataFrame:
    housed = truth.drop_nulls("address_id").with_columns(at_home=pl.len().over("reference_year", "address_id"))
    area = pl.col("dwelling_area_m2")
    kept = housed.filter(area.is_between(10, 1000) & (pl.col("at_home") <= 15))
    first = pl.int_range(pl.len()).over("reference_year", "address_id") == 0
    return kept.with_columns(
        denominator=pl.lit(1, dtype=pl.Int64), numerator=pl.when(first).then(area).otherwise(0).cast(pl.Int64)
    )


_RULES = {"D01": _d01, "D02": _d02, "D03": _d03, "D04": _d04, "D05": _d05}
