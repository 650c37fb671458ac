"""Building ground: each rode cut by the udsatte byområder, a little inside its borders.

A stratum is the part of a kvarter inside one delområde, or outside all of them; it is the unit every quota of the
city is set for. Cells nest in strata, strata in kvarterer.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import shapely

from pipelines.synthetic.map.outline import to_metres
from pipelines.synthetic.map.tessellation import tessellation
from pipelines.synthetic.map.udsatte import udsatte_byomraader
from pipelines.synthetic.public_figures import table

_BORDER_M = 4.0
"""Addresses keep this distance from every border: no two ways of testing a point can disagree about them."""
_SMALLEST_CELL_M2 = 2_000.0
_REACH_M = 900.0
"""People thin out with the distance from the centre of the kvarter by this length; the commons stay empty."""
_DENSITY_INSIDE = 1.3
"""Estates are built denser than their surroundings."""


@dataclass(frozen=True)
class Cells:
    """Parallel arrays per cell, and the kvarter and delområde of each stratum (delområde -1: outside)."""

    rode_index: np.ndarray
    stratum: np.ndarray
    shapes: np.ndarray
    weight: np.ndarray
    stratum_kvarter: np.ndarray
    stratum_delomraade: np.ndarray

    @property
    def stratum_bydel(self) -> np.ndarray:
        """Bydel number of each stratum."""
        numbers: np.ndarray = tessellation().kvarter_bydel_nr[self.stratum_kvarter]
        return numbers


def delomraade_names() -> np.ndarray:
    """The 15 names in alphabetical order; the index into them is the delområde index."""
    return np.unique(udsatte_byomraader().delomraade_names.astype(str))


def _parts() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rode index, delområde index and shrunk shape of every part that is large enough to build on."""
    roder, areas = tessellation().rode_shapes, udsatte_byomraader()
    area_index = np.searchsorted(delomraade_names(), areas.delomraade_names.astype(str))
    solid = np.array([max(shapely.get_parts(rode), key=lambda part: float(part.area)) for rode in roder], dtype=object)
    outside = shapely.difference(solid, shapely.union_all(areas.shapes))
    rode_of, polygon_of = shapely.STRtree(areas.shapes).query(solid, predicate="intersects")
    inside = shapely.intersection(solid[rode_of], areas.shapes[polygon_of])
    shapes = shapely.buffer(np.concatenate([outside, inside]), -_BORDER_M)
    rode_index = np.concatenate([np.arange(len(roder)), rode_of])
    delomraade = np.concatenate([np.full(len(roder), -1), area_index[polygon_of]])
    large = shapely.area(shapes) >= _SMALLEST_CELL_M2
    return rode_index[large], delomraade[large], shapes[large]


@cache
def cells() -> Cells:
    """All building ground of the city."""
    rode_index, delomraade, shapes = _parts()
    city, kvarterer = tessellation(), table("kvarterer")
    kvarter = city.rode_kvarter_index[rode_index]
    strata, stratum = np.unique(np.column_stack([kvarter, delomraade]), axis=0, return_inverse=True)
    centres = to_metres(kvarterer["centroid_lon"].to_numpy(), kvarterer["centroid_lat"].to_numpy())[kvarter]
    middles = shapely.centroid(shapes)
    distance = np.hypot(shapely.get_x(middles) - centres[:, 0], shapely.get_y(middles) - centres[:, 1])
    density = np.exp(-distance / _REACH_M) * np.where(delomraade >= 0, _DENSITY_INSIDE, 1.0)
    return Cells(
        rode_index=rode_index,
        stratum=stratum.reshape(-1),
        shapes=shapes,
        weight=shapely.area(shapes) * density,
        stratum_kvarter=strata[:, 0],
        stratum_delomraade=strata[:, 1],
    )
