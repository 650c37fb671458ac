"""Highest completed education and the one in progress at 1 October before a year; nobody's education ever falls."""

import numpy as np

from pipelines.synthetic.attributes.education_codes import (
    BACHELOR,
    DOCTORAL,
    LONG,
    LOW,
    PREPARATORY,
    PROFESSIONAL,
    SHORT,
    UNREGISTERED,
    UNSET,
    UPPER_SECONDARY,
    VOCATIONAL,
    codes,
)
from pipelines.synthetic.attributes.origin import is_immigrant
from pipelines.synthetic.attributes.quotas import Shares, heads, highest
from pipelines.synthetic.population.people import People, ages_at, days

FIRST_AGE = 15
_AGE_AT_COMPLETION = np.array([0, 16, 18, 19.5, 23, 24.5, 24.5, 26, 26.5, 32])
_AGE_CURVE = (
    np.array([15, 19, 20, 21, 22, 23, 24, 26, 30, 40, 55, 70, 90]),
    np.array([-9, -9, -4, -2.6, -1.7, -0.9, -0.3, 0.3, 0.5, 0.2, -0.1, -0.5, -0.9]),
)
"""How much age adds to the odds of a higher education among people who move in."""
_INCUMBENT_HANDICAP = 1.5
"""Residents without one finish a higher education more rarely than newcomers bring one."""
_UNREGISTERED_SHARE = 0.3
_HIGHER_LEVELS = np.array([SHORT, BACHELOR, PROFESSIONAL, LONG, DOCTORAL])
_HIGHER_BY_AGE = {
    25: [0.14, 0.5, 0.35, 0.01, 0.0],
    31: [0.1, 0.16, 0.29, 0.44, 0.01],
    200: [0.12, 0.05, 0.33, 0.455, 0.045],
}


def _higher_levels(age: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """A level of higher education per person, by age."""
    level = np.zeros(len(age), dtype=np.int64)
    lower = 0
    for upper, weights in _HIGHER_BY_AGE.items():
        members = np.flatnonzero((age >= lower) & (age < upper))
        level[members] = random.choice(_HIGHER_LEVELS, size=len(members), p=weights)
        lower = upper
    return level


def educate(
    people: People, persons: np.ndarray, stratum: np.ndarray, shares: Shares, year: int, random: np.random.Generator
) -> None:
    """Bring the education of all residents aged 15 and over to 1 October before ``year``.

    First everyone who has the age and luck for a higher education as long as the stratum wants more of them, then the
    unschooled as long as it has too few; who is neither has finished upper secondary or vocational school. Residents
    who are one too many among the unschooled finish a school.
    """
    age = ages_at(people.birth_day[persons], year)
    grown = age >= FIRST_AGE
    persons, stratum, age = persons[grown], stratum[grown], age[grown]
    before = codes().levels_of(people.education[persons])
    unset = people.education[persons] == UNSET
    level = before.copy()
    luck = people.school[persons] + random.normal(0, 0.5, len(persons)) + np.interp(age, *_AGE_CURVE)
    _complete_higher(level, luck, unset, age, stratum, shares, random)
    _leave_unschooled(level, luck, unset, age, stratum, shares, random)
    continued = (before == BACHELOR) & (age >= 24) & (age < 32) & (random.random(len(age)) < 0.3)
    level[continued] = LONG
    _register(people, persons, before, level, unset, age, year, random)


def _complete_higher(
    level: np.ndarray,
    luck: np.ndarray,
    unset: np.ndarray,
    age: np.ndarray,
    stratum: np.ndarray,
    shares: Shares,
    random: np.random.Generator,
) -> None:
    counted = age < 70
    has = level >= SHORT
    missing = heads(shares.higher, stratum[counted]) - np.bincount(stratum[has & counted], minlength=len(shares.higher))
    eligible = counted & ~has & ((unset & (age >= 20)) | (~unset & (level >= UPPER_SECONDARY) & (age >= 22)))
    score = np.where(eligible, luck - _INCUMBENT_HANDICAP * ~unset, -np.inf)
    chosen = highest(stratum, score, np.maximum(missing, 0)) & eligible
    chosen |= unset & ~counted & (random.random(len(age)) < 0.55 * shares.higher[stratum])
    level[chosen] = _higher_levels(age[chosen], random)


def _leave_unschooled(
    level: np.ndarray,
    luck: np.ndarray,
    unset: np.ndarray,
    age: np.ndarray,
    stratum: np.ndarray,
    shares: Shares,
    random: np.random.Generator,
) -> None:
    """Settle everyone below higher education; ages 65 and over are drawn instead of counted."""
    counted = (age >= 16) & (age < 65)
    wanted = heads(shares.unschooled, stratum[counted])
    undecided = unset & (level == 0)
    young = age < 18
    fixed = counted & (level <= LOW) & (~undecided | young)
    missing = wanted - np.bincount(stratum[fixed], minlength=len(wanted))
    open_to = counted & undecided & ~young
    unschooled = highest(stratum, np.where(open_to, -luck, -np.inf), np.maximum(missing, 0)) & open_to
    unschooled |= ~counted & undecided & ((age < 16) | (random.random(len(age)) < 0.8 * shares.unschooled[stratum]))
    unschooled |= undecided & young
    level[undecided & ~unschooled] = _middle_levels(age[undecided & ~unschooled], random)
    level[unschooled] = np.where(random.random(int(unschooled.sum())) < _UNREGISTERED_SHARE, 0, LOW)
    surplus = fixed & (age >= 18)
    finishing = highest(
        stratum, np.where(surplus, luck + 3.0 * (np.abs(age - 20) < 3), -np.inf), np.maximum(-missing, 0)
    )
    finishing &= surplus
    level[finishing] = _middle_levels(age[finishing], random)


def _middle_levels(age: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Upper secondary for the young, vocational for most older ones, a few preparatory."""
    draw = random.random(len(age))
    upper_secondary = np.interp(age, [19, 22, 28, 40, 60], [0.97, 0.9, 0.6, 0.35, 0.25])
    return np.where(draw < upper_secondary, UPPER_SECONDARY, np.where(draw > 0.985, PREPARATORY, VOCATIONAL))


def _register(
    people: People,
    persons: np.ndarray,
    before: np.ndarray,
    level: np.ndarray,
    unset: np.ndarray,
    age: np.ndarray,
    year: int,
    random: np.random.Generator,
) -> None:
    """Write new levels down as codes with a date: this summer for residents, at the usual age for newcomers."""
    schooled_now = ~unset & (before == 0) & (age >= 16) & (level == 0) & (random.random(len(age)) < 0.5)
    level = np.where(schooled_now & (age < 18), LOW, level)
    changed = np.flatnonzero(unset | (level > before))
    who = persons[changed]
    people.education[who] = codes().draw(level[changed], is_immigrant(people.origin[who]), random)
    summer = random.integers(days(year - 1, 6, 1), days(year - 1, 9, 30), len(changed))
    usual = (
        people.birth_day[who] + (_AGE_AT_COMPLETION[level[changed]] + random.exponential(1.0, len(changed))) * 365.25
    )
    date = np.where(unset[changed], np.minimum(usual, summer), summer)
    people.completed_day[who] = np.where(people.education[who] == UNREGISTERED, people.completed_day[who], date).astype(
        np.int32
    )


def in_progress(people: People, persons: np.ndarray, year: int, random: np.random.Generator) -> np.ndarray:
    """Code index of the education a resident follows at 1 October before ``year``, UNREGISTERED for none."""
    age, level = ages_at(people.birth_day[persons], year), codes().levels_of(people.education[persons])
    eager = 0.6 * people.school[persons] + 0.8 * random.normal(size=len(persons))
    at_school = (age >= 15) & (age < 20) & (level < UPPER_SECONDARY) & (eager > -1.3)
    academic = at_school & (eager > -0.7)
    studying = (
        (age >= 19)
        & (age < 30)
        & (level == UPPER_SECONDARY)
        & (eager > np.interp(age, [19, 21, 24, 29], [0.2, -0.9, -0.6, 1.0]))
    )
    master = (age >= 22) & (age < 30) & (level == BACHELOR) & (eager > -1.0)
    next_level = np.select(
        [academic, at_school, studying, master], [UPPER_SECONDARY, VOCATIONAL, BACHELOR, LONG], default=0
    )
    professional = (next_level == BACHELOR) & (random.random(len(persons)) < 0.35)
    return codes().draw(np.where(professional, PROFESSIONAL, next_level), np.zeros(len(persons), dtype=bool), random)
