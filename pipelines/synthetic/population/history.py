"""The history of the city: a first year drawn from the targets, then year after year of events that meet them."""

import numpy as np

from pipelines.synthetic.housing.homes import Homes
from pipelines.synthetic.population import events
from pipelines.synthetic.population.arriving import Intake, Movers, arrive
from pipelines.synthetic.population.moving import (
    assign_movers,
    depart,
    draw_leavers,
    head_counts,
    population_at,
    relieve,
)
from pipelines.synthetic.population.numbers import NumberBook
from pipelines.synthetic.population.people import ages_at, days
from pipelines.synthetic.population.targets import stratum_targets
from pipelines.synthetic.population.town import Moves, Town

_AT_START = Intake(at_home=1.0, western_share=0.13, occupied=0.992)
_NEWCOMERS = Intake(at_home=0.35, western_share=0.22, occupied=0.975)
_DAYS_PER_YEAR = 365


def begin(homes: Homes, scale: float, seed: int, year: int, realistic_numbers: bool) -> Town:
    """The city at 1 January of its first year, people already living where they do for years."""
    town = Town(homes, scale, seed, NumberBook(realistic_numbers))
    targets = stratum_targets(homes, year, scale)
    nobody = Movers(np.array([], dtype=np.int64), np.array([], dtype=np.int64))
    arrive(town, year, targets, targets.sum(axis=1), population_at(town, year), nobody, _AT_START)
    _date_the_past(town, year)
    events.crowd(town, year - 1)
    return town


def _date_the_past(town: Town, year: int) -> None:
    """Moving days before the first year: the older the household, the longer it has stayed."""
    random, people = town.random("tenure", year), town.people
    eldest = np.zeros(town.next_household)
    np.maximum.at(eldest, people.household, ages_at(people.birth_day, year))
    mean_years = np.select([eldest < 30, eldest < 45, eldest < 65], [2.0, 5.0, 11.0], default=18.0)
    stayed = np.minimum(random.exponential(mean_years), np.maximum(eldest - 18, 0.3)) * _DAYS_PER_YEAR
    since = (days(year) - 1 - stayed)[people.household]
    people.moved_in_day = np.maximum(since, people.birth_day).astype(np.int32)
    from_the_city = random.random(len(people)) < np.where(people.is_child, 0.85, 0.3)
    elsewhere_in_town = random.exponential(5 * _DAYS_PER_YEAR, len(people)) * (random.random(len(people)) < 0.6)
    arrived = np.where(from_the_city, people.birth_day, people.moved_in_day - elsewhere_in_town)
    people.arrived_day = np.maximum(arrived, people.birth_day).astype(np.int32)
    moved = np.flatnonzero((people.arrived_day < people.moved_in_day) & (people.home >= 0))
    standing = np.flatnonzero(town.homes.standing(year))
    home = standing[random.integers(0, len(standing), len(moved))]
    town.moves.append(Moves(moved, home, people.arrived_day[moved], people.moved_in_day[moved]))


def _free_places(wanted: np.ndarray, free: np.ndarray) -> np.ndarray:
    """Newcomers per stratum and band: the free places, with overfull bands taken off the others of the stratum."""
    total = np.maximum(free.sum(axis=1), 0)
    positive = np.maximum(free, 0).astype(float)
    empty = positive.sum(axis=1) == 0
    positive[empty] = wanted[empty]
    share = positive * (total / np.maximum(positive.sum(axis=1), 1e-9))[:, None]
    edges = np.floor(np.cumsum(share, axis=1) + 0.5).astype(np.int64)
    return np.diff(edges, axis=1, prepend=0)


def advance(town: Town, year: int) -> None:
    """Let ``year`` pass: from its 1 January to the next."""
    town.year = year
    targets = stratum_targets(town.homes, year + 1, town.scale)
    events.deaths(town, year)
    parted = events.separations(town, year)
    events.weddings(town, year)
    events.new_couples(town, year)
    grown = events.leaving_home(town, year)
    events.births(town, year, targets)
    events.orphans(town)
    _redistribute(town, year + 1, targets, np.concatenate([parted, grown]))
    events.crowd(town, year)


def _redistribute(town: Town, year: int, targets: np.ndarray, seekers: np.ndarray) -> None:
    """Departures, moves within the city and newcomers, so that ``targets`` hold at 1 January of ``year``."""
    population = population_at(town, year)
    leaves, changes = draw_leavers(town, population, year)
    seeking = np.isin(population.persons, seekers)
    changes[population.household[seeking]] = True
    changes &= ~leaves
    staying = ~(leaves | changes)
    free = targets - head_counts(population, staying[population.household], len(targets))
    changes |= relieve(population, staying, free, town.random("relief", year))
    positions, strata, without_room = assign_movers(town, population, np.flatnonzero(changes), free, year)
    depart(town, population, np.concatenate([np.flatnonzero(leaves), without_room]))
    arrive(
        town, year, _free_places(targets, free), targets.sum(axis=1), population, Movers(positions, strata), _NEWCOMERS
    )
