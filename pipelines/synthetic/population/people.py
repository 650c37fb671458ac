"""The store of all persons the city has ever had: parallel arrays, one position per person, never reused."""

from dataclasses import dataclass, fields
from typing import Self

import numpy as np

GONE, UNPLACED = -2, -1
"""Values of ``home`` that are no dwelling: left or dead; registered without a fixed address."""
NOBODY = -1
UNKNOWN_DAY = -(2**30)
DANISH, WESTERN_IMMIGRANT, WESTERN_DESCENDANT, OTHER_IMMIGRANT, OTHER_DESCENDANT = range(5)
"""Origin groups: dansk oprindelse; indvandrer and efterkommer of western and of other origin."""
UNMARRIED, MARRIED, DIVORCED, WIDOWED = range(4)
CIVIL_STATUS_CODES = ["U", "G", "F", "E"]


@dataclass
class People:
    """One position per person; days are counted from 1970-01-01, persons pointed to by position.

    ``number`` is the ten-digit person number; ``mother_number`` and ``father_number`` are 0 when unknown.
    ``health``, ``school`` and ``means`` are lasting dispositions, standard normal. ``arrived_day`` is the birth day
    of those born in the city. ``education`` is an index of ``education_codes``, ``labour`` the last RAS status.
    """

    number: np.ndarray
    birth_day: np.ndarray
    is_male: np.ndarray
    mother: np.ndarray
    father: np.ndarray
    mother_number: np.ndarray
    father_number: np.ndarray
    mother_birth_day: np.ndarray
    father_birth_day: np.ndarray
    origin: np.ndarray
    health: np.ndarray
    school: np.ndarray
    means: np.ndarray
    surname: np.ndarray
    arrived_day: np.ndarray
    home: np.ndarray
    household: np.ndarray
    is_child: np.ndarray
    partner: np.ndarray
    spouse: np.ndarray
    civil_status: np.ndarray
    civil_day: np.ndarray
    moved_in_day: np.ndarray
    education: np.ndarray
    completed_day: np.ndarray
    labour: np.ndarray

    def __len__(self) -> int:
        """Number of persons ever."""
        return len(self.number)

    def append(self, more: Self) -> None:
        """Add the persons of ``more``, whose pointers count from the first of them."""
        offset = np.int32(len(self))
        for pointer in ("mother", "father", "partner", "spouse"):
            values = getattr(more, pointer)
            setattr(more, pointer, np.where(values == NOBODY, NOBODY, values + offset).astype(np.int32))
        for field in fields(self):
            setattr(self, field.name, np.concatenate([getattr(self, field.name), getattr(more, field.name)]))

    def present(self) -> np.ndarray:
        """Positions of all residents, ascending."""
        return np.flatnonzero(self.home != GONE)


_TYPES: dict[str, type] = {
    "number": np.int64,
    "mother_number": np.int64,
    "father_number": np.int64,
    "is_male": np.bool_,
    "is_child": np.bool_,
    "origin": np.int8,
    "civil_status": np.int8,
    "health": np.float32,
    "school": np.float32,
    "means": np.float32,
    "surname": np.int16,
    "education": np.int16,
    "labour": np.int16,
}
_EMPTY_VALUES: dict[str, int] = {
    "mother": NOBODY,
    "father": NOBODY,
    "partner": NOBODY,
    "spouse": NOBODY,
    "home": GONE,
    "mother_birth_day": UNKNOWN_DAY,
    "father_birth_day": UNKNOWN_DAY,
    "completed_day": UNKNOWN_DAY,
    "education": -2,
}


def blank_people(count: int) -> People:
    """``count`` persons of whom nothing is known yet; days and pointers are 32 bit."""
    return People(
        **{
            field.name: np.full(count, _EMPTY_VALUES.get(field.name, 0), dtype=_TYPES.get(field.name, np.int32))
            for field in fields(People)
        }
    )


def days(year: int, month: int = 1, day: int = 1) -> int:
    """Days from 1970-01-01 to a date."""
    return int(np.datetime64(f"{year:04d}-{month:02d}-{day:02d}", "D").astype(np.int64))


def ages_at(birth_day: np.ndarray, year: int) -> np.ndarray:
    """Completed years of age at 1 January of ``year``."""
    first = birth_day.astype("datetime64[D]")
    birth_year = first.astype("datetime64[Y]")
    on_first_of_january = first == birth_year.astype("datetime64[D]")
    aged: np.ndarray = year - 1970 - birth_year.astype(np.int64) - 1 + on_first_of_january
    return aged.astype(np.int32)
