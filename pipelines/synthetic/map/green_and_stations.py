"""Public green and stations as further layers, in EPSG:4326: what lies between the addresses and how far it is away.

Well-known green areas and all stations stand where they stand; the many small parks are ours, two to a kvarter, as
large as the published share of green in their bydel leaves. Every area is a disc on land, none overlaps another.
"""

from collections.abc import Iterator
from functools import cache

import numpy as np
import polars as pl
import shapely
from shapely.geometry.base import BaseGeometry

from pipelines.synthetic.layers import Feature, Layer
from pipelines.synthetic.map.map_layers import in_degrees
from pipelines.synthetic.map.outline import to_metres
from pipelines.synthetic.map.tessellation import tessellation
from pipelines.synthetic.public_figures import table

_PARKS_PER_KVARTER = 2
_ALLOTMENT_M2 = 40_000.0
"""Size of an allotment garden (haveforening): green, but not public."""
_QUARTER_SEGMENTS = 8


def further_layers(year: int) -> tuple[Layer, Layer]:
    """The layers ``groenne_omraader`` and ``stationer`` as they are on 1 January of the year."""
    return green_areas(), stations(year)


@cache
def green_areas() -> Layer:
    """Some 160 green areas: parks, cemeteries and commons that are public, and allotment gardens that are not."""
    features, taken = [], shapely.Polygon()
    land = shapely.union_all(tessellation().bydel_shapes)
    for number, (name, kind, is_public, shape) in enumerate(_wanted(), start=1):
        free = shapely.set_precision(shapely.difference(shapely.intersection(shape, land), taken), 0.01)
        if free.is_empty:
            continue
        taken = shapely.union(taken, free)
        properties: dict[str, str | int | None] = {
            "omraade_nr": 7000 + number,
            "navn": name,
            "type": kind,
            "offentlig": is_public,
            "areal_m2": round(float(free.area)),
        }
        features.append(Feature(properties, in_degrees(free)))
    return Layer("groenne_omraader", 4326, tuple(features))


def stations(year: int) -> Layer:
    """The stations open on 1 January of the year; where the opening day is not known it is long ago."""
    rows = table("stations").filter(pl.col("opened").is_null() | (pl.col("opened") <= f"{year}-01-01"))
    properties = rows.select(station_nr="station_code", navn="name", type="type", aabnet="opened").to_dicts()
    points = shapely.points(rows["lon"].to_numpy(), rows["lat"].to_numpy())
    return Layer("stationer", 4326, tuple(Feature(each, point) for each, point in zip(properties, points, strict=True)))


def _wanted() -> Iterator[tuple[str, str, int, BaseGeometry]]:
    known, city = table("green_areas"), tessellation()
    places = to_metres(known["lon"].to_numpy(), known["lat"].to_numpy())
    for row, place in zip(known.iter_rows(named=True), places, strict=True):
        yield row["name"], row["type"], row["is_public"], _disc(place, float(row["area_m2"]))
    left_m2 = (
        table("green_shares")
        .join(known.group_by("bydel_nr").agg(pl.col("area_m2").sum()), on="bydel_nr", how="left")
        .select("bydel_nr", pl.col("public_green_m2") - pl.col("area_m2").fill_null(0))
    )
    per_bydel = dict(left_m2.iter_rows())
    kvarterer_of = np.bincount(city.kvarter_bydel_nr)
    for index, row in enumerate(table("kvarterer").iter_rows(named=True)):
        bydel = int(city.kvarter_bydel_nr[index])
        roder = city.rode_shapes[city.rode_kvarter_index == index]
        inner = shapely.get_coordinates(shapely.point_on_surface(roder[[0, -1]]))
        size_m2 = per_bydel[bydel] / (kvarterer_of[bydel] * _PARKS_PER_KVARTER)
        for number, place in enumerate(inner, start=1):
            yield f"{row['kvarter_name']}, park {number}", "park", 1, _disc(place, size_m2)
        if index % 7 == 0 and len(roder) > _PARKS_PER_KVARTER:
            middle = shapely.get_coordinates(shapely.point_on_surface(roder[len(roder) // 2]))[0]
            yield f"Haveforeningen {row['kvarter_name']}", "haveforening", 0, _disc(middle, _ALLOTMENT_M2)


def _disc(place: np.ndarray, area_m2: float) -> BaseGeometry:
    return shapely.buffer(shapely.Point(place), float(np.sqrt(area_m2 / np.pi)), quad_segs=_QUARTER_SEGMENTS)
