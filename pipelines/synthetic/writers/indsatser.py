"""Write the workbooks in which administrations report their initiatives, with the liberties that offices take.

Each administration has habits: how it writes days, amounts, areas and states, what it merges, what it puts around the
table. None of that is an error. What the initiatives are is known by ``plan.initiatives``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.synthetic.plan.initiatives import ALL_AREAS, WHOLE_CITY, Initiative, initiatives
from pipelines.synthetic.writers.workbook import write_workbook
from pipelines.synthetic.writers.written import WrittenFile

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Cell = str | int | float | date | None
HEADER = ("Nr.", "Forvaltning", "Indsats", "Mål", "Tema", "Områder", "Indikatorer", "Start", "Slut", "Budget i kr.",
          "Status", "Fremdrift", "Kontaktenhed", "Bemærkninger")  # fmt: skip
FORVALTNING_COLUMN, THEME_COLUMN, PROGRESS_COLUMN = 2, 5, 12
NAMES = {
    "BIF": "Beskæftigelses- og Integrationsforvaltningen",
    "BUF": "Børne- og Ungdomsforvaltningen",
    "KFF": "Kultur- og Fritidsforvaltningen",
    "OKF": "ØKF",
    "SOF": "Socialforvaltningen",
    "SUF": "Sundheds- og Omsorgsforvaltningen",
    "TMF": "Teknik- og Miljøforvaltningen",
}
_GOALS = {"1": "Gode livschancer og muligheder", "2": "Trygge og attraktive byområder"}
_THEMES = {
    "employment": "Beskæftigelse", "education": "Uddannelse", "income": "Indkomst", "health": "Sundhed",
    "children_and_youth": "Børn og unge", "safety": "Tryghed", "housing": "Bolig",
    "attractiveness": "Attraktive byområder", "connection": "Byrum og forbindelser",
}  # fmt: skip
_MONTHS = ("januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november",
           "december")  # fmt: skip
_STATES = (
    {"planned": "planlagt", "under_way": "i gang", "finished": "afsluttet"},
    {"planned": "Planlagt", "under_way": "I gang", "finished": "Afsluttet"},
    {"planned": "Ikke startet", "under_way": "Igangværende", "finished": "Gennemført"},
)
_SPELLINGS = {
    "Urbanplanen mv.": "Urbanplanen", "Tingbjerg/Husum": "Tingbjerg-Husum", "Nordvest": "NV", "Sydhavnen": "Sydhavn",
    "Ved Folehaven": "Folehaven", "Ved Bispebjerg Parkallé": "Bispebjerg Parkallé", WHOLE_CITY: "Hele byen",
    ALL_AREAS: "alle udsatte byområder",
}  # fmt: skip


@dataclass(frozen=True)
class Habits:
    """How an administration fills in its workbook."""

    day: Callable[[date], Cell]
    amount: Callable[[int], Cell]
    between_areas: str
    uses_short_names: bool
    states: int
    lines_above: int
    has_merged_cells: bool
    has_total: bool
    adds_a_person: bool = False


def _long_day(day: date) -> Cell:
    return f"{day.day}. {_MONTHS[day.month - 1]} {day.year}"


def _millions(kroner: int) -> Cell:
    return f"{kroner / 1_000_000:g}".replace(".", ",") + " mio. kr."


def _thousands(kroner: int) -> Cell:
    return f"{kroner // 1000} t.kr."


def _pointed(kroner: int) -> Cell:
    return f"{kroner:,}".replace(",", ".")


HABITS = {
    "BIF": Habits(lambda day: day, lambda kroner: kroner, "; ", False, 0, 0, False, False),
    "BUF": Habits(_long_day, _pointed, ", ", True, 1, 3, True, True),
    "KFF": Habits(lambda day: f"{day:%d-%m-%Y}", _thousands, " og ", True, 2, 2, False, False),
    "OKF": Habits(lambda day: f"{day:%d.%m.%y}", lambda kroner: kroner, "\n", False, 0, 4, True, True),
    "SOF": Habits(lambda day: f"{_MONTHS[day.month - 1]} {day.year}", _millions, "; ", True, 1, 1, False, True, True),
    "SUF": Habits(lambda day: day, _pointed, " / ", False, 2, 2, True, False),
    "TMF": Habits(lambda day: f"{day:%Y-%m-%d}", lambda kroner: float(kroner), ", ", True, 0, 5, True, True, True),
}  # fmt: skip


def write_plan(administration_code: str, year: int, folder: Path) -> tuple[WrittenFile, ...]:
    """Write ``Indsatser_<ADM>_<year>.xlsx``."""
    from openpyxl import Workbook  # late: other registers need no workbooks

    habits, rows = HABITS[administration_code], initiatives(administration_code, year)
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = f"Indsatser {year}"
    _put_above(sheet, habits, administration_code, year)
    top = sheet.max_row + 1 if habits.lines_above else 1
    _put(sheet, top, [name.replace(" i kr.", "\ni kr.") if habits.has_merged_cells else name for name in HEADER])
    places = _put_rows(sheet, top + 1, rows, habits)
    if habits.has_merged_cells:
        sheet.merge_cells(
            start_row=top + 1, end_row=max(places), start_column=FORVALTNING_COLUMN, end_column=FORVALTNING_COLUMN
        )
    if habits.has_total:
        total = sum(row.budget_kr or 0 for row in rows)
        _put(sheet, max(places) + 2, ["I alt", *[None] * (HEADER.index("Budget i kr.") - 1), total])
        _put(sheet, max(places) + 4, ["Kilde: forvaltningens egen opgørelse"])
    workbook.create_sheet("Vejledning").append(["Udfyld én række pr. indsats. Skriv en enhed som kontakt."])
    path = folder / f"Indsatser_{administration_code}_{year}.xlsx"
    write_workbook(workbook, path)
    return (WrittenFile(path, "indsatser_plan", len(rows)),)


def _put_above(sheet: "Worksheet", habits: Habits, administration_code: str, year: int) -> None:
    if habits.lines_above:
        _put(sheet, 1, [f"Handleplan for udsatte byområder {year}"])
        sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=8)
    if habits.lines_above > 1:
        _put(sheet, habits.lines_above, [NAMES[administration_code]])


def _put_rows(sheet: "Worksheet", first: int, rows: Sequence[Initiative], habits: Habits) -> list[int]:
    """Put the rows, with a blank one before every second theme where cells are merged, and return their numbers."""
    places: list[int] = []
    place = first
    for number, row in enumerate(rows):
        if habits.has_merged_cells and number and row.theme_code != rows[number - 1].theme_code:
            place += 1
        _put(sheet, place, _cells(row, habits, is_first=number == 0 or not habits.has_merged_cells))
        if habits.states == 0:
            sheet.cell(place, PROGRESS_COLUMN).value = row.progress_pct / 100
            sheet.cell(place, PROGRESS_COLUMN).number_format = "0%"
        places.append(place)
        place += 1
    return places


def _cells(row: Initiative, habits: Habits, *, is_first: bool) -> list[Cell]:
    names = [_SPELLINGS.get(name, name) if habits.uses_short_names else name for name in row.areas]
    contact = row.contact_unit + (", tlf. 12 34 56 78, enhed@example.invalid" if habits.adds_a_person else "")
    return [
        row.number if habits.states else f"{row.administration_code}-{row.number:02d}",
        NAMES[row.administration_code] if is_first else None,
        row.title,
        _GOALS[row.goal_code] if habits.states else f"Mål {row.goal_code}",
        _THEMES[row.theme_code],
        habits.between_areas.join(names),
        ", ".join(row.indicator_codes),
        habits.day(row.start),
        "løbende" if row.end is None else habits.day(row.end),
        "inden for rammen" if row.budget_kr is None else habits.amount(row.budget_kr),
        _STATES[habits.states][row.status_code],
        f"{row.progress_pct} %",
        contact,
        None,
    ]


def _put(sheet: "Worksheet", row: int, cells: Sequence[Cell]) -> None:
    for column, value in enumerate(cells, 1):
        if value is not None:
            sheet.cell(row, column).value = value
