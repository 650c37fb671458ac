"""What happened to the people of the city between two 1 Januaries, day by day.

The model lets whole years pass; the days come from what it took down: stays, arrivals, births, civil status. Only the
day on which somebody left or died is drawn here, from the household or the person, the same every time.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pipelines.synthetic.past_frames import all_moves, protections
from pipelines.synthetic.population.people import NOBODY, UNMARRIED, UNPLACED, days
from pipelines.synthetic.population.town import Departures, Moves, Town
from pipelines.synthetic.records import Standing, YearRecord, scattered_share

MOVED, ARRIVED, LEFT, DIED, BORN, CIVIL_STATUS, NUMBER, PROTECTION, OTHER = range(9)
"""Kinds of events; ``OTHER`` changes something that the extract does not hold, and the person comes all the same."""
NO_MARK, OF_CHILD, OF_NUMBER = range(3)
STAYS = 2**30
_OTHER_SHARE = 0.004
"""Residents of whom something else changes on a working day: names, custody, church (our assumption)."""
_LEAVING_SALT, _OTHER_SALT = 51, 1000


@dataclass(frozen=True)
class Events:
    """Parallel arrays: position of the person, day, kind and mark of an event."""

    person: np.ndarray
    day: np.ndarray
    kind: np.ndarray
    mark: np.ndarray

    def chosen(self, rows: np.ndarray) -> "Events":
        """Some of the events."""
        return Events(self.person[rows], self.day[rows], self.kind[rows], self.mark[rows])


@dataclass(frozen=True)
class Leaving:
    """Those who left or died (parallel arrays): person, whether by death, and the stay that ended with it."""

    is_death: np.ndarray
    stay: Moves


@dataclass(frozen=True)
class YearHistory:
    """One year between ``before``, its 1 January, and ``after``, the next; both are of the same ``town``.

    ``left_day`` and ``has_died`` have an element for everybody in the store; ``STAYS`` where nobody leaves.
    """

    town: Town
    before: YearRecord
    after: Standing
    left_day: np.ndarray
    has_died: np.ndarray
    stays: Moves
    events: Events

    def events_between(self, after_day: int, day: int) -> Events:
        """Events later than one day and not later than another, of people who live, or lived, in the city by then."""
        events = self.events
        is_known = (self.town.people.arrived_day[events.person] <= day) & (self.left_day[events.person] >= events.day)
        found = events.chosen(np.flatnonzero((events.day > after_day) & (events.day <= day) & is_known))
        return all_events([found, self._others(day)])

    def standing_at(self, persons: np.ndarray, day: int) -> Standing:
        """How persons (ascending positions) stood at the end of a day; where they are gone, how they stood last."""
        people, stays = self.town.people, self.stays
        is_current = (stays.moved_in_day <= day) & (stays.moved_out_day > day)
        home = np.full(len(persons), UNPLACED)
        moved_in = people.arrived_day[persons].copy()
        place, is_asked = _places(stays.person[is_current], persons)
        home[place[is_asked]] = stays.home[is_current][is_asked]
        moved_in[place[is_asked]] = stays.moved_in_day[is_current][is_asked]
        final, first = (self._civil(record, persons) for record in (self.after, self.before))
        is_final = final[1] <= day
        civil = [np.where(is_final, now, then) for now, then in zip(final, first, strict=True)]
        return Standing(
            persons=persons,
            home=home,
            household=people.household[persons],
            moved_in_day=moved_in,
            civil_status=civil[0],
            civil_day=civil[1],
            spouse=civil[2],
        )

    def _civil(self, record: Standing, persons: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Civil status, its day and spouse by a record; of those who are not in it by what was known last."""
        people = self.town.people
        found = people.civil_status[persons], people.civil_day[persons], people.spouse[persons]
        if record is self.before:
            unmarried = np.full(len(persons), UNMARRIED, dtype=np.int8)
            found = unmarried, people.birth_day[persons], np.full(len(persons), NOBODY)
        place = np.searchsorted(record.persons, persons).clip(max=len(record.persons) - 1)
        is_in = record.persons[place] == persons
        recorded = (record.civil_status, record.civil_day, record.spouse)
        status, day, spouse = (
            np.where(is_in, values[place], other) for values, other in zip(recorded, found, strict=True)
        )
        return status, day, spouse

    def _others(self, day: int) -> Events:
        persons = self.before.persons
        lucky = persons[scattered_share(self.town.people.number[persons], _OTHER_SALT + day) < _OTHER_SHARE]
        still_here = lucky[self.left_day[lucky] > day]
        return events_of(still_here, np.full(len(still_here), day), OTHER)


def history_of(town: Town, before: YearRecord, after: Standing) -> YearHistory:
    """The year that begins with ``before`` and ends with ``after``."""
    leaving = _leaving(town, before.year)
    first, last = days(before.year), days(before.year + 1) - 1
    moves = all_moves(town)
    ended = np.flatnonzero((moves.moved_out_day >= first) & (moves.moved_out_day <= last))
    closed = Moves(*(getattr(moves, name)[ended] for name in Moves.__dataclass_fields__))
    open_until = np.full(len(after.persons), STAYS)
    still = Moves(after.persons, after.home, after.moved_in_day, open_until)
    stays = joined([closed, leaving.stay, still])
    left_day, has_died = np.full(len(town.people), STAYS), np.zeros(len(town.people), dtype=bool)
    left_day[leaving.stay.person], has_died[leaving.stay.person] = leaving.stay.moved_out_day, leaving.is_death
    events = _events_of_year(town, before, after, leaving, stays)
    return YearHistory(town, before, after, left_day, has_died, stays, events)


def joined(parts: list[Moves]) -> Moves:
    """Stays of several sources."""
    names = Moves.__dataclass_fields__
    return Moves(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def _leaving(town: Town, year: int) -> Leaving:
    """Households leave on one day after the last thing that is known of any member; the dead each on their own."""
    parts = [part for part in town.departures if part.year == year] or [_nobody(year)]
    person, home, household, moved_in = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("person", "home", "household", "moved_in_day")
    )
    is_death = np.repeat([part.is_death for part in parts], [len(part.person) for part in parts])
    people, end = town.people, days(year + 1) - 1
    civil = np.where(people.civil_day[person] <= end, people.civil_day[person], 0)
    known = np.max([moved_in, civil, people.arrived_day[person], np.full(len(person), days(year))], axis=0)
    group = np.where(is_death, -1 - person, household)
    groups, group_of = np.unique(group, return_inverse=True)
    latest_of = np.zeros(len(groups), dtype=np.int64)
    np.maximum.at(latest_of, group_of, known)
    latest = latest_of[group_of]
    share = scattered_share(np.abs(group), _LEAVING_SALT)
    day = np.minimum(latest + 1 + (share * (end - latest)).astype(np.int64), end)
    return Leaving(is_death, Moves(person, home, moved_in, day))


def _nobody(year: int) -> Departures:
    nothing = np.array([], dtype=np.int64)
    return Departures(year, False, nothing, nothing, nothing, nothing)


def _events_of_year(town: Town, before: YearRecord, after: Standing, leaving: Leaving, stays: Moves) -> Events:
    people, first, last = town.people, days(before.year), days(before.year + 1) - 1
    was_here = np.zeros(len(people), dtype=bool)
    for persons in (before.persons, after.persons, leaving.stay.person):
        was_here[persons] = True
    everyone = np.flatnonzero(was_here)

    def in_year(day: np.ndarray) -> np.ndarray:
        inside: np.ndarray = (day > first) & (day <= last)
        return inside

    arrived, birth = people.arrived_day[everyone], people.birth_day[everyone]
    came = everyone[in_year(arrived) & (arrived > birth)]
    born = everyone[in_year(birth) & (arrived == birth)]
    wed = everyone[in_year(people.civil_day[everyone]) & (people.civil_day[everyone] > arrived)]
    changed = np.flatnonzero(in_year(stays.moved_in_day) & (stays.moved_in_day > people.arrived_day[stays.person]))
    parts = [
        events_of(stays.person[changed], stays.moved_in_day[changed], MOVED),
        events_of(came, people.arrived_day[came], ARRIVED),
        events_of(born, people.birth_day[born], BORN),
        events_of(wed, people.civil_day[wed], CIVIL_STATUS),
        *(
            events_of(leaving.stay.person[rows], leaving.stay.moved_out_day[rows], kind)
            for rows, kind in ((~leaving.is_death, LEFT), (leaving.is_death, DIED))
        ),
        _protection_events(town, everyone, in_year),
    ]
    for parent in (people.mother[born], people.father[born]):
        has_one = parent != NOBODY
        parts.append(events_of(parent[has_one], people.birth_day[born][has_one], BORN, OF_CHILD))
    return all_events(parts)


def _protection_events(town: Town, persons: np.ndarray, in_year: Callable[[np.ndarray], np.ndarray]) -> Events:
    known = protections(town.people, persons, STAYS)
    number = known["person_number"].cast(int).to_numpy()
    by_number = np.argsort(town.people.number[persons], kind="stable")
    person = persons[by_number][np.searchsorted(town.people.number[persons][by_number], number)]
    parts = []
    for column in ("protected_from_date", "protected_until_date"):
        day = known[column].to_physical().fill_null(STAYS).to_numpy().astype(np.int64)
        parts.append(events_of(person[in_year(day)], day[in_year(day)], PROTECTION))
    return all_events(parts)


def events_of(person: np.ndarray, day: np.ndarray, kind: int, mark: int = NO_MARK) -> Events:
    """Events of one kind."""
    count = len(person)
    return Events(person.astype(np.int64), day.astype(np.int64), np.full(count, kind), np.full(count, mark))


def all_events(parts: list[Events]) -> Events:
    """Events of several sources."""
    return Events(*(np.concatenate([getattr(part, name) for part in parts]) for name in Events.__dataclass_fields__))


def _places(found: np.ndarray, persons: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where each found person stands among ``persons`` (ascending), and which of them are there at all."""
    if not len(persons):
        return np.zeros(len(found), dtype=np.int64), np.zeros(len(found), dtype=bool)
    place = np.searchsorted(persons, found).clip(max=len(persons) - 1)
    return place, persons[place] == found
