"""Points as WKT in EPSG:25832: where they may lie, and what is wrong with one that lies elsewhere.

A point that cannot be in Denmark is no place: its coordinates become null and are counted by reason, its row is kept.
Whether a point lies in the city is the business of ``geography``.
"""

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

TYPES = frozenset({"point_easting", "point_northing"})
EASTING, NORTHING = 1, 2
# Denmark and a margin: west, south, east, north.
BOUNDS = {4326: (7.0, 54.0, 16.0, 58.5), 25832: (400_000.0, 6_000_000.0, 950_000.0, 6_500_000.0)}
_PATTERN = r"^POINT ?Z? ?\((-?[0-9]+\.?[0-9]*) (-?[0-9]+\.?[0-9]*)( -?[0-9.]+)?\)$"
AXES_SWAPPED, IN_DEGREES, OUTSIDE = "axes_swapped", "point_in_degrees", "point_outside_denmark"


def coordinate(text: pl.Expr, axis: int) -> pl.Expr:
    """Return easting (1) or northing (2) of points in metres; null where the point does not lie in Denmark."""
    east, north = _axes(text)
    return pl.when(_within(east, north, 25832)).then(east if axis == EASTING else north)


def reasons(text: pl.Series, is_unreadable: NDArray[np.bool_]) -> Iterator[tuple[NDArray[np.bool_], str]]:
    """Yield the unreadable points by reason: axes swapped, degrees for metres, outside Denmark, or no point at all."""
    east, north = _axes(pl.col("text"))
    code = (
        pl.when(_within(north, east, 25832))
        .then(pl.lit(AXES_SWAPPED))
        .when(_within(east, north, 4326) | _within(north, east, 4326))
        .then(pl.lit(IN_DEGREES))
        .when(east.is_not_null())
        .then(pl.lit(OUTSIDE))
        .otherwise(pl.lit("value_unreadable"))
    )
    codes = pl.DataFrame({"text": text}).select(code).to_series()
    for reason_code in (AXES_SWAPPED, IN_DEGREES, OUTSIDE, "value_unreadable"):
        yield is_unreadable & (codes == reason_code).to_numpy(), reason_code


def _axes(text: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    first, second = (text.str.extract(_PATTERN, axis).cast(pl.Float64, strict=False) for axis in (EASTING, NORTHING))
    return first, second


def _within(east: pl.Expr, north: pl.Expr, epsg: int) -> pl.Expr:
    west, south, farthest_east, farthest_north = BOUNDS[epsg]
    return east.is_between(west, farthest_east) & north.is_between(south, farthest_north)
