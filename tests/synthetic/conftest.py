"""Cities and reckoning shared by the tests of the model; everything here starts from frames, never from files."""

import numpy as np
import polars as pl
import pytest

from pipelines.synthetic.city import City, Snapshot, make_city, truth

SMALL_SCALE, SMALL_YEARS = 0.05, range(2018, 2027)


@pytest.fixture(scope="session")
def small_city() -> City:
    return make_city(SMALL_SCALE, SMALL_YEARS, seed=1)


@pytest.fixture(scope="session")
def snapshots(small_city: City) -> dict[int, Snapshot]:
    return {year: small_city.snapshot(year) for year in SMALL_YEARS}


def criteria(snapshot: Snapshot) -> pl.DataFrame:
    """D01-D05 of every udsat byområde, of all of them together ('inside') and of the rest of the city ('rest')."""
    people = truth(snapshot).with_columns(area=pl.col("delomraade_name").fill_null("rest"))
    both = pl.concat([people, people.filter(pl.col("area") != "rest").with_columns(area=pl.lit("inside"))])
    age, low_income = pl.col("age_years"), pl.lit(4) * pl.col("gross_income_oere")
    median = people.filter(age >= 18)["gross_income_oere"].median()
    assert median is not None
    known = pl.col("ras_status_code").is_not_null()
    outside = pl.col("ras_status_code").is_in(["411", "412", "413", "414", "415", "513"])
    unschooled = pl.col("disced15_main_code").is_null() | pl.col("disced15_main_code").is_in(["05", "10", "90"])
    shares = both.group_by("area").agg(
        outside.filter(known & age.is_between(16, 66)).mean().alias("D01"),
        unschooled.filter(age.is_between(16, 64)).mean().alias("D02"),
        (low_income <= 3 * median).filter((age >= 18) & pl.col("gross_income_oere").is_not_null()).mean().alias("D03"),
        ((pl.col("origin_code") != "1") & ~pl.col("is_western")).filter(known).mean().alias("D04"),
        pl.len().alias("residents"),
    )
    dwellings = (
        both.filter(pl.col("dwelling_area_m2").is_between(10, 1000))
        .group_by("area", "address_id")
        .agg(pl.col("dwelling_area_m2").first(), pl.len().alias("residents"))
        .filter(pl.col("residents") <= 15)
        .group_by("area")
        .agg((pl.col("dwelling_area_m2").sum() / pl.col("residents").sum()).alias("D05"))
    )
    return shares.join(dwellings, on="area", how="left").sort("area")


def gaps(snapshot: Snapshot) -> np.ndarray:
    """How much worse the udsatte byområder together stand than the rest of the city on D01 to D05."""
    table = criteria(snapshot).select("area", "D01", "D02", "D03", "D04", "D05")
    inside, rest = (np.array(table.row(by_predicate=pl.col("area") == area)[1:]) for area in ("inside", "rest"))
    return np.append((inside - rest)[:4], (rest - inside)[4])
