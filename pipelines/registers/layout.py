"""The written description of a file format: which records, which fields, where, of what type.

Layouts are data (``layouts/*.yml``), written as the supplier writes them, with positions from 1. This module loads
and checks them; it opens no file of a register.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pipelines.registers.yaml_data import load_yaml

FileFormat = Literal["fixed_width", "delimited", "json", "geojson", "xml", "xlsx", "statbank"]
Encoding = Literal["latin-1", "utf-8"]
LAYOUT_FOLDER = Path(__file__).with_name("layouts")
SCHEMA_FILE = LAYOUT_FOLDER / "layout.schema.json"
# Values of these types never end in a blank, so a line that stops short of one has been cut.
SOLID_TYPES = frozenset({"person", "date", "birth_date", "cpr_timestamp_date", "uuid", "number_class"})


# What a series of weekly columns becomes: a row per run of equal weeks (``reading.week_runs``).
SERIES_TYPES = frozenset({"week_run_code", "week_run_start", "week_run_year", "week_run_length"})


# The field that every restricted one hangs on.
PERSON_FIELD = "person_key"


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
    restricted: bool = False
    minimum: float | None = None
    maximum: float | None = None
    optional: bool = False
    pad: bool = False
    decimal_comma: bool = False
    thousands_point: bool = False
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)
    suppressed: tuple[str, ...] = ()
    refuse_as: str | None = None
    area_sets: tuple[str, ...] = ()
    key_of: tuple[str, ...] = ()

    @property
    def end(self) -> int:
        """Position of the last character, from 1."""
        return self.start + self.length - 1


@dataclass(frozen=True)
class Counted:
    """Persons that are counted from a record of which nothing else is kept: its note, and who is in it.

    ``column`` must hold one of ``values``, and the reference date lie in the half-open period of the two dates.
    """

    note: str
    column: str
    values: tuple[str, ...]
    from_date: str
    until_date: str


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
    path: str | None = None
    counted: Counted | None = None
    list_of: str | None = None

    @property
    def read_fields(self) -> tuple[Field, ...]:
        """Fields that are read: neither sensitive nor unneeded."""
        return tuple(field for field in self.fields if field.read and not field.sensitive)

    @property
    def vault_fields(self) -> tuple[Field, ...]:
        """Fields that cross the border to the vault."""
        return tuple(field for field in self.read_fields if not field.restricted)

    @property
    def restricted_fields(self) -> tuple[Field, ...]:
        """Fields that stay in the archive, and the key of the person they speak of; empty where there are none."""
        if not any(field.restricted for field in self.read_fields):
            return ()
        return tuple(field for field in self.read_fields if field.restricted or field.name == PERSON_FIELD)

    @property
    def column_fields(self) -> tuple[Field, ...]:
        """Fields that are read from one column each; the others are made from a series of columns."""
        return tuple(field for field in self.read_fields if field.type not in SERIES_TYPES)

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
    preamble_rows: int = 0
    footer_prefixes: tuple[str, ...] = ()
    wide_columns: str | None = None
    unread_columns: str | None = None
    tolerated: tuple[str, ...] = ()

    @property
    def table_records(self) -> tuple[Record, ...]:
        """Records that become rows of a table."""
        return tuple(record for record in self.records.values() if record.table is not None and not record.counted)

    @property
    def counted_records(self) -> tuple[Record, ...]:
        """Records that become a number in the report, and nothing else."""
        return tuple(record for record in self.records.values() if record.counted is not None)

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
    from pipelines.registers.layout_parsing import layout_of

    layout = layout_of(data)
    if layout.name != name:
        raise LayoutError(f"layout {name}: the file says that it is {layout.name}")
    from pipelines.registers.layout_checks import contradictions

    for problem in contradictions(layout):
        raise LayoutError(f"layout {name}: {problem}")
    return layout
