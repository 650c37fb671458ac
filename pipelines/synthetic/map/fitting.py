"""Grows kvarterer and roder over the land so that published areas and centroids come out; run by ``generate``.

Kvarterer are cells of a power diagram on a raster: sites move until the cells' centroids lie on the published ones,
one weight per bydel moves until the bydel has its published area. Roder are the cells of k-means inside a kvarter.
"""

from dataclasses import dataclass

import numpy as np
import shapely

from pipelines.synthetic.map.outline import SHORES, shore, to_metres
from pipelines.synthetic.public_figures import table

RASTER_M = 50.0
_FIT_ROUNDS = 60
_LARGEST_SITE_MOVE_M = 150.0


@dataclass(frozen=True)
class Raster:
    """Cell centres on land, shape (n, 2), and the index in ``SHORES`` of the shore each lies on."""

    points: np.ndarray
    shore_index: np.ndarray


def rasterise() -> Raster:
    """The land without islets as 50 m cells."""
    points, shores = [], []
    for index, name in enumerate(SHORES):
        land = shore(name)
        west, south, east, north = (np.array(land.bounds) // RASTER_M) * RASTER_M
        grid = np.meshgrid(np.arange(west, east + RASTER_M, RASTER_M), np.arange(south, north + RASTER_M, RASTER_M))
        centres = np.column_stack([axis.ravel() for axis in grid]) + RASTER_M / 2
        inside = centres[shapely.contains_xy(land, centres[:, 0], centres[:, 1])]
        points.append(inside)
        shores.append(np.full(len(inside), index))
    return Raster(np.concatenate(points), np.concatenate(shores))


def kvarter_sites() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Published centroids (67, 2) in metres, bydel number and shore index of each kvarter."""
    kvarterer = table("kvarterer")
    sites = to_metres(kvarterer["centroid_lon"].to_numpy(), kvarterer["centroid_lat"].to_numpy())
    distances = np.column_stack([shapely.distance(shore(name), shapely.points(sites)) for name in SHORES])
    return sites, kvarterer["bydel_nr"].to_numpy(), distances.argmin(axis=1)


def fit_kvarterer(raster: Raster, bydel_area_m2: np.ndarray) -> np.ndarray:
    """The kvarter index of every raster cell, given the wanted area of bydel 1 to 10."""
    centroids, bydel_nr, kvarter_shore = kvarter_sites()
    foreign_shore = np.where(raster.shore_index[:, None] == kvarter_shore[None, :], 0.0, np.inf)
    sites, weights = centroids.copy(), np.zeros(11)
    assigned = np.zeros(len(raster.points), dtype=int)
    for _ in range(_FIT_ROUNDS):
        squared = ((raster.points[:, None, :] - sites[None, :, :]) ** 2).sum(axis=2)
        assigned = (squared - weights[bydel_nr][None, :] + foreign_shore).argmin(axis=1)
        area = np.bincount(bydel_nr[assigned], minlength=11) * RASTER_M**2
        weights[1:] += 0.15 * (bydel_area_m2 - area[1:])
        counts = np.maximum(np.bincount(assigned, minlength=len(sites)), 1)
        found = np.column_stack([np.bincount(assigned, raster.points[:, axis], len(sites)) for axis in (0, 1)])
        moved = sites + 0.3 * (centroids - found / counts[:, None])
        sites = centroids + np.clip(moved - centroids, -_LARGEST_SITE_MOVE_M, _LARGEST_SITE_MOVE_M)
    return assigned


def split_into_roder(points: np.ndarray, count: int) -> np.ndarray:
    """``count`` k-means centres (whole metres) of raster cells, started from points far from each other."""
    chosen = [int(((points - points.mean(axis=0)) ** 2).sum(axis=1).argmax())]
    nearest = np.full(len(points), np.inf)
    while len(chosen) < count:
        nearest = np.minimum(nearest, ((points - points[chosen[-1]]) ** 2).sum(axis=1))
        chosen.append(int(nearest.argmax()))
    centres = points[chosen].astype(float)
    for _ in range(40):
        cell = ((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2).argmin(axis=1)
        sizes = np.bincount(cell, minlength=count)
        sums = np.column_stack([np.bincount(cell, points[:, axis], count) for axis in (0, 1)])
        centres = np.where(sizes[:, None] > 0, sums / np.maximum(sizes, 1)[:, None], centres)
    return centres.round()
