"""The four layers as the municipality would deliver them: true property names, mixed coordinate systems.

``bydel``, ``kvarter`` and ``udsatte_byomraader`` come in EPSG:4326 (the usual download), ``rode`` in EPSG:25832.
"""

from functools import cache

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from pipelines.synthetic.layers import Feature, Layer
from pipelines.synthetic.map.outline import to_degrees
from pipelines.synthetic.map.tessellation import tessellation
from pipelines.synthetic.map.udsatte import udsatte_byomraader
from pipelines.synthetic.public_figures import table

_LONGEST_EDGE_M = 250.0
"""A straight edge in metres is not straight in degrees; at this length the two differ by less than a centimetre."""
_DEGREE_DECIMALS = 8


def _multi(shape: BaseGeometry) -> BaseGeometry:
    return shapely.multipolygons(shapely.get_parts(shape))


def in_degrees(shape: BaseGeometry) -> BaseGeometry:
    """The shape (EPSG:25832) as a MultiPolygon in EPSG:4326."""
    dense = shapely.segmentize(shape, _LONGEST_EDGE_M)
    return _multi(shapely.transform(dense, lambda points: to_degrees(points).round(_DEGREE_DECIMALS)))


def _area_m2(shape: BaseGeometry) -> int:
    return round(float(shapely.area(shape)))


def _bydel() -> Layer:
    """In the order of ``id``, which is not the number of the bydel; ``areal_m2`` as published."""
    shapes = tessellation().bydel_shapes
    rows = table("bydele").sort("feature_id").iter_rows(named=True)
    features = [
        Feature(
            {
                "id": row["feature_id"],
                "bydel_nr": row["bydel_nr"],
                "navn": row["name"],
                "areal_m2": row["area_m2"],
                "ogc_fid": fid,
            },
            in_degrees(shapes[row["bydel_nr"] - 1]),
        )
        for fid, row in enumerate(rows, start=1)
    ]
    return Layer("bydel", 4326, features)


def _kvarter() -> Layer:
    rows = zip(table("kvarterer").iter_rows(named=True), tessellation().kvarter_shapes, strict=True)
    features = [
        Feature(
            {
                "id": 200 + fid,
                "kvarternr": int(row["kvarter_code"]),
                "kvarternavn": row["kvarter_name"],
                "bydel_nr": row["bydel_nr"],
                "areal_m2": _area_m2(shape),
                "ogc_fid": fid,
            },
            in_degrees(shape),
        )
        for fid, (row, shape) in enumerate(rows, start=1)
    ]
    return Layer("kvarter", 4326, features)


def _rode() -> Layer:
    rows = zip(table("rode_seeds").iter_rows(named=True), tessellation().rode_shapes, strict=True)
    features = [
        Feature(
            {
                "id": 1000 + fid,
                "rode_nr": row["rode_nr"],
                "rodenavn": row["rode_name"],
                "areal_m2": _area_m2(shape),
                "ogc_fid": fid,
            },
            _multi(shape),
        )
        for fid, (row, shape) in enumerate(rows, start=1)
    ]
    return Layer("rode", 25832, features)


def _udsatte_byomraader() -> Layer:
    areas = udsatte_byomraader()
    features = [
        Feature(
            {"ogc_fid": int(fid), "byomraade": byomraade, "delomraade": delomraade, "m2": int(m2)}, in_degrees(shape)
        )
        for fid, byomraade, delomraade, m2, shape in zip(
            np.asarray(areas.ogc_fid),
            areas.byomraade_names,
            areas.delomraade_names,
            areas.published_area_m2,
            areas.shapes,
            strict=True,
        )
    ]
    return Layer("udsatte_byomraader", 4326, features)


@cache
def map_layers() -> tuple[Layer, ...]:
    """The layers ``bydel``, ``kvarter``, ``rode`` and ``udsatte_byomraader``."""
    return (_bydel(), _kvarter(), _rode(), _udsatte_byomraader())
