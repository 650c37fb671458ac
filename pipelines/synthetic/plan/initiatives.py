"""The initiatives of the joint action plan as they truly are in a year; their titles are made up after public themes.

Belongs here: what an initiative is. How administrations write it down is the business of ``writers.indsatser``.
"""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np

from pipelines.synthetic.streams import stream

ADMINISTRATIONS = ("BIF", "BUF", "KFF", "OKF", "SOF", "SUF", "TMF")
_FILE = Path(__file__).parents[1] / "data" / "initiatives.csv"
_FIRST_START_YEAR = 2017
# A plan is brought up to date every second year; an initiative starts with one and lasts through one to three of them.
_EDITION_YEARS, _MOST_EDITIONS = 2, 3
_BUDGET_STEP_KR, _SMALLEST_STEPS, _LARGEST_STEPS = 50_000, 4, 120
DELOMRAADER = (
    "Tingbjerg/Husum", "Ved Bispebjerg Parkallé", "Ryparken", "Nordvest", "Ydre Nørrebro", "Ved Bispeengbuen",
    "Ved Valby Langgade", "Ved Kulbanevej", "Indre Nørrebro", "Sydhavnen", "Urbanplanen mv.", "Ved Jagtvej",
    "Ved Folehaven", "Ved Frankrigsgade", "Ved Gyldenrisvej",
)  # fmt: skip
WHOLE_CITY, ALL_AREAS = "Københavns Kommune", "Alle udsatte byområder"


@dataclass(frozen=True)
class Initiative:
    """One initiative of an administration; ``areas`` are names of delområder, or one name for all of them.

    ``end`` is None for what has no end; ``budget_kr`` for what is paid within the ordinary budget.
    """

    administration_code: str
    number: int
    title: str
    goal_code: str
    theme_code: str
    areas: tuple[str, ...]
    indicator_codes: tuple[str, ...]
    start: date
    end: date | None
    budget_kr: int | None
    status_code: str
    progress_pct: int
    contact_unit: str


def initiatives(administration_code: str, year: int) -> list[Initiative]:
    """Return what an administration has planned, under way and finished at 1 January of a year."""
    return [_initiative(row, year) for row in _rows() if row["administration_code"] == administration_code]


def _initiative(row: dict[str, str], year: int) -> Initiative:
    draw = stream(0, "initiatives", row["administration_code"], int(row["initiative_number"]))
    start = date(_FIRST_START_YEAR + _EDITION_YEARS * int(draw.integers(0, 5)), int(draw.choice((1, 3, 8))), 1)
    length = _EDITION_YEARS * int(draw.integers(1, _MOST_EDITIONS + 1))
    is_lasting, is_unpaid = draw.random() < 0.15, draw.random() < 0.1
    end = None if is_lasting else date(start.year + length - 1, 12, 31)
    today = date(year, 1, 1)
    status_code = "planned" if start > today else "finished" if end is not None and end < today else "under_way"
    # Of what has no end nobody can say how far it is; half is what administrations write.
    elapsed = 0.5 if end is None else (today - start).days / (end - start).days
    return Initiative(
        administration_code=row["administration_code"],
        number=int(row["initiative_number"]),
        title=row["initiative_title"],
        goal_code=row["goal_code"],
        theme_code=row["theme_code"],
        areas=_areas(draw),
        indicator_codes=tuple(row["indicator_codes"].split()),
        start=start,
        end=end,
        budget_kr=None if is_unpaid else _BUDGET_STEP_KR * int(draw.integers(_SMALLEST_STEPS, _LARGEST_STEPS)),
        status_code=status_code,
        progress_pct=0 if start > today else 5 * round(20 * min(elapsed, 1.0)),
        contact_unit=row["contact_unit"],
    )


def _areas(draw: np.random.Generator) -> tuple[str, ...]:
    kind = draw.random()
    if kind < 0.1:
        return (WHOLE_CITY,)
    if kind < 0.25:
        return (ALL_AREAS,)
    places = draw.choice(len(DELOMRAADER), size=int(draw.integers(1, 5)), replace=False)
    return tuple(DELOMRAADER[place] for place in sorted(places.tolist()))


@cache
def _rows() -> tuple[dict[str, str], ...]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
