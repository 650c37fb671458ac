"""Draws the udsatte byområder with their published areas, centroids and shares per bydel; run by ``generate``.

Each is a rounded block around its centroid, as large in every bydel as its share there asks for, without overlap.
"""

import numpy as np
import polars as pl
import shapely
from shapely.geometry.base import BaseGeometry

from pipelines.synthetic.map.outline import to_metres
from pipelines.synthetic.map.tessellation import Tessellation
from pipelines.synthetic.public_figures import table

_CORNERS = 20
_GAP_M = 15.0
"""Ground kept free between two areas, so that whole-metre vertices cannot make them overlap."""


def bydel_shares(text: str) -> dict[int, float]:
    """``"2:0.71 8:0.26"`` as bydel number -> share, scaled to one (the published shares leave out slivers)."""
    shares = {int(nr): float(share) for nr, share in (pair.split(":") for pair in text.split())}
    return {nr: share / sum(shares.values()) for nr, share in shares.items()}


def _block(centre: np.ndarray, radius_m: float, stretch: float, bearing_deg: float) -> BaseGeometry:
    """A superellipse of the given mean radius, its long axis pointing to ``bearing_deg`` (clockwise from north)."""
    angle = np.linspace(0, 2 * np.pi, _CORNERS, endpoint=False)
    along, across = (np.sign(f) * np.abs(f) ** 0.6 for f in (np.cos(angle), np.sin(angle)))
    along, across = along * stretch**0.5, across / stretch**0.5
    turn = np.radians(bearing_deg)
    offsets = np.column_stack(
        [along * np.sin(turn) + across * np.cos(turn), along * np.cos(turn) - across * np.sin(turn)]
    )
    return shapely.Polygon(centre + radius_m * offsets)


def _fitted(
    centre: np.ndarray, row: dict[str, float], free: dict[int, BaseGeometry], shares: dict[int, float]
) -> BaseGeometry:
    """The block cut to ``free`` ground, its radius found per bydel by halving until the wanted area is met."""
    parts = []
    for nr, share in shares.items():
        low, high = 0.0, 4_000.0
        for _ in range(40):
            radius = (low + high) / 2
            part = shapely.intersection(_block(centre, radius, row["stretch"], row["bearing_deg"]), free[nr])
            low, high = (radius, high) if part.area < share * row["area_m2"] else (low, radius)
        parts.append(part)
    return shapely.union_all(parts)


def fit_udsatte(map_of_city: Tessellation) -> pl.DataFrame:
    """One row per published polygon: ``ogc_fid`` and its shape as WKT in whole metres (EPSG:25832)."""
    areas = table("udsatte_byomraader")
    wanted = to_metres(areas["centroid_lon"].to_numpy(), areas["centroid_lat"].to_numpy())
    free = dict(enumerate(map_of_city.bydel_shapes, start=1))
    drawn: dict[int, str] = {}
    for index in np.argsort(areas["area_m2"].to_numpy()):
        row = areas.row(int(index), named=True)
        shares, centre = bydel_shares(row["bydel_shares"]), wanted[index].copy()
        shape = _fitted(centre, row, free, shares)
        for _ in range(6):
            centre = centre + 0.7 * (wanted[index] - shapely.get_coordinates(shape.centroid)[0])
            shape = _fitted(centre, row, free, shares)
        drawn[row["ogc_fid"]] = shapely.to_wkt(shapely.set_precision(shape, 1.0), rounding_precision=0)
        free = {nr: shapely.difference(ground, shape.buffer(_GAP_M)) for nr, ground in free.items()}
    return pl.DataFrame({"ogc_fid": sorted(drawn), "wkt": [drawn[fid] for fid in sorted(drawn)]})
