"""Where in a workbook the agreed table stands: the sheet and the row whose cells are the names of its columns.

Offices put titles, logos and blank rows above a table and break the names of columns over lines; names are compared
with their spelling levelled. What the rows below mean is read in ``xlsx``.
"""

from collections.abc import Collection
from dataclasses import dataclass

from pipelines.registers.layout import Layout
from pipelines.registers.reading.columns import shown
from pipelines.registers.reading.vocabulary import slug
from pipelines.registers.reading.xlsx_cells import Sheet
from pipelines.registers.refusals import refused

DEEPEST_HEADER_ROW = 60


@dataclass(frozen=True)
class Header:
    """The names of the columns of a table: the sheet, the place of the row in it, and column by levelled name."""

    sheet: Sheet
    row: int
    columns: dict[str, int]
    names: dict[str, str]

    @property
    def place(self) -> str:
        """Where it stands, in words."""
        return f"sheet {self.sheet.position}, row {self.sheet.rows[self.row].number:,}"

    def found(self, wanted: Collection[str]) -> int:
        """How many of the wanted columns it has."""
        return len(set(self.columns) & set(wanted))


def agreed_columns(layout: Layout) -> dict[str, str]:
    """Return the names of the columns that a table must have, by levelled name."""
    fields = [field for record in layout.records.values() for field in record.fields if not field.optional]
    sources = [name for field in fields for name in (field.key_of or (field.source,))]
    return {slug(name): name for name in sources}


def known_columns(layout: Layout) -> set[str]:
    """Return the levelled names of every column that the layout has a word on."""
    fields = [field.source for record in layout.records.values() for field in record.fields]
    return {slug(name) for name in (*fields, *layout.unread, *layout.tolerated)} | set(agreed_columns(layout))


def best_header(sheets: Collection[Sheet], wanted: Collection[str]) -> Header | None:
    """Return the row that has most of the wanted columns, among the sheets that are shown; None when none has any.

    Of equals on one sheet the last of the first block counts: a name merged over two rows stands in both.
    """
    best: Header | None = None
    for sheet in sheets:
        for header in _headers(sheet):
            count, most = header.found(wanted), best.found(wanted) if best else 0
            is_below = best is not None and best.sheet is sheet and header.row == best.row + 1
            if count > most or (count == most > 0 and is_below):
                best = header
    return best


def agreed_header(sheets: Collection[Sheet], layout: Layout, name: str) -> Header:
    """Return the header of the agreed table.

    Raises:
        RefusedError: no sheet that is shown has it, two have it, or columns are missing, doubled or new.
    """
    wanted = agreed_columns(layout)
    visible = [sheet for sheet in sheets if not sheet.is_hidden]
    header = best_header(visible, wanted)
    if header is None or header.found(wanted) < max(1, len(wanted) // 2):
        raise refused("header_missing", _nothing_found(header, wanted), name, header.place if header else None)
    missing = {wanted[column] for column in set(wanted) - set(header.columns)}
    if missing:
        raise refused("column_missing", f"Columns are missing: {shown(missing)}.", name, header.place)
    others = [sheet for sheet in visible if sheet is not header.sheet]
    rival = best_header(others, wanted)
    if rival is not None and rival.found(wanted) == len(wanted):
        sentence = f"The agreed columns stand on two sheets: {header.sheet.position} and {rival.sheet.position}."
        raise refused("sheet_ambiguous", sentence, name, rival.place)
    new = {shown_name for column, shown_name in header.names.items() if column not in known_columns(layout)}
    if new:
        raise refused("column_unregistered", f"Columns are unknown to the layout: {shown(new)}.", name, header.place)
    _refuse_doubled(header, wanted, name)
    return header


def compared(header: Header | None, layout: Layout) -> str:
    """Say which of the agreed columns of a layout were found and which are missing, for who wonders about a file."""
    wanted = agreed_columns(layout)
    found = {wanted[column] for column in wanted if header is not None and column in header.columns}
    missing = set(wanted.values()) - found
    return f"found: {shown(found) or 'none'}; missing: {shown(missing) or 'none'}"


def _headers(sheet: Sheet) -> list[Header]:
    headers = []
    for place, row in enumerate(sheet.rows[:DEEPEST_HEADER_ROW]):
        columns: dict[str, int] = {}
        names: dict[str, str] = {}
        for column, text in sorted(row.texts.items()):
            name = slug(text)
            if name and (name not in columns or column not in row.filled):
                columns.setdefault(name, column)
                names.setdefault(name, " ".join(text.split()))
        headers.append(Header(sheet, place, columns, names))
    return headers


def _refuse_doubled(header: Header, wanted: Collection[str], name: str) -> None:
    row = header.sheet.rows[header.row]
    own = [slug(text) for column, text in row.texts.items() if column not in row.filled]
    doubled = {header.names[column] for column in wanted if own.count(column) > 1}
    if doubled:
        raise refused("column_repeated", f"Columns stand twice: {shown(doubled)}.", name, header.place)


def _nothing_found(header: Header | None, wanted: dict[str, str]) -> str:
    found = {wanted[column] for column in wanted if header is not None and column in header.columns}
    if not found:
        return "No sheet that is shown has the agreed columns."
    return f"No sheet that is shown has the agreed columns; found of them: {shown(found)}."
