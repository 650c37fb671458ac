"""Write the counts of an administration by area: as text from some, as a workbook from others.

Zero, suppressed, missing and not collected are four things and are written as four: ``0``, ``*`` or ``<5``, ``..`` and
``-``. What is counted is known by ``attributes.area_counts``.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.synthetic.attributes.area_counts import area_counts
from pipelines.synthetic.snapshot import Snapshot
from pipelines.synthetic.writers.workbook import write_workbook
from pipelines.synthetic.writers.written import WrittenFile

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

HEADER = ("Inddeling", "Område", "Periode", "Indikator", "Tæller", "Nævner")
AS_WORKBOOK = frozenset({"BUF", "SUF"})
OWNERS = ("BUF", "KFF", "OKF", "SUF", "TMF")
# Counts of 1 to 4 persons are not handed over; the whole city never is so small.
SMALLEST_SHOWN = 5
SUPPRESSED = {"BUF": "<5", "KFF": "*", "OKF": "*", "SUF": "færre end 5", "TMF": "*"}
MISSING, NOT_COLLECTED = "..", "-"
# Transitions to youth education were first counted for 2019; of one area leisure is not known yet.
FIRST_YEAR_COLLECTED = {"U03": 2019}
AREA_NOT_KNOWN = ("F01", "Ved Gyldenrisvej")
_NAMES = {"T03": "Borgervendt kriminalitet", "U03": "Overgang til ungdomsuddannelse", "U07": "Børn i dagtilbud"}
_SCHOOL_YEARS = frozenset({"U03"})
_DAYS = {"U07": "1. oktober {year}", "F01": "01-10-{year}", "H04": "31-12-{year}"}


def write_counts(owner_code: str, snapshot: Snapshot, folder: Path) -> tuple[WrittenFile, ...]:
    """Write ``FORVALTNING_<ADM>_<year>.csv`` or ``.xlsx`` with the counts of the year before."""
    rows = _rows(owner_code, snapshot)
    if owner_code in AS_WORKBOOK:
        path = folder / f"FORVALTNING_{owner_code}_{snapshot.year}.xlsx"
        _write_sheet(rows, path)
        return (WrittenFile(path, "forvaltning_tal_xlsx", len(rows)),)
    path = folder / f"FORVALTNING_{owner_code}_{snapshot.year}.csv"
    lines = [";".join(HEADER), *(";".join(row) for row in rows)]
    path.write_bytes(b"\xef\xbb\xbf" + ("\r\n".join(lines) + "\r\n").encode("utf-8"))
    return (WrittenFile(path, "forvaltning_tal_csv", len(rows)),)


def _rows(owner_code: str, snapshot: Snapshot) -> list[tuple[str, ...]]:
    counts = area_counts(snapshot, owner_code)
    return [_row(owner_code, snapshot.year - 1, row) for row in counts.iter_rows(named=True)]


def _row(owner_code: str, year: int, row: dict[str, str | int]) -> tuple[str, ...]:
    code, numerator, denominator = str(row["indicator_code"]), int(row["numerator"]), int(row["denominator"])
    shown = _pointed(numerator)
    if year < FIRST_YEAR_COLLECTED.get(code, 0):
        shown = NOT_COLLECTED
    elif (code, row["area_name"]) == AREA_NOT_KNOWN:
        shown = MISSING
    elif 0 < numerator < SMALLEST_SHOWN:
        shown = SUPPRESSED[owner_code]
    period = f"{year - 1}/{year % 100:02d}" if code in _SCHOOL_YEARS else _DAYS.get(code, "{year}").format(year=year)
    return (str(row["division"]), str(row["area_name"]), period, _NAMES.get(code, code), shown, _pointed(denominator))


def _pointed(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _write_sheet(rows: list[tuple[str, ...]], path: Path) -> None:
    from openpyxl import Workbook  # late: other registers need no workbooks

    workbook = Workbook()
    sheet: Worksheet = workbook.worksheets[0]
    sheet.title = "Tal"
    sheet.append(["Tal til handleplanen for udsatte byområder"])
    sheet.append([])
    sheet.append([name.upper() if name == "Inddeling" else name for name in HEADER])
    for row in rows:
        sheet.append([_number(text) if place > 3 else text for place, text in enumerate(row)])
    sheet.append([])
    sheet.append(["Note: tal under 5 er udeladt"])
    write_workbook(workbook, path)


def _number(text: str) -> str | int:
    plain = text.replace(".", "")
    return int(plain) if plain.isdigit() else text
