"""Rode, kvarter and bydel polygons (EPSG:25832) from rode seeds: each level is the union of the one below.

The Voronoi edges of all seeds and the shore lines are noded together once, so neighbours share their vertices and
nothing overlaps or gapes. Pieces that the harbour cuts off from their seed go to the neighbour on their own shore.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import shapely

from pipelines.synthetic.map.outline import SHORES, islets, shore
from pipelines.synthetic.public_figures import table

_GRID_M = 0.01
"""Vertices lie on whole centimetres."""
ISLET_KVARTER_CODE = "20203"
"""Holmen og Refshaleøen owns the sea forts."""


@dataclass(frozen=True)
class Tessellation:
    """Parallel arrays per level: codes as text and polygons; each rode names its kvarter, each kvarter its bydel."""

    rode_codes: np.ndarray
    rode_kvarter_index: np.ndarray
    rode_shapes: np.ndarray
    kvarter_codes: np.ndarray
    kvarter_bydel_nr: np.ndarray
    kvarter_shapes: np.ndarray
    bydel_shapes: np.ndarray


def cells_on_land(seeds: np.ndarray) -> np.ndarray:
    """One polygon per seed (n, 2): its Voronoi cell on land, whole and without overlap."""
    land = shapely.union_all([shore(name) for name in SHORES])
    edges = shapely.voronoi_polygons(
        shapely.multipoints(seeds), extend_to=shapely.box(*land.bounds).buffer(5_000), only_edges=True
    )
    lines = shapely.union_all([edges, shapely.boundary(land)], grid_size=_GRID_M)
    pieces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    inner = shapely.point_on_surface(pieces)
    pieces = pieces[shapely.contains(land, inner)]
    owner = _owner_of_pieces(pieces, seeds)
    return np.array([shapely.union_all(pieces[owner == index]) for index in range(len(seeds))], dtype=object)


def _owner_of_pieces(pieces: np.ndarray, seeds: np.ndarray) -> np.ndarray:
    """Seed index per piece: the seed inside, else the owner of the piece sharing the longest border."""
    tree = shapely.STRtree(pieces)
    owner = np.full(len(pieces), -1)
    seed_index, piece_index = tree.query(shapely.points(seeds), predicate="within")
    owner[piece_index] = seed_index
    orphans = np.flatnonzero(owner < 0)
    for orphan in orphans[np.argsort(-shapely.area(pieces[orphans]), kind="stable")]:
        near = tree.query(pieces[orphan], predicate="intersects")
        near = near[owner[near] >= 0]
        shared = shapely.length(shapely.intersection(pieces[near], pieces[orphan]))
        owner[orphan] = owner[near[int(shared.argmax())]]
    return owner


def _unions(shapes: np.ndarray, group: np.ndarray, count: int) -> np.ndarray:
    return np.array([shapely.union_all(shapes[group == index]) for index in range(count)], dtype=object)


@cache
def tessellation() -> Tessellation:
    """The shipped tessellation: 396 roder in 67 kvarterer in 10 bydele."""
    seeds, kvarterer = table("rode_seeds"), table("kvarterer")
    shapes = cells_on_land(seeds.select("easting_m", "northing_m").to_numpy().astype(float))
    kvarter_codes = kvarterer["kvarter_code"].to_numpy()
    kvarter_index = np.searchsorted(kvarter_codes, seeds["kvarter_code"].to_numpy())
    owner_of_islets = np.flatnonzero(kvarter_codes[kvarter_index] == ISLET_KVARTER_CODE)[-1]
    shapes[owner_of_islets] = shapely.union_all([shapes[owner_of_islets], *islets()])
    kvarter_shapes = _unions(shapes, kvarter_index, len(kvarter_codes))
    bydel_nr = kvarterer["bydel_nr"].to_numpy()
    return Tessellation(
        rode_codes=seeds["rode_nr"].cast(str).to_numpy(),
        rode_kvarter_index=kvarter_index,
        rode_shapes=shapes,
        kvarter_codes=kvarter_codes,
        kvarter_bydel_nr=bydel_nr,
        kvarter_shapes=kvarter_shapes,
        bydel_shapes=_unions(kvarter_shapes, bydel_nr - 1, 10),
    )
