"""Map layers as they are handed to the writer of GeoJSON: properties under their true names, geometry, CRS."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True)
class Feature:
    """One area or point: its properties in writing order and its shape in the CRS of its layer (x is east)."""

    properties: Mapping[str, str | int | None]
    geometry: BaseGeometry


@dataclass(frozen=True)
class Layer:
    """One layer, such as ``bydel`` or ``stationer``, in the CRS it is delivered in."""

    name: str
    crs_epsg: int
    features: Sequence[Feature]
