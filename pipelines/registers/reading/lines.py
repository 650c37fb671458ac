"""Dividing a fixed-width file into lines, block by block, without a Python step per line.

A block is some 16 MB cut at a line end. Files come with line ends (LF or CR LF, at full width or with trailing blanks
trimmed) or as one unbroken string, which is cut by the lengths of its records.
"""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from pipelines.registers.layout import Layout
from pipelines.registers.reading.byte_guard import ByteGuard, Source
from pipelines.registers.refusals import refused

T = TypeVar("T")
R = TypeVar("R")
# Blocks below the allocator's limit for returning memory are reused, which saves a page fault per 4 KB.
BLOCK_BYTES = 16 << 20
# Two blocks are cut at a time: on two cores that reads a tenth faster than one, and a third brings nothing.
CUTTERS = 2
NOT_A_CODE = -1
CODE_LENGTH = 3
# The control character DEL, which no register uses.
FOREIGN_LETTER = "\x7f"
_TO_ASCII = bytes(range(128)) + FOREIGN_LETTER.encode() * 128
_LF, _CR = 10, 13


@dataclass(frozen=True)
class LineBlock:
    """Consecutive lines: their bytes, where each starts (and the last ends), how long each is without line end.

    ``returns`` is the number of lines that end in CR LF.
    """

    data: bytes
    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]
    first_number: int
    first_byte: int
    returns: int = 0

    @property
    def height(self) -> int:
        """Number of lines."""
        return len(self.lengths)

    def codes(self) -> NDArray[np.int64]:
        """Record type of every line as a number; ``NOT_A_CODE`` where it does not start with three digits."""
        bytes_ = np.frombuffer(self.data, dtype=np.uint8)
        first = np.minimum(self.starts[:-1], max(len(bytes_) - CODE_LENGTH, 0))
        digits = [bytes_.take(first + place, mode="clip").astype(np.int64) - ord("0") for place in range(CODE_LENGTH)]
        is_code = (self.lengths >= CODE_LENGTH) & np.all([(digit >= 0) & (digit <= 9) for digit in digits], axis=0)
        return np.where(is_code, digits[0] * 100 + digits[1] * 10 + digits[2], NOT_A_CODE)

    def lines(self) -> pl.Series:
        """Lines as binary views of the block: nothing is copied."""
        return self._views(self.data)

    def lines_in_ascii(self) -> pl.Series:
        """Lines in which every byte outside ASCII is ``FOREIGN_LETTER``."""
        return self._views(self.data.translate(_TO_ASCII))

    def _views(self, data: bytes) -> pl.Series:
        buffers = [None, pa.py_buffer(np.ascontiguousarray(self.starts)), pa.py_buffer(data)]
        return pl.Series("line", pa.Array.from_buffers(pa.large_binary(), self.height, buffers))

    def ends_blank(self) -> NDArray[np.bool_]:
        """Tell which lines end in a blank."""
        bytes_ = np.frombuffer(self.data, dtype=np.uint8)
        last = self.starts[:-1] + np.maximum(self.lengths - 1, 0)
        is_blank: NDArray[np.bool_] = (self.lengths > 0) & (bytes_.take(last, mode="clip") == ord(" "))
        return is_blank


def present_codes(codes: NDArray[np.int64]) -> list[int]:
    """Return the record types that occur."""
    present: list[int] = (np.flatnonzero(np.bincount(codes - NOT_A_CODE)) + NOT_A_CODE).tolist()
    return present


def ahead(items: Iterator[T]) -> Iterator[T]:
    """Yield items, each made on another thread while its predecessor is in use."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        upcoming = pool.submit(next, items, None)
        while (item := upcoming.result()) is not None:
            upcoming = pool.submit(next, items, None)
            yield item


def each_ahead(function: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    """Yield what a function makes of items, in their order, while threads of its own work on the next ones."""
    with ThreadPoolExecutor(max_workers=CUTTERS) as pool:
        upcoming: deque[Future[R]] = deque()
        for item in items:
            upcoming.append(pool.submit(function, item))
            if len(upcoming) > CUTTERS:
                yield upcoming.popleft().result()
        while upcoming:
            yield upcoming.popleft().result()


def is_unbroken(source: Source) -> bool:
    """Tell whether a file is one string without line ends."""
    return b"\n" not in source.head(1 << 16).rstrip(b"\r\n")


def broken_lines(source: Source, guard: ByteGuard) -> Iterator[LineBlock]:
    """Yield the lines of a file with line ends.

    Raises:
        RefusedError: the bytes are not those of a text in its encoding, or a line is absurdly long.
    """
    number, position = 1, 0
    while position < source.size:
        data = source.file.read(BLOCK_BYTES)
        if not data:
            break
        is_last = position + len(data) >= source.size
        cut = len(data) if is_last else data.rfind(b"\n") + 1
        if cut == 0:
            sentence = "A line is longer than any record."
            raise refused("wrong_file_type", sentence, source.name, f"byte {position:,}")
        source.file.seek(position + cut)
        data = data if cut == len(data) else data[:cut]
        guard.feed(data)
        block = _block(data, number, position)
        yield block
        number, position = number + block.height, position + cut


def unbroken_lines(source: Source, guard: ByteGuard, layout: Layout) -> Iterator[LineBlock]:
    """Yield the records of one unbroken string, cut in C by one regular expression made from the record lengths.

    Raises:
        RefusedError: the bytes are not those of a text in its encoding, or records do not follow on.
    """
    pattern = record_pattern(layout)
    margin = max(record.longest for record in layout.records.values()) + CODE_LENGTH + leading_digits(layout)
    number, position, rest = 1, 0, b""
    while data := source.file.read(BLOCK_BYTES):
        guard.feed(data)
        data = rest + data
        is_last = guard.size >= source.size
        text = data.rstrip(b"\r\n") if is_last else data
        lengths = np.fromiter(map(len, pattern.findall(text)), dtype=np.int64)
        starts = np.concatenate([[0], np.cumsum(lengths)])
        if not is_last:
            # What starts this close to the end may lack its own end, or the record that tells its length.
            kept = int(np.searchsorted(starts[:-1], len(text) - margin))
            lengths, starts = lengths[:kept], starts[: kept + 1]
        stray = np.flatnonzero(lengths == 1)
        if len(stray):
            place = f"byte {position + int(starts[stray[0]]):,}"
            sentence = "From here on the unbroken string cannot be divided into records."
            raise refused("unbroken_out_of_step", sentence, source.name, place)
        yield LineBlock(text[: starts[-1]], starts, lengths, number, position)
        number, position, rest = number + len(lengths), position + int(starts[-1]), data[starts[-1] :]


def record_pattern(layout: Layout) -> re.Pattern[bytes]:
    """Pattern that matches one record, or one stray byte where no record starts.

    A record type of several lengths has the shorter one where the next record starts right behind it: a record type
    and the digits that every record begins with.
    """
    known, digits = "|".join(sorted(layout.records)), leading_digits(layout)
    alternatives = []
    for code, record in sorted(layout.records.items()):
        *shorter, longest = sorted(record.lengths)
        alternatives += [f"{code}.{{{length - CODE_LENGTH}}}(?=(?:{known})[0-9]{{{digits}}})" for length in shorter]
        alternatives.append(f"{code}.{{{longest - CODE_LENGTH}}}")
    return re.compile("|".join([*alternatives, "."]).encode("ascii"), re.DOTALL)


def leading_digits(layout: Layout) -> int:
    """Digits at least that follow the record type in every record: a person number, a task, a municipality."""
    return min(min(record.fields, key=lambda field: field.start).length for record in layout.records.values())


def _block(data: bytes, number: int, position: int) -> LineBlock:
    bytes_ = np.frombuffer(data, dtype=np.uint8)
    ends = np.flatnonzero(bytes_ == _LF)
    if not data.endswith(b"\n"):
        ends = np.append(ends, len(data))
    starts = np.empty(len(ends) + 1, dtype=np.int64)
    starts[0], starts[1:] = 0, ends + 1
    starts[-1] = len(data)
    lengths = ends - starts[:-1]
    has_return = (lengths > 0) & (bytes_.take(ends - 1, mode="clip") == _CR)
    return LineBlock(data, starts, lengths - has_return, number, position, int(has_return.sum()))
