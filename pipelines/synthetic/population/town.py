"""The city in motion: persons, dwellings and the log of moves, handed from one year's events to the next."""

from dataclasses import dataclass, field

import numpy as np

from pipelines.synthetic.housing.homes import Homes
from pipelines.synthetic.map.cells import cells
from pipelines.synthetic.population.number_changes import ChangedNumbers, nobody_changed
from pipelines.synthetic.population.numbers import NumberBook
from pipelines.synthetic.population.people import GONE, NOBODY, People, ages_at, blank_people
from pipelines.synthetic.streams import stream

AGE_BAND_EDGES = np.array([6, 17, 20, 35, 65, 80])


@dataclass(frozen=True)
class Moves:
    """Moves within the city: who left which dwelling, and the days the stay there lasted from and to."""

    person: np.ndarray
    home: np.ndarray
    moved_in_day: np.ndarray
    moved_out_day: np.ndarray


@dataclass(frozen=True)
class Departures:
    """Who died or left the city in a year (parallel arrays), and where and how they lived until then."""

    year: int
    is_death: bool
    person: np.ndarray
    home: np.ndarray
    household: np.ndarray
    moved_in_day: np.ndarray


@dataclass
class Town:
    """The state between two years; ``next_household`` is the first household number not yet used.

    ``year`` is the one that passes, or passed last.
    """

    homes: Homes
    scale: float
    seed: int
    book: NumberBook
    people: People = field(default_factory=lambda: blank_people(0))
    next_household: int = 0
    year: int = 0
    moves: list[Moves] = field(default_factory=list)
    departures: list[Departures] = field(default_factory=list)
    changed_numbers: ChangedNumbers = field(default_factory=nobody_changed)

    def random(self, *name: str | int) -> np.random.Generator:
        """The stream of random numbers of one kind of event in one year."""
        return stream(self.seed, "population", *name)

    def strata_of(self, persons: np.ndarray) -> np.ndarray:
        """Stratum per person; the number of strata for those without an address."""
        by_home = np.append(self.homes.stratum, len(cells().stratum_kvarter))
        strata: np.ndarray = by_home[self.people.home[persons]]
        return strata

    def new_households(self, count: int) -> np.ndarray:
        """``count`` household numbers never used before."""
        numbers = np.arange(self.next_household, self.next_household + count, dtype=np.int32)
        self.next_household += count
        return numbers

    def residents_per_home(self, year: int) -> np.ndarray:
        """Residents of every dwelling, -1 where it does not stand at 1 January of ``year``."""
        home = self.people.home
        count = np.bincount(home[home >= 0], minlength=len(self.homes.stratum))
        return np.where(self.homes.standing(year), count, -1)

    def leave(self, persons: np.ndarray, *, is_death: bool = False) -> None:
        """Persons are no residents any more."""
        people = self.people
        known = (people.home[persons], people.household[persons], people.moved_in_day[persons])
        self.departures.append(Departures(self.year, is_death, persons, *known))
        people.home[persons] = GONE

    def remove(self, persons: np.ndarray, *, is_death: bool = False) -> None:
        """Persons die or leave the city; who stays behind has no partner in the household any more."""
        self.leave(persons, is_death=is_death)
        left = self.people.partner[persons]
        self.people.partner[left[left != NOBODY]] = NOBODY

    def move(self, persons: np.ndarray, home: np.ndarray, day: np.ndarray) -> None:
        """Persons move to another dwelling on ``day``; those born later were born at the new one.

        Who moved already in the same year moves on a day later, but not into the next year.
        """
        people = self.people
        year_end = (day.astype("datetime64[D]").astype("datetime64[Y]") + 1).astype("datetime64[D]").astype(
            np.int64
        ) - 1
        arrived = np.minimum(np.maximum(day, people.moved_in_day[persons] + 1), year_end)
        stayed = (people.birth_day[persons] < day) & (people.home[persons] != GONE)
        leaver = persons[stayed]
        self.moves.append(
            Moves(
                leaver, people.home[leaver].copy(), people.moved_in_day[leaver].copy(), arrived[stayed].astype(np.int32)
            )
        )
        people.home[persons] = home
        born_there = people.birth_day[persons] >= day
        people.moved_in_day[persons] = np.where(born_there, people.birth_day[persons], arrived)


@dataclass(frozen=True)
class Households:
    """The households among some persons: ``of_person`` numbers them from 0 in ascending order of ``number``."""

    number: np.ndarray
    of_person: np.ndarray
    size: np.ndarray


def households_of(people: People, persons: np.ndarray) -> Households:
    """Group persons by household."""
    number, inverse, size = np.unique(people.household[persons], return_inverse=True, return_counts=True)
    return Households(number, inverse.reshape(-1), size)


def bands_at(people: People, persons: np.ndarray, year: int) -> np.ndarray:
    """Age band (0 to 6) per person at 1 January of ``year``."""
    bands: np.ndarray = np.searchsorted(AGE_BAND_EDGES, ages_at(people.birth_day[persons], year), side="right")
    return bands
