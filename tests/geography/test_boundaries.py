"""Boundaries with validity: equal years are one version, and every year can be shown on the latest."""

import itertools
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from pipelines.geography.boundaries import boundary_versions, identity
from pipelines.geography.building import TABLES, build_year, ensure_schemas, years_ready
from pipelines.geography.layers import Layer
from pipelines.geography.placing import all_areas, atom_areas, place
from pipelines.store import Store
from tests.geography.test_placing import LAYERS, addresses, layer

# In the latest year rode r3 has been split in two, and the udsatte byområde has grown to the east.
SPLIT = {
    **LAYERS,
    "rode": layer(
        "rode", ("r1", shapely.box(0, 0, 10, 5)), ("r2", shapely.box(0, 5, 10, 10)),
        ("r31", shapely.box(10, 0, 20, 5)), ("r32", shapely.box(10, 5, 20, 10)),
    ),
    "udsat_byomraade": layer("udsat_byomraade", ("ved-graensen", shapely.box(8, 2, 14, 8))),
}  # fmt: skip
POINTS = addresses((1, 1), (11, 3), (13, 3), (13, 7), (1, 7))
BOTH = place(POINTS, LAYERS, 2024, SPLIT)


def members(areas: pl.DataFrame, area_set: str, boundary_year: int) -> dict[str, set[str]]:
    """Atoms of every area of one set on the boundaries of one year."""
    rows = areas.filter((pl.col("area_set") == area_set) & (pl.col("boundary_year") == boundary_year))
    return {str(code): set(group["atom_key"]) for (code,), group in rows.sort("area_code").group_by(["area_code"])}


def test_a_rode_split_later_is_one_area_of_its_time_and_two_of_today() -> None:
    areas = atom_areas(BOTH, 2024, 2026)
    atoms = BOTH["atom_key"].to_list()

    then, today = members(areas, "rode", 2024), members(areas, "rode", 2026)

    assert set(then) == {"r1", "r2", "r3"}
    assert then["r3"] == {*atoms[1:4]}
    assert today["r31"] == {atoms[1], atoms[2]}
    assert today["r32"] == {atoms[3]}
    assert today["r31"] | today["r32"] == then["r3"]


def test_people_are_placed_once_for_both_boundaries() -> None:
    assert BOTH["access_address_id"].to_list() == POINTS["access_address_id"].to_list()
    assert BOTH["atom_key"].n_unique() == 5  # (13, 3) lies in the udsatte byområde of today only


def test_an_area_that_grew_has_more_atoms_today_than_in_its_time() -> None:
    areas = atom_areas(BOTH, 2024, 2026)

    then, today = (members(areas, "udsat_byomraade", year)["ved-graensen"] for year in (2024, 2026))

    assert (len(then), len(today)) == (1, 3)
    assert then < today


def test_every_atom_is_in_one_area_of_each_covering_set_on_both_boundaries() -> None:
    areas = atom_areas(BOTH, 2024, 2026)

    for boundary_year in (2024, 2026):
        for area_set in ("kommune", "bydel", "kvarter", "lokaludvalg", "rode"):
            rows = areas.filter((pl.col("area_set") == area_set) & (pl.col("boundary_year") == boundary_year))
            assert sorted(rows["atom_key"]) == sorted(set(BOTH["atom_key"]))


def test_boundaries_that_have_not_changed_give_the_same_atoms_as_those_of_the_time_alone() -> None:
    alone = place(POINTS, LAYERS, 2024)

    areas = atom_areas(alone, 2024, 2026)

    assert set(areas["boundary_year"]) == {2024, 2026}
    assert members(areas, "rode", 2024) == members(areas, "rode", 2026)


def test_the_latest_year_has_one_set_of_boundaries() -> None:
    areas = atom_areas(place(POINTS, LAYERS, 2026), 2026, 2026)

    assert set(areas["boundary_year"]) == {2026}
    assert not areas.select("atom_key", "area_set").is_duplicated().any()


def test_areas_name_the_year_of_their_boundaries() -> None:
    areas = all_areas(SPLIT, 2024, 2026)

    assert areas.select("reference_year", "boundary_year").unique().rows() == [(2024, 2026)]
    assert "r31" in set(areas["area_code"])


def test_the_same_shapes_in_another_order_and_from_another_vertex_are_the_same_boundaries() -> None:
    drawn = layer("rode", ("r1", shapely.box(0, 0, 10, 5)), ("r2", shapely.Polygon([(0, 5), (10, 5), (5, 9)])))
    again = layer("rode", ("r2", shapely.Polygon([(10.04, 5), (5, 9), (0, 5)])), ("r1", shapely.box(0, 0, 10, 5)))

    assert identity(drawn) == identity(again)


@pytest.mark.parametrize(
    "other",
    [
        layer("rode", ("r1", shapely.box(0, 0, 10, 5.2))),
        layer("rode", ("r9", shapely.box(0, 0, 10, 5))),
        layer("rode", ("r1", shapely.box(0, 0, 10, 5)), ("r2", shapely.box(0, 5, 10, 10))),
    ],
    ids=["moved", "renumbered", "added"],
)
def test_a_border_moved_or_a_code_changed_is_another_boundary(other: Layer) -> None:
    assert identity(layer("rode", ("r1", shapely.box(0, 0, 10, 5)))) != identity(other)


def test_equal_boundaries_of_consecutive_years_are_one_version_with_validity() -> None:
    versions = boundary_versions({2023: {"rode": "a"}, 2024: {"rode": "a"}, 2025: {"rode": "b"}, 2026: {"rode": "a"}})

    rows = versions.select("reference_year", "boundary_version", "valid_from", "valid_to").rows()
    assert rows == [
        (2023, 2023, date(2023, 1, 1), date(2024, 12, 31)),
        (2024, 2023, date(2023, 1, 1), date(2024, 12, 31)),
        (2025, 2025, date(2025, 1, 1), date(2025, 12, 31)),
        (2026, 2026, date(2026, 1, 1), None),
    ]


@given(st.dictionaries(st.integers(2015, 2030), st.sampled_from("abc"), min_size=1))
def test_versions_cover_every_year_once_and_never_overlap(by_year: dict[int, str]) -> None:
    versions = boundary_versions({year: {"rode": content} for year, content in by_year.items()})

    spells = versions.select("boundary_version", "valid_from", "valid_to").unique().sort("valid_from").rows()
    assert versions["reference_year"].to_list() == sorted(by_year)
    assert [ends for _, _, ends in spells].count(None) == 1
    assert all(ends < begins for (_, _, ends), (_, begins, _) in itertools.pairwise(spells))


def put(store: Store, register: str, table: str, year: int, frame: pl.DataFrame) -> None:
    file = store.current_link(register, table, str(year))
    file.parent.mkdir(parents=True, exist_ok=True)
    frame.write_parquet(file)


def deliver_year(store: Store, year: int, layers: Mapping[str, Layer]) -> None:
    """The tables of DAR and geografi that placing reads, for four houses of one road."""
    names = {"bydel": ("bydel_code", "bydel_name"), "kvarter": ("kvarter_code", "kvarter_name"),
             "rode": ("rode_code", "rode_name"), "udsat_byomraade": ("byomraade_name", "delomraade_name")}  # fmt: skip
    for name, columns in names.items():
        drawn = layers[name]
        geometry = {"geometry_wkb": [shapely.to_wkb(shape) for shape in drawn.geometries], "crs_epsg": 25832}
        put(store, "geografi", name, year, pl.DataFrame(dict.fromkeys(columns, drawn.codes) | geometry))
    points = POINTS.select(
        pl.col("access_address_id").alias("access_point_id"),
        "easting_m",
        "northing_m",
        pl.lit("A").alias("accuracy_code"),
    )
    put(store, "dar", "access_point", year, points)
    houses = POINTS.select("access_address_id").with_columns(
        pl.col("access_address_id").replace("4", None).alias("access_point_id"),
        pl.lit("r").alias("named_road_id"),
        pl.lit("0101").alias("municipality_code"),
        pl.Series("house_number", ["1", "3", "5", "7", "9"]),
    )
    put(store, "dar", "access_address", year, houses)
    road = {"named_road_id": ["r"], "municipality_code": ["0101"], "road_code": ["0004"]}
    put(store, "dar", "named_road_part", year, pl.DataFrame(road))


def table_of(store: Store, table: str, year: int) -> pl.DataFrame:
    return pl.read_parquet(store.current_link("geography", table, str(year)))


def test_a_later_year_with_other_boundaries_gives_earlier_years_the_boundaries_of_today(tmp_path: Path) -> None:
    store = Store(tmp_path)
    deliver_year(store, 2024, LAYERS)
    assert build_year(store, 2024) is not None
    before = table_of(store, "atom_area", 2024)
    deliver_year(store, 2025, SPLIT)

    made = [build_year(store, year) for year in years_ready(store)]

    after = table_of(store, "atom_area", 2024)
    assert None not in made
    assert set(before["boundary_year"]) == {2024}
    assert {*after.filter(boundary_year=2025, area_set="rode")["area_code"]} >= {"r31", "r32"}
    assert {*after.filter(boundary_year=2024, area_set="rode")["area_code"]} == {"r1", "r3"}
    versions = table_of(store, "boundary_version", 2024)
    assert dict(versions.select("area_set", "valid_to").iter_rows()) == {
        "bydel": None, "kvarter": None, "rode": date(2024, 12, 31), "udsat_byomraade": date(2024, 12, 31)
    }  # fmt: skip
    assert [build_year(store, year) for year in years_ready(store)] == [None, None]


def test_the_order_in_which_years_arrive_leaves_no_trace_in_what_is_in_force(tmp_path: Path) -> None:
    forwards, backwards = Store(tmp_path / "forwards"), Store(tmp_path / "backwards")
    drawn = {2024: LAYERS, 2025: SPLIT, 2026: SPLIT}
    for store, years in ((forwards, sorted(drawn)), (backwards, sorted(drawn, reverse=True))):
        for year in years:
            deliver_year(store, year, drawn[year])
            for ready in years_ready(store):
                build_year(store, ready)

    for table in TABLES:
        for year in drawn:
            assert table_of(forwards, table, year).equals(table_of(backwards, table, year)), (table, year)


@pytest.mark.parametrize(("register", "table"), [("geografi", "street_register"), ("cpr", "road_district")])
def test_either_street_table_places_an_address_without_a_point(tmp_path: Path, register: str, table: str) -> None:
    store = Store(tmp_path)
    deliver_year(store, 2025, LAYERS)
    without = build_year(store, 2025)
    interval = {"road_code": ["0004"], "house_number_from": ["9"], "house_number_to": ["9"], "parity_code": ["U"],
                "rode_code": ["r2"], "municipality_code": ["0101"]}  # fmt: skip
    put(store, register, table, 2025, pl.DataFrame(interval))

    counts = build_year(store, 2025)

    assert without is not None
    assert counts is not None
    assert (without["no_point"], counts.get("no_point")) == (1, None)
    assert counts["placed_by_table"] == 1
    control = table_of(store, "placement_control", 2025)
    assert control.filter(rode_by_table="r2")["agreement_code"].to_list() == ["no_point"]


def test_empty_tables_have_the_columns_of_full_ones(tmp_path: Path) -> None:
    store = Store(tmp_path)
    deliver_year(store, 2025, LAYERS)
    build_year(store, 2025)

    ensure_schemas(store)

    for name in TABLES:
        empty = pl.read_parquet(store.current_link("geography", name, "_schema"))
        assert empty.schema == table_of(store, name, 2025).schema
        assert np.array_equal(empty.shape, (0, len(TABLES[name])))
