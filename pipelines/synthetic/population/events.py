"""What happens within households during a year: deaths, separations, weddings, new couples, births, leaving home."""

import numpy as np

from pipelines.synthetic.attributes.origin import origins_at_birth
from pipelines.synthetic.population.people import (
    DIVORCED,
    GONE,
    MARRIED,
    NOBODY,
    UNMARRIED,
    WIDOWED,
    ages_at,
    blank_people,
    days,
)
from pipelines.synthetic.population.settling import dispositions
from pipelines.synthetic.population.town import Town, bands_at, households_of
from pipelines.synthetic.streams import apportion, ranks_within

_SEPARATION, _WEDDING, _NEW_COUPLE = 0.022, 0.055, 0.065
_LEAVING_HOME = np.array([0.18, 0.32, 0.4, 0.45, 0.5, 0.5, 0.55])
"""Chance to leave the parents within a year from age 18 to 24; after that the last."""
_FERTILE_AGES = (19, 44)
_LONE_MOTHER_WEIGHT = 0.1
_BIRTHS_PER_INFANT = 1.08
"""Births for one child in each single year of the band 0-5: some move away with their parents."""


def _days_in(year: int, count: int, random: np.random.Generator) -> np.ndarray:
    """Days of ``year``, 1 January left out."""
    return random.integers(days(year) + 1, days(year + 1), size=count).astype(np.int32)


def deaths(town: Town, year: int) -> None:
    """Residents die by age and sex, a little earlier inside the udsatte byområder; spouses are widowed."""
    random, people, persons = town.random("deaths", year), town.people, town.people.present()
    age = ages_at(people.birth_day[persons], year)
    inside = np.append(town.homes.is_inside, False)[people.home[persons]]
    risk = np.exp(-9.75 + 0.086 * age) * np.where(people.is_male[persons], 1.15, 0.87) * np.where(inside, 1.25, 1.0)
    dead = persons[random.random(len(persons)) < risk]
    widowed = people.spouse[dead]
    widowed = widowed[widowed != NOBODY]
    widowed = widowed[people.home[widowed] != GONE]
    people.civil_status[widowed], people.spouse[widowed] = WIDOWED, NOBODY
    people.civil_day[widowed] = _days_in(year, len(widowed), random)
    town.remove(dead, is_death=True)


def _couples(town: Town) -> np.ndarray:
    """One position per couple living together, the lower of the two."""
    people, persons = town.people, town.people.present()
    first: np.ndarray = persons[people.partner[persons] > persons]
    return first


def separations(town: Town, year: int) -> np.ndarray:
    """Couples part; one of them leaves the household. Returns the leavers, who need a dwelling."""
    random, people, first = town.random("separations", year), town.people, _couples(town)
    first = first[random.random(len(first)) < _SEPARATION]
    second = people.partner[first]
    leaver: np.ndarray = np.where(people.is_male[first], first, second)
    people.partner[first], people.partner[second] = NOBODY, NOBODY
    wed = people.civil_status[first] == MARRIED
    for side in (first[wed], second[wed]):
        people.civil_status[side], people.spouse[side] = DIVORCED, NOBODY
    day = _days_in(year, int(wed.sum()), random)
    people.civil_day[first[wed]], people.civil_day[second[wed]] = day, day
    people.household[leaver] = town.new_households(len(leaver))
    return leaver


def weddings(town: Town, year: int) -> None:
    """Couples that live together marry."""
    random, people, first = town.random("weddings", year), town.people, _couples(town)
    free = (people.civil_status[first] != MARRIED) & (people.civil_status[people.partner[first]] != MARRIED)
    first = first[free & (random.random(len(first)) < _WEDDING)]
    second, day = people.partner[first], _days_in(year, len(first), random)
    for side, other in ((first, second), (second, first)):
        people.civil_status[side], people.spouse[side], people.civil_day[side] = MARRIED, other, day


def new_couples(town: Town, year: int) -> None:
    """People living alone become couples: one moves in with the other."""
    random, people, persons = town.random("couples", year), town.people, town.people.present()
    alone = households_of(people, persons)
    age = ages_at(people.birth_day[persons], year)
    open_to = (alone.size[alone.of_person] == 1) & (age >= 19) & (age < 62) & (people.home[persons] >= 0)
    open_to &= (people.civil_status[persons] != MARRIED) & (random.random(len(persons)) < _NEW_COUPLE)
    by_age = [
        persons[open_to & (people.is_male[persons] == male)][
            np.argsort(
                (age + random.normal(0, 2, len(age)))[open_to & (people.is_male[persons] == male)], kind="stable"
            )
        ]
        for male in (True, False)
    ]
    count = min(len(side) for side in by_age)
    hosts, guests = (side[(np.arange(count) * len(side)) // max(count, 1)] for side in by_age)
    people.partner[hosts], people.partner[guests] = guests, hosts
    people.household[guests] = people.household[hosts]
    town.move(guests, people.home[hosts], _days_in(year, count, random))


def leaving_home(town: Town, year: int) -> np.ndarray:
    """Grown children found their own household. Returns them; they need a dwelling."""
    random, people, persons = town.random("leaving-home", year), town.people, town.people.present()
    child = persons[people.is_child[persons]]
    age = ages_at(people.birth_day[child], year + 1)
    chance = np.where(age < 18, 0.0, _LEAVING_HOME[np.clip(age - 18, 0, 6)])
    leaver: np.ndarray = child[random.random(len(child)) < chance]
    people.is_child[leaver] = False
    people.household[leaver] = town.new_households(len(leaver))
    return leaver


def births(town: Town, year: int, next_targets: np.ndarray) -> None:
    """Children are born to resident women, as many per stratum as the youngest band of ``next_targets`` asks for."""
    random, people, persons = town.random("births", year), town.people, town.people.present()
    wanted = apportion(next_targets[:, 0] / 6 * _BIRTHS_PER_INFANT)
    age = ages_at(people.birth_day[persons], year)
    latest = np.full(len(people), -(10**6), dtype=np.int64)
    has_mother = people.mother != NOBODY
    np.maximum.at(latest, people.mother[has_mother], people.birth_day[has_mother])
    able = ~people.is_male[persons] & ~people.is_child[persons] & (age >= _FERTILE_AGES[0]) & (age <= _FERTILE_AGES[1])
    able &= latest[persons] < days(year - 1)
    women, age = persons[able], age[able]
    weight = np.exp(-(((age - 32) / 5.0) ** 2)) * np.where(people.partner[women] != NOBODY, 1.0, _LONE_MOTHER_WEIGHT)
    stratum = town.strata_of(women)
    mother = women[ranks_within(stratum, random.exponential(size=len(women)) / weight) < wanted[stratum]]
    baby = blank_people(len(mother))
    partner = people.partner[mother]
    father = np.where((partner != NOBODY) & people.is_male[partner], partner, NOBODY)
    baby.birth_day = _days_in(year, len(mother), random)
    baby.is_male = random.random(len(mother)) < 0.513
    baby.number = town.book.issue(baby.birth_day, baby.is_male)
    baby.origin = origins_at_birth(people.origin[mother], np.where(father != NOBODY, people.origin[father], -1), random)
    baby.is_child = np.ones(len(mother), dtype=bool)
    baby.home, baby.household = people.home[mother], people.household[mother]
    baby.civil_status = np.full(len(mother), UNMARRIED, dtype=np.int8)
    for name in ("civil_day", "arrived_day", "moved_in_day"):
        setattr(baby, name, baby.birth_day.copy())
    for role, parent in (("mother", mother), ("father", father)):
        known = np.flatnonzero(parent != NOBODY)
        getattr(baby, f"{role}_number")[known] = people.number[parent[known]]
        getattr(baby, f"{role}_birth_day")[known] = people.birth_day[parent[known]]
    baby.surname = people.surname[np.where(father != NOBODY, father, mother)]
    dispositions(baby, random)
    first = len(people)
    people.append(baby)
    people.mother[first:], people.father[first:] = mother, father


def orphans(town: Town) -> None:
    """Children whose household has no adult left go to relatives outside the city."""
    people, persons = town.people, town.people.present()
    group = households_of(people, persons)
    adults = np.bincount(group.of_person, ~people.is_child[persons], minlength=len(group.size))
    town.remove(persons[adults[group.of_person] == 0])


def crowd(town: Town, year: int) -> None:
    """A few addresses hold more than fifteen registered residents: about one per 20,000 homes."""
    random, people, persons = town.random("crowding", year), town.people, town.people.present()
    wanted = max(1, round(len(town.homes.stratum) / 20_000))
    missing = wanted - int((town.residents_per_home(year + 1) > 15).sum())
    alone = households_of(people, persons)
    adult = bands_at(people, persons, year + 1) == 3
    guests = persons[
        (alone.size[alone.of_person] == 1) & adult & (people.home[persons] >= 0) & ~people.is_child[persons]
    ]
    stratum = town.strata_of(guests)
    for chosen in random.permutation(np.unique(stratum)):
        here = guests[stratum == chosen][:18]
        if missing <= 0:
            break
        if len(here) == 18:
            town.move(here[1:], np.full(17, people.home[here[0]]), _days_in(year, 17, random))
            missing -= 1
