"""What the registers know: codes, memory over the years, and how the udsatte byområder stand out."""

from itertools import pairwise

import polars as pl
import pytest

from pipelines.synthetic import frames
from pipelines.synthetic.attributes.education_codes import classification
from pipelines.synthetic.city import Snapshot, truth
from tests.synthetic.conftest import SMALL_YEARS, criteria, gaps

_LEVEL = {
    None: 0, "05": 1, "10": 1, "90": 1, "15": 2, "20": 3, "25": 3, "35": 3,
    "29": 4, "30": 4, "40": 5, "60": 6, "50": 7, "70": 8, "80": 9,
}  # fmt: skip
_RAS_CODES = {
    "110", "120", "131", "132", "133", "134", "135", "136", "200", "311", "312", "313", "314", "315", "316", "317",
    "318", "319", "320", "321", "322", "351", "361", "411", "412", "413", "414", "415", "511", "512", "513", "514",
    "515", "516", "517",
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("roads", frames.ROADS),
        ("access_addresses", frames.ACCESS_ADDRESSES),
        ("dwellings", frames.DWELLINGS),
        ("units", frames.UNITS),
        ("buildings", frames.BUILDINGS),
        ("residents", frames.RESIDENTS),
        ("former_addresses", frames.FORMER_ADDRESSES),
        ("former_numbers", frames.FORMER_NUMBERS),
        ("protections", frames.PROTECTIONS),
        ("classification", frames.CLASSIFICATION),
    ],
)
def test_every_frame_has_the_agreed_columns(
    snapshots: dict[int, Snapshot], name: str, schema: frames.FrameSchema
) -> None:
    frame: pl.DataFrame = getattr(snapshots[2026], name)

    assert dict(frame.schema) == dict(schema)
    assert frame.height > 0


def test_register_codes_come_from_their_lists(snapshots: dict[int, Snapshot]) -> None:
    residents = snapshots[2026].residents

    statuses = set(residents["ras_status_code"].drop_nulls().unique())
    known = set(classification()["hfaudd_code"])

    assert statuses <= _RAS_CODES
    assert set(residents["hfaudd_code"].drop_nulls().unique()) <= known
    assert set(residents["ongoing_hfaudd_code"].drop_nulls().unique()) <= known
    assert set(residents["origin_code"].unique()) == {"1", "2", "3"}
    assert residents.filter(pl.col("origin_code") == "1")["is_western"].all()


def test_registers_have_rows_for_the_right_ages_and_a_few_missing(snapshots: dict[int, Snapshot]) -> None:
    people = truth(snapshots[2026])
    grown = people.filter(pl.col("age_years") >= 15)

    without_income = grown["gross_income_oere"].null_count() / grown.height
    without_status = people["ras_status_code"].null_count() / people.height
    children = people.filter(pl.col("age_years") < 15)

    assert children["gross_income_oere"].null_count() == children["hfaudd_code"].null_count() == children.height
    assert 0.002 < without_income < 0.03
    assert 0.001 < without_status < 0.006
    assert (grown["gross_income_oere"] < 0).any()
    assert (grown["gross_income_oere"] == 0).any()


def test_classification_covers_the_main_groups_and_is_not_hierarchical() -> None:
    codes = classification()

    same_start = (codes["hfaudd_code"].str.slice(0, 2) == codes["disced15_main_code"]).mean()

    assert codes["hfaudd_code"].is_unique().all()
    assert set(codes["disced15_main_code"]) == {group for group in _LEVEL if group}
    assert float(same_start) < 0.1


def test_nobody_loses_an_education(snapshots: dict[int, Snapshot]) -> None:
    level = pl.col("disced15_main_code").replace_strict(_LEVEL, return_dtype=pl.Int8)
    for year in SMALL_YEARS[:-1]:
        now, later = (truth(snapshots[y]).select("person_number", level.alias("level")) for y in (year, year + 1))

        both = now.join(later, on="person_number", suffix="_later")

        assert (both["level_later"] >= both["level"]).all()
        assert (both["level_later"] > both["level"]).any()


def test_status_and_income_have_a_memory(snapshots: dict[int, Snapshot]) -> None:
    both = snapshots[2025].residents.join(snapshots[2026].residents, on="person_number", suffix="_later")

    same_status = (both["ras_status_code"] == both["ras_status_code_later"]).mean()
    pensioned = both.filter(pl.col("ras_status_code") == "411")["ras_status_code_later"].is_in(["411", "414"]).mean()
    incomes = both.select(pl.corr("disposable_income_oere", "disposable_income_oere_later")).item()

    assert float(same_status) > 0.8
    assert float(pensioned) > 0.95
    assert incomes > 0.7


def test_disposable_income_grows_with_gross_and_is_shared_by_the_family(snapshots: dict[int, Snapshot]) -> None:
    known = snapshots[2026].residents.drop_nulls("gross_income_oere")

    families = known.group_by("family_id").agg(pl.col("equivalised_disposable_income_oere").n_unique())

    assert (known["disposable_income_oere"] <= known["gross_income_oere"]).all()
    assert families["equivalised_disposable_income_oere"].max() == 1


@pytest.mark.parametrize("year", SMALL_YEARS)
def test_every_udsat_byomraade_stands_worse_than_the_rest_of_the_city(
    snapshots: dict[int, Snapshot], year: int
) -> None:
    table = criteria(snapshots[year])
    rest = table.row(by_predicate=pl.col("area") == "rest", named=True)

    areas = table.filter(~pl.col("area").is_in(["rest", "inside"]))

    assert areas.height == 15
    for criterion in ("D01", "D02", "D03", "D04"):
        assert (areas[criterion] > rest[criterion]).all(), (criterion, areas.select("area", criterion), rest[criterion])
    assert (areas["D05"] < rest["D05"]).mean() > 0.9


def test_the_gap_narrows_on_all_five_criteria(snapshots: dict[int, Snapshot]) -> None:
    per_year = [gaps(snapshots[year]) for year in SMALL_YEARS]

    widened = [(later - earlier).max() for earlier, later in pairwise(per_year)]

    assert (per_year[-1] < 0.95 * per_year[0]).all()
    assert (per_year[-1] > 0.5 * per_year[0]).all()
    assert max(widened) < 0.3


def test_the_areas_together_are_about_twice_as_exposed(snapshots: dict[int, Snapshot]) -> None:
    table = criteria(snapshots[2018])
    inside, rest = (table.row(by_predicate=pl.col("area") == area, named=True) for area in ("inside", "rest"))

    ratios = [inside[criterion] / rest[criterion] for criterion in ("D01", "D02", "D03", "D04")]

    assert min(ratios) > 1.5
    assert max(ratios) < 2.4
    assert inside["D05"] < 0.85 * rest["D05"]


def test_buildings_registers_have_their_blemishes(snapshots: dict[int, Snapshot]) -> None:
    snapshot = snapshots[2025]
    residential = snapshot.units.filter(pl.col("usage_code").cast(pl.Int32) < 200)

    per_address = residential.filter(pl.col("status_code") == "6").group_by("address_id").len()
    without = snapshot.dwellings.join(snapshot.units, on="address_id", how="anti")

    assert {"6", "3", "10"} <= set(snapshot.units["status_code"])
    assert (per_address["len"] > 1).any()
    assert without.height > 0
    assert {"140", "120", "150"} <= set(residential["usage_code"])
    assert snapshot.units.filter(pl.col("usage_code").str.starts_with("3"))["residential_area_m2"].max() == 0
    assert (residential["residential_area_m2"] > 1000).any() or (residential["residential_area_m2"] < 10).any()
