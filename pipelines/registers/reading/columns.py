"""Holding the columns of a file against those of its layout, by name.

Names of columns may be shown; what does not look like one may be a value of a person and is not.
"""

import re
from collections.abc import Sequence

from pipelines.registers.layout import SERIES_TYPES, Layout
from pipelines.registers.refusals import refused

_COLUMN_NAME = re.compile(r"[A-Za-zÆØÅæøå_\[][A-Za-z0-9ÆØÅæøå_.,:()\[\]\- ]{0,80}")
_LONG_NUMBER = re.compile(r"[0-9]{5,}")


def check_columns(names: Sequence[str], layout: Layout, file_name: str, *, place: str = "line 1") -> list[str]:
    """Refuse columns that are missing, doubled or new; return notes on what is otherwise than agreed and no fault.

    Another order is no fault. Columns that the layout tolerates hold names or addresses and stop here.

    Raises:
        RefusedError: names the columns.
    """
    agreed = [field for field in layout.only_record.fields if field.type not in SERIES_TYPES]
    expected = {field.source for field in agreed}
    found = {name for name in names if not _is_of_series(name, layout)}
    if not expected & found:
        raise refused("header_missing", "None of the agreed columns is named in the file.", file_name, place)
    if len(set(names)) < len(names):
        doubled = {name for name in names if list(names).count(name) > 1}
        raise refused("column_repeated", f"Columns stand twice: {shown(doubled)}.", file_name, place)
    missing = {field.source for field in agreed if not field.optional} - found
    tolerated = found & set(layout.tolerated)
    unregistered = found - expected - set(layout.unread) - tolerated
    if missing:
        also = f"; unknown to the layout: {shown(unregistered)}" if unregistered else ""
        raise refused("column_missing", f"Columns are missing: {shown(missing)}{also}.", file_name, place)
    if unregistered:
        sentence = f"Columns are unknown to the layout: {shown(unregistered)}."
        raise refused("column_unregistered", sentence, file_name, place)
    notes = [f"columns nobody asked for were dropped unread: {shown(tolerated)}"] if tolerated else []
    order = list(dict.fromkeys(field.source for field in agreed))
    if [name for name in names if name in expected] != [name for name in order if name in found]:
        notes.append("the columns stand in another order than in the layout; they were matched by name")
    return notes


def _is_of_series(name: str, layout: Layout) -> bool:
    patterns = (layout.wide_columns, layout.unread_columns)
    return any(pattern is not None and re.fullmatch(pattern, name) is not None for pattern in patterns)


def shown(names: set[str]) -> str:
    """List names of columns; what cannot be one is only counted."""
    plain = sorted(name for name in names if _COLUMN_NAME.fullmatch(name) and not _LONG_NUMBER.search(name))
    strange = len(names) - len(plain)
    return ", ".join([*plain, *([f"{strange} more that are no names of columns"] if strange else [])])
