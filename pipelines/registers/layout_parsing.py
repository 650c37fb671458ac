"""From YAML data to layouts: what is not written gets its default here.

The data fit the schema already; contradictions are looked for in ``layout_checks``.
"""

from datetime import date
from typing import Any

from pipelines.registers.layout import Counted, Field, Layout, Record


def layout_of(data: dict[str, Any]) -> Layout:
    """Return the layout that YAML data describe; the data fit the schema."""
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
        preamble_rows=data.get("preamble_rows", 0),
        footer_prefixes=tuple(data.get("footer_prefixes", ())),
        wide_columns=data.get("wide_columns"),
        unread_columns=data.get("unread_columns"),
        tolerated=tuple(data.get("tolerated", ())),
        **{key: data[key] for key in ("register", "title", "product", "source", "real", "simplified")},
        format=data["format"],
        encoding=data["encoding"],
    )


def _record(code: str, data: dict[str, Any]) -> Record:
    counted = data.get("counted")
    return Record(
        code=code,
        title=data["title"],
        fields=tuple(_field(field) for field in data["fields"]),
        table=data.get("table"),
        role=data.get("role", "data"),
        lengths=tuple(data.get("lengths", ())),
        unique=tuple(data.get("unique", ())),
        path=data.get("path"),
        list_of=data.get("list_of"),
        counted=Counted(**{**counted, "values": tuple(counted["values"])}) if counted else None,
    )


def _field(data: dict[str, Any]) -> Field:
    lists = ("missing", "suppressed", "area_sets", "key_of")
    return Field(**{**data, **{name: tuple(data.get(name, ())) for name in lists}})
