"""The written description of a file format: which records, which fields, where, of what type.

Layouts are data (``layouts/*.yml``), written as the supplier writes them, with positions from 1. This module loads
and checks them; it opens no file of a register.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from pipelines.registers.yaml_data import load_yaml

FileFormat = Literal["fixed_width", "delimited", "json", "geojson"]
Encoding = Literal["latin-1", "utf-8"]
LAYOUT_FOLDER = Path(__file__).with_name("layouts")
SCHEMA_FILE = LAYOUT_FOLDER / "layout.schema.json"
# Values of these types never end in a blank, so a line that stops short of one has been cut.
SOLID_TYPES = frozenset({"person", "date", "birth_date", "cpr_timestamp_date", "uuid", "number_class"})


class LayoutError(ValueError):
    """A layout that does not exist or contradicts itself."""


@dataclass(frozen=True)
class Field:
    """One field: our name, the supplier's name, its type and, in fixed width, its place (from 1)."""

    name: str
    source: str
    type: str
    start: int = 0
    length: int = 0
    width: int | None = None
    required: bool = False
    sensitive: bool = False
    read: bool = True
    missing: tuple[str, ...] = ()

    @property
    def end(self) -> int:
        """Position of the last character, from 1."""
        return self.start + self.length - 1


@dataclass(frozen=True)
class Record:
    """One record type: a line of fixed width, or the only kind of row, object or feature of a file."""

    code: str
    title: str
    fields: tuple[Field, ...]
    table: str | None = None
    role: Literal["data", "start", "end"] = "data"
    lengths: tuple[int, ...] = ()
    unique: tuple[str, ...] = ()

    @property
    def read_fields(self) -> tuple[Field, ...]:
        """Fields that cross the border: neither sensitive nor unneeded."""
        return tuple(field for field in self.fields if field.read and not field.sensitive)

    @property
    def longest(self) -> int:
        """Length of the longest variant, without line end."""
        return max(self.lengths)

    @property
    def least_length(self) -> int:
        """Length below which a line, trimmed or not, has lost a part of a required field."""
        ends = (
            field.end if field.type in SOLID_TYPES or field.width == field.length else field.start
            for field in self.fields
            if field.required
        )
        return max(ends, default=3)


@dataclass(frozen=True)
class Layout:
    """The format of one product in its validity."""

    name: str
    register: str
    title: str
    product: str
    source: str
    real: str
    simplified: str | None
    valid_from: date
    valid_to: date | None
    format: FileFormat
    encoding: Encoding
    zipped: bool
    delimiter: str
    array_member: str | None
    unread: tuple[str, ...]
    records: Mapping[str, Record]

    @property
    def table_records(self) -> tuple[Record, ...]:
        """Records that become rows of a table."""
        return tuple(record for record in self.records.values() if record.table is not None)

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables that a file of this layout gives."""
        return tuple(dict.fromkeys(record.table for record in self.table_records if record.table))

    @property
    def only_record(self) -> Record:
        """The one record of a format that has no record types."""
        (record,) = self.records.values()
        return record

    def record_of(self, role: str) -> Record | None:
        """Return the record that opens (``start``) or closes (``end``) a file, if the product has one."""
        return next((record for record in self.records.values() if record.role == role), None)


def layout_names() -> list[str]:
    """Names of all layouts."""
    return sorted(path.stem for path in LAYOUT_FOLDER.glob("*.yml"))


@cache
def load_layout(name: str) -> Layout:
    """Return a layout by name, checked.

    Raises:
        LayoutError: there is none of that name, or it does not fit its schema, or fields overlap.
    """
    if name not in layout_names():
        raise LayoutError(f"no layout is named {name!r}; there are: {', '.join(layout_names())}")
    return parse_layout(load_yaml(LAYOUT_FOLDER / f"{name}.yml"), name)


def load_layouts() -> dict[str, Layout]:
    """Return every layout by name."""
    return {name: load_layout(name) for name in layout_names()}


def parse_layout(data: dict[str, Any], name: str) -> Layout:
    """Return the layout that YAML data describe, after every check.

    Raises:
        LayoutError: the data do not fit the schema, or contradict themselves.
    """
    import jsonschema  # late: listing what waits in landing needs names only

    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    error = jsonschema.exceptions.best_match(jsonschema.Draft202012Validator(schema).iter_errors(data))
    if error is not None:
        raise LayoutError(f"layout {name}, {'/'.join(map(str, error.absolute_path)) or 'top'}: {error.message}")
    layout = _layout(data)
    if layout.name != name:
        raise LayoutError(f"layout {name}: the file says that it is {layout.name}")
    for problem in contradictions(layout):
        raise LayoutError(f"layout {name}: {problem}")
    return layout


def contradictions(layout: Layout) -> Iterator[str]:
    """Yield what no schema can see: repeated names, overlapping fields, fields beyond their record, unknown keys."""
    for record in layout.records.values():
        names = [field.name for field in record.fields]
        yield from (
            f"record {record.code}: the name {name} is used twice" for name in {*names} if names.count(name) > 1
        )
        read = {field.name for field in record.read_fields}
        yield from (f"record {record.code}: unique names {name}, which is not read" for name in {*record.unique} - read)
        if layout.format == "fixed_width":
            yield from _place_problems(record)
            texts = [field.name for field in record.read_fields if field.type == "text"]
            yield from (
                f"record {record.code}: {name} is text; only codes, dates and numbers are read" for name in texts
            )


def _place_problems(record: Record) -> Iterator[str]:
    # Two fields may look at the same characters (a number and its class), but only at exactly the same.
    spans = sorted({(field.start, field.end, field.source) for field in record.fields})
    for (_, end, before), (start, _, after) in pairwise(spans):
        if start <= end:
            yield f"record {record.code}: {before} and {after} overlap"
    for start, end, source in spans:
        if start <= len(record.code) or end > record.longest:
            yield f"record {record.code}: {source} lies outside positions {len(record.code) + 1}-{record.longest}"


def _layout(data: dict[str, Any]) -> Layout:
    records = {code: _record(code, record) for code, record in data["records"].items()}
    valid_to = data.get("valid_to")
    return Layout(
        name=data["layout"],
        valid_from=date.fromisoformat(data["valid_from"]),
        valid_to=date.fromisoformat(valid_to) if valid_to else None,
        zipped=data.get("zipped", False),
        delimiter=data.get("delimiter", ""),
        array_member=data.get("array_member"),
        unread=tuple(data.get("unread", ())),
        records=records,
        **{key: data[key] for key in ("register", "title", "product", "source", "real", "simplified")},
        format=data["format"],
        encoding=data["encoding"],
    )


def _record(code: str, data: dict[str, Any]) -> Record:
    return Record(
        code=code,
        title=data["title"],
        fields=tuple(Field(**{**field, "missing": tuple(field.get("missing", ()))}) for field in data["fields"]),
        table=data.get("table"),
        role=data.get("role", "data"),
        lengths=tuple(data.get("lengths", ())),
        unique=tuple(data.get("unique", ())),
    )
