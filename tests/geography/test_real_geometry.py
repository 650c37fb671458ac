"""Placing on the drawn city: the enclave, the water and the border as they are, not as boxes."""

import numpy as np
import polars as pl
import pytest
import shapely

from pipelines.geography.control import controlled, with_lent_points
from pipelines.geography.layers import Layer
from pipelines.geography.placing import place
from pipelines.geography.street_table import rode_by_table
from pipelines.synthetic.map.outline import to_metres
from pipelines.synthetic.map.tessellation import tessellation
from tests.geography.test_street_table import addresses, intervals


@pytest.fixture(scope="module")
def city() -> dict[str, Layer]:
    drawn = tessellation()
    bydele = tuple(str(number) for number in range(1, 11))
    sets = {
        "bydel": (bydele, drawn.bydel_shapes),
        "kvarter": (tuple(drawn.kvarter_codes), drawn.kvarter_shapes),
        "rode": (tuple(drawn.rode_codes), drawn.rode_shapes),
    }
    layers = {name: Layer(name, codes, codes, (None,) * len(codes), shapes) for name, (codes, shapes) in sets.items()}
    return layers | {"udsat_byomraade": Layer("udsat_byomraade", (), (), (), np.array([], dtype=object))}


def at(lon: float, lat: float) -> pl.DataFrame:
    east, north = to_metres(np.array([lon]), np.array([lat]))[0]
    return addresses(("x", "1", float(east), float(north)))


@pytest.mark.parametrize(
    ("lon", "lat"),
    [(12.5325, 55.6785), (12.5280, 55.6800), (12.5985, 55.6810), (12.6800, 55.6600), (12.4700, 55.6400), (10.2, 56.15)],
    ids=["Frederiksberg town hall", "Frederiksberg", "the harbour", "Øresund", "Hvidovre", "Aarhus"],
)
def test_a_point_outside_the_municipality_is_refused(city: dict[str, Layer], lon: float, lat: float) -> None:
    placed = place(at(lon, lat), city, 2026)

    assert placed.select("placement_code", "atom_key").row(0) == ("outside_city", "uden-for-inddeling")


def test_no_point_of_the_enclave_is_snapped_however_near_its_border(city: dict[str, Layer]) -> None:
    land = shapely.union_all(city["bydel"].geometries)
    hole = max(
        (shapely.Polygon(ring) for part in shapely.get_parts(land) for ring in part.interiors),
        key=lambda polygon: float(polygon.area),
    )
    inside = shapely.get_coordinates(shapely.buffer(hole, -0.5))
    points = addresses(*((f"{n}", "1", float(x), float(y)) for n, (x, y) in enumerate(inside)))

    placed = place(points, city, 2026)

    assert hole.area > 8_000_000  # Frederiksberg has 8.7 km2
    assert set(placed["placement_code"]) == {"outside_city"}


def test_a_point_in_the_enclave_is_given_up_for_the_street_table(city: dict[str, Layer]) -> None:
    found = at(12.5325, 55.6785)
    control = controlled(found, rode_by_table(found, intervals(("001 ", "999 ", "U", "0301"))), city["rode"], 2026)

    placed = place(with_lent_points(found, control, city["rode"]), city, 2026)

    assert control["agreement_code"].to_list() == ["outside_city"]
    assert placed.select("placement_code", "bydel", "rode").row(0) == ("placed_by_table", "3", "301")
