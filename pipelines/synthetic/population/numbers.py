"""Person numbers by the real rules: DDMMYY, century digit, serial number, last digit odd for men and even for women.

By default 60 is added to the day, so that no number can be a living person's. Modulus 11 plays no part: numbers that
fail it are valid.
"""

from copy import deepcopy
from typing import Self

import numpy as np

from pipelines.synthetic.population.people import days
from pipelines.synthetic.streams import ranks_within

REPLACEMENT_DAY = 60
_FIRST_DAY, _END_DAY = days(1900), days(2037)
_STRIDE = 1237
"""Serial numbers of a date are handed out in steps of this many, so that neighbours do not look numbered."""
_SERIALS = 3000
_CENTURY_1900 = np.concatenate([np.arange(0, 4000), np.arange(4000, 5000), np.arange(9000, 10000)])
"""Born 1937-1999: century digit 0-3 first, then 4 and 9. Born before 1937 only the first 4000 are used."""
_CENTURY_2000 = np.concatenate([np.arange(4000, 10000)])


class NumberBook:
    """Hands out every person number once; the same requests in the same order give the same numbers."""

    def __init__(self, realistic: bool) -> None:
        """With ``realistic`` the day stands as it is, otherwise 60 is added."""
        self._day_shift = 0 if realistic else REPLACEMENT_DAY
        self._used = np.zeros((_END_DAY - _FIRST_DAY) * 2, dtype=np.int32)

    def copy(self) -> Self:
        """A book in which the same numbers are used, to go on by itself."""
        return deepcopy(self)

    def issue(self, birth_day: np.ndarray, is_male: np.ndarray) -> np.ndarray:
        """One unused number per person, as a whole number of ten digits.

        Raises ValueError for birth dates outside 1900-2036 and when the numbers of a date are used up.
        """
        if len(birth_day) and not (birth_day.min() >= _FIRST_DAY and birth_day.max() < _END_DAY):
            raise ValueError("person numbers are issued for births from 1900 to 2036 only")
        key = (birth_day.astype(np.int64) - _FIRST_DAY) * 2 + is_male
        rank = ranks_within(key, np.zeros(len(key), dtype=np.int8)) + self._used[key]
        self._used += np.bincount(key, minlength=len(self._used)).astype(np.int32)
        date = birth_day.astype("datetime64[D]")
        year = date.astype("datetime64[Y]").astype(np.int64) + 1970
        room = np.where(year < 1937, 2000, _SERIALS)
        if len(rank) and (rank >= room).any():
            raise ValueError("the person numbers of one date are used up: lower the scale or the number of years")
        place = ((rank % room) * _STRIDE + key * 389) % room
        pair = np.where(year < 2000, _CENTURY_1900[place * 2 % 6000], _CENTURY_2000[place * 2 % 6000])
        month = date.astype("datetime64[M]")
        day = (date - month.astype("datetime64[D]")).astype(np.int64) + 1 + self._day_shift
        digits = (day * 100 + month.astype(np.int64) % 12 + 1) * 100 + year % 100
        issued: np.ndarray = digits * 10_000 + pair + is_male
        return issued
