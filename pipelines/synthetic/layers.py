"""Map layers as they are handed to the writer of GeoJSON: properties under their true names, geometry, CRS."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True)
class Feature:
    """One area: its properties in writing order and its polygon in the CRS of the layer (x = longitude or easting)."""

    properties: Mapping[str, str | int]
    geometry: BaseGeometry


@dataclass(frozen=True)
class Layer:
    """One layer: ``bydel``, ``kvarter``, ``rode`` or ``udsatte_byomraader``, in the CRS it is delivered in."""

    name: str
    crs_epsg: int
    features: Sequence[Feature]
