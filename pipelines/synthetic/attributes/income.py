"""Income of the year before: wage, transfers, gross and disposable income in øre for residents aged 15 and over.

Belongs here: what a person earns by status, education and age. How high a kvarter's incomes are is met in
``income_levels``. Tax is a plain schedule: what matters is that disposable income grows with gross income.
"""

from dataclasses import dataclass

import numpy as np

from pipelines.synthetic.attributes.education import FIRST_AGE
from pipelines.synthetic.attributes.education_codes import UNREGISTERED, codes
from pipelines.synthetic.attributes.labour import EMPLOYED, PENSION, STUDENT, UNEMPLOYED
from pipelines.synthetic.population.people import People, ages_at, days

_WAGE_BY_LEVEL = np.array([295, 295, 300, 320, 375, 405, 410, 440, 530, 620]) * 1000.0
_AGE_POINTS = ([15, 18, 22, 26, 31, 38, 50, 60, 72], [-2.6, -1.3, -0.55, -0.25, -0.07, 0.05, 0.14, 0.08, -0.3])
_TRANSFERS = {
    UNEMPLOYED: 150_000.0, 411: 238_000.0, 412: 205_000.0, 413: 200_000.0,
    415: 230_000.0, PENSION: 165_000.0, 513: 12_000.0,
}  # fmt: skip
_ASSISTANCE_KRONER, _STUDY_GRANT_KRONER = 172_000.0, 74_000.0
_MISSING_SHARE, _MISSING_NEWCOMERS, _ZERO_SHARE, _NEGATIVE_SHARE = 0.008, 0.07, 0.012, 0.025


@dataclass(frozen=True)
class Incomes:
    """Parallel arrays in kroner over ``members`` (positions among the residents); before levels are met."""

    members: np.ndarray
    wage: np.ndarray
    transfers: np.ndarray
    gross: np.ndarray
    disposable: np.ndarray


def earn(
    people: People, persons: np.ndarray, status: np.ndarray, studies: np.ndarray, year: int, random: np.random.Generator
) -> Incomes:
    """Incomes of the residents who have an income row: aged 15 and over, a few missing, more among newcomers."""
    age = ages_at(people.birth_day[persons], year)
    is_new = people.arrived_day[persons] >= days(year - 1, 3, 1)
    has_row = (age >= FIRST_AGE) & (random.random(len(persons)) > np.where(is_new, _MISSING_NEWCOMERS, _MISSING_SHARE))
    members = np.flatnonzero(has_row)
    who, age, status, studying = persons[members], age[members], status[members], studies[members] != UNREGISTERED
    luck = 0.30 * people.means[who] + 0.10 * people.school[who] + 0.13 * random.normal(size=len(who))
    wage, other = _work_income(people, who, age, status, studying, luck, random)
    transfers = _transfers(status, studying, age, random)
    pension_savings = np.where(
        age >= 65, 75_000 * np.exp(1.6 * luck + 0.12 * codes().levels_of(people.education[who])), 0.0
    )
    capital = np.where(random.random(len(who)) < 0.3, random.exponential(6_000, len(who)) * np.exp(luck), 0.0)
    gross = wage + other + transfers + pension_savings * 0.6 + capital
    without = random.random(len(who)) < np.where(status == 513, 0.25, _ZERO_SHARE)
    wage, transfers, gross = (np.where(without, 0.0, amount) for amount in (wage, transfers, gross))
    return Incomes(members, wage, transfers, gross, gross - _tax(wage, gross))


def _work_income(
    people: People,
    who: np.ndarray,
    age: np.ndarray,
    status: np.ndarray,
    studying: np.ndarray,
    luck: np.ndarray,
    random: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    """Wage, and the surplus or loss of a business of one's own."""
    usual = _WAGE_BY_LEVEL[codes().levels_of(people.education[who])] * np.exp(np.interp(age, *_AGE_POINTS) + luck)
    employed = np.isin(status, EMPLOYED) & (status != 110)
    student_pay = np.where(age < 18, 14_000, 105_000) * np.exp(1.2 * luck + 0.4 * random.normal(size=len(who)))
    part_time = np.select(
        [employed & studying, employed, status == STUDENT, status == UNEMPLOYED, (status >= 311) & (status <= 361)],
        [0.0, 1.0, 0.0, 0.3, 0.1],
        default=0.02,
    )
    side_job = np.where(employed & studying, 1.25 * student_pay, np.where(status == STUDENT, 0.6 * student_pay, 0.0))
    wage = usual * part_time + side_job
    self_employed = status == 110
    surplus = usual * 0.8 * np.exp(0.6 * random.normal(size=len(who)))
    loss = -40_000 * random.exponential(size=len(who))
    business = np.where(random.random(len(who)) < _NEGATIVE_SHARE, loss, surplus)
    return np.where(self_employed, 0.0, wage), np.where(self_employed, business, 0.0)


def _transfers(status: np.ndarray, studying: np.ndarray, age: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Public transfers by status; study grants from the age of 18."""
    amount = np.zeros(len(status))
    for code, kroner in _TRANSFERS.items():
        amount[status == code] = kroner
    amount[(status >= 311) & (status <= 361)] = _ASSISTANCE_KRONER
    amount += np.where(studying & (age >= 18) & (status != UNEMPLOYED), _STUDY_GRANT_KRONER, 0.0)
    return amount * np.exp(0.12 * random.normal(size=len(status)))


def _tax(wage: np.ndarray, gross: np.ndarray) -> np.ndarray:
    """Labour market contribution, municipal and state tax above the allowances, top tax."""
    contribution = 0.08 * wage
    taxable = np.maximum(gross - contribution - 55_000, 0.0)
    tax: np.ndarray = contribution + 0.33 * taxable + 0.13 * np.maximum(taxable - 520_000, 0.0)
    return tax
