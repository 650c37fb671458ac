"""Typing a batch of rows: values, keys, and which rows lack what they must have.

A field that will not parse is counted; a required one marks its row with a reason code. Values leave only as typed
columns. Writing and quarantine files belong to ``tables``.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.registers.layout import Field, Record
from pipelines.registers.pseudonyms import BAD_FORM, FAULT_CODES, NO_PERSON, PersonKeys, numbers_in
from pipelines.registers.reading import amounts, office_values, points, values
from pipelines.registers.reading.week_runs import WeekMatrix
from pipelines.registers.refusals import line_place, refused

NUMBER_TYPES = frozenset({"person", "number_class"})
OLDEST_AGE_YEARS = 130
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Batch:
    """Rows of one record: as cleaned text, and typed. Person numbers are numbers in both, not keys yet."""

    record: Record
    text: pl.DataFrame
    frame: pl.DataFrame
    weeks: WeekMatrix | None = None

    @classmethod
    def of(cls, record: Record, text: pl.DataFrame, weeks: WeekMatrix | None = None) -> "Batch":
        """Type rows; ``text`` has one cleaned column per field that is read, person numbers perhaps as numbers."""
        fields = record.column_fields
        numbers = [
            numbers_in(text[field.name])
            for field in fields
            if field.type in NUMBER_TYPES and text.schema[field.name] == pl.String
        ]
        text = text.with_columns(numbers)
        return cls(record, text, text.lazy().select(values.typed(field) for field in fields).collect(), weeks)


@dataclass
class RowFaults:
    """Which rows of a batch cannot be used, and why: the first reason found for each."""

    height: int
    reasons: list[tuple[str, str]] = field(default_factory=list)
    _reason_of_row: NDArray[np.int16] | None = None

    def mark(self, is_faulty: Mask, field_name: str, reason_code: str) -> None:
        """Mark rows that have no reason yet."""
        if not is_faulty.any():
            return
        if self._reason_of_row is None:
            self._reason_of_row = np.zeros(self.height, dtype=np.int16)
        self.reasons.append((field_name, reason_code))
        self._reason_of_row[is_faulty & (self._reason_of_row == 0)] = len(self.reasons)

    def sound(self) -> NDArray[np.int64] | None:
        """Return the rows that can be used, None when that is all of them."""
        return None if self._reason_of_row is None else np.flatnonzero(self._reason_of_row == 0)

    def faulty(self) -> tuple[NDArray[np.int64], list[str], list[str]]:
        """Return the rows that cannot be used, with the field and the reason code of each."""
        if self._reason_of_row is None:
            return np.empty(0, dtype=np.int64), [], []
        rows = np.flatnonzero(self._reason_of_row)
        named = [self.reasons[number - 1] for number in self._reason_of_row[rows]]
        return rows, [name for name, _ in named], [code for _, code in named]


class RowKeyer:
    """Puts keys in place of the person numbers of a file, counts what would not parse, finds rows of no use."""

    def __init__(self, keys: PersonKeys, reference_date: date | None) -> None:
        self._keys = keys
        self._reference_date = reference_date
        self.unreadable: Counter[tuple[str, str, str]] = Counter()
        self.padded: Counter[tuple[str, str]] = Counter()
        self.replacement_numbers = 0

    def keyed(self, batch: Batch) -> tuple[pl.DataFrame, RowFaults]:
        """Return a batch with keys in place of numbers, and its faults."""
        record, text, frame = batch.record, batch.text, batch.frame
        faults = RowFaults(frame.height)
        keyed = []
        for each in record.column_fields:
            if each.type == "person":
                keyed.append(self._person(record, each, text[each.name], faults))
            elif each.type != "number_class":
                self._check(record, each, text[each.name], frame[each.name], faults)
            if each.type == "family":
                keyed.append(self._keys.families(text[each.name]))
            elif each.type == "number_class":
                self.replacement_numbers += int((frame[each.name] == "erstatningsnummer").sum())
            elif each.type == "birth_date":
                self._check_age(each, frame[each.name], faults)
        if batch.weeks is not None:
            self._check_weeks(record, batch.weeks, faults)
        return frame.with_columns(keyed), faults

    def _person(self, record: Record, each: Field, text: pl.Series, faults: RowFaults) -> pl.Series:
        pseudonyms = self._keys.pseudonyms(text)
        if pseudonyms.keys.null_count():
            # Ids that another field classifies are no persons, and no faults either.
            is_classified = any(other.type == "id_class" and other.source == each.source for other in record.fields)
            for fault, reason_code in FAULT_CODES.items():
                if not (is_classified and fault == BAD_FORM):
                    self._count(record, each, pseudonyms.faults == fault, reason_code, faults)
            if each.required:
                faults.mark(pseudonyms.faults == NO_PERSON, each.name, "required_missing")
        return pseudonyms.keys

    def _check(self, record: Record, each: Field, text: pl.Series, column: pl.Series, faults: RowFaults) -> None:
        if each.minimum is not None or each.maximum is not None:
            self._check_range(record, each, column, faults)
        if each.pad:
            self.padded[str(record.table), each.name] += int((text.str.len_chars() < (each.width or 0)).sum() or 0)
        if each.type in office_values.ANSWERED_ELSEWHERE or not column.null_count():
            return
        is_null, is_missing = column.is_null().to_numpy(), text.is_null().to_numpy()
        if each.type == "amount_oere" or each.decimal_comma:
            is_foreign = is_null & text.str.contains(amounts.POINTED_PATTERN).fill_null(False).to_numpy()
            faults.mark(is_foreign, each.name, "number_format_mixed")
        is_bad = is_null & ~is_missing
        if each.type in points.TYPES:
            for is_so, reason_code in points.reasons(text, is_bad):
                self._count(record, each, is_so, reason_code, faults)
        else:
            self._count(record, each, is_bad, office_values.REASONS.get(each.type, "value_unreadable"), faults)
        if each.required:
            faults.mark(is_null & is_missing, each.name, "required_missing")

    def _check_range(self, record: Record, each: Field, column: pl.Series, faults: RowFaults) -> None:
        low, high = each.minimum, each.maximum
        is_outside = np.zeros(len(column), dtype=np.bool_)
        for is_beyond in (None if low is None else column < low, None if high is None else column > high):
            if is_beyond is not None:
                is_outside |= is_beyond.fill_null(False).to_numpy()
        if is_outside.any():
            self.unreadable[str(record.table), each.name, "value_out_of_range"] += int(is_outside.sum())
            faults.mark(is_outside, each.name, "value_out_of_range")

    def _check_weeks(self, record: Record, weeks: WeekMatrix, faults: RowFaults) -> None:
        is_bad = weeks.unreadable()
        if is_bad.any():
            name = next(each.name for each in record.read_fields if each.type == "week_run_code")
            self.unreadable[str(record.table), name, "value_unreadable"] += int(is_bad.sum())
            faults.mark(is_bad, name, "value_unreadable")

    def _check_age(self, each: Field, births: pl.Series, faults: RowFaults) -> None:
        if self._reference_date is None:
            return
        day = self._reference_date
        oldest = day.replace(year=day.year - OLDEST_AGE_YEARS - 1, day=min(day.day, 28))
        faults.mark((births > day).fill_null(False).to_numpy(), each.name, "birth_after_reference")
        faults.mark((births <= oldest).fill_null(False).to_numpy(), each.name, "age_over_130")

    def _count(self, record: Record, each: Field, is_bad: Mask, reason_code: str, faults: RowFaults) -> None:
        count = int(is_bad.sum())
        if count:
            self.unreadable[str(record.table), each.name, reason_code] += count
        if count and each.required:
            faults.mark(is_bad, each.name, reason_code)


def refuse_strict(
    record: Record, places: NDArray[np.int64], fields: Sequence[str | None], reasons: Sequence[str], file_name: str
) -> None:
    """Refuse a file for a fault that no row may have.

    Raises:
        RefusedError: a number is written otherwise than agreed, or a field of a row says that it refuses the file.
    """
    strict = {each.name: each.refuse_as for each in record.read_fields if each.refuse_as}
    for place, name, reason in zip(places.tolist(), fields, reasons, strict=True):
        if reason == "number_format_mixed":
            sentence = f"Numbers of {name} are written with a point; that was not agreed."
            raise refused(reason, sentence, file_name, line_place(place))
        if name in strict:
            sentence = f"A row has a {name} that cannot be used ({reason})."
            raise refused(str(strict[name]), sentence, file_name, line_place(place))
