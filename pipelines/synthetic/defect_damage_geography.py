"""Ways to spoil addresses, layers and listings; right bytes in, wrong bytes out, always the same ones."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from pipelines.synthetic.defect_damage_zip import member_of, zipped
from pipelines.synthetic.defect_model import Parcel, Spoil
from pipelines.synthetic.writers.dar import MUNICIPAL_GENERATIONS_AHEAD
from pipelines.synthetic.writers.geografi import Nested
from pipelines.synthetic.writers.sidecar import describe
from pipelines.synthetic.writers.written import WrittenFile

LISTING_MEMBER = "availableFileDownloads"
LEFT_OUT_EVERY = 50
JUTLAND_M = 150_000.0
"""West of Copenhagen by this much lies Jutland."""
Position = list[float]


def added_records(before: bytes, after: bytes) -> int:
    """How many data records the damage adds, reckoned from the bytes: rows of CSV, features, rows of a listing."""
    return _count(after) - _count(before)


def inside_zip(spoil: Spoil) -> Spoil:
    """The damage done to the one file inside a zip file."""

    def spoiled(data: bytes) -> bytes:
        name, content = member_of(data)
        return zipped(name, spoil(content))

    return spoiled


def with_rows_left_out(data: bytes) -> bytes:
    """One row in fifty is missing, the last at least."""
    header, *rows = data.removesuffix(b"\n").split(b"\n")
    kept = [row for number, row in enumerate(rows[:-1]) if number % LEFT_OUT_EVERY != LEFT_OUT_EVERY - 1]
    return b"\n".join([header, *kept]) + b"\n"


def with_a_row_twice(data: bytes) -> bytes:
    """The last row a second time, as a history that is read as what is current."""
    last = data.removesuffix(b"\n").rpartition(b"\n")[2]
    return data + last + b"\n"


def swapped(point: bytes) -> bytes:
    """A point as WKT with north before east; what is no point stays."""
    if not point.startswith(b"POINT("):
        return point
    east, north = point.removeprefix(b"POINT(").removesuffix(b")").split(b" ")
    return b"POINT(" + north + b" " + east + b")"


def another_rode(code: bytes) -> bytes:
    """The code of a rode on the other side of the city."""
    return b"101" if code != b"101" else b"1001"


def with_a_newer_generation(data: bytes) -> bytes:
    """A listing whose first row stands there again with the next generation, as large as it was."""
    listing = json.loads(data)
    first = listing[LISTING_MEMBER][0]
    number = str(first["generationNumber"])
    newer = str(int(number) + 1)
    name = first["fileName"].replace(f"_{number}.", f"_{newer}.")
    listing[LISTING_MEMBER].append({**first, "fileName": name, "generationNumber": newer})
    return _json(listing)


def naming_system(name: str) -> Spoil:
    """A layer that names another coordinate system than the one it is in."""

    def spoil(data: bytes) -> bytes:
        layer = json.loads(data)
        layer["crs"]["properties"]["name"] = name
        return _json(layer)

    return spoil


def of_positions(change: Callable[[Position], Position]) -> Spoil:
    """A layer with every position changed."""

    def spoil(data: bytes) -> bytes:
        layer = json.loads(data)
        for feature in layer["features"]:
            feature["geometry"]["coordinates"] = _changed(feature["geometry"]["coordinates"], change)
        return _json(layer)

    return spoil


def axes_swapped(position: Position) -> Position:
    """North before east."""
    return position[::-1]


def in_jutland(position: Position) -> Position:
    """The same shape in metres, in another part of the country."""
    return [position[0] - JUTLAND_M, position[1]]


def beside_the_file_of_the_municipality(parcel: Parcel) -> tuple[Parcel, ...]:
    """The parcel, and the same rows as cut out for the municipality: another name, and zipped anew."""
    if parcel.sidecar is None or parcel.path is None:
        return (parcel,)
    start, _, number = parcel.path.stem.replace("_TotalDownload", "_0101_TotalDownload").rpartition("_")
    cut_out = parcel.path.with_name(f"{start}_{int(number) + MUNICIPAL_GENERATIONS_AHEAD}.zip")
    _, content = member_of(parcel.path.read_bytes())
    cut_out.write_bytes(zipped(f"{cut_out.stem}.csv", content))
    sidecar = describe(
        WrittenFile(cut_out, parcel.sidecar.layout, parcel.sidecar.record_count),
        sender=parcel.sidecar.sender,
        register=parcel.sidecar.register,
        reference_date=parcel.sidecar.reference_date,
        delivery_number=parcel.sidecar.delivery_number,
    )
    return (parcel, replace(parcel, path=cut_out, sidecar=sidecar))


def _changed(coordinates: Nested, change: Callable[[Position], Position]) -> Nested:
    if isinstance(coordinates, float):
        return coordinates
    position: Position = [part for part in coordinates if isinstance(part, float)]
    parts: list[Nested] = [_changed(part, change) for part in coordinates]
    return change(position) if position else parts


def _count(data: bytes) -> int:
    if data.startswith(b"PK"):
        return member_of(data)[1].count(b"\n")
    if data.startswith(b"{"):
        content = json.loads(data)
        return len(content.get("features", content.get(LISTING_MEMBER, ())))
    return data.count(b"\n")


def _json(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode("utf-8")
