"""Spells seen through one calendar year: stays in the municipality, clipped to the year, in the atoms of the year."""

from datetime import date, timedelta

import polars as pl

from pipelines.geography.layers import MUNICIPALITY_CODE
from pipelines.residence.address_book import AddressBook


def stays_of_year(
    spells: pl.DataFrame,
    persons: pl.DataFrame,
    places: pl.DataFrame,
    book: AddressBook,
    reference_year: int,
    last_day: date,
) -> pl.DataFrame:
    """Return one row per stay of a person in the municipality in a calendar year, ordered by person and date.

    What began before the year was there before, what ends after it is there after: every move is told once, in the
    year of its last day at the old address and of its first day at the new one.

    Args:
        spells: what ``spells.spells`` returned.
        persons: person_key, sex_code, birth_date; one row each.
        places: what the numbers of places stand for.
        book: the addresses of the year, or of the nearest year that has any.
        reference_year: the calendar year.
        last_day: the last day that any extract speaks of; nothing is known of later days.
    """
    first = date(reference_year, 1, 1)
    end = min(date(reference_year + 1, 1, 1), last_day + timedelta(days=1))
    here = spells.filter("is_here", pl.col("from_date") < end, pl.col("to_date") > first)
    wanted = places.join(here.select("place").unique(), on="place", how="semi")
    found = book.find(wanted).select("place", "atom_key", "placement_code")
    is_before, is_after = pl.col("from_date") < first, pl.col("to_date") > end
    return (
        here.join(found, on="place", how="left", maintain_order="left")
        .join(
            persons.select("person_key", "sex_code", "birth_date"), on="person_key", how="left", maintain_order="left"
        )
        .with_columns(
            reference_year=pl.lit(reference_year, pl.Int16),
            from_date=pl.max_horizontal("from_date", pl.lit(first)),
            to_date=pl.min_horizontal("to_date", pl.lit(end)),
            municipality_code=pl.lit(MUNICIPALITY_CODE),
            begins_code=pl.when(is_before).then(pl.lit("there_before")).otherwise("begins_code"),
            ends_code=pl.when(is_after).then(pl.lit("there_after")).otherwise("ends_code"),
        )
    )


def revision_of_year(
    person_place: pl.DataFrame, stays: pl.DataFrame, persons: pl.DataFrame, reference_year: int
) -> pl.DataFrame:
    """Return one row of counts: the population of 1 January by the status extract against that by history.

    Args:
        person_place: person_key (the one in force today) and atom_key by the status extract; a person who was there
            under two numbers has two rows, and one of them counts as removed.
        stays: the stays of the year.
        persons: person_key and is_from_changes, which tells whether the newest word of a person is one of changes.
        reference_year: the year.
    """
    by_history = stays.filter(pl.col("from_date") == date(reference_year, 1, 1)).select("person_key", now="atom_key")
    by_status = person_place.with_columns(number=pl.int_range(pl.len()).over("person_key"))
    both = by_status.join(by_history.with_columns(number=0), on=["person_key", "number"], how="full", coalesce=True)
    added, removed = pl.col("atom_key").is_null(), pl.col("now").is_null()
    moved = (pl.col("atom_key") != pl.col("now")).fill_null(False)
    spoken_of = persons.filter("is_from_changes").select("person_key", is_spoken_of=True)
    differing = both.filter(added | removed | moved).join(spoken_of, on="person_key", how="left")
    return differing.select(
        reference_year=pl.lit(reference_year),
        status_count=pl.lit(person_place.height),
        history_count=pl.lit(by_history.height),
        added_count=added.sum(),
        removed_count=removed.sum(),
        moved_count=moved.sum(),
        by_changes_count=pl.col("is_spoken_of").count(),
    )
