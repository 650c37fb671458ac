"""Reading the agreed table of a workbook: rows as text, lists in cells as rows of tables of their own.

The mess of offices is met here: merged cells, blank rows, totals and notes below the table, headers printed again,
columns nobody named. Typing belongs to ``rows``; opening and finding the table to ``xlsx_package`` and its like.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from pipelines.registers.layout import Field, Layout, Record
from pipelines.registers.reading import area_names, indicator_names, values
from pipelines.registers.reading.byte_guard import ByteGuard, Progress, Source
from pipelines.registers.reading.columns import shown
from pipelines.registers.reading.forms import FormReport
from pipelines.registers.reading.office_values import unit_name
from pipelines.registers.reading.rows import Batch
from pipelines.registers.reading.tables import Places, ReadContext, TableSink
from pipelines.registers.reading.vocabulary import slug
from pipelines.registers.reading.xlsx_cells import Sheet, SheetRow, read_sheets
from pipelines.registers.reading.xlsx_header import Header, agreed_columns, agreed_header
from pipelines.registers.reading.xlsx_package import Package
from pipelines.registers.refusals import refused

# Filling a merged sum into every row would count it as often as there are rows.
ADDITIVE_TYPES = frozenset({"office_amount_oere", "count", "value_state"})


@dataclass
class _Table:
    """The rows of the agreed table, and what was passed over."""

    rows: list[SheetRow] = field(default_factory=list)
    continued: set[int] = field(default_factory=set)
    skipped: int = 0
    hidden: int = 0
    unnamed: set[int] = field(default_factory=set)


def read_xlsx(
    source: Source, layout: Layout, sink: TableSink, guard: ByteGuard, context: ReadContext, progress: Progress | None
) -> FormReport:
    """Read the table of a workbook into the sink and return what was found out about it.

    The bytes are packed, so the guard of texts has nothing to look at.

    Raises:
        RefusedError: the workbook is unsafe or damaged, or has no sheet with the agreed columns.
    """
    del guard, context
    package = Package(source)
    sheets = read_sheets(package)
    header = agreed_header(sheets, layout, source.name)
    table = _table(header, layout)
    if not table.rows:
        raise refused("no_records", "The table has a header and no rows.", source.name, header.place)
    main = next(iter(layout.records.values()))
    count = len(table.rows) - len(table.continued)
    report = FormReport(count, {main.code: count}, physical_form=f"workbook with {len(sheets)} sheets")
    report.facts["table"] = header.place
    report.notes += _notes(table, header, sheets, package, layout)
    for record in layout.table_records:
        if not sink.wants(record):
            continue
        numbers, text = _listed(record, table, header) if record.list_of else _single(record, table, header)
        report.records[record.code] = len(numbers)
        sources = {each.name: pl.col(each.name) for each in record.read_fields}
        cleaned = values.cleaned(text.lazy(), sources, record.read_fields).collect()
        sink.add(Batch.of(record, cleaned), Places(np.array(numbers, dtype=np.int64)))
    if progress is not None:
        progress(source.size, source.size)
    return report


def _table(header: Header, layout: Layout) -> _Table:
    """Tell the rows of the table from blank ones, totals, notes and headers printed again."""
    table = _Table()
    agreed = {column for name, column in header.columns.items() if name in agreed_columns(layout)}
    keys = {column for column in _key_columns(layout, header) if column is not None}
    footers = tuple(prefix.casefold() for prefix in layout.footer_prefixes)
    for row in header.sheet.rows[header.row + 1 :]:
        own = {column: text for column, text in sorted(row.texts.items()) if column not in row.filled}
        table.unnamed |= own.keys() - set(header.columns.values())
        is_footer = bool(own) and bool(footers) and next(iter(own.values())).casefold().startswith(footers)
        if is_footer or _is_header(row, header):
            table.skipped += 1
        elif own.keys() & agreed:
            if keys and keys <= row.filled:
                table.continued.add(len(table.rows))
            table.hidden += row.is_hidden
            table.rows.append(row)
    return table


def _single(record: Record, table: _Table, header: Header) -> tuple[list[int], pl.DataFrame]:
    rows = [row for place, row in enumerate(table.rows) if place not in table.continued]
    columns = {each.name: [_cell(each, row, header) for row in rows] for each in record.read_fields}
    return [row.number for row in rows], pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def _listed(record: Record, table: _Table, header: Header) -> tuple[list[int], pl.DataFrame]:
    """One row per name in the cells of a column, each name once for a key."""
    column = header.columns.get(slug(str(record.list_of)))
    split = _splitter(record)
    found: dict[tuple[str | None, ...], int] = {}
    for row in table.rows:
        text = row.texts.get(column or 0)
        for part in split(text) if text else ():
            cells = (part if each.source == record.list_of else _cell(each, row, header) for each in record.read_fields)
            found.setdefault(tuple(cells), row.number)
    names = [each.name for each in record.read_fields]
    return list(found.values()), pl.DataFrame(list(found), schema=dict.fromkeys(names, pl.String), orient="row")


def _splitter(record: Record) -> Callable[[str], list[str]]:
    listed = next(each for each in record.read_fields if each.source == record.list_of)
    if listed.type == "indicator_code":
        return indicator_names.indicator_vocabulary().split
    return area_names.area_vocabulary(listed.area_sets or area_names.AREA_SETS).split


def _cell(each: Field, row: SheetRow, header: Header) -> str | None:
    """The text that a field is read from; nothing where the cell says that the value is not known."""
    parts = [row.texts.get(header.columns.get(slug(name), 0)) for name in each.key_of or (each.source,)]
    if None in parts or (each.type in ADDITIVE_TYPES and header.columns.get(slug(each.source), 0) in row.filled):
        return None
    text = " ".join(str(part) for part in parts)
    unknown = {word.casefold() for word in each.missing}
    return None if text.strip().casefold() in unknown else text


def _key_columns(layout: Layout, header: Header) -> Iterator[int | None]:
    for each in next(iter(layout.records.values())).read_fields:
        if each.type == "row_key":
            # The last part tells rows apart; what stands before it is the same for many.
            yield header.columns.get(slug(each.key_of[-1]))


def _is_header(row: SheetRow, header: Header) -> bool:
    texts = {slug(text) for text in row.texts.values()}
    return len(texts & header.columns.keys()) > len(header.columns) / 2


def _shortened_contacts(table: _Table, header: Header, layout: Layout) -> int:
    fields = [each for record in layout.records.values() for each in record.read_fields if each.type == "unit_name"]
    columns = [header.columns.get(slug(each.source), 0) for each in fields]
    texts = [text for row in table.rows for column in columns if (text := row.texts.get(column))]
    return sum(unit is not None and unit != " ".join(text.split()) for text in texts for unit in (unit_name(text),))


def _notes(table: _Table, header: Header, sheets: list[Sheet], package: Package, layout: Layout) -> list[str]:
    counts = {
        "sheets that are hidden, not read": sum(sheet.is_hidden for sheet in sheets),
        "rows that are hidden, read like the others": table.hidden,
        "ranges of merged cells, filled from their first cell": header.sheet.merged,
        "rows that continue the one above": len(table.continued),
        "rows that are totals, notes or the header again, skipped": table.skipped,
        "contacts of which only the unit was kept": _shortened_contacts(table, header, layout),
        "columns without a name, not read": len(table.unnamed),
        "formulas without a stored value, not worked out": header.sheet.unvalued_formulas,
    }
    notes = [f"{what}: {count:,}" for what, count in counts.items() if count]
    dropped = {header.names[name] for name in map(slug, layout.tolerated) if name in header.names}
    if dropped:
        notes.append(f"columns nobody asked for were dropped unread: {shown(dropped)}")
    if package.has_links:
        notes.append("the workbook refers to other workbooks; they were not followed")
    return notes
