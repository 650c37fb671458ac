"""Who answers a survey and what: samples by district or bydel, answers with a gradient between areas, weights.

The levels are those published: 88 of 100 feel safe in their neighbourhood and 80 in the evening (2024), four of five
call their health good. People of the udsatte byområder answer less often and feel less safe.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.synthetic.records import scattered_share
from pipelines.synthetic.streams import ranks_within

FULL_CITY_RESIDENTS = 660_000
LEAST_PER_AREA = 18
_AGE_EDGES = np.array([30, 50, 65])
AGE_GROUPS = ("{least}-29", "30-49", "50-64", "65+")


@dataclass(frozen=True)
class Sample:
    """Respondents with what ``attributes.living`` says of them, their age groups and weights that sum to the people."""

    people: pl.DataFrame
    numbers: np.ndarray
    age_group: np.ndarray
    weight: np.ndarray


def sample(people: pl.DataFrame, area: str, least_age: int, full_size: int, year: int) -> Sample:
    """Draw respondents: as many from every area, people of the udsatte byområder and young men answering less often.

    ``full_size`` is the number of answers from the whole city; a smaller one gives fewer, but not too few of an area.
    """
    asked = people.filter((pl.col("age_years") >= least_age) & pl.col(area).is_not_null())
    numbers = asked["person_number"].cast(pl.Int64).to_numpy()
    areas = asked[area].rank("dense").to_numpy().astype(np.int64) - 1
    age_group = np.searchsorted(_AGE_EDGES, asked["age_years"].to_numpy(), side="right")
    is_man = (asked["sex_code"] == "M").to_numpy()
    reluctance = 1 + 0.5 * asked["is_inside"].to_numpy() + 0.3 * (is_man & (age_group == 0))
    ranks = ranks_within(areas, scattered_share(numbers, 6_000 + year) * reluctance)
    counts = np.bincount(areas)
    wanted = max(LEAST_PER_AREA, round(full_size / len(counts) * people.height / FULL_CITY_RESIDENTS))
    chosen = ranks < np.minimum(wanted, np.maximum(counts // 2, 1))[areas]
    cells = (areas * len(AGE_GROUPS) + age_group) * 2 + is_man
    size = len(counts) * len(AGE_GROUPS) * 2
    living_there, answered = np.bincount(cells, minlength=size), np.bincount(cells[chosen], minlength=size)
    weight = (living_there / np.maximum(answered, 1))[cells[chosen]]
    # What no respondent stands for is carried by the others of the area.
    there = np.bincount(areas[chosen], weight, minlength=len(counts))
    weight *= (counts / np.maximum(there, 1))[areas[chosen]]
    return Sample(asked.filter(pl.Series(chosen)), numbers[chosen], age_group[chosen], weight)


def drawn(answers: Sample, salt: int, shares: np.ndarray) -> np.ndarray:
    """Number of the answer that each respondent gives; ``shares`` are those of all answers, a row per respondent."""
    draw = scattered_share(answers.numbers, salt)
    number: np.ndarray = (np.cumsum(shares, axis=1)[:, :-1] < draw[:, None]).sum(axis=1)
    return number


def safety_shares(answers: Sample, level: float, year: int) -> np.ndarray:
    """Shares of very safe, safe, neither, unsafe, very unsafe, don't know, no answer; ``level`` is that of the safe."""
    people = answers.people
    inside = people["is_inside"].to_numpy()
    woman = (people["sex_code"] == "K").to_numpy()
    safe = level + 0.022 - 0.11 * inside - 0.02 * woman * (2.2 - 2 * level) + 0.002 * (year - 2024)
    safe = np.clip(safe, 0.2, 0.97)
    # The rest are seven in fifteen neither, five unsafe, two very unsafe, one without an answer.
    rest = 1 - safe
    return np.column_stack([0.55 * safe, 0.45 * safe, 0.45 * rest, 0.33 * rest, 0.12 * rest, 0.07 * rest, 0.03 * rest])


def yes_shares(answers: Sample, outside: float, inside: float) -> np.ndarray:
    """Shares of yes, no, don't know, no answer."""
    yes = np.where(answers.people["is_inside"].to_numpy(), inside, outside)
    return np.column_stack([0.95 * yes, 0.95 * (1 - yes), np.full(len(yes), 0.04), np.full(len(yes), 0.01)])


def health_shares(answers: Sample, year: int) -> np.ndarray:
    """Shares of excellent, very good, good, less good, bad health, no answer."""
    age = answers.people["age_years"].to_numpy()
    good = 0.955 - 0.09 * answers.people["is_inside"].to_numpy() - 0.0042 * np.maximum(age - 25, 0)
    good = np.clip(good - 0.004 * (year - 2017), 0.3, 0.97)
    rest = 1 - good
    return np.column_stack([0.16 * good, 0.43 * good, 0.41 * good, 0.76 * rest, 0.2 * rest, 0.04 * rest])
