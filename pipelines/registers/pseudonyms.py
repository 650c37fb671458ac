"""Person keys: keyed pseudonyms of CPR numbers, and the rules that CPR numbers follow.

The only module that handles CPR numbers as values. Numbers come in as text, go through as integers and leave as
keys, fault codes and counts; no message names a number.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.registers.keyed_hash import KeyedHash
from pipelines.registers.person_secret import PersonKeyError, PersonSecret, load_key
from pipelines.registers.reading.digits import digits_of, words_at_every_byte
from pipelines.registers.refusals import refused

__all__ = ["PersonKeyError", "PersonKeys", "PersonSecret", "load_key"]

Numbers = NDArray[np.int64]
PERSON_DOMAIN, FAMILY_DOMAIN = b"byomraader:person:", b"byomraader:family:"
NOBODY, NO_NUMBER, NINE_DIGITS = 0, -1, -2
SOUND, NO_PERSON, BAD_FORM, BAD_DATE, LOST_ZERO = range(5)
FAULT_CODES = {BAD_FORM: "person_number_form", BAD_DATE: "person_number_date", LOST_ZERO: "number_nine_digits"}
REPLACEMENT_DAYS = 60
_DIGITS = 10
_FIVE_DIGITS = np.char.zfill(np.arange(10**5).astype("S5"), 5)
_POWERS = 10 ** np.arange(_DIGITS - 1, -1, -1, dtype=np.int64)
_WEIGHTS = np.array([4, 3, 2, 7, 6, 5, 4, 3, 2, 1], dtype=np.int64)
_EMPTY = -1
_FIRST_BITS, _GROWTH_BITS = 16, 2
# Knuth's multiplier spreads neighbouring numbers over the table.
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_BLANK_WORD, _BLANK_PAIR = np.uint64(0x2020202020202020), np.uint16(0x2020)


@dataclass(frozen=True)
class Pseudonyms:
    """Keys of a column of numbers, null where there is no sound one, with a fault code per row."""

    keys: pl.Series
    faults: NDArray[np.uint8]


class PersonKeys:
    """Person keys of one delivery: every number is hashed once, however often it occurs."""

    def __init__(self, secret: PersonSecret | None, expected: int = 0) -> None:
        """Without a secret persons are numbered as they come: numbers are checked, nothing can be linked.

        ``expected`` is about how many numbers will come, so that the table need not grow.
        """
        self._person = KeyedHash(secret.value, PERSON_DOMAIN) if secret else None
        self._family = KeyedHash(secret.value, FAMILY_DOMAIN) if secret else None
        self._families: dict[str, int] = {}
        self._count = 0
        self._has_faults = False
        self._allocate(max(_FIRST_BITS, (expected * 2).bit_length()))

    def pseudonyms(self, column: pl.Series) -> Pseudonyms:
        """Return the keys of a column of numbers, as ``numbers_in`` and ``numbers_at`` give them."""
        numbers = column.to_numpy()
        is_number = numbers > 0
        if is_number.all():
            slots = self._slots(numbers)
            keys = self._keys.take(slots)
            faults = self._faults.take(slots) if self._has_faults else np.zeros(len(slots), dtype=np.uint8)
        else:
            slots = self._slots(numbers[is_number])
            keys, faults = np.zeros(len(numbers), dtype=np.int64), np.full(len(numbers), BAD_FORM, dtype=np.uint8)
            faults[numbers == NOBODY] = NO_PERSON
            faults[numbers == NINE_DIGITS] = LOST_ZERO
            keys[is_number], faults[is_number] = self._keys.take(slots), self._faults.take(slots)
        keyed = pl.Series(column.name, keys)
        return Pseudonyms(keyed.set(pl.Series(faults != SOUND), None) if (faults != SOUND).any() else keyed, faults)

    def families(self, texts: pl.Series) -> pl.Series:
        """Return the keys of a column of family numbers; null means no family."""
        unique = texts.drop_nulls().unique()
        fresh = [text for text in unique if text not in self._families]
        if self._family:
            self._families.update(
                zip(fresh, self._family.keys([text.encode() for text in fresh]).tolist(), strict=True)
            )
        known = pl.Series([self._families.get(text, 0) for text in unique], dtype=pl.Int64)
        return texts.replace_strict(unique, known, default=None, return_dtype=pl.Int64)

    def check_collisions(self, file_name: str) -> None:
        """Refuse the delivery when two numbers gave one key: once in 10^7 cities, and then silently wrong figures.

        Raises:
            RefusedError: two numbers share a key.
        """
        keys = self._keys[self._numbers != _EMPTY]
        if self._person and len(_distinct(keys)) != len(keys):
            raise refused("person_key_collision", "Two person numbers of the delivery have the same key.", file_name)

    def _allocate(self, bits: int) -> None:
        self._bits = bits
        self._numbers = np.full(1 << bits, _EMPTY, dtype=np.int64)
        self._keys = np.zeros(1 << bits, dtype=np.int64)
        self._faults = np.zeros(1 << bits, dtype=np.uint8)

    def _slots(self, numbers: Numbers) -> Numbers:
        """Return the place of every number in the table, after hashing those that are new."""
        if (self._count + len(numbers)) * 2 > 1 << self._bits:
            self._grow(len(numbers))
        slots, new = self._places(np.ascontiguousarray(numbers))
        if len(new):
            fresh = self._numbers[new]
            counted = np.arange(self._count, self._count + len(new))
            self._keys[new] = self._person.keys(_as_digits(fresh)) if self._person else counted
            self._count += len(new)
            is_impossible = np.isnat(birth_dates(fresh))
            self._has_faults |= bool(is_impossible.any())
            self._faults[new] = np.where(is_impossible, BAD_DATE, SOUND)
        return slots

    def _grow(self, coming: int) -> None:
        numbers, keys, faults = self._numbers, self._keys, self._faults
        filled = np.flatnonzero(numbers != _EMPTY)
        self._allocate(max(int((self._count + coming) * 2).bit_length(), self._bits + _GROWTH_BITS))
        slots, _ = self._places(numbers[filled])
        self._keys[slots], self._faults[slots] = keys[filled], faults[filled]

    def _places(self, numbers: Numbers) -> tuple[Numbers, Numbers]:
        """Find or take a place for every number (open addressing), at most half full; also the places taken.

        Writing the same number to the same place twice does no harm, so repeated numbers need no sorting out.
        """
        shift = np.uint64(64 - self._bits)
        places = ((numbers.view(np.uint64) * _SPREAD) >> shift).view(np.int64)
        taken = []
        open_rows = np.flatnonzero(self._numbers.take(places) != numbers)
        while len(open_rows):
            here, wanted = places[open_rows], numbers[open_rows]
            free = np.flatnonzero(self._numbers[here] == _EMPTY)
            if len(free):
                self._numbers[here[free]] = wanted[free]
                taken.append(here[free])
            open_rows = open_rows[self._numbers[here] != wanted]
            places[open_rows] = (places[open_rows] + 1) & ((1 << self._bits) - 1)
        return places, _distinct(np.concatenate(taken)) if taken else np.empty(0, dtype=np.int64)


def numbers_in(texts: pl.Series) -> pl.Series:
    """Return the numbers in a column of text: ``NOBODY`` where null or zeros, ``NO_NUMBER`` where there is none.

    ``NINE_DIGITS`` where a leading zero may have been lost.
    """
    numbers = texts.cast(pl.Int64, strict=False)
    # A sign or a lost leading zero passes as an integer; ten bytes and a first digit do not lie.
    length = texts.str.len_bytes()
    is_formed = (length == _DIGITS) & ((numbers >= 10**9) | texts.str.starts_with("0"))
    is_short = (length == _DIGITS - 1) & (numbers >= 10**8)
    otherwise = pl.when(is_short).then(NINE_DIGITS).otherwise(NO_NUMBER)
    formed = numbers.to_frame().select(pl.when(is_formed & (numbers >= 0)).then(numbers).otherwise(otherwise))
    return formed.to_series().set(texts.is_null(), NOBODY).alias(texts.name)


def numbers_at(data: bytes, starts: Numbers, ends: Numbers) -> pl.Series:
    """Return the numbers that stand at places of a block of bytes, as ``numbers_in`` does for text.

    ``ends`` are the ends of the lines: a number that begins behind its line is nobody's, one that is cut is none.
    """
    reachable = np.minimum(starts, len(data) - _DIGITS)
    eight, two = words_at_every_byte(data, "<u8")[reachable], words_at_every_byte(data, "<u2")[reachable + 8]
    is_blank = (eight == _BLANK_WORD) & (two == _BLANK_PAIR)
    first, is_bad = digits_of(eight)
    tens, ones = (two & 0xFF).astype(np.int64) - ord("0"), (two >> 8).astype(np.int64) - ord("0")
    is_bad |= (tens < 0) | (tens > 9) | (ones < 0) | (ones > 9) | (starts + _DIGITS > ends)
    numbers = np.where(is_bad, NO_NUMBER, first * 100 + tens * 10 + ones)
    numbers[is_blank | (starts >= ends)] = NOBODY
    return pl.Series(numbers)


def number_class(numbers: pl.Expr) -> pl.Expr:
    """Class of a number: 60 added to the day marks a replacement number, outside CPR's own range."""
    is_replacement = numbers > (REPLACEMENT_DAYS + 1) * 10**8
    return pl.when(is_replacement).then(pl.lit("erstatningsnummer")).when(numbers > 0).then(pl.lit("personnummer"))


def birth_dates(numbers: Numbers) -> NDArray[np.datetime64]:
    """Return the date in every number, NaT where there is no such date; the seventh digit tells the century.

    Source: CPR-kontoret, "Personnummeret i CPR". Replacement numbers are read without the 60 days.
    """
    day, month, year = numbers // 10**8, numbers // 10**6 % 100, numbers // 10**4 % 100
    century_digit = numbers // 1000 % 10
    day = np.where(day > REPLACEMENT_DAYS, day - REPLACEMENT_DAYS, day)
    is_late = (century_digit == 4) | (century_digit == 9)
    century = np.where(
        century_digit <= 3,
        1900,
        np.where(is_late, np.where(year <= 36, 2000, 1900), np.where(year <= 57, 2000, 1800)),
    )
    is_month = (month >= 1) & (month <= 12)
    months = (century + year - 1970) * 12 + np.where(is_month, month, 1) - 1
    first = months.astype("datetime64[M]").astype("datetime64[D]")
    dates = first + (day - 1).astype("timedelta64[D]")
    is_date = is_month & (day >= 1) & (dates.astype("datetime64[M]") == months.astype("datetime64[M]"))
    return np.where(is_date, dates, np.datetime64("NaT"))


def is_replacement(numbers: Numbers) -> NDArray[np.bool_]:
    """Tell which numbers have 60 added to the day."""
    return numbers // 10**8 > REPLACEMENT_DAYS


def passes_modulus_11(numbers: Numbers) -> NDArray[np.bool_]:
    """Tell which numbers pass modulus 11: a soft signal only, numbers without it are issued since October 2007."""
    is_passed: NDArray[np.bool_] = (numbers[:, None] // _POWERS % 10) @ _WEIGHTS % 11 == 0
    return is_passed


def _distinct(numbers: Numbers) -> Numbers:
    """Return the different numbers; by sorting, which beats ``np.unique`` and its hash table here."""
    ordered = np.sort(numbers)
    return ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])] if len(ordered) else ordered


def _as_digits(numbers: Numbers) -> list[bytes]:
    halves = np.empty((len(numbers), 2), dtype="S5")
    halves[:, 0], halves[:, 1] = _FIVE_DIGITS.take(numbers // 10**5), _FIVE_DIGITS.take(numbers % 10**5)
    texts: list[bytes] = halves.view(f"S{_DIGITS}")[:, 0].tolist()
    return texts
