"""Labour market status (RAS) in the last week of November before a year: one code per resident, with a memory.

Code list: Danmarks Statistik, RAS. 411-415 and 513 are permanently outside the labour market, 414 the pension.
"""

import numpy as np

from pipelines.synthetic.attributes.education_codes import LONG, PROFESSIONAL, SHORT, UNREGISTERED, VOCATIONAL, codes
from pipelines.synthetic.attributes.origin import is_immigrant, is_other_origin
from pipelines.synthetic.attributes.quotas import Shares, heads, highest
from pipelines.synthetic.population.people import People, ages_at

EMPLOYED = np.array([110, 120, 131, 132, 133, 134, 135, 136])
OUTSIDE_LABOUR_MARKET = np.array([411, 412, 413, 414, 415, 513])
STUDENT, CHILD, UNEMPLOYED, PENSION = 511, 512, 200, 414
PENSION_AGE = 67
_ASSISTANCE = np.array([318, 319, 320, 321, 322, 311, 313, 316, 317, 314, 351, 361])
_ASSISTANCE_SHARES = np.array([0.3, 0.1, 0.03, 0.11, 0.06, 0.05, 0.08, 0.04, 0.06, 0.04, 0.1, 0.03])
_WORK_MUNICIPALITIES = ["0101", "0147", "0157", "0159", "0173", "0185", "0175", "0161", "0165", "0230", "0265"]
_WORK_SHARES = np.array([0.62, 0.06, 0.06, 0.05, 0.04, 0.05, 0.03, 0.02, 0.03, 0.02, 0.02])
_STUDENT_JOB_SHARE = 0.55


def employ(
    people: People,
    persons: np.ndarray,
    stratum: np.ndarray,
    studies: np.ndarray,
    shares: Shares,
    year: int,
    random: np.random.Generator,
) -> np.ndarray:
    """RAS status code per resident, also kept in ``people.labour``; ``studies`` is a code index or UNREGISTERED."""
    age = ages_at(people.birth_day[persons], year)
    level, last = codes().levels_of(people.education[persons]), people.labour[persons]
    status = np.zeros(len(persons), dtype=np.int16)
    status[age < 16] = CHILD
    working_age = (age >= 16) & (age < PENSION_AGE)
    frailty = -people.health[persons] - 0.25 * people.school[persons] + random.normal(0, 0.35, len(persons))
    _permanently_outside(status, age, working_age, stratum, frailty, last, shares, random)
    _pensioners(status, age, level, people.health[persons], last, random)
    newcomer_risk = 0.5 * is_other_origin(people.origin[persons])
    hardship = frailty - 0.35 * people.means[persons] + newcomer_risk + random.normal(0, 0.4, len(persons))
    open_to = working_age & (status == 0) & (age >= 18)
    assisted = highest(
        stratum,
        np.where(open_to, hardship + 1.2 * np.isin(last, _ASSISTANCE) - 0.8 * (level >= SHORT), -np.inf),
        heads(shares.assisted, stratum[working_age]),
    )
    assisted &= open_to
    status[assisted] = _assistance(last[assisted], is_immigrant(people.origin[persons[assisted]]), random)
    open_to &= ~assisted
    jobless = highest(
        stratum,
        np.where(open_to, 0.5 * hardship + random.normal(size=len(persons)) + 0.5 * (last == UNEMPLOYED), -np.inf),
        heads(shares.unemployed, stratum),
    )
    status[jobless & open_to] = UNEMPLOYED
    in_school = (status == 0) & (studies != UNREGISTERED)
    status[in_school & ((age < 18) | (random.random(len(age)) > _STUDENT_JOB_SHARE))] = STUDENT
    _occupations(status, age, level, last, random)
    people.labour[persons] = status
    return status


def _permanently_outside(
    status: np.ndarray,
    age: np.ndarray,
    working_age: np.ndarray,
    stratum: np.ndarray,
    frailty: np.ndarray,
    last: np.ndarray,
    shares: Shares,
    random: np.random.Generator,
) -> None:
    """The frailest and oldest of each stratum, first those who were outside already."""
    was_outside = np.isin(last, OUTSIDE_LABOUR_MARKET) + 2.0 * (last == 411)
    ageing = np.interp(age, [16, 20, 30, 45, 58, 62, 64, 66], [-0.9, -0.5, -0.2, 0.1, 0.6, 1.3, 1.8, 2.5])
    score = np.where(working_age, frailty + ageing + 1.6 * was_outside, -np.inf)
    outside = np.flatnonzero(highest(stratum, score, heads(shares.outside_labour, stratum[working_age])) & working_age)
    draw, years = random.random(len(outside)), age[outside]
    early = np.where(
        draw < 0.3, 412, np.where(draw < 0.45, 415, np.where(draw < 0.5, 413, np.where(draw < 0.8, 411, 513)))
    )
    fresh = np.where(years >= 62, early, np.where(draw < np.interp(years, [18, 30, 50], [0.15, 0.4, 0.75]), 411, 513))
    keeps = np.isin(last[outside], [411, 412, 413, 415]) | ((last[outside] == 513) & (draw < 0.7) & (years < 62))
    status[outside] = np.where(keeps, last[outside], fresh)


def _pensioners(
    status: np.ndarray,
    age: np.ndarray,
    level: np.ndarray,
    health: np.ndarray,
    last: np.ndarray,
    random: np.random.Generator,
) -> None:
    """From the pension age on: pension for most, some work on, a few live on another pension."""
    old = np.flatnonzero(age >= PENSION_AGE)
    was_employed = np.isin(last[old], EMPLOYED)
    vigour = (
        health[old]
        + 0.15 * level[old]
        + 0.8 * was_employed
        - 0.18 * (age[old] - PENSION_AGE)
        + random.normal(0, 0.4, len(old))
    )
    works_on = (vigour > 1.7) & ((last[old] == 0) | was_employed)
    status[old] = np.where(works_on, 0, np.where(random.random(len(old)) < 0.02, 415, PENSION))


def _assistance(last: np.ndarray, immigrant: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """A benefit per person: mostly the one of last year; 319 for immigrants only."""
    drawn = random.choice(_ASSISTANCE, size=len(last), p=_ASSISTANCE_SHARES / _ASSISTANCE_SHARES.sum())
    drawn = np.where((drawn == 319) & ~immigrant, 318, drawn)
    stays = np.isin(last, _ASSISTANCE) & (random.random(len(last)) < 0.75)
    return np.where(stays, last, drawn).astype(np.int16)


def _occupations(
    status: np.ndarray, age: np.ndarray, level: np.ndarray, last: np.ndarray, random: np.random.Generator
) -> None:
    """Everyone left works: on the level of the education, mostly as last year."""
    rest = np.flatnonzero(status == 0)
    draw, own = random.random(len(rest)), level[rest]
    by_level = np.select(
        [own >= LONG, own >= PROFESSIONAL, own >= SHORT, own >= VOCATIONAL],
        [
            np.where(draw < 0.78, 132, 133),
            np.where(draw < 0.6, 132, 133),
            np.where(draw < 0.3, 133, 134),
            np.where(draw < 0.8, 134, 135),
        ],
        default=np.where(draw < 0.62, 134, np.where(draw < 0.9, 135, 136)),
    )
    leads = (age[rest] >= 32) & (own >= SHORT) & (random.random(len(rest)) < 0.06)
    alone = (age[rest] >= 24) & (random.random(len(rest)) < 0.055)
    fresh = np.where(alone, np.where(random.random(len(rest)) < 0.02, 120, 110), np.where(leads, 131, by_level))
    stays = np.isin(last[rest], EMPLOYED) & (random.random(len(rest)) < 0.88)
    status[rest] = np.where(stays, last[rest], fresh)


def workplaces(status: np.ndarray, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Industry (1-10) and index into ``work_municipalities`` per person; 0 and -1 without employment."""
    employed = np.isin(status, EMPLOYED)
    industry = random.choice(
        np.arange(1, 11), size=len(status), p=[0.005, 0.06, 0.05, 0.22, 0.1, 0.06, 0.02, 0.155, 0.27, 0.06]
    )
    place = random.choice(len(_WORK_SHARES), size=len(status), p=_WORK_SHARES)
    return np.where(employed, industry, 0).astype(np.int8), np.where(employed, place, -1).astype(np.int8)


def work_municipalities() -> list[str | None]:
    """Municipality codes ``workplaces`` points to; the last entry stands for none."""
    return [*_WORK_MUNICIPALITIES, None]
