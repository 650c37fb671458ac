"""Placing by point in polygon: one atom per address, areas as unions of atoms, enclaves refused."""

import numpy as np
import polars as pl
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from pipelines.geography.layers import Layer, area_slug, lokaludvalg_names, lokaludvalg_of, trygheds_distrikt_name
from pipelines.geography.placing import AREA_SETS, all_areas, atom_areas, place
from pipelines.synthetic.public_figures import table


def layer(area_set: str, *areas: tuple[str, shapely.Polygon]) -> Layer:
    codes = tuple(code for code, _ in areas)
    return Layer(area_set, codes, codes, (None,) * len(codes), np.array([shape for _, shape in areas], dtype=object))


# Two bydele side by side with a hole (an enclave) in the second; the udsatte byområde crosses their border.
LAYERS = {
    "bydel": layer(
        "bydel", ("1", shapely.box(0, 0, 10, 10)), ("2", shapely.box(10, 0, 20, 10) - shapely.box(14, 4, 16, 6))
    ),
    "kvarter": layer("kvarter", ("20101", shapely.box(0, 0, 10, 10)), ("20201", shapely.box(10, 0, 20, 10))),
    "rode": layer(
        "rode", ("r1", shapely.box(0, 0, 10, 5)), ("r2", shapely.box(0, 5, 10, 10)), ("r3", shapely.box(10, 0, 20, 10))
    ),
    "udsat_byomraade": layer("udsat_byomraade", ("ved-graensen", shapely.box(8, 2, 12, 8))),
}


def addresses(*points: tuple[float | None, float | None]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "access_address_id": [str(number) for number in range(len(points))],
            "easting_m": [x for x, _ in points],
            "northing_m": [y for _, y in points],
        },
        schema_overrides={"easting_m": pl.Float64, "northing_m": pl.Float64},
    )


def test_addresses_in_the_same_areas_share_an_atom_and_others_do_not() -> None:
    placed = place(addresses((1, 1), (2, 2), (9, 3), (11, 3), (1, 7)), LAYERS, 2025)

    atoms = placed["atom_key"].to_list()

    assert atoms[0] == atoms[1]
    assert len(set(atoms)) == 4


def test_an_area_that_crosses_a_border_is_a_union_of_atoms_on_both_sides() -> None:
    areas = atom_areas(place(addresses((9, 3), (11, 3), (1, 1)), LAYERS, 2025), 2025)

    inside = areas.filter(pl.col("area_code") == "ved-graensen")["atom_key"]

    bydele = areas.filter(pl.col("atom_key").is_in(inside.implode()) & (pl.col("area_set") == "bydel"))
    assert sorted(bydele["area_code"]) == ["1", "2"]


def test_a_point_in_an_enclave_is_refused_and_not_snapped() -> None:
    placed = place(addresses((15, 5), (100, 100)), LAYERS, 2025)

    assert placed["placement_code"].to_list() == ["outside_city", "outside_city"]
    assert placed["atom_key"].to_list() == ["uden-for-inddeling"] * 2


def test_an_address_without_a_point_is_told_apart_from_one_outside() -> None:
    placed = place(addresses((None, None), (1, 1)), LAYERS, 2025)

    assert placed["placement_code"].to_list() == ["no_point", "placed"]


def test_a_point_on_a_shared_border_belongs_to_the_lowest_code() -> None:
    placed = place(addresses((10, 1)), LAYERS, 2025)

    assert placed.select("bydel", "kvarter", "rode").row(0) == ("1", "20101", "r1")


@given(st.lists(st.tuples(st.floats(-5, 25), st.floats(-5, 15)), min_size=1, max_size=40))
def test_every_placed_address_is_in_exactly_one_area_of_each_covering_set(points: list[tuple[float, float]]) -> None:
    placed = place(addresses(*points), LAYERS, 2025)
    areas = atom_areas(placed, 2025)

    in_city = placed.filter(pl.col("placement_code") == "placed")

    for area_set in ("kommune", "bydel", "kvarter", "lokaludvalg", "trygheds_distrikt"):
        per_atom = areas.filter(pl.col("area_set") == area_set)
        assert per_atom["atom_key"].n_unique() == per_atom.height
        assert set(in_city["atom_key"]) == set(per_atom["atom_key"])


def test_every_area_has_a_row_and_kvarterer_name_their_bydel() -> None:
    areas = all_areas(LAYERS, 2025)

    parents = dict(areas.filter(pl.col("area_set") == "kvarter").select("area_code", "parent_area_code").iter_rows())

    assert parents == {"20101": "1", "20201": "2"}
    assert set(areas["area_set"]) == set(AREA_SETS)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Ydre Nørrebro", "ydre-noerrebro"),
        ("Urbanplanen mv.", "urbanplanen-mv"),
        ("Tingbjerg/Husum", "tingbjerg-husum"),
    ],
)
def test_an_area_delivered_by_name_gets_a_code_of_plain_letters(name: str, slug: str) -> None:
    assert area_slug(name) == slug


def test_each_kvarter_code_names_one_of_the_twelve_local_committees() -> None:
    assert lokaludvalg_of("20903") == "2009"
    assert len(lokaludvalg_names()) == 12


def test_the_survey_has_thirteen_districts_with_noerrebro_in_two() -> None:
    kvarterer = table("kvarterer")["kvarter_code"]

    names = {code: trygheds_distrikt_name(code) for code in kvarterer}

    assert len(set(names.values())) == 13
    assert {code for code, name in names.items() if name == "Indre Nørrebro"} == {"20401", "20402"}
    assert {code for code, name in names.items() if name == "Ydre Nørrebro"} == {"20403", "20404", "20405"}
