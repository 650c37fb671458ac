"""The schematic map: what nests, what is true to the published figures, and where a known place lies."""

from itertools import combinations

import numpy as np
import polars as pl
import pytest
import shapely

from pipelines.synthetic.city import City
from pipelines.synthetic.layers import Layer
from pipelines.synthetic.map.generate import RODE_COUNT, fit_rode_seeds, rode_counts
from pipelines.synthetic.map.map_layers import map_layers
from pipelines.synthetic.map.outline import to_degrees, to_metres
from pipelines.synthetic.map.tessellation import tessellation
from pipelines.synthetic.map.udsatte import udsatte_byomraader
from pipelines.synthetic.map.udsatte_fitting import bydel_shares, fit_udsatte
from pipelines.synthetic.public_figures import table


def _layer(name: str) -> Layer:
    return next(layer for layer in map_layers() if layer.name == name)


def test_roder_fill_kvarterer_and_kvarterer_fill_bydele_without_overlap() -> None:
    city = tessellation()

    rode_by_kvarter = np.bincount(city.rode_kvarter_index, shapely.area(city.rode_shapes))
    kvarter_by_bydel = np.bincount(city.kvarter_bydel_nr - 1, shapely.area(city.kvarter_shapes))

    assert rode_by_kvarter == pytest.approx(shapely.area(city.kvarter_shapes), abs=0.1)
    assert kvarter_by_bydel == pytest.approx(shapely.area(city.bydel_shapes), abs=0.1)
    assert shapely.area(shapely.union_all(city.rode_shapes)) == pytest.approx(
        shapely.area(city.rode_shapes).sum(), abs=1
    )
    assert shapely.covers(
        city.kvarter_shapes[city.rode_kvarter_index], shapely.point_on_surface(city.rode_shapes)
    ).all()


def test_every_kvarter_has_at_least_two_roder_and_the_city_396() -> None:
    counts = np.bincount(tessellation().rode_kvarter_index)

    assert len(counts) == 67
    assert counts.tolist() == rode_counts().tolist()
    assert counts.min() >= 2
    assert counts.sum() == RODE_COUNT


def test_bydele_have_their_published_areas() -> None:
    published = table("bydele").sort("bydel_nr")["area_m2"].to_numpy()

    drawn = shapely.area(tessellation().bydel_shapes)

    assert np.abs(drawn / published - 1).max() < 0.03


def test_bydel_features_bear_the_true_names_and_an_id_that_is_not_their_number() -> None:
    features = _layer("bydel").features

    names = {feature.properties["bydel_nr"]: feature.properties["navn"] for feature in features}
    numbers = [feature.properties["bydel_nr"] for feature in features]

    assert list(features[0].properties) == ["id", "bydel_nr", "navn", "areal_m2", "ogc_fid"]
    assert names[4] == "Vesterbro-Kongens Enghave"
    assert len(names) == 10
    assert numbers != sorted(numbers)
    assert all(feature.properties["id"] != feature.properties["bydel_nr"] for feature in features)


@pytest.mark.parametrize(
    ("layer", "crs_epsg", "count", "properties"),
    [
        ("bydel", 4326, 10, {"bydel_nr", "navn", "areal_m2"}),
        ("kvarter", 4326, 67, {"kvarternr", "kvarternavn"}),
        ("rode", 25832, 396, {"rode_nr", "rodenavn"}),
        ("udsatte_byomraader", 4326, 17, {"byomraade", "delomraade", "m2", "ogc_fid"}),
    ],
)
def test_layers_come_in_their_own_crs_with_the_true_properties(
    layer: str, crs_epsg: int, count: int, properties: set[str]
) -> None:
    drawn = _layer(layer)

    west, south, east, north = shapely.total_bounds([feature.geometry for feature in drawn.features])

    assert (drawn.crs_epsg, len(drawn.features)) == (crs_epsg, count)
    assert all(properties <= set(feature.properties) for feature in drawn.features)
    assert all(feature.geometry.geom_type == "MultiPolygon" and feature.geometry.is_valid for feature in drawn.features)
    assert (12 < west < east < 13 and 55 < south < north < 56) == (crs_epsg == 4326)


def test_udsatte_byomraader_have_their_areas_and_do_not_overlap() -> None:
    areas = udsatte_byomraader()

    overlaps = [shapely.area(shapely.intersection(a, b)) for a, b in combinations(areas.shapes, 2)]
    inside_city = shapely.intersection(areas.shapes, shapely.union_all(tessellation().bydel_shapes))

    assert np.abs(shapely.area(areas.shapes) / areas.published_area_m2 - 1).max() < 0.02
    assert max(overlaps) == 0
    assert shapely.area(inside_city) == pytest.approx(shapely.area(areas.shapes), abs=1)
    assert len(set(areas.delomraade_names)) == 15


def test_udsatte_byomraader_cross_bydel_borders_as_published() -> None:
    areas, bydele = udsatte_byomraader(), tessellation().bydel_shapes
    wanted = [bydel_shares(text) for text in table("udsatte_byomraader").sort("ogc_fid")["bydel_shares"]]

    drawn = [shapely.area(shapely.intersection(bydele, shape)) / shape.area for shape in areas.shapes]

    assert all(
        abs(shares[nr - 1] - share) < 0.03
        for shares, row in zip(drawn, wanted, strict=True)
        for nr, share in row.items()
    )


@pytest.mark.parametrize(
    ("place", "lon", "lat", "bydel_nr"),
    [
        ("Rådhuspladsen", 12.5690, 55.6761, 1),
        ("Christianshavns Torv", 12.5915, 55.6722, 1),
        ("Trianglen", 12.5770, 55.6993, 2),
        ("Nørrebros Runddel", 12.5489, 55.6942, 3),
        ("Enghave Plads", 12.5455, 55.6672, 4),
        ("Toftegårds Plads", 12.5110, 55.6590, 5),
        ("Vanløse Station", 12.4915, 55.6872, 6),
        ("Brønshøj Torv", 12.4985, 55.7065, 7),
        ("Bispebjerg Hospital", 12.5413, 55.7135, 8),
        ("Amager Strandpark", 12.6400, 55.6560, 9),
        ("Field's", 12.5770, 55.6305, 10),
        ("Frederiksberg Rådhus", 12.5325, 55.6785, None),
        ("the harbour off the Opera", 12.5985, 55.6810, None),
        ("Øresund off Amager", 12.6800, 55.6600, None),
    ],
)
def test_known_places_lie_where_a_copenhagener_expects_them(
    place: str, lon: float, lat: float, bydel_nr: int | None
) -> None:
    east, north = to_metres(np.array([lon]), np.array([lat]))[0]

    found = [
        nr for nr, shape in enumerate(tessellation().bydel_shapes, start=1) if shapely.contains_xy(shape, east, north)
    ]

    assert found == ([] if bydel_nr is None else [bydel_nr]), place


def test_address_points_lie_in_the_delivered_polygons_they_are_said_to_lie_in(small_city: City) -> None:
    addresses = small_city.access_addresses
    points = addresses.select("easting_m", "northing_m").to_numpy()
    degrees = to_degrees(points)
    said = addresses["delomraade_name"].fill_null("").to_numpy()
    rode = addresses["rode_code"].to_numpy()

    area = np.full(len(points), "", dtype=object)
    for feature in _layer("udsatte_byomraader").features:
        area[shapely.contains_xy(feature.geometry, degrees[:, 0], degrees[:, 1])] = feature.properties["delomraade"]
    wrong_rode = [
        feature.properties["rode_nr"]
        for feature in _layer("rode").features
        if (shapely.contains_xy(feature.geometry, *points.T) != (rode == str(feature.properties["rode_nr"]))).any()
    ]

    assert (area == said).all()
    assert wrong_rode == []


def test_road_and_house_number_name_one_access_address(small_city: City) -> None:
    addresses, roads = small_city.access_addresses, small_city.roads

    assert not addresses.select("road_code", "house_number").is_duplicated().any()
    assert roads["road_code"].n_unique() == roads["road_name"].n_unique() == roads.height
    assert roads["road_code"].str.len_chars().unique().to_list() == [4]
    assert roads["road_name"].str.contains("[æøåÆØÅ]").any()
    assert addresses.join(roads, on="named_road_id", how="anti").height == 0
    assert addresses.group_by("road_code").agg(pl.col("rode_code").n_unique())["rode_code"].max() == 1


@pytest.mark.end_to_end
def test_the_shipped_map_is_what_the_generator_draws() -> None:
    shipped_seeds, shipped = table("rode_seeds"), udsatte_byomraader()

    seeds, shapes = fit_rode_seeds(), fit_udsatte(tessellation())

    moved = (
        seeds.select("easting_m", "northing_m").to_numpy() - shipped_seeds.select("easting_m", "northing_m").to_numpy()
    )
    redrawn = shapely.from_wkt(shapes.sort("ogc_fid")["wkt"].to_numpy())
    assert seeds["kvarter_code"].to_list() == shipped_seeds["kvarter_code"].to_list()
    assert np.abs(moved).max() <= 5
    assert (shapely.area(shapely.symmetric_difference(redrawn, shipped.shapes)) < 0.01 * shapely.area(redrawn)).all()
