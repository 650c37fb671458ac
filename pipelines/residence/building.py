"""Make the residence tables in the vault: people placed year by year, their history, what history has revised.

Placing a year depends on the deliveries of that year, history on every extract of CPR. What has not changed is not
made again, and a year of stays that comes out the same keeps its file.
"""

from collections.abc import Callable

import polars as pl

from pipelines.registers.dwelling_keys import DwellingKeys
from pipelines.registers.person_secret import PersonSecret
from pipelines.residence import extracts
from pipelines.residence.address_book import read_address_book
from pipelines.residence.extracts import Extract
from pipelines.residence.history import build_history
from pipelines.residence.marks import Marks
from pipelines.residence.placing import place_persons, places_of_year
from pipelines.residence.tables import REGISTER, TABLES, ensure_schemas, is_in_force, put_in_force, withdraw
from pipelines.store import Store

__all__ = ["REGISTER", "TABLES", "build_residence", "ensure_schemas"]

_PLACED_TABLES = ("person_place", "dwelling", "dwelling_unit")
_UNIT_COLUMNS = ["address_id", *(set(TABLES["dwelling_unit"]) - {"dwelling_key", "reference_year"})]
Told = Callable[[str], None]


def build_residence(store: Store, secret: PersonSecret, progress: Told | None = None) -> dict[str, dict[str, int]]:
    """Put the residence tables in force and return counts of what was made anew, by year and for history.

    Counts of a year are persons by placement code; those of history are former numbers, numbers that lead round in a
    circle, and the stays of the years that came out otherwise than before. ``progress`` is told each in a sentence.

    Raises:
        ExtractError: the archive lacks the addresses of an extract in force.
        DwellingKeyError: two addresses share a key.
    """
    in_force = extracts.extracts_in_force(store)
    keys = DwellingKeys(secret)
    marks = Marks(store, secret, in_force)
    statuses = [extract for extract in in_force if not extract.is_changes]
    made = {}
    for extract in statuses:
        counts = _place_year(store, extract, keys, marks.of_year(extract))
        if counts is not None:
            made[extract.period] = counts
            _tell(progress, extract.period, counts)
    for table in _PLACED_TABLES:
        withdraw(store, table, {extract.period for extract in statuses})
    history = build_history(store, in_force, marks)
    if history is not None:
        made["history"] = history
        _tell(progress, "history", history)
    return made


def _tell(progress: Told | None, what: str, counts: dict[str, int]) -> None:
    if progress is not None:
        progress(f"{REGISTER}: {what}, {', '.join(f'{count} {name}' for name, count in counts.items())}")


def _place_year(store: Store, extract: Extract, keys: DwellingKeys, mark: str) -> dict[str, int] | None:
    if all(is_in_force(store, table, extract.period, mark) for table in _PLACED_TABLES):
        return None
    book = read_address_book(store, extract.reference_year)
    placed = place_persons(extracts.persons(store, extract), extracts.addresses(store, extract), book)
    made = places_of_year(placed, _units(store, extract.period), book, keys, extract.reference_year)
    for table in _PLACED_TABLES:
        put_in_force(store, table, extract.period, getattr(made, table), mark)
    return dict(placed["placement_code"].value_counts().sort("placement_code").iter_rows())


def _units(store: Store, period: str) -> pl.DataFrame:
    file = store.current_link("bbr", "unit", period)
    if not file.exists():
        return pl.DataFrame(schema=dict.fromkeys(_UNIT_COLUMNS, pl.String()))
    return pl.read_parquet(file, columns=_UNIT_COLUMNS)
