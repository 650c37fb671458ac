"""Tiny workbooks for the tests of their reader, and their parts to be spoiled."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

HEADER = ["Nr.", "Forvaltning", "Indsats", "Mål", "Tema", "Områder", "Indikatorer", "Start", "Slut", "Budget i kr.",
          "Status", "Fremdrift", "Kontaktenhed"]  # fmt: skip
COUNTS = ["Inddeling", "Område", "Periode", "Indikator", "Tæller", "Nævner"]


def initiative(number: object = 1, **changes: object) -> list[Any]:
    """A row of a plan; changes by the name of the column, with _ for blanks and points."""
    row: dict[str, object] = dict(
        zip(HEADER, [number, "BIF", "Fritidsjob", "1", "Beskæftigelse", "Nørrebro", "E02", date(2025, 3, 1), "2027",
                     1_250_000, "i gang", "35 %", "Center for Jobindsats"], strict=True)
    )  # fmt: skip
    return list((row | {name.replace("_", " "): value for name, value in changes.items()}).values())


def plan(*rows: Sequence[object], arrange: Callable[[Worksheet], None] | None = None) -> bytes:
    """A workbook with the header and these rows, perhaps rearranged."""
    return workbook([HEADER, *rows], arrange)


def workbook(rows: Sequence[Sequence[Any]], arrange: Callable[[Worksheet], None] | None = None) -> bytes:
    """A workbook with these rows on its first sheet."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    if arrange is not None:
        arrange(sheet)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of a workbook by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """A workbook of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()
