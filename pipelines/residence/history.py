"""History in the vault: who is who, the stays of every calendar year, and what they revise.

Calendar years are those from the first status extract to the last day that an extract speaks of. Who had left before
the first is unknown, so earlier years would hold only those who stayed.
"""

from collections.abc import Sequence

import polars as pl

from pipelines.residence import extracts
from pipelines.residence.address_book import read_address_book
from pipelines.residence.aliases import Aliases, resolve, successions
from pipelines.residence.extracts import Extract
from pipelines.residence.marks import Marks, address_years
from pipelines.residence.records import newest_records
from pipelines.residence.spells import spells
from pipelines.residence.stays import revision_of_year, stays_of_year
from pipelines.residence.tables import (
    ALL_YEARS,
    REGISTER,
    is_in_force,
    put_contents_in_force,
    put_in_force,
    withdraw,
)
from pipelines.store import Store


def build_history(store: Store, in_force: Sequence[Extract], marks: Marks) -> dict[str, int] | None:
    """Put aliases, stays and revisions in force; return counts, None when they were made from the same already.

    Raises:
        ExtractError: the archive lacks the addresses of an extract in force.
    """
    mark = marks.of_history()
    if is_in_force(store, "person_alias", ALL_YEARS, mark):
        return None
    aliases = resolve(
        [successions(extracts.persons(store, each), extracts.former_numbers(store, each)) for each in in_force]
    )
    counts = {"former numbers": aliases.table.height, "numbers in circles": aliases.in_circles}
    years = _calendar_years(in_force)
    if years:
        counts |= _build_years(store, in_force, aliases, years)
    withdraw(store, "stay", {str(year) for year in years})
    withdraw(store, "revision", {extract.period for extract in in_force if not extract.is_changes})
    put_in_force(store, "person_alias", ALL_YEARS, aliases.table, mark)  # last: it bears the mark of all
    return counts


def _build_years(store: Store, in_force: Sequence[Extract], aliases: Aliases, years: range) -> dict[str, int]:
    records = newest_records(store, in_force, aliases)
    known = spells(records.rows, records.persons)
    counts = {}
    for year in years:
        book = read_address_book(store, _nearest(year, address_years(store)))
        stays = stays_of_year(known, records.persons, records.places, book, year, in_force[-1].day)
        if put_contents_in_force(store, "stay", str(year), stays):
            counts[f"stays of {year}"] = stays.height
        _revise(store, year, stays, records.persons, aliases)
    return counts


def _revise(store: Store, year: int, stays: pl.DataFrame, persons: pl.DataFrame, aliases: Aliases) -> None:
    by_status = store.current_link(REGISTER, "person_place", str(year))
    if by_status.exists():
        placed = pl.read_parquet(by_status, columns=["person_key", "atom_key"])
        placed = placed.with_columns(aliases.resolved(placed["person_key"]))
        put_contents_in_force(store, "revision", str(year), revision_of_year(placed, stays, persons, year))


def _calendar_years(in_force: Sequence[Extract]) -> range:
    statuses = [extract.reference_year for extract in in_force if not extract.is_changes]
    return range(min(statuses), in_force[-1].day.year + 1) if statuses else range(0)


def _nearest(year: int, years: Sequence[int]) -> int:
    return min(years, key=lambda other: (abs(other - year), other), default=year)
