"""Persons who once got another number: their birth date or sex was corrected before they enter the city's history."""

from dataclasses import dataclass

import numpy as np

from pipelines.synthetic.population.numbers import NumberBook
from pipelines.synthetic.population.people import People, days

_CHANGED_SHARE = 0.0012
_DATE_CORRECTED_SHARE = 0.7


@dataclass(frozen=True)
class ChangedNumbers:
    """Parallel arrays: position of the person, the former number, and the days it was valid from and to."""

    person: np.ndarray
    number: np.ndarray
    valid_from_day: np.ndarray
    valid_to_day: np.ndarray


def nobody_changed() -> ChangedNumbers:
    """No changes at all."""
    return ChangedNumbers(*(np.array([], dtype=np.int64) for _ in range(4)))


def with_changes(
    known: ChangedNumbers, people: People, persons: np.ndarray, year: int, book: NumberBook, random: np.random.Generator
) -> ChangedNumbers:
    """``known`` and the changes behind the newly entered ``persons``, all dated before ``year``."""
    end = days(year - 1)
    able = persons[(people.birth_day[persons] < end - 1000) & (random.random(len(persons)) < _CHANGED_SHARE)]
    birth = people.birth_day[able].astype(np.int64)
    first_of_january = birth.astype("datetime64[D]").astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
    date_corrected = random.random(len(able)) < _DATE_CORRECTED_SHARE
    former = book.issue(
        np.where(date_corrected, first_of_january, birth),
        np.where(date_corrected, people.is_male[able], ~people.is_male[able]),
    )
    until = birth + 30 + (random.random(len(able)) * (end - birth - 60)).astype(np.int64)
    parts = zip(
        (known.person, known.number, known.valid_from_day, known.valid_to_day),
        (able, former, birth, until),
        strict=True,
    )
    return ChangedNumbers(*(np.concatenate(pair) for pair in parts))
