"""Cells of a workbook as text in Danish form: numbers with a comma, days as 2025-03-31, shares with a per cent sign.

Formulas are never worked out: the value that Excel stored with them counts. Which cells mean what is found out in
``xlsx_header``.
"""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from xml.etree.ElementTree import Element

from pipelines.registers.reading.codes import UNREADABLE
from pipelines.registers.reading.xlsx_package import WORKBOOK, Package, local_name
from pipelines.registers.refusals import refused

MOST_ROWS = 20_000
MOST_COLUMNS = 512
MOST_MERGED_CELLS = 200_000
_RELATIONS = "xl/_rels/workbook.xml.rels"
_RELATION_ID = re.compile(r"\}id$")
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
# Numbers of built-in formats that show a day or a time, and those that show per cent (ECMA-376, part 1, 18.8.30).
_DAY_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_PERCENT_FORMATS = frozenset({9, 10})
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_FIRST_SAFE_SERIAL, _LAST_SERIAL = 61, 2_958_465  # before March 1900 Excel counts a day that never was


@dataclass
class SheetRow:
    """A row: its number in the sheet, its texts by column (from 1), and the columns that a merged cell filled."""

    number: int
    is_hidden: bool
    texts: dict[int, str]
    filled: set[int] = field(default_factory=set)


@dataclass
class Sheet:
    """A sheet: its position in the workbook from 1, whether it is shown, its rows that hold anything."""

    position: int
    is_hidden: bool
    rows: list[SheetRow]
    merged: int = 0
    unvalued_formulas: int = 0


@dataclass(frozen=True)
class _Formats:
    texts: tuple[str, ...]
    is_day: tuple[bool, ...]
    is_percent: tuple[bool, ...]
    first_day: date


def read_sheets(package: Package) -> list[Sheet]:
    """Return every sheet with cells of a workbook.

    Raises:
        RefusedError: a part is damaged, or a sheet is larger than any plan or table.
    """
    formats = _formats(package)
    targets = {
        element.get("Id", ""): "xl/" + element.get("Target", "").removeprefix("/xl/").removeprefix("./")
        for element in package.elements(_RELATIONS, "Relationship")
    }
    sheets = []
    for position, element in enumerate(package.elements(WORKBOOK, "sheet"), 1):
        relation = next((value for name, value in element.attrib.items() if _RELATION_ID.search(name)), "")
        if targets.get(relation, "").startswith("xl/worksheets/"):
            sheet = Sheet(position, element.get("state", "visible") != "visible", [])
            _read_rows(package, targets[relation], formats, sheet)
            sheets.append(sheet)
    return sheets


def _read_rows(package: Package, part: str, formats: _Formats, sheet: Sheet) -> None:
    ranges: list[str] = []
    number = 0
    for element in package.elements(part, "row", "mergeCell"):
        if local_name(element) == "mergeCell":
            ranges.append(element.get("ref", ""))
            continue
        number = _whole(element.get("r"), number + 1)
        texts = _texts(element, formats, sheet)
        if texts:
            sheet.rows.append(SheetRow(number, element.get("hidden") in ("1", "true"), texts))
        if len(sheet.rows) > MOST_ROWS:
            raise refused("workbook_too_large", f"A sheet has more than {MOST_ROWS:,} rows.", package.name)
    _unmerge(sheet, ranges, package.name)


def _texts(row: Element, formats: _Formats, sheet: Sheet) -> dict[int, str]:
    texts: dict[int, str] = {}
    column = 0
    for cell in row:
        if local_name(cell) != "c":
            continue
        column = _column(cell.get("r", ""), column + 1)
        text = _text(cell, formats, sheet).strip() if column <= MOST_COLUMNS else ""
        if text:
            texts[column] = text
    return texts


def _text(cell: Element, formats: _Formats, sheet: Sheet) -> str:
    kind, parts = cell.get("t", "n"), {local_name(part): part for part in cell}
    if kind == "inlineStr":
        return _string(parts["is"]) if "is" in parts else ""
    value = parts["v"].text if "v" in parts else None
    if value is None or value == "":
        is_formula = "f" in parts
        sheet.unvalued_formulas += is_formula
        return UNREADABLE if is_formula else ""
    if kind == "s":
        place = _whole(value, -1)
        return formats.texts[place] if 0 <= place < len(formats.texts) else UNREADABLE
    if kind in ("str", "d", "b"):
        return value
    if kind == "e":
        return UNREADABLE
    return _number(value, _whole(cell.get("s"), 0), formats)


def _number(value: str, style: int, formats: _Formats) -> str:
    try:
        number = float(value)
    except ValueError:
        return UNREADABLE
    if style < len(formats.is_day) and formats.is_day[style]:
        if not _FIRST_SAFE_SERIAL <= number <= _LAST_SERIAL - 2000:
            return UNREADABLE
        return (formats.first_day + timedelta(days=int(number))).isoformat()
    if style < len(formats.is_percent) and formats.is_percent[style]:
        return _plain(number * 100) + " %"
    return _plain(number)


def _plain(number: float) -> str:
    """A number in Danish form, with the 15 digits that Excel keeps and no exponent."""
    shown = f"{float(f'{number:.15g}'):.10f}".rstrip("0").rstrip(".") if abs(number) < 1e15 else UNREADABLE
    return shown.replace(".", ",")


def _unmerge(sheet: Sheet, ranges: list[str], name: str) -> None:
    """Give every cell of a merged range the text of its first one, in the rows that there are."""
    by_number = {row.number: row for row in sheet.rows}
    sheet.merged = len(ranges)
    filled = 0
    for reference in ranges:
        corners = _REFERENCE.findall(reference)
        if len(corners) != 2:
            continue
        left, right = sorted(_column_number(letters) for letters, _ in corners)
        top, bottom = sorted(int(digits) for _, digits in corners)
        text = by_number[top].texts.get(left) if top in by_number else None
        rows = [row for row in sheet.rows if top <= row.number <= bottom] if text is not None else []
        right = min(right, MOST_COLUMNS)
        filled += len(rows) * (right - left + 1)
        if filled > MOST_MERGED_CELLS:
            raise refused("workbook_too_large", f"More than {MOST_MERGED_CELLS:,} cells are merged.", name)
        for row in rows:
            fresh = [column for column in range(left, right + 1) if column not in row.texts]
            row.texts.update(dict.fromkeys(fresh, str(text)))
            row.filled.update(fresh)


def _formats(package: Package) -> _Formats:
    texts = (
        tuple(_string(item) for item in package.elements("xl/sharedStrings.xml", "si"))
        if "xl/sharedStrings.xml" in package.parts
        else ()
    )
    codes: dict[int, str] = {}
    styles: list[int] = []
    if "xl/styles.xml" in package.parts:
        for element in package.elements("xl/styles.xml", "numFmt", "cellXfs"):
            if local_name(element) == "numFmt":
                codes[_whole(element.get("numFmtId"), 0)] = _LITERAL.sub("", element.get("formatCode", ""))
            else:
                styles = [_whole(style.get("numFmtId"), 0) for style in element]
    is_1904 = any(element.get("date1904") in ("1", "true") for element in package.elements(WORKBOOK, "workbookPr"))
    return _Formats(
        texts=texts,
        is_day=tuple(
            each in _DAY_FORMATS or bool(re.search(r"[dmyhs]", codes.get(each, ""), re.IGNORECASE)) for each in styles
        ),
        is_percent=tuple(each in _PERCENT_FORMATS or "%" in codes.get(each, "") for each in styles),
        first_day=date(1904, 1, 1) if is_1904 else date(1899, 12, 30),
    )


def _string(element: Element) -> str:
    """The text of a string with its runs; what helps to pronounce Japanese is left out."""
    runs = [run for run in element if local_name(run) == "r"] or [element]
    return "".join(text.text or "" for run in runs for text in run if local_name(text) == "t")


def _column(reference: str, otherwise: int) -> int:
    found = _REFERENCE.fullmatch(reference)
    return _column_number(found[1]) if found else otherwise


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 9 else otherwise
