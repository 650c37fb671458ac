"""What is kept of a year until its snapshot is asked for: the residents and all that changes, as compact arrays."""

from dataclasses import dataclass

import numpy as np

from pipelines.synthetic.attributes.yearly import Attributes, attributes_at
from pipelines.synthetic.population.town import Town


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What the population register holds of some persons on a day, as parallel arrays.

    ``persons`` are positions in the store, ascending.
    """

    persons: np.ndarray
    home: np.ndarray
    household: np.ndarray
    moved_in_day: np.ndarray
    civil_status: np.ndarray
    civil_day: np.ndarray
    spouse: np.ndarray


@dataclass(frozen=True, kw_only=True)
class YearRecord(Standing):
    """The residents at 1 January of ``year`` with all that is known of them."""

    year: int
    attributes: Attributes


def standing_of(town: Town, persons: np.ndarray) -> Standing:
    """How persons stand now."""
    return Standing(**_standing(town, persons))


def record_year(town: Town, year: int) -> YearRecord:
    """Take down the year; this also brings education and labour market status of the residents up to date."""
    persons = town.people.present()
    return YearRecord(year=year, attributes=attributes_at(town, persons, year), **_standing(town, persons))


def _standing(town: Town, persons: np.ndarray) -> dict[str, np.ndarray]:
    lasting = ("home", "household", "moved_in_day", "civil_status", "civil_day", "spouse")
    return {"persons": persons.astype(np.int32)} | {name: getattr(town.people, name)[persons] for name in lasting}


def scattered(numbers: np.ndarray, salt: int) -> np.ndarray:
    """A whole number from 0 to 2**31 - 1 per person number, the same every year, different for each ``salt``."""
    mixed = numbers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(salt * 0x632BE59B)
    mixed ^= mixed >> np.uint64(31)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(29)
    return (mixed >> np.uint64(33)).astype(np.int64)


def scattered_share(numbers: np.ndarray, salt: int) -> np.ndarray:
    """``scattered`` as a share from 0 up to 1."""
    share: np.ndarray = scattered(numbers, salt) / 2.0**31
    return share
