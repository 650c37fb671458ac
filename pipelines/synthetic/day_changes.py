"""What the population register sends about one day: everybody to whom something happened, whole, as of its end.

Also makes what the model does not know: moves that are reported late, and changed numbers (``renumbering``). Both only
in a year that no status extract follows, because that one would know nothing of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
import polars as pl

from pipelines.synthetic import frames
from pipelines.synthetic.housing.building_register import Housing
from pipelines.synthetic.identifiers import chosen, padded
from pipelines.synthetic.past_frames import former_addresses, moves_before, protections
from pipelines.synthetic.population.people import days
from pipelines.synthetic.population.town import Moves
from pipelines.synthetic.records import scattered, scattered_share
from pipelines.synthetic.renumbering import Renumbering, renumbering
from pipelines.synthetic.resident_frame import person_frame
from pipelines.synthetic.snapshot import Snapshot
from pipelines.synthetic.year_history import STAYS, Events, YearHistory, all_events, joined

ACTIVE_STATUS, EMIGRATED_STATUS, DEAD_STATUS = "01", "80", "90"
_EVENT_CODES: list[str | None] = ["A01", "A19", "A36", "P03", "P03", "K74", "P42", "K74", "A01"]
"""By kind of event. CPR's own list is not public: codes seen in use, and which stands for what is our assumption."""
_MARKS: list[str | None] = [None, "BØ", "PN"]
_EMIGRATED_SHARE, _LATE_SHARE = 0.3, 0.03
_LONGEST_DELAY_DAYS = 25
_ELSEWHERE: list[str | None] = ["0147", "0157", "0159", "0173", "0185", "0265", "0461", "0751"]


@dataclass(frozen=True)
class DayChanges:
    """The persons of one extract of changes.

    ``snapshot`` has them and their dwellings as of the end of the day; those who left have no address there, and those
    of them who live in another municipality have it in ``moved_away``. ``events`` has person_number, event_date,
    event_code, mark_code.
    """

    day: date
    snapshot: Snapshot
    moved_away: pl.DataFrame
    events: pl.DataFrame


@dataclass(frozen=True)
class DayBook:
    """Turns the history of a year into extracts of changes; ``is_last`` when no status extract follows."""

    history: YearHistory
    housing: Housing
    dwellings: pl.DataFrame
    is_last: bool

    def changes(self, working_days: Sequence[date]) -> Iterator[DayChanges]:
        """Changes of consecutive working days, the first with all since 1 January."""
        after, numbers = days(self.history.before.year), renumbering(self.history, is_last=self.is_last)
        for day in working_days:
            until = days(day.year, day.month, day.day)
            events = [self.history.events_between(after, until), numbers.events_between(after, until)]
            yield self._changes(day, all_events(events), numbers.until(until), until)
            after = until

    def _changes(self, day: date, events: Events, numbers: Renumbering, until: int) -> DayChanges:
        people, persons = self.history.town.people, np.unique(events.person)
        standing = self.history.standing_at(persons, until)
        late = self._late_moves(persons, standing.moved_in_day)
        standing = replace(standing, moved_in_day=standing.moved_in_day - late)
        moves = self._former_stays(persons, until)
        residents = self._residents(person_frame(people, standing, self.housing.places["address_id"]), persons, until)
        addresses = self.housing.addresses
        snapshot = Snapshot(
            year=day.year,
            roads=addresses.roads,
            access_addresses=addresses.frame,
            dwellings=self.dwellings.join(residents, on="address_id", how="semi", maintain_order="left"),
            units=pl.DataFrame(schema=dict(frames.UNITS)),
            buildings=pl.DataFrame(schema=dict(frames.BUILDINGS)),
            classification=pl.DataFrame(schema=dict(frames.CLASSIFICATION)),
            residents=numbers.applied(residents),
            former_addresses=numbers.applied(former_addresses(people, persons, moves, self.housing)),
            former_numbers=numbers.former_numbers(self.history, persons),
            protections=numbers.applied(protections(people, persons, until + 1)),
        )
        away, told = self._moved_away(persons, until), self._event_frame(events)
        return DayChanges(day, snapshot, numbers.applied(away), numbers.applied(told))

    def _event_frame(self, events: Events) -> pl.DataFrame:
        rows = pl.DataFrame(
            {
                "person_number": padded(self.history.town.people.number[events.person], 10),
                "event_date": pl.Series(events.day.astype(np.int32)).cast(pl.Date),
                "event_code": chosen(_EVENT_CODES, events.kind),
                "mark_code": chosen(_MARKS, events.mark),
            }
        )
        return rows.unique(maintain_order=True)

    def _residents(self, frame: pl.DataFrame, persons: np.ndarray, until: int) -> pl.DataFrame:
        """Those who are gone get their status and no address."""
        left, number = self.history.left_day[persons], self.history.town.people.number[persons]
        is_gone = pl.Series(left <= until)
        gone = np.where(self.history.has_died[persons], 2, _has_emigrated(number).astype(int))
        status = chosen([ACTIVE_STATUS, EMIGRATED_STATUS, DEAD_STATUS], gone)
        since = pl.Series(left.clip(max=until).astype(np.int32)).cast(pl.Date)
        return frame.with_columns(
            pl.when(is_gone).then(status).otherwise("status_code").alias("status_code"),
            pl.when(is_gone & (status != ACTIVE_STATUS)).then(since).otherwise("status_from_date").alias(
                "status_from_date"),
            *(pl.when(~is_gone).then(name).alias(name) for name in ("address_id", "special_road_code")),
        )  # fmt: skip

    def _moved_away(self, persons: np.ndarray, until: int) -> pl.DataFrame:
        number, left = self.history.town.people.number[persons], self.history.left_day[persons]
        away = (left <= until) & ~self.history.has_died[persons] & ~_has_emigrated(number)
        number, left = number[away], left[away]
        moved = pl.Series(left.astype(np.int32)).cast(pl.Date)
        return pl.DataFrame(
            {
                "person_number": padded(number, 10),
                "municipality_code": chosen(_ELSEWHERE, scattered(number, 61) % len(_ELSEWHERE)),
                "road_code": padded(4 * (1 + scattered(number, 62) % 2200), 4),
                "house_number": pl.Series((1 + scattered(number, 63) % 120).astype(str), dtype=pl.String),
                "floor_code": chosen(["st", "1", "2"], scattered(number, 64) % 3),
                "door_code": chosen(["tv", "th"], scattered(number, 65) % 2),
                "moved_in_date": moved,
                "arrival_date": moved,
            }
        )

    def _former_stays(self, persons: np.ndarray, until: int) -> Moves:
        """Stays in the city that had ended by the end of the day, in the words of who reported late."""
        left = self.history.left_day[persons]
        stays = self.history.stays
        is_last = stays.moved_out_day == self.history.left_day[stays.person]
        is_last &= np.isin(stays.person, persons[left <= until])
        ended = Moves(*(getattr(stays, name)[is_last] for name in Moves.__dataclass_fields__))
        known = joined([moves_before(self.history.town, persons, until + 1), ended])
        return replace(
            known,
            moved_in_day=known.moved_in_day - self._late_moves(known.person, known.moved_in_day),
            moved_out_day=known.moved_out_day - self._late_moves(known.person, known.moved_out_day),
        )

    def _late_moves(self, persons: np.ndarray, moved_day: np.ndarray) -> np.ndarray:
        """By how many days a move of the year lies further back in truth: before 1 January, where it was told late."""
        first = days(self.history.before.year)
        number = self.history.town.people.number[persons]
        back = moved_day - first + 1 + scattered(number, 71) % _LONGEST_DELAY_DAYS
        earliest = self.history.town.people.arrived_day[persons]
        is_late = (scattered_share(number, 72) < _LATE_SHARE) & (moved_day > first) & (moved_day < STAYS)
        is_late &= np.isin(persons, self._long_settled) & (moved_day - back > earliest) & self.is_last
        is_late &= moved_day != self.history.left_day[persons]
        return np.where(is_late, back, 0)

    @cached_property
    def _long_settled(self) -> np.ndarray:
        """Residents at 1 January who had lived at their address for longer than any delay."""
        before = self.history.before
        settled: np.ndarray = before.persons[
            (before.moved_in_day < days(before.year) - 2 * _LONGEST_DELAY_DAYS) & (before.home >= 0)
        ]
        return settled


def _has_emigrated(number: np.ndarray) -> np.ndarray:
    """Whether those who leave the city leave the country."""
    emigrated: np.ndarray = scattered_share(number, 60) < _EMIGRATED_SHARE
    return emigrated
