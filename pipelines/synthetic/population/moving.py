"""Who leaves the city, who changes dwelling in it, and where to: whole households, to where people are wanted."""

from dataclasses import dataclass

import numpy as np

from pipelines.synthetic.attributes.education_codes import SHORT, codes
from pipelines.synthetic.attributes.origin import is_other_origin
from pipelines.synthetic.map.cells import cells
from pipelines.synthetic.population.people import UNPLACED, ages_at
from pipelines.synthetic.population.town import Town, bands_at, households_of
from pipelines.synthetic.public_figures import table
from pipelines.synthetic.streams import ranks_within

_AGE_STEPS = np.array([18, 25, 30, 40, 65])
_LEAVE_CITY = np.array([0.0, 0.09, 0.12, 0.10, 0.035, 0.012])
_CHANGE_HOME = np.array([0.0, 0.16, 0.16, 0.11, 0.05, 0.02])
_LEAVE_UNPLACED = 0.3
_NEAR_WEIGHT, _LIKE_WEIGHT = 5.0, 0.4
"""How much more readily a household settles in its own bydel, and where many or (below one) few are of its origin."""
_SCHOOL_POWER = 1.5
_PUPILS = 1
"""Age band 6-16: too few of these leave the city by themselves, so movers must find room for theirs."""
_SHARE_FOR_MOVERS = 0.85
"""Part of the free places of a stratum that people from within the city may take; newcomers even out the ages."""


@dataclass(frozen=True)
class Population:
    """Residents at the coming 1 January with stratum, age band and household (numbered from 0)."""

    persons: np.ndarray
    stratum: np.ndarray
    band: np.ndarray
    household: np.ndarray
    size: np.ndarray


def population_at(town: Town, year: int) -> Population:
    """All residents as they will be counted at 1 January of ``year``."""
    persons = town.people.present()
    group = households_of(town.people, persons)
    return Population(
        persons, town.strata_of(persons), bands_at(town.people, persons, year), group.of_person, group.size
    )


def head_counts(population: Population, chosen: np.ndarray, strata: int) -> np.ndarray:
    """Chosen residents per stratum and age band."""
    cell = population.stratum[chosen] * 7 + population.band[chosen]
    return np.bincount(cell, minlength=strata * 7).reshape(strata, 7)


def _household_ages(town: Town, population: Population, year: int) -> np.ndarray:
    """Age of the eldest member of each household."""
    eldest = np.zeros(len(population.size), dtype=np.int64)
    np.maximum.at(eldest, population.household, ages_at(town.people.birth_day[population.persons], year))
    return eldest


def draw_leavers(town: Town, population: Population, year: int) -> tuple[np.ndarray, np.ndarray]:
    """Two masks over households: those leaving the city, and those looking for another dwelling in it."""
    random = town.random("moving", year)
    step = np.searchsorted(_AGE_STEPS, _household_ages(town, population, year), side="right")
    unplaced = np.zeros(len(population.size), dtype=bool)
    unplaced[population.household[town.people.home[population.persons] == UNPLACED]] = True
    draw = random.random(len(population.size))
    leaves = draw < np.where(unplaced, _LEAVE_UNPLACED, _LEAVE_CITY[step])
    changes = ~leaves & (draw > 1 - np.where(unplaced, 0.15, _CHANGE_HOME[step]))
    return leaves, changes


def _running_before(amount: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Sum of ``amount`` over the earlier elements of the same group; ``group`` is sorted."""
    before = np.cumsum(amount) - amount
    start = np.r_[True, group[1:] != group[:-1]] if len(group) else np.array([], dtype=bool)
    running: np.ndarray = before - np.maximum.accumulate(np.where(start, before, 0))
    return running


def relieve(population: Population, staying: np.ndarray, free: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Mask of further households that must move because their cell of ``free`` (stratum, band) is overfull.

    For each band the households with fewest members of other bands go first. ``free`` is kept up to date.
    """
    moved = np.zeros(len(population.size), dtype=bool)
    stratum = np.zeros(len(population.size), dtype=np.int64)
    stratum[population.household] = population.stratum
    for band in (1, 0, 4, 5, 6, 2, 3):
        overfull = np.maximum(-free[:, band], 0)
        if not overfull.any():
            continue
        in_band = np.bincount(population.household, population.band == band, minlength=len(population.size)).astype(
            np.int64
        )
        candidates = np.flatnonzero((in_band > 0) & staying & ~moved & (overfull[stratum] > 0))
        cost = population.size[candidates] - in_band[candidates] + random.random(len(candidates))
        order = candidates[np.lexsort((cost, stratum[candidates]))]
        going = order[_running_before(in_band[order], stratum[order]) < overfull[stratum[order]]]
        moved[going] = True
        members = np.isin(population.household, going)
        np.add.at(free, (population.stratum[members], population.band[members]), 1)
    return moved


@dataclass(frozen=True)
class _Seekers:
    """Parallel arrays per moving household: bydel left, band of the eldest, origin and schooling of any member."""

    bydel: np.ndarray
    eldest_band: np.ndarray
    is_other: np.ndarray
    has_higher: np.ndarray


def _seekers(town: Town, population: Population, member_slot: np.ndarray, count: int) -> _Seekers:
    moving = np.flatnonzero(member_slot >= 0)
    who, slot = population.persons[moving], member_slot[moving]
    eldest, other, higher, stratum = (np.zeros(count, dtype=np.int64) for _ in range(4))
    np.maximum.at(eldest, slot, population.band[moving])
    np.maximum.at(other, slot, is_other_origin(town.people.origin[who]))
    np.maximum.at(higher, slot, codes().levels_of(town.people.education[who]) >= SHORT)
    stratum[slot] = population.stratum[moving]
    return _Seekers(np.append(cells().stratum_bydel, 0)[stratum], eldest, other, higher)


def _destinations(seekers: _Seekers, free: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """A stratum per household, drawn in proportion to the free places for its eldest's age band.

    People keep to their bydel, the higher educated to where many are, so that moving does not even out the city.
    """
    ground = cells()
    to_bydel = np.append(ground.stratum_bydel, 0)
    inside = np.append(ground.stratum_delomraade >= 0, False)
    published = table("kvarter_figures").sort("kvarter_code")["higher_education_15_69_pct_2016"].to_numpy() / 100
    schooled = np.append(published[ground.stratum_kvarter] - 0.1 * inside[:-1], 0.2)
    chosen = np.zeros(len(seekers.bydel), dtype=np.int64)
    group = ((seekers.bydel * 7 + seekers.eldest_band) * 2 + seekers.is_other) * 2 + seekers.has_higher
    for key in np.unique(group):
        members = np.flatnonzero(group == key)
        bydel, band, other, higher = key // 28, key // 4 % 7, key // 2 % 2, key % 2
        weight = np.maximum(free[:, band], 0) * np.where(to_bydel == bydel, _NEAR_WEIGHT, 1.0)
        weight = weight * np.where(inside == bool(other), _LIKE_WEIGHT, 1.0)
        weight = weight * (schooled if higher else 1 - schooled) ** _SCHOOL_POWER + 1e-9
        chosen[members] = random.choice(len(weight), size=len(members), p=weight / weight.sum())
    return chosen


def assign_movers(
    town: Town, population: Population, movers: np.ndarray, free: np.ndarray, year: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Strata for the moving households (positions ``movers``) as long as there is room; the others leave the city.

    Returns the positions accepted, their strata, and the positions that leave; ``free`` loses the places taken.
    """
    random = town.random("destinations", year)
    slot = np.full(len(population.size), -1)
    slot[movers] = np.arange(len(movers))
    member_slot = slot[population.household]
    moving = np.flatnonzero(member_slot >= 0)
    seekers = _seekers(town, population, member_slot, len(movers))
    to_stratum = _destinations(seekers, free, random)
    order = np.lexsort((random.random(len(movers)), to_stratum))
    pupils = np.bincount(member_slot[moving], population.band[moving] == _PUPILS, minlength=len(movers)).astype(
        np.int64
    )
    persons_before = _running_before(population.size[movers][order], to_stratum[order])
    pupils_before = _running_before(pupils[order], to_stratum[order])
    room = np.maximum(free.sum(axis=1), 0) * _SHARE_FOR_MOVERS
    fits = np.zeros(len(movers), dtype=bool)
    fits[order] = persons_before + population.size[movers][order] <= room[to_stratum[order]]
    fits[order] &= (pupils[order] == 0) | (pupils_before + pupils[order] <= free[to_stratum[order], _PUPILS])
    cell = to_stratum * 7 + seekers.eldest_band
    in_cell = ranks_within(cell, np.where(fits, 0.0, 1.0) + random.random(len(movers)) / 2)
    fits &= in_cell < np.maximum(free, 0).ravel()[cell]
    member_fits = moving[fits[member_slot[moving]]]
    np.subtract.at(free, (to_stratum[member_slot[member_fits]], population.band[member_fits]), 1)
    return movers[fits], to_stratum[fits], movers[~fits]


def depart(town: Town, population: Population, households: np.ndarray) -> None:
    """Whole households leave the city."""
    leaving = np.isin(population.household, households)
    town.leave(population.persons[leaving])
