"""Residents whose person number changes in the course of a year; the model itself knows one number per person."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.synthetic import frames
from pipelines.synthetic.identifiers import padded
from pipelines.synthetic.past_frames import former_numbers
from pipelines.synthetic.population.people import days
from pipelines.synthetic.records import scattered, scattered_share
from pipelines.synthetic.year_history import NUMBER, OF_NUMBER, STAYS, Events, YearHistory, events_of

_CHANGED_SHARE = 0.0004
_AT_ONCE = 3
"""So many change in the first days, so that a small city shows it too."""


@dataclass(frozen=True)
class Renumbering:
    """``changes`` has a row per change: position of the person, old and new number, valid_from_date, day."""

    changes: pl.DataFrame

    def until(self, day: int) -> "Renumbering":
        """The changes up to and including a day."""
        return Renumbering(self.changes.filter(pl.col("day") <= day))

    def events_between(self, after_day: int, day: int) -> Events:
        """The changes later than one day and not later than another, as events."""
        rows = self.changes.filter((pl.col("day") > after_day) & (pl.col("day") <= day))
        return events_of(rows["person"].to_numpy(), rows["day"].to_numpy(), NUMBER, OF_NUMBER)

    def applied(self, frame: pl.DataFrame) -> pl.DataFrame:
        """A frame with the new numbers in ``person_number``."""
        new = pl.col("person_number").replace(self.changes["old"], self.changes["new"])
        return frame.with_columns(new)

    def former_numbers(self, history: YearHistory, persons: np.ndarray) -> pl.DataFrame:
        """Earlier numbers of persons: those of old and those that were given up in the year."""
        given_up = self.changes.filter(pl.col("person").is_in(persons)).select(
            pl.col("new").alias("person_number"),
            pl.col("old").alias("former_number"),
            "valid_from_date",
            pl.col("day").cast(pl.Int32).cast(pl.Date).alias("valid_to_date"),
        )
        known = self.applied(former_numbers(history.town, persons))
        return pl.concat([known, frames.conform(given_up, frames.FORMER_NUMBERS)])


def renumbering(history: YearHistory, *, is_last: bool) -> Renumbering:
    """The changes of a year; none when a status extract follows, which would know nothing of them."""
    people, persons, first = history.town.people, history.before.persons, days(history.before.year)
    persons = persons[(history.left_day[persons] == STAYS)] if is_last else persons[:0]
    share = scattered_share(people.number[persons], 81)
    order = np.argsort(share, kind="stable")[: max(_AT_ONCE, int((share < _CHANGED_SHARE).sum()))]
    persons = persons[order]
    length = days(history.before.year + 1) - first - 1
    day = np.where(
        np.arange(len(persons)) < _AT_ONCE,
        first + 1 + np.arange(len(persons)),
        first + 1 + scattered(people.number[persons], 82) % length,
    )
    # Issued from a copy of the book, so that asking twice gives the same numbers.
    new = history.town.book.copy().issue(people.birth_day[persons], people.is_male[persons])
    return Renumbering(
        pl.DataFrame(
            {
                "person": persons.astype(np.int64),
                "old": padded(people.number[persons], 10),
                "new": padded(new, 10),
                "valid_from_date": pl.Series(people.birth_day[persons].astype(np.int32)).cast(pl.Date),
                "day": day.astype(np.int64),
            }
        )
    )
