"""Fills the free places of the coming 1 January: households from elsewhere are formed, movers and newcomers housed."""

from dataclasses import dataclass

import numpy as np

from pipelines.synthetic.attributes.origin import is_other_origin, other_origin_share
from pipelines.synthetic.map.cells import cells
from pipelines.synthetic.population.formation import form_households
from pipelines.synthetic.population.moving import Population
from pipelines.synthetic.population.newcomers import Newcomers, joined
from pipelines.synthetic.population.number_changes import with_changes
from pipelines.synthetic.population.people import days
from pipelines.synthetic.population.placing import place_households
from pipelines.synthetic.population.settling import settle
from pipelines.synthetic.population.town import Town

_FEWEST_PER_HOUSEHOLD = 1.3
_BUSY_MONTHS = np.array([7, 8, 6, 6, 7, 8, 9, 15, 12, 9, 7, 6]) / 100


@dataclass(frozen=True)
class Movers:
    """Households of ``population`` (positions) that change dwelling, and the strata they go to."""

    households: np.ndarray
    strata: np.ndarray


@dataclass(frozen=True)
class Intake:
    """What newcomers of a year are like.

    ``at_home`` scales how many of the young still live with a parent, ``western_share`` is the share of western
    origin, ``occupied`` the part of the vacant dwellings they take.
    """

    at_home: float
    western_share: float
    occupied: float


def _lone_parents() -> np.ndarray:
    """Share of lone parents among families per stratum, higher inside the udsatte byområder."""
    return np.where(np.append(cells().stratum_delomraade >= 0, False), 0.32, 0.22)


def form_newcomers(need: np.ndarray, vacant: np.ndarray, intake: Intake, random: np.random.Generator) -> Newcomers:
    """Exactly as many persons per stratum as ``need`` has in all, as close by age band as families allow."""
    adults = need[:, 2:].sum(axis=1)
    goal = np.minimum((vacant * intake.occupied).astype(np.int64), (adults / _FEWEST_PER_HOUSEHOLD).astype(np.int64))
    goal[-1] = int(need[-1].sum() * 0.85)
    formed = form_households(need, goal, intake.at_home, _lone_parents(), random)
    missing = np.maximum(need.sum(axis=1) - np.bincount(formed.stratum, minlength=len(need)), 0)
    extra = np.zeros_like(need)
    extra[:, 3] = (missing * 0.6).round()
    extra[:, 4] = missing - extra[:, 3]
    return joined(formed, form_households(extra, missing, 0.0, _lone_parents(), random))


def _other_wanted(town: Town, year: int, residents: np.ndarray) -> np.ndarray:
    """Persons of non-western origin still missing per stratum among ``residents`` before the newcomers come."""
    present = town.people.present()
    other = present[is_other_origin(town.people.origin[present])]
    here = np.bincount(town.strata_of(other), minlength=len(residents))
    wanted: np.ndarray = np.maximum(other_origin_share(year, residents) * residents - here, 0)
    return wanted


def _moving_days(year: int, count: int, random: np.random.Generator) -> np.ndarray:
    """Days of the year before ``year``; August and September are busiest."""
    month = random.choice(12, size=count, p=_BUSY_MONTHS)
    first = np.array([days(year - 1, int(number) + 1) for number in range(12)])
    return (first[month] + 1 + random.integers(0, 27, count)).astype(np.int32)


def _house_movers(town: Town, population: Population, movers: Movers, dwelling: np.ndarray, year: int) -> None:
    slot = np.full(len(population.size), -1)
    slot[movers.households] = np.arange(len(movers.households))
    member = np.flatnonzero(slot[population.household] >= 0)
    place = slot[population.household[member]]
    day = _moving_days(year, len(movers.households), town.random("moving-days", year))
    town.move(population.persons[member], dwelling[place], day[place])


def arrive(
    town: Town,
    year: int,
    need: np.ndarray,
    residents: np.ndarray,
    population: Population,
    movers: Movers,
    intake: Intake,
) -> None:
    """House the movers and as many newcomers as ``need``.

    ``residents`` per stratum is the population aimed at, ``need`` (stratum, band) the part that comes from elsewhere.
    """
    random, homes = town.random("arriving", year), town.homes
    occupied = town.residents_per_home(year)
    moving = np.isin(population.household, movers.households)
    left = town.people.home[population.persons[moving]]
    occupied = occupied - np.bincount(left[left >= 0], minlength=len(occupied))
    vacant = np.bincount(homes.stratum[occupied == 0], minlength=len(need))
    vacant = np.maximum(vacant - np.bincount(movers.strata, minlength=len(need)), 0)
    new = form_newcomers(need, vacant, intake, random)
    size = np.bincount(new.household)
    stratum = np.zeros(len(size), dtype=np.int64)
    stratum[new.household] = new.stratum
    dwelling = place_households(
        np.concatenate([population.size[movers.households], size]),
        np.concatenate([movers.strata, stratum]),
        homes.stratum,
        homes.area_m2,
        occupied,
        random,
    )
    _house_movers(town, population, movers, dwelling[: len(movers.strata)], year)
    wanted = _other_wanted(town, year, residents)
    home = dwelling[len(movers.strata) :][new.household]
    first_household = int(town.new_households(len(size))[0]) if len(size) else 0
    people = settle(new, home, first_household, wanted, intake.western_share, year, town.book, random)
    day = _moving_days(year, len(size), random)
    np.maximum.at(day, new.household, people.birth_day + 1)
    people.moved_in_day = day[new.household]
    people.arrived_day = people.moved_in_day.copy()
    first = len(town.people)
    town.people.append(people)
    entered = np.arange(first, len(town.people))
    changes = town.random("changed-numbers", year)
    town.changed_numbers = with_changes(town.changed_numbers, town.people, entered, year, town.book, changes)
