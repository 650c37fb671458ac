"""Write the area layers of the city as GeoJSON, each in the coordinate system that the city delivers it in.

Geometry and properties come ready from the city; here they get their name, their ``crs`` member and coordinates of a
sensible length: 7 decimals of a degree (about a centimetre) or whole centimetres.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

import shapely

from pipelines.synthetic.layers import Feature, Layer
from pipelines.synthetic.writers.written import WrittenFile

WGS84 = 4326
DEGREE_DECIMALS = 7
METRE_DECIMALS = 2

Nested: TypeAlias = "float | Sequence[Nested]"


def write_geografi(layers: Sequence[Layer], year: int, folder: Path) -> tuple[WrittenFile, ...]:
    """Write ``<layer>_<year>.geojson`` for every layer, features in the order given."""
    return tuple(_write_layer(layer, year, folder) for layer in layers)


def _write_layer(layer: Layer, year: int, folder: Path) -> WrittenFile:
    collection = {
        "type": "FeatureCollection",
        "name": layer.name,
        "crs": {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{layer.crs_epsg}"}},
    }
    decimals = DEGREE_DECIMALS if layer.crs_epsg == WGS84 else METRE_DECIMALS
    head = json.dumps(collection, ensure_ascii=False)[:-1]
    features = ",\n".join(_feature(feature, decimals) for feature in layer.features)
    path = folder / f"{layer.name}_{year}.geojson"
    path.write_bytes(f'{head}, "features": [\n{features}\n]}}\n'.encode())
    return WrittenFile(path, f"geografi_{layer.name}", len(layer.features))


def _feature(feature: Feature, decimals: int) -> str:
    return json.dumps(
        {
            "type": "Feature",
            "properties": dict(feature.properties),
            "geometry": {
                "type": feature.geometry.geom_type,
                "coordinates": _rounded(shapely.geometry.mapping(feature.geometry)["coordinates"], decimals),
            },
        },
        ensure_ascii=False,
    )


def _rounded(coordinates: Nested, decimals: int) -> Nested:
    """The same nesting of coordinates with every number rounded."""
    if isinstance(coordinates, float):
        return round(coordinates, decimals)
    return [_rounded(part, decimals) for part in coordinates]
