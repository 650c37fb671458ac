"""From a column per week to a row per run of equal weeks: DREAM as it comes, and as the vault keeps it.

A run ends where the code changes and where an ISO year ends, so that the weeks of a year are sums of whole rows. Weeks
without a benefit are runs too, without a code: nothing of the series is lost. Why, and what it costs, stands in
``docs/decisions/0009``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from pipelines.registers.layout import Layout, Record
from pipelines.registers.refusals import refused

# The series begins in 1991; two digits from 90 on are years of the last century.
CENTURY_PIVOT = 90
NO_CODE, BAD_CODE = 0, 1
_CODE = re.compile(r"[1-9][0-9]{2}")
_ZERO = re.compile(r"0{1,3}")
WEEK_ROW = "_week_row"


@dataclass(frozen=True)
class Weeks:
    """The weekly columns of a file in the order of time: their names, ISO years and Mondays."""

    columns: tuple[str, ...]
    iso_years: NDArray[np.int16]
    mondays: NDArray[np.datetime64]

    @classmethod
    def of(cls, header: Sequence[str], layout: Layout, file_name: str, reference_date: date | None) -> "Weeks":
        """Find the weekly columns in a header; the last ISO year must be whole, and that of the reference date.

        Raises:
            RefusedError: a week does not exist, is missing in between, or the year is not whole.
        """
        pattern = re.compile(layout.wide_columns or "")
        found = {monday: name for name in header if (monday := _monday(pattern, name, file_name)) is not None}
        if not found:
            raise refused("column_missing", "There is no column of a week.", file_name, "line 1")
        first, last = min(found), max(found)
        year = reference_date.year if reference_date else last.isocalendar().year
        first, last = min(first, date.fromisocalendar(year, 1, 1)), max(last, _last_monday(year))
        mondays = [first + timedelta(weeks=number) for number in range((last - first).days // 7 + 1)]
        missing = [monday for monday in mondays if monday not in found]
        if missing:
            iso = missing[0].isocalendar()
            sentence = f"Weeks are missing, the first of {len(missing)} is week {iso.week} of {iso.year}."
            raise refused("week_missing", sentence, file_name, "line 1")
        iso_years = np.array([monday.isocalendar().year for monday in mondays], dtype=np.int16)
        return cls(tuple(found[monday] for monday in mondays), iso_years, np.array(mondays, dtype="datetime64[D]"))


@dataclass
class WeekReader:
    """Turns batches of a file into matrices of code numbers; every code is known by its number from the first on."""

    weeks: Weeks
    codes: list[str | None] = field(default_factory=lambda: [None, None])
    zero_count: int = 0
    _numbers: dict[str, int] = field(default_factory=dict)

    def matrix(self, batch: pa.RecordBatch) -> "WeekMatrix":
        """Return the codes of a batch, whose weekly columns are dictionaries of text."""
        numbers = np.empty((batch.num_rows, len(self.weeks.columns)), dtype=np.uint16)
        for place, name in enumerate(self.weeks.columns):
            column = batch.column(name)
            meaning = np.array([self._number(text.strip()) for text in column.dictionary.to_pylist()], dtype=np.uint16)
            indices = column.indices.to_numpy()
            numbers[:, place] = meaning[indices]
            self._count_zeros(column.dictionary.to_pylist(), indices)
        return WeekMatrix(self.weeks, numbers, self.codes)

    def _number(self, text: str) -> int:
        known = self._numbers.get(text)
        if known is None:
            is_none, is_code = text == "" or _ZERO.fullmatch(text), _CODE.fullmatch(text)
            known = NO_CODE if is_none else len(self.codes) if is_code else BAD_CODE
            if is_code:
                self.codes.append(text)
            self._numbers[text] = known
        return known

    def _count_zeros(self, texts: list[str], indices: NDArray[np.int32]) -> None:
        for index, text in enumerate(texts):
            if _ZERO.fullmatch(text.strip()):
                self.zero_count += int((indices == index).sum())


@dataclass(frozen=True)
class WeekMatrix:
    """The codes of some persons, a row each and a column per week, as numbers of ``codes``."""

    weeks: Weeks
    numbers: NDArray[np.uint16]
    codes: Sequence[str | None]

    def unreadable(self) -> NDArray[np.bool_]:
        """Tell which persons have a week that holds neither a code of three digits nor nothing."""
        is_bad: NDArray[np.bool_] = (self.numbers == BAD_CODE).any(axis=1)
        return is_bad

    @staticmethod
    def numbered(frame: pl.DataFrame) -> pl.DataFrame:
        """Say of every person in a frame where the weeks stand, before any is set aside."""
        return frame.with_row_index(WEEK_ROW)

    def runs(self, frame: pl.DataFrame, record: Record) -> pl.DataFrame:
        """Return a row per run of the persons in a frame that was ``numbered``, beside what it says of them."""
        numbers = self.numbers[frame[WEEK_ROW].to_numpy()]
        is_start = np.empty(numbers.shape, dtype=np.bool_)
        is_start[:, 0] = True
        is_start[:, 1:] = (numbers[:, 1:] != numbers[:, :-1]) | (np.diff(self.weeks.iso_years) != 0)
        starts = np.flatnonzero(is_start)
        lengths = np.diff(starts, append=numbers.size)
        persons, places = np.divmod(starts, len(self.weeks.columns))
        made = {
            "week_run_code": pl.Series(self.codes, dtype=pl.String).gather(pl.Series(numbers.ravel()[starts])),
            "week_run_start": pl.Series(self.weeks.mondays[places]).cast(pl.Date),
            "week_run_year": pl.Series(self.weeks.iso_years[places]),
            "week_run_length": pl.Series(lengths.astype(np.int16)),
        }
        spread = frame[persons].with_columns(
            made[each.type].alias(each.name) for each in record.read_fields if each.type in made
        )
        given = [each.name for each in record.read_fields]
        return spread.select(*given, *(name for name in frame.columns if name not in (WEEK_ROW, *given)))


def _monday(pattern: re.Pattern[str], name: str, file_name: str) -> date | None:
    match = pattern.fullmatch(name)
    if match is None:
        return None
    year, week = divmod(int(match["week"]), 100)
    try:
        return date.fromisocalendar(year + (1900 if year >= CENTURY_PIVOT else 2000), week, 1)
    except ValueError:
        raise refused("week_impossible", f"There is no such week: {name}.", file_name, "line 1") from None


def _last_monday(iso_year: int) -> date:
    """28 December always lies in the last ISO week of its year."""
    day = date(iso_year, 12, 28)
    return day - timedelta(days=day.weekday())
