"""Turns newcomers with a dwelling into persons of the store: dates, numbers, origin, civil status, parents."""

import numpy as np

from pipelines.synthetic.attributes.origin import draw_origins, is_immigrant, is_other_origin
from pipelines.synthetic.names import SURNAMES_PER_ORIGIN
from pipelines.synthetic.population.newcomers import Newcomers
from pipelines.synthetic.population.numbers import NumberBook
from pipelines.synthetic.population.people import (
    DIVORCED,
    MARRIED,
    NOBODY,
    UNKNOWN_DAY,
    UNMARRIED,
    WIDOWED,
    People,
    ages_at,
    blank_people,
    days,
)

_DAYS_PER_YEAR = 365.2425
_LEAST_AGE_TO_MARRY = 18


def birth_days(age: np.ndarray, is_immigrant: np.ndarray, year: int, random: np.random.Generator) -> np.ndarray:
    """Birth days of persons aged ``age`` at 1 January of ``year``; many immigrants have a conventional 1 January.

    Nobody is born on 31 December, so that a household can move in after its youngest and still within the year.
    """
    first_of_january = np.datetime64(f"{year}", "Y") - age.astype(np.int64)
    latest = first_of_january.astype("datetime64[D]").astype(np.int64)
    earlier = (first_of_january - 1).astype("datetime64[D]").astype(np.int64)
    drawn = earlier + 1 + (random.random(len(age)) * (latest - earlier - 2)).astype(np.int64)
    conventional = is_immigrant & (age > 0) & (random.random(len(age)) < 0.12)
    return np.where(conventional, latest, drawn).astype(np.int32)


def civil_states(new: Newcomers, random: np.random.Generator) -> np.ndarray:
    """Civil status per newcomer; partners are married or not together."""
    draw = random.random(len(new.age))
    paired = np.flatnonzero(new.partner >= 0)
    draw[paired] = draw[np.minimum(paired, new.partner[paired])]
    elder = new.age.copy()
    elder[paired] = np.maximum(new.age[paired], new.age[new.partner[paired]])
    married_share = np.select([elder < 25, elder < 30, elder < 35, elder < 65], [0.04, 0.16, 0.38, 0.66], default=0.88)
    of_age = np.ones(len(new.age), dtype=bool)
    of_age[paired] = np.minimum(new.age[paired], new.age[new.partner[paired]]) >= _LEAST_AGE_TO_MARRY
    married = (new.partner >= 0) & of_age & (draw < married_share)
    own = random.random(len(new.age))
    bands = [new.age < 28, new.age < 65, new.age < 80]
    widowed, divorced = (
        np.select(bands, [0.0, 0.02, 0.3], default=0.62),
        np.select(bands, [0.01, 0.24, 0.38], default=0.2),
    )
    alone = np.select([own < widowed, own < widowed + divorced], [WIDOWED, DIVORCED], default=UNMARRIED)
    unmarried_couple = np.where(own < 0.1 * (new.age > 34), DIVORCED, UNMARRIED)
    status = np.where(married, MARRIED, np.where(new.partner >= 0, unmarried_couple, alone))
    return np.where(new.is_child | (new.age < 18), UNMARRIED, status).astype(np.int8)


def dispositions(people: People, random: np.random.Generator) -> None:
    """Draw the lasting dispositions, loosely bound to each other."""
    common = random.normal(size=len(people))
    for name in ("health", "school", "means"):
        setattr(people, name, (0.5 * common + 0.866 * random.normal(size=len(people))).astype(np.float32))


def settle(
    new: Newcomers,
    home: np.ndarray,
    first_household: int,
    other_wanted: np.ndarray,
    western_share: float,
    year: int,
    book: NumberBook,
    random: np.random.Generator,
) -> People:
    """The newcomers as persons resident at 1 January of ``year``; ``home`` is per newcomer.

    Moving days are left for the caller.
    """
    people = blank_people(len(new.age))
    people.origin = draw_origins(new, other_wanted, western_share, random)
    people.birth_day = birth_days(new.age, is_immigrant(people.origin), year, random)
    people.is_male = new.is_male
    people.number = book.issue(people.birth_day, people.is_male)
    people.home = home.astype(np.int32)
    people.household = (new.household + first_household).astype(np.int32)
    people.is_child = new.is_child
    people.mother, people.father, people.partner = (
        getattr(new, role).astype(np.int32) for role in ("mother", "father", "partner")
    )
    people.civil_status = civil_states(new, random)
    people.spouse = np.where(people.civil_status == MARRIED, people.partner, NOBODY).astype(np.int32)
    people.civil_day = _civil_days(people, year, random)
    people.surname = _surnames(people, random)
    dispositions(people, random)
    _parents_elsewhere(people, book, random)
    return people


def _civil_days(people: People, year: int, random: np.random.Generator) -> np.ndarray:
    """Since when the civil status holds: from birth for the unmarried, the same day for both spouses."""
    adult_years = np.maximum(ages_at(people.birth_day, year) - 20, 0.5)
    since = days(year) - 30 - random.random(len(people)) * adult_years * 0.75 * _DAYS_PER_YEAR
    paired = np.flatnonzero(people.spouse != NOBODY)
    since[paired] = np.maximum(since[paired], since[people.spouse[paired]])
    return np.where(people.civil_status == UNMARRIED, people.birth_day, since).astype(np.int32)


def _surnames(people: People, random: np.random.Generator) -> np.ndarray:
    """Index of a surname: children bear a parent's, spouses mostly share one."""
    name = random.integers(0, SURNAMES_PER_ORIGIN, len(people)) + SURNAMES_PER_ORIGIN * is_other_origin(people.origin)
    wed = np.flatnonzero(people.spouse > np.arange(len(people)))
    taking = wed[random.random(len(wed)) < 0.7]
    name[people.spouse[taking]] = name[taking]
    for parent in (people.father, people.mother):
        child = np.flatnonzero(parent != NOBODY)
        name[child] = name[parent[child]]
    named: np.ndarray = name.astype(np.int16)
    return named


def _parents_elsewhere(people: People, book: NumberBook, random: np.random.Generator) -> None:
    """Numbers or birth dates of parents who do not live in the city; nothing at all for some."""
    for role in ("mother", "father"):
        is_father = role == "father"
        pointer, number = getattr(people, role), getattr(people, f"{role}_number")
        birth = getattr(people, f"{role}_birth_day")
        here = np.flatnonzero(pointer != NOBODY)
        number[here], birth[here] = people.number[pointer[here]], people.birth_day[pointer[here]]
        away = np.flatnonzero((pointer == NOBODY) & ~is_immigrant(people.origin))
        draw = random.random(len(away))
        away, draw = away[draw < 0.92], draw[draw < 0.92]
        gap = np.clip(random.normal(29 + 2.5 * is_father, 5, len(away)), 16, 60) * _DAYS_PER_YEAR
        born = people.birth_day[away] - gap.astype(np.int64)
        known = born >= days(1900)
        away, born, draw = away[known], born[known], draw[known]
        birth[away] = born
        numbered = draw < np.where(people.birth_day[away] > days(1955), 0.75, 0.1)
        number[away[numbered]] = book.issue(born[numbered], np.full(int(numbered.sum()), is_father))
        if is_father:
            unknown = (number == 0) & (random.random(len(number)) < 0.5)
            birth[unknown] = UNKNOWN_DAY
