"""Reading GeoJSON layers: properties as text, geometry as WKB in the coordinates delivered, and the CRS they are in.

Changing the coordinate system and dissolving areas belong to ``geography``.
"""

import json
import re
from typing import Any

import numpy as np
import polars as pl

from pipelines.registers.layout import Field, Layout
from pipelines.registers.reading import values
from pipelines.registers.reading.byte_guard import UTF8_MARK, ByteGuard, Progress, Source
from pipelines.registers.reading.columns import check_columns
from pipelines.registers.reading.forms import FormReport
from pipelines.registers.reading.json_text import parse_json
from pipelines.registers.reading.points import BOUNDS
from pipelines.registers.reading.rows import Batch
from pipelines.registers.reading.tables import Places, ReadContext, TableSink
from pipelines.registers.refusals import refused

# The largest layer of the city has some 10 MB; a layer is read whole.
LARGEST_BYTES = 512 << 20
# The City of Copenhagen with a margin of some kilometres, in degrees and in metres: a layer that does not touch it is
# another city's, or lies in the sea.
CITY = {4326: (12.40, 55.55, 12.80, 55.78), 25832: (713_000.0, 6_160_000.0, 741_000.0, 6_188_000.0)}
DEFAULT_CRS = 4326
_CRS_NAME = re.compile(r"(?:EPSG:{1,2}|/EPSG/0/)(\d+)$", re.IGNORECASE)
_WGS84_NAME = re.compile(r"CRS84$", re.IGNORECASE)
Bounds = tuple[float, float, float, float]


def read_geojson(
    source: Source, layout: Layout, sink: TableSink, guard: ByteGuard, context: ReadContext, progress: Progress | None
) -> FormReport:
    """Read a layer into the sink and return what was found out about it.

    Raises:
        RefusedError: the file is no FeatureCollection, its properties are not the agreed ones, or its coordinates are
            not in the system that it names.
    """
    del context
    import shapely  # late: only layers need it

    collection = _collection(source, guard)
    if progress is not None:
        progress(guard.size, source.size)
    features = collection["features"]
    report = FormReport(len(features), {layout.only_record.code: len(features)}, physical_form="one FeatureCollection")
    epsg = _crs(collection, source.name, report)
    if not features:
        return report
    properties = [feature.get("properties") or {} for feature in features]
    check_columns([*properties[0], "geometry", "crs"], layout, source.name, place="feature 1")
    shapes = shapely.from_geojson([json.dumps(feature.get("geometry")) for feature in features], on_invalid="ignore")
    _check_bounds(tuple(shapely.total_bounds(shapes).tolist()), epsg, source.name)
    invalid = int((~shapely.is_valid(shapes) & ~shapely.is_missing(shapes)).sum())
    if invalid:
        report.notes.append(f"geometries with rings that cross, taken as they are: {invalid:,}")
    wkb = [None if shape is None else shapely.to_wkb(shape) for shape in shapes]
    columns = {field.name: _column(field, properties, wkb, epsg) for field in layout.only_record.read_fields}
    numbers = np.arange(1, len(features) + 1, dtype=np.int64)
    sink.add(Batch.of(layout.only_record, pl.DataFrame(columns)), Places(numbers))
    return report


def _collection(source: Source, guard: ByteGuard) -> dict[str, Any]:
    if source.size > LARGEST_BYTES:
        raise refused("json_malformed", "The layer is larger than any layer of a city.", source.name, "byte 0")
    data = source.file.read(LARGEST_BYTES)
    guard.feed(data)
    guard.end()
    try:
        collection = parse_json(data.removeprefix(UTF8_MARK))
    except (ValueError, RecursionError) as error:
        position = getattr(error, "pos", 0)
        reason_code = "json_truncated" if position >= len(data.decode("utf-8").rstrip()) - 1 else "json_malformed"
        sentence = "The layer is not valid JSON from here on."
        raise refused(reason_code, sentence, source.name, f"character {position:,}") from None
    if not _is_collection(collection):
        raise refused("json_malformed", "The file is no GeoJSON FeatureCollection.", source.name, "byte 0")
    return dict(collection)


def _is_collection(collection: object) -> bool:
    if not isinstance(collection, dict) or collection.get("type") != "FeatureCollection":
        return False
    features = collection.get("features")
    return isinstance(features, list) and all(isinstance(feature, dict) for feature in features)


def _crs(collection: dict[str, Any], name: str, report: FormReport) -> int:
    """Return the EPSG number that the layer names; without a name it is 4326 (RFC 7946)."""
    member = collection.get("crs")
    if member is None:
        report.notes.append(f"the layer names no coordinate system; EPSG:{DEFAULT_CRS} follows from RFC 7946")
        return DEFAULT_CRS
    named = str((member.get("properties") or {}).get("name", "")) if isinstance(member, dict) else ""
    found = _CRS_NAME.search(named)
    epsg = DEFAULT_CRS if _WGS84_NAME.search(named) else int(found.group(1)) if found else 0
    if epsg not in BOUNDS:
        raise refused("crs_unknown", f"The layer names a coordinate system other than {list(BOUNDS)}.", name, "crs")
    report.facts["crs"] = f"EPSG:{epsg}"
    return epsg


def _check_bounds(bounds: Bounds, epsg: int, name: str) -> None:
    if any(np.isnan(bounds)):
        return
    if _lies_in(bounds, BOUNDS[epsg]):
        if not _touches(bounds, CITY[epsg]):
            raise refused("layer_elsewhere", "The layer lies in Denmark, but not in Copenhagen.", name, "geometry")
        return
    west, south, east, north = bounds
    other = next((str(other) for other, limits in BOUNDS.items() if other != epsg and _lies_in(bounds, limits)), None)
    guess = f"they look like EPSG:{other}" if other else "they lie outside Denmark"
    if _lies_in((south, west, north, east), BOUNDS[epsg]):
        guess = "x and y are swapped"
    raise refused("crs_contradicted", f"The layer names EPSG:{epsg}, but of its coordinates {guess}.", name, "geometry")


def _lies_in(bounds: Bounds, limits: Bounds) -> bool:
    west, south, east, north = bounds
    return west >= limits[0] and south >= limits[1] and east <= limits[2] and north <= limits[3]


def _touches(bounds: Bounds, limits: Bounds) -> bool:
    west, south, east, north = bounds
    return west <= limits[2] and south <= limits[3] and east >= limits[0] and north >= limits[1]


def _column(field: Field, properties: list[dict[str, Any]], wkb: list[bytes | None], epsg: int) -> pl.Series:
    if field.type == "geometry_wkb":
        return pl.Series(field.name, wkb, dtype=pl.Binary)
    if field.type == "crs_epsg":
        return pl.Series(field.name, [epsg] * len(wkb), dtype=pl.Int32)
    texts = [None if each.get(field.source) is None else str(each[field.source]) for each in properties]
    frame = pl.LazyFrame({field.name: texts}, schema={field.name: pl.String})
    return values.cleaned(frame, {field.name: pl.col(field.name)}, [field]).collect()[field.name]
