"""Counting the persons of records of which nothing else is kept: how many there are, never who.

Address protection is such a record: whether it is in force for a person must not be told by any row behind the
archive.
"""

from collections.abc import Sequence
from datetime import date

import polars as pl

from pipelines.registers.layout import PERSON_FIELD, Counted, Record
from pipelines.registers.reading.rows import Batch


class PersonCounts:
    """Persons by counted record, in force at the reference date; without one nobody is counted."""

    def __init__(self, records: Sequence[Record], reference_date: date | None) -> None:
        self._date = reference_date
        self._persons: dict[str, list[pl.Series]] = {record.code: [] for record in records if reference_date}
        self._notes = {record.code: record.counted.note for record in records if record.counted}

    def wants(self, record: Record) -> bool:
        """Tell whether lines of this record are counted."""
        return record.code in self._persons

    def add(self, batch: Batch) -> None:
        """Take note of the persons of a batch; a line without a number or a date of beginning counts for nobody."""
        counted = batch.record.counted
        if counted is not None:
            persons = batch.frame.filter(pl.col(PERSON_FIELD) > 0, self._in_force(counted))[PERSON_FIELD]
            self._persons[batch.record.code].append(persons)

    def notes(self) -> list[str]:
        """Return a note per counted record."""
        return [
            f"{self._notes[code]} at {self._date}: {pl.concat(persons).n_unique() if persons else 0:,}"
            for code, persons in self._persons.items()
        ]

    def _in_force(self, counted: Counted) -> pl.Expr:
        day = pl.lit(self._date, pl.Date)
        is_begun = pl.col(counted.from_date) <= day
        is_ended = (pl.col(counted.until_date) <= day).fill_null(False)
        return pl.col(counted.column).is_in(counted.values) & is_begun & ~is_ended
