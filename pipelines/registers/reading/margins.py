"""What stands around a table that was exported from a spreadsheet: titles above the header, blank rows, a footer.

Only where a layout says so. Lines are counted as they stand in the file; rows themselves are read in ``delimited``.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from pipelines.registers.layout import Layout
from pipelines.registers.reading.byte_guard import UTF8_MARK
from pipelines.registers.refusals import line_place, refused

# Below this share of the agreed names, a line is a title and not the header.
LEAST_SHARE = 0.5


@dataclass(frozen=True)
class Header:
    """The names of the columns, the line they stand in (from 1) and the bytes up to its end."""

    names: list[str]
    line_number: int = 1
    end: int = 0


def find_header(head: bytes, layout: Layout) -> Header:
    """Return the header of a table; the first line where no line within reach looks like one."""
    expected = {field.source for field in layout.only_record.fields}
    end, first = 0, None
    for number, line in enumerate(head.split(b"\n", layout.preamble_rows + 1)[: layout.preamble_rows + 1], 1):
        end += len(line) + 1
        header = Header(names_in(line, layout.encoding, layout.delimiter), number, end)
        first = first or header
        if len(expected.intersection(header.names)) >= LEAST_SHARE * len(expected):
            return header
    return first or Header([])


def names_in(line: bytes, encoding: str, delimiter: str) -> list[str]:
    """Return the names in a line of a file; none when it is empty."""
    text = line.removeprefix(UTF8_MARK).decode(encoding, errors="replace")
    return next(csv.reader(text.splitlines()[:1], delimiter=delimiter), [])


class Margins:
    """Tells records from blank rows and from the footer of a table; without agreed footer every row is a record."""

    def __init__(self, layout: Layout, file_name: str) -> None:
        self._prefixes, self._delimiter, self._file_name = layout.footer_prefixes, layout.delimiter, file_name
        self._footer_line = self._last_record = 0
        self.blank_rows = self.footer_rows = 0
        self.odd_rows: set[int] = set()

    @property
    def are_agreed(self) -> bool:
        """Tell whether the layout agrees a footer, and with it blank rows."""
        return bool(self._prefixes)

    @property
    def row_count(self) -> int:
        """Rows so far that are no records."""
        return self.blank_rows + self.footer_rows

    def judge(self, text: str, number: int) -> None:
        """Look at a row with another number of columns than the header: it may be blank or part of the footer."""
        text = text.strip().lstrip('"')
        is_footer = self.are_agreed and text.startswith(self._prefixes)
        is_blank = self.are_agreed and not text.strip(self._delimiter)
        if is_footer or is_blank:
            self.odd_rows.add(number)
        self._count(np.array([number]), np.array([is_blank]), np.array([is_footer]))

    def without(self, batch: pa.RecordBatch, numbers: NDArray[np.int64]) -> tuple[pa.RecordBatch, NDArray[np.int64]]:
        """Return the rows of a batch of text that are records, and their numbers."""
        if not self.are_agreed:
            return batch, numbers
        frame = pl.DataFrame(pl.from_arrow(batch))
        blank = frame.select(pl.all_horizontal(pl.all().str.strip_chars() == "")).to_series().to_numpy()
        starts = [frame.to_series(0).str.starts_with(prefix).to_numpy() for prefix in self._prefixes]
        footer = np.any(starts, axis=0)
        self._count(numbers, blank, footer)
        records = np.flatnonzero(~(blank | footer))
        return batch.take(pa.array(records)), numbers[records]

    def check_end(self) -> None:
        """Refuse records below the footer: two exports were joined.

        Raises:
            RefusedError: with the line of the last of them.
        """
        if self._footer_line and self._last_record > self._footer_line:
            place = line_place(self._last_record)
            raise refused("records_after_end", "Rows follow the footer of the table.", self._file_name, place)

    def notes(self, header: Header) -> Sequence[str]:
        """Say what was skipped."""
        counts = {
            "lines before the header": header.line_number - 1,
            "blank rows": self.blank_rows,
            "rows of the footer": self.footer_rows,
        }
        return [f"{what}, skipped: {count:,}" for what, count in counts.items() if count]

    def _count(self, numbers: NDArray[np.int64], blank: NDArray[np.bool_], footer: NDArray[np.bool_]) -> None:
        self.blank_rows += int(blank.sum())
        self.footer_rows += int(footer.sum())
        if footer.any():
            first = int(numbers[footer].min())
            self._footer_line = min(self._footer_line or first, first)
        records = numbers[~(blank | footer)]
        if len(records):
            self._last_record = max(self._last_record, int(records.max()))
