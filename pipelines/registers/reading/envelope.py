"""What a whole fixed-width extract must be: opened and closed by its own records, counted, of the agreed product.

Looks at record types and line lengths only; fields are cut in ``fixed_width``.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.registers.layout import Layout, Record
from pipelines.registers.reading.lines import NOT_A_CODE, LineBlock
from pipelines.registers.refusals import Finding, line_place


@dataclass(frozen=True)
class _Place:
    number: int
    byte: int
    code: str

    def __str__(self) -> str:
        return f"{line_place(self.number, self.byte)}, record {self.code}"


class Envelope:
    """Follows an extract from its start record to its end record and says at the end what is wrong with it."""

    def __init__(self, layout: Layout, file_name: str) -> None:
        self._file_name = file_name
        self._records = {int(code): record for code, record in layout.records.items()}
        self._start, self._end = layout.record_of("start"), layout.record_of("end")
        self._starts: list[_Place] = []
        self._ends: list[_Place] = []
        self._last: _Place | None = None
        self._stated_count: int | None = None
        self.counts: Counter[int] = Counter()
        self.blank_lines = 0
        self.longer: Counter[int] = Counter()
        self._short = self._blank_ended = self._stunted = 0
        self._first_short: _Place | None = None
        self._first_blank_ended: _Place | None = None
        self._first_stunted: _Place | None = None

    @property
    def is_full_width(self) -> bool:
        """Tell whether lines keep their trailing blanks: then none is shorter than its record."""
        return self._short <= self._blank_ended

    @property
    def data_records(self) -> int:
        """Records between the start and the end record."""
        ends = {int(record.code) for record in (self._start, self._end) if record}
        return sum(count for code, count in self.counts.items() if code not in ends)

    def observe(self, block: LineBlock, codes: NDArray[np.int64]) -> None:
        """Take note of the record types and lengths of a block."""
        is_blank = block.lengths == 0
        self.blank_lines += int(is_blank.sum())
        filled = np.flatnonzero(~is_blank)
        self.counts.update(dict(zip(*_counted(codes[filled]), strict=True)))
        if len(filled):
            self._last = self._place(block, codes, int(filled[-1]))
        for record, found in ((self._start, self._starts), (self._end, self._ends)):
            if record is not None:
                found += [self._place(block, codes, int(row)) for row in np.flatnonzero(codes == int(record.code))[:2]]
        if self._end is not None and len(rows := np.flatnonzero(codes == int(self._end.code))):
            self._stated_count = stated_count(block, int(rows[0]), self._end)
        self._observe_lengths(block, codes)

    def problems(self) -> list[Finding]:
        """Return what is wrong with the whole."""
        return [*self._end_problems(), *self._length_problems()]

    def _observe_lengths(self, block: LineBlock, codes: NDArray[np.int64]) -> None:
        longest, least = np.zeros(1000, dtype=np.int64), np.zeros(1000, dtype=np.int64)
        fits = np.zeros(block.height, dtype=bool)
        for code, record in self._records.items():
            longest[code], least[code] = record.longest, record.least_length
        for lengths in _by_length(self._records):
            fits |= block.lengths == lengths.take(codes)
        is_known = (codes >= 0) & (longest.take(codes) > 0)
        short = is_known & ~fits & (block.lengths < longest.take(codes))
        stunted = is_known & (block.lengths < least.take(codes))
        blank_ended = is_known & block.ends_blank()
        for code, count in zip(*_counted(codes[is_known & (block.lengths > longest.take(codes))]), strict=True):
            self.longer[code] += count
        self._short += int(short.sum())
        self._blank_ended += int(blank_ended.sum())
        self._stunted += int(stunted.sum())
        self._first_short = self._first_short or self._first(block, codes, short)
        self._first_blank_ended = self._first_blank_ended or self._first(block, codes, blank_ended)
        self._first_stunted = self._first_stunted or self._first(block, codes, stunted)

    def _end_problems(self) -> list[Finding]:
        last = str(self._last) if self._last else "line 1"
        if self._start is not None and len(self._starts) > 1:
            return [self._finding("start_record_repeated", "A second start record is in the file.", self._starts[1])]
        if self._end is None:
            return []
        if not self._ends:
            sentence = f"The end record {self._end.code} is missing; the file ends with another record."
            return [Finding("end_record_missing", sentence, self._file_name, last)]
        if self._ends[0] != self._last:
            return [self._finding("records_after_end", "Records follow the end record.", self._ends[0])]
        if self._stated_count != self.data_records:
            stated = "nothing readable" if self._stated_count is None else f"{self._stated_count:,}"
            sentence = f"The end record counts {stated}, the file holds {self.data_records:,} data records."
            return [self._finding("end_record_count_differs", sentence, self._ends[0])]
        return []

    def _length_problems(self) -> list[Finding]:
        if self._first_stunted is not None:
            sentence = f"Lines that end before or inside a required field: {self._stunted:,}."
            return [self._finding("truncated_line", sentence, self._first_stunted)]
        if not (self._short and self._blank_ended):
            return []
        if self.is_full_width:
            sentence = f"Lines that are shorter than their record, in a file of full width: {self._short:,}."
            return [self._finding("truncated_line", sentence, self._first_short)]
        sentence = f"Lines that end in a blank and so were cut, in a file of trimmed lines: {self._blank_ended:,}."
        return [self._finding("truncated_line", sentence, self._first_blank_ended)]

    def _finding(self, reason_code: str, sentence: str, place: _Place | None) -> Finding:
        return Finding(reason_code, sentence, self._file_name, str(place) if place else None)

    def _first(self, block: LineBlock, codes: NDArray[np.int64], rows: NDArray[np.bool_]) -> _Place | None:
        found = np.flatnonzero(rows)
        return self._place(block, codes, int(found[0])) if len(found) else None

    def _place(self, block: LineBlock, codes: NDArray[np.int64], row: int) -> _Place:
        return _Place(block.first_number + row, block.first_byte + int(block.starts[row]), code_text(int(codes[row])))


def stated_count(block: LineBlock, row: int, end: Record) -> int | None:
    """Return the number of data records that an end record states; None when it is not readable."""
    field = next(field for field in end.fields if field.name == "record_count")
    start = int(block.starts[row])
    digits = block.data[start + field.start - 1 : start + min(field.end, int(block.lengths[row]))]
    return int(digits) if len(digits) == field.length and digits.isdigit() else None


def code_text(code: int) -> str:
    """Record type as text; what is no record type is not shown, it may be a part of a number."""
    return f"{code:03d}" if code >= 0 else "???"


def _counted(codes: NDArray[np.int64]) -> tuple[list[int], list[int]]:
    counts = np.bincount(codes - NOT_A_CODE)
    found = np.flatnonzero(counts)
    return (found + NOT_A_CODE).tolist(), counts[found].tolist()


def _by_length(records: dict[int, Record]) -> list[NDArray[np.int64]]:
    """Tables from record type to length: one for the first length of every record, one for the second, ..."""
    tables = [np.full(1000, -1, dtype=np.int64) for _ in range(max(len(record.lengths) for record in records.values()))]
    for code, record in records.items():
        for table, length in zip(tables, record.lengths, strict=False):
            table[code] = length
    return tables
