"""Ways to spoil an Excel workbook: its cells, and the package around them; right bytes in, wrong bytes out.

Cells are changed by opening and saving; the package by zip alone. The same bytes always give the same bytes.
"""

import io
import zipfile
from collections.abc import Callable
from typing import TYPE_CHECKING

from pipelines.synthetic.writers.workbook import repacked

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Spoil = Callable[[bytes], bytes]
BOMB_BYTES = 8 << 20
"""Of blanks: packed a thousand to one, far above what a sheet ever is; small enough to be made in a moment."""
_SHEET, _OLE = "xl/worksheets/sheet1.xml", bytes.fromhex("d0cf11e0a1b11ae1")
_DECLARATION_END = b"?>"


def in_sheet(change: Callable[["Worksheet", int], None]) -> Spoil:
    """Change the first sheet; the change is told the row that holds the names of the columns."""

    def spoil(data: bytes) -> bytes:
        from openpyxl import load_workbook  # late: other defects need no workbooks

        workbook = load_workbook(io.BytesIO(data))
        sheet = workbook.worksheets[0]
        change(sheet, _header_row(sheet))
        saved = io.BytesIO()
        workbook.save(saved)
        return repacked(saved.getvalue())

    return spoil


def with_cell(column: str, value: str | float, *, every_row: bool = False) -> Spoil:
    """Another value in a column, in the third row of the table or in all of them."""

    def change(sheet: "Worksheet", header: int) -> None:
        place = _column(sheet, header, column)
        rows = [row for row in range(header + 1, sheet.max_row + 1) if sheet.cell(row, 3).value is not None]
        for row in rows if every_row else rows[2:3]:
            sheet.cell(row, place).value = value

    return in_sheet(change)


def with_text_like_a_formula(column: str, text: str) -> Spoil:
    """A text that begins with ``=`` and is text: what somebody typed behind an apostrophe."""

    def change(sheet: "Worksheet", header: int) -> None:
        cell = sheet.cell(header + 1, _column(sheet, header, column))
        cell.value = text
        cell.data_type = "s"

    return in_sheet(change)


def with_column(name: str, old: str | None = None) -> Spoil:
    """A column more, with a value in every row; or an agreed column under another name."""

    def change(sheet: "Worksheet", header: int) -> None:
        if old is not None:
            sheet.cell(header, _column(sheet, header, old)).value = name
            return
        place = sheet.max_column + 1
        sheet.cell(header, place).value = name
        for row in range(header + 1, header + 4):
            sheet.cell(row, place).value = "x"

    return in_sheet(change)


def without_header(sheet: "Worksheet", header: int) -> None:
    """The row with the names of the columns is gone."""
    for ranges in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(ranges))
    sheet.delete_rows(header)


def unmerged(sheet: "Worksheet", header: int) -> None:
    """Merged cells torn apart, as a copy into another sheet does: only the first keeps its text."""
    del header
    for ranges in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(ranges))


def truncated(data: bytes) -> bytes:
    """The first half of the file, as a broken transfer leaves it."""
    return data[: len(data) // 2]


def bomb(data: bytes) -> bytes:
    """A sheet that unpacks to a thousand times its size."""
    return _in_part(_SHEET, lambda part: part + b" " * BOMB_BYTES)(data)


def nested(data: bytes) -> bytes:
    """A zip file among the parts of the workbook."""
    return _with_part(data, "xl/embeddings/bilag.zip", data)


def with_macros(data: bytes) -> bytes:
    """A workbook with a project of macros in it."""
    return _with_part(data, "xl/vbaProject.bin", b"\0" * 64)


def with_dtd(data: bytes) -> bytes:
    """A sheet with a DTD and an entity."""
    dtd = b'<!DOCTYPE d [<!ENTITY a "ha">]>'
    return _in_part(_SHEET, lambda part: _after_the_declaration(part, dtd))(data)


def encrypted(data: bytes) -> bytes:
    """What Excel makes of a workbook with a password: a file of the old form with the workbook encrypted in it."""
    return _OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + data[::-1]


def of_the_old_form(data: bytes) -> bytes:
    """A file of the old form of Excel (.xls)."""
    return _OLE + bytes(504) + "Workbook".encode("utf-16-le") + data[:512]


def _in_part(name: str, change: Callable[[bytes], bytes]) -> Spoil:
    def spoil(data: bytes) -> bytes:
        parts = _parts(data)
        return _packed(parts | {name: change(parts[name])})

    return spoil


def _with_part(data: bytes, name: str, content: bytes) -> bytes:
    return _packed(_parts(data) | {name: content})


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _packed(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _after_the_declaration(part: bytes, inserted: bytes) -> bytes:
    declaration, end, rest = part.partition(_DECLARATION_END) if part.startswith(b"<?xml") else (b"", b"", part)
    return declaration + end + inserted + rest


def _header_row(sheet: "Worksheet") -> int:
    names = {"nr.", "inddeling"}
    return next(row for row in range(1, 60) if str(sheet.cell(row, 1).value).lower() in names)


def _column(sheet: "Worksheet", header: int, name: str) -> int:
    names = {str(cell.value).replace("\n", " "): number for number, cell in enumerate(sheet[header], 1)}
    return names[name]
