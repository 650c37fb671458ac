"""The street table as control: intervals by even and odd side, agreement with the polygons, points lent by it."""

import numpy as np
import polars as pl
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from pipelines.geography.control import controlled, located, with_lent_points
from pipelines.geography.layers import Layer
from pipelines.geography.placing import place
from pipelines.geography.street_table import house_number_rank, in_force, rode_by_table
from tests.geography.test_placing import layer

# Two roder of 100 m side by side; an enclave in the second.
RODER = layer(
    "rode", ("1", shapely.box(0, 0, 100, 100)), ("2", shapely.box(100, 0, 200, 100) - shapely.box(140, 40, 160, 60))
)
LAYERS = {
    "bydel": layer("bydel", ("1", RODER.geometries[0]), ("2", RODER.geometries[1])),
    "kvarter": layer("kvarter", ("20101", RODER.geometries[0]), ("20201", RODER.geometries[1])),
    "rode": RODER,
    "udsat_byomraade": layer("udsat_byomraade", ("her", shapely.box(0, 0, 30, 100))),
}
Address = tuple[str, str, float | None, float | None]


def addresses(*rows: Address, municipality: str = "0101") -> pl.DataFrame:
    """Access addresses of road 0004: id, house number and point."""
    return pl.DataFrame(
        [(name, municipality, "0004", number, x, y) for name, number, x, y in rows],
        schema={"access_address_id": pl.String, "municipality_code": pl.String, "road_code": pl.String,
                "house_number": pl.String, "easting_m": pl.Float64, "northing_m": pl.Float64},
        orient="row",
    )  # fmt: skip


def intervals(*rows: tuple[str, str, str | None, str]) -> pl.DataFrame:
    return pl.DataFrame(
        [("0004", *row) for row in rows],
        schema=["road_code", "house_number_from", "house_number_to", "parity_code", "rode_code"],
        schema_overrides={"parity_code": pl.String},
        orient="row",
    )


def by_table(found: pl.DataFrame, table: pl.DataFrame) -> dict[str, str]:
    return dict(rode_by_table(found, table).iter_rows())


def agreement(found: pl.DataFrame, table: pl.DataFrame, roder: Layer = RODER) -> list[str]:
    return controlled(found, rode_by_table(found, table), roder, 2025)["agreement_code"].to_list()


@pytest.mark.parametrize(
    ("smaller", "larger"),
    [("016 ", "016B"), ("16", "016A"), ("016B", "017 "), ("002 ", "010 "), ("9z", "10"), ("001 ", "999 ")],
)
def test_house_numbers_stand_in_order_with_their_letters(smaller: str, larger: str) -> None:
    ranks = pl.DataFrame({"number": [smaller, larger]}).select(house_number_rank(pl.col("number"))).to_series()

    assert ranks[0] < ranks[1]


@given(st.integers(1, 999), st.sampled_from(["", *"ABCDEFGHIJKLMNOPQRSTUVWXYZ"]))
def test_a_house_number_has_one_rank_however_it_is_padded(number: int, letter: str) -> None:
    spelled = [f"{number}{letter}", f"{number:03d}{letter:1}", f" {number}{letter.lower()} "]

    ranks = pl.DataFrame({"number": spelled}).select(house_number_rank(pl.col("number"))).to_series()

    assert ranks.n_unique() == 1
    assert ranks.null_count() == 0


@pytest.mark.parametrize("text", ["", "B", "16 B", "16BB", "1000", "12-14", None])
def test_what_is_no_house_number_has_no_rank(text: str | None) -> None:
    ranks = pl.DataFrame({"number": [text]}, schema={"number": pl.String}).select(house_number_rank(pl.col("number")))

    assert ranks.to_series().to_list() == [None]


def test_even_and_odd_numbers_lie_in_the_rode_of_their_side() -> None:
    found = addresses(("even", "16B", 0, 0), ("odd", "17", 0, 0), ("beyond", "19", 0, 0))

    rode = by_table(found, intervals(("002 ", "016B", "L", "0001"), ("001 ", "017 ", "U", "2")))

    assert rode == {"even": "1", "odd": "2"}


def test_an_interval_without_a_side_holds_for_both() -> None:
    rode = by_table(addresses(("even", "16", 0, 0), ("odd", "17", 0, 0)), intervals(("001 ", "999 ", None, "1")))

    assert rode == {"even": "1", "odd": "1"}


def test_overlapping_intervals_of_two_roder_give_no_answer() -> None:
    table = intervals(("001 ", "999 ", None, "1"), ("011 ", "019 ", "U", "2"))

    assert by_table(addresses(("seen", "9", 0, 0), ("unclear", "13", 0, 0)), table) == {"seen": "1"}


def test_only_intervals_in_force_on_the_reference_day_count() -> None:
    table = pl.concat([intervals(("001 ", "999 ", "U", rode)) for rode in ("1", "2", "3")]).with_columns(
        pl.Series("valid_from", ["2001-01-01", "2015-01-01", "2025-01-02"]).str.to_date(),
        pl.Series("valid_to", ["2014-12-31", None, None]).str.to_date(),
    )

    assert in_force(table, 2025)["rode_code"].to_list() == ["2"]
    assert in_force(table, 2014)["rode_code"].to_list() == ["1"]


def test_intervals_of_other_municipalities_do_not_count() -> None:
    table = intervals(("001 ", "999 ", "U", "1"), ("001 ", "999 ", "U", "2")).with_columns(
        pl.Series("municipality_code", ["0101", "0147"])
    )

    assert in_force(table, 2025)["rode_code"].to_list() == ["1"]


def test_agreement_is_told_per_address() -> None:
    found = addresses(
        ("agree", "1", 10, 10), ("near", "3", 110, 10), ("far", "5", 190, 10), ("unknown", "2", 10, 10),
        ("nowhere", "7", None, None), ("enclave", "9", 150, 50), ("no such rode", "101", 10, 10),
    )  # fmt: skip
    table = intervals(("001 ", "099 ", "U", "1"), ("101 ", "101 ", "U", "77"))

    found_codes = agreement(found, table)

    assert found_codes == [
        "agree",
        "near_border",
        "disagree",
        "no_interval",
        "no_point",
        "outside_city",
        "unknown_rode",
    ]


@pytest.mark.parametrize(("distance_m", "code"), [(24.9, "near_border"), (25.1, "disagree")])
def test_near_the_border_is_within_25_metres(distance_m: float, code: str) -> None:
    assert agreement(addresses(("x", "1", 100 + distance_m, 15)), intervals(("001 ", "999 ", "U", "1"))) == [code]


def placed(found: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    control = controlled(found, rode_by_table(found, table), RODER, 2025)
    return place(with_lent_points(found, control, RODER), LAYERS, 2025)


def test_the_polygon_wins_over_the_table() -> None:
    result = placed(addresses(("x", "1", 190, 10)), intervals(("001 ", "999 ", "U", "1")))

    assert result.select("placement_code", "rode").row(0) == ("placed", "2")


def test_an_address_without_a_point_is_placed_by_table_where_its_neighbour_lies() -> None:
    found = addresses(("first", "1", 10, 10), ("last", "99", 90, 10), ("lacking", "91", None, None))

    result = placed(found, intervals(("001 ", "999 ", "U", "1")))

    assert result["placement_code"].to_list() == ["placed", "placed", "placed_by_table"]
    assert result["udsat_byomraade"].to_list() == ["her", None, None]
    assert result["atom_key"][2] == result["atom_key"][1]


def test_an_address_without_point_and_neighbour_is_placed_inside_the_rode() -> None:
    result = placed(addresses(("x", "2", None, None)), intervals(("002 ", "998 ", "L", "2")))

    assert result.select("placement_code", "rode", "bydel").row(0) == ("placed_by_table", "2", "2")


def test_an_address_that_neither_knows_stays_without_a_place() -> None:
    result = placed(addresses(("x", "2", None, None)), intervals(("001 ", "999 ", "U", "2")))

    assert result.select("placement_code", "atom_key").row(0) == ("no_point", "uden-for-inddeling")


def test_a_point_in_the_enclave_is_given_up_for_the_table_and_never_snapped() -> None:
    result = placed(addresses(("x", "1", 141, 50)), intervals(("001 ", "999 ", "U", "1")))

    assert result.select("placement_code", "rode").row(0) == ("placed_by_table", "1")


def test_an_address_of_another_municipality_is_refused_whatever_the_table_says() -> None:
    result = placed(addresses(("x", "1", 150, 50), municipality="0147"), intervals(("001 ", "999 ", "U", "1")))

    assert result.select("placement_code", "atom_key").row(0) == ("outside_city", "uden-for-inddeling")


def test_a_point_of_class_u_is_none_and_doubled_keys_are_read_once() -> None:
    access = pl.DataFrame(
        {"access_address_id": ["a", "b", "b"], "access_point_id": ["p1", "p2", "p2"], "named_road_id": ["r"] * 3,
         "municipality_code": ["0101"] * 3, "house_number": ["1", "2", "2"]}
    )  # fmt: skip
    points = pl.DataFrame(
        {"access_point_id": ["p1", "p1", "p2"], "easting_m": [1.0, 9.0, 2.0], "northing_m": [1.0, 9.0, 2.0],
         "accuracy_code": ["A", "A", "U"]}
    )  # fmt: skip
    roads = pl.DataFrame({"named_road_id": ["r", "r"], "municipality_code": ["0101", "0101"], "road_code": ["4", "4"]})

    found = located(access, points, roads)

    assert found.select("access_address_id", "easting_m").rows() == [("a", 1.0), ("b", None)]
    assert np.array_equal(found["road_code"].to_numpy(), ["4", "4"])
