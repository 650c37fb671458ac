"""The land of the municipality as a polygon in EPSG:25832, drawn by hand in ``data/outline.csv``.

Two shores with the harbour between them, the enclave of Frederiksberg left out, three sea forts as islets.
"""

from functools import cache

import numpy as np
import polars as pl
import pyproj
import shapely
from shapely.geometry import Polygon

from pipelines.synthetic.public_figures import table

SHORES = ("sjaelland", "amager")
ISLETS = ("trekroner", "middelgrundsfortet", "flakfortet")
_ENCLAVE = "frederiksberg"


@cache
def _transformer(source: int, target: int) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(source, target, always_xy=True)


def to_metres(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Easting and northing (EPSG:25832, whole decimetres) of degrees (EPSG:4326); shape (n, 2)."""
    return np.column_stack(_transformer(4326, 25832).transform(lon, lat)).round(1)


def to_degrees(points: np.ndarray) -> np.ndarray:
    """Longitude and latitude (EPSG:4326) of an (n, 2) array of EPSG:25832 coordinates."""
    return np.column_stack(_transformer(25832, 4326).transform(points[:, 0], points[:, 1]))


def _part(name: str) -> Polygon:
    vertices = table("outline").filter(pl.col("part") == name).sort("vertex")
    return shapely.Polygon(to_metres(vertices["lon"].to_numpy(), vertices["lat"].to_numpy()))


@cache
def shore(name: str) -> Polygon:
    """One connected piece of inhabited land: ``sjaelland`` (without Frederiksberg) or ``amager``."""
    return shapely.difference(_part(name), _part(_ENCLAVE))


@cache
def islets() -> tuple[Polygon, ...]:
    """The sea forts: part of Indre By, lived on by nobody here."""
    return tuple(_part(name) for name in ISLETS)
