"""The full-size city against the public tables it is calibrated to."""

import numpy as np
import polars as pl
import pytest

from pipelines.synthetic.city import City, Snapshot, make_city, truth
from pipelines.synthetic.public_figures import AGE_BAND_STARTS, AGE_BANDS, table
from tests.synthetic.conftest import criteria, gaps

pytestmark = pytest.mark.end_to_end

YEARS = range(2023, 2027)
"""Income of 2024 belongs to the reference year 2025, education of 1 October 2025 to the reference year 2026."""


@pytest.fixture(scope="module")
def city() -> City:
    return make_city(1.0, YEARS, seed=1)


@pytest.fixture(scope="module")
def full_size(city: City) -> dict[int, Snapshot]:
    return {year: city.snapshot(year) for year in YEARS}


def _by_kvarter(frame: pl.DataFrame, value: pl.Expr) -> np.ndarray:
    grouped = frame.drop_nulls("kvarter_code").group_by("kvarter_code").agg(value.alias("value")).sort("kvarter_code")
    return grouped["value"].to_numpy().astype(float)


def _published(column: str) -> np.ndarray:
    return table("kvarter_figures").sort("kvarter_code")[column].to_numpy().astype(float)


def test_residents_of_2026_are_within_one_percent_per_kvarter_and_exact_in_all(full_size: dict[int, Snapshot]) -> None:
    people = truth(full_size[2026])
    ages = table("kvarter_ages").filter(pl.col("year") == 2026).sort("kvarter_code")

    found = _by_kvarter(people, pl.len())

    assert people.height == 671_673
    assert np.abs(found / ages.select(AGE_BANDS).to_numpy().sum(axis=1) - 1).max() < 0.01


def test_age_bands_of_2026_are_close_per_kvarter_and_city(full_size: dict[int, Snapshot]) -> None:
    people = truth(full_size[2026]).drop_nulls("kvarter_code")
    kvarter = np.unique(people["kvarter_code"].to_numpy(), return_inverse=True)[1]
    band = np.searchsorted(AGE_BAND_STARTS, people["age_years"].to_numpy(), side="right") - 1
    published = table("kvarter_ages").filter(pl.col("year") == 2026).sort("kvarter_code").select(AGE_BANDS).to_numpy()

    found = np.bincount(kvarter * 7 + band, minlength=67 * 7).reshape(67, 7)

    assert found.sum(axis=0) == pytest.approx(published.sum(axis=0), rel=0.01)
    assert np.abs(found - published).sum() / published.sum() < 0.03


def test_median_disposable_income_of_2024_is_within_two_percent_per_kvarter(full_size: dict[int, Snapshot]) -> None:
    found = _by_kvarter(truth(full_size[2025]), pl.col("disposable_income_oere").median() / 100)

    assert np.abs(found / _published("median_disposable_income_dkk_2024") - 1).max() < 0.02


def test_higher_education_of_2025_is_within_one_and_a_half_points_per_kvarter(full_size: dict[int, Snapshot]) -> None:
    people = truth(full_size[2026]).filter(pl.col("age_years").is_between(15, 69))
    is_higher = pl.col("disced15_main_code").is_in(["40", "50", "60", "70", "80"]).fill_null(value=False)

    found = _by_kvarter(people, 100 * is_higher.mean())

    assert np.abs(found - _published("higher_education_15_69_pct_2025")).max() < 1.5


def test_dwelling_size_of_2026_is_within_two_percent_per_kvarter(full_size: dict[int, Snapshot]) -> None:
    snapshot = full_size[2026]
    homes = (
        snapshot.units.filter((pl.col("status_code") == "6") & (pl.col("usage_code").cast(pl.Int32) < 200))
        .group_by("address_id")
        .agg(pl.col("residential_area_m2").sum())
        .join(snapshot.dwellings, on="address_id")
        .join(snapshot.access_addresses, on="access_address_id")
    )

    found = _by_kvarter(homes, pl.col("residential_area_m2").mean())

    assert np.abs(found / _published("avg_dwelling_m2_2026") - 1).max() < 0.02


def test_unemployed_of_november_2024_are_within_a_third_of_a_point_per_bydel(full_size: dict[int, Snapshot]) -> None:
    people = truth(full_size[2025]).drop_nulls("bydel_code")
    published = table("bydel_unemployment").sort("bydel_nr")["unemployed_nov_2024_pct"].to_numpy()

    found = people.group_by("bydel_code").agg((pl.col("ras_status_code") == "200").mean() * 100)
    by_number = found.sort(pl.col("bydel_code").cast(pl.Int32))["ras_status_code"].to_numpy()

    assert np.abs(by_number - published).max() < 0.33


def test_share_of_non_western_origin_is_about_the_published_one(full_size: dict[int, Snapshot]) -> None:
    people = truth(full_size[2023]).drop_nulls("bydel_code")

    by_bydel = dict(people.group_by("bydel_code").agg((~pl.col("is_western")).mean()).iter_rows())

    assert float((~people["is_western"]).mean()) == pytest.approx(0.148, abs=0.01)
    assert {"7", "8"} == set(sorted(by_bydel, key=by_bydel.__getitem__)[-2:])


def test_every_area_stands_worse_on_all_five_and_the_gap_narrows_every_year(full_size: dict[int, Snapshot]) -> None:
    per_year = np.array([gaps(snapshot) for snapshot in full_size.values()])
    table_2026 = criteria(full_size[2026])
    rest = table_2026.row(by_predicate=pl.col("area") == "rest", named=True)

    areas = table_2026.filter(~pl.col("area").is_in(["rest", "inside"]))

    assert (np.diff(per_year, axis=0) < 0).all()
    assert all((areas[criterion] > rest[criterion]).all() for criterion in ("D01", "D02", "D03", "D04"))
    assert (areas["D05"] < rest["D05"]).all()
