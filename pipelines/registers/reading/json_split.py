"""Cutting a block of a JSON array between its objects, in numpy, by quotes and braces alone.

Nothing here knows what the objects mean; polars parses them, one per line.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_QUOTE, _BACKSLASH, _COMMA, _NEWLINE, _RETURN, _BLANK = b'"\\,\n\r '
_IS_BLANK = np.isin(np.arange(256), list(b" \t\r\n"))
_DEPTH = np.zeros(256, dtype=np.int8)
_DEPTH[list(b"{[")], _DEPTH[list(b"}]")] = 1, -1


@dataclass(frozen=True)
class Objects:
    """Objects one per line, where each starts in the block, where the last of them ends, where the array closes."""

    lines: bytes
    starts: NDArray[np.int64]
    end: int
    closed_at: int | None


def split_objects(block: bytes, *, is_first: bool) -> Objects:
    """Put the complete objects of a block on lines of their own.

    The block starts between two objects of an array, behind its opening bracket when ``is_first``. A brace inside a
    string has an odd number of quotes before it and does not count.

    Raises:
        ValueError: between two objects stands anything but one comma.
    """
    bytes_ = np.frombuffer(block, dtype=np.uint8)
    braces = np.flatnonzero(_DEPTH.take(bytes_))
    braces = braces[np.searchsorted(_quotes(bytes_, block), braces) % 2 == 0]
    depth = np.cumsum(_DEPTH.take(bytes_[braces]), dtype=np.int64)
    closing = np.flatnonzero(depth < 0)
    closed_at = int(braces[closing[0]]) if len(closing) else None
    if closed_at is not None:
        braces, depth = braces[: closing[0]], depth[: closing[0]]
    ends = braces[depth == 0]
    starts = braces[np.concatenate([[0], depth[:-1]]) == 0][: len(ends)] if len(braces) else braces
    # The first object has something before it as well: nothing, or the comma behind its predecessor.
    gap_starts = np.concatenate([[0], ends[:-1] + 1]) if len(ends) else ends
    _check_gaps(bytes_, gap_starts, starts, is_first=is_first)
    if not len(ends):
        return Objects(b"", starts, 0, closed_at)
    lines = bytes_[: ends[-1] + 1].copy()
    lines[(lines == _NEWLINE) | (lines == _RETURN)] = _BLANK
    lines[gap_starts[1:]] = _NEWLINE
    commas = _positions(gap_starts[1:] + 1, starts[1:])
    lines[commas] = _BLANK
    return Objects(lines[starts[0] :].tobytes(), starts, int(ends[-1]) + 1, closed_at)


def _check_gaps(
    bytes_: NDArray[np.uint8], gap_starts: NDArray[np.int64], gap_ends: NDArray[np.int64], *, is_first: bool
) -> None:
    between = bytes_[_positions(gap_starts, gap_ends)]
    gap_of = np.repeat(np.arange(len(gap_starts)), gap_ends - gap_starts)
    is_comma = between == _COMMA
    expected = np.arange(1 if is_first else 0, len(gap_starts))
    if not np.array_equal(gap_of[is_comma], expected) or not (_IS_BLANK[between] | is_comma).all():
        raise ValueError("objects are not separated by one comma")


def _positions(starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return every position of the spans from ``starts`` up to ``ends``."""
    lengths = np.maximum(ends - starts, 0)
    shifts = starts - (np.cumsum(lengths) - lengths)
    return np.asarray(np.arange(lengths.sum()) + np.repeat(shifts, lengths), dtype=np.int64)


def _quotes(bytes_: NDArray[np.uint8], block: bytes) -> NDArray[np.int64]:
    """Return the quotes that open or close a string: those behind an odd run of backslashes are part of one."""
    quotes = np.flatnonzero(bytes_ == _QUOTE)
    if b"\\" not in block:
        return quotes
    slashes = np.flatnonzero(bytes_ == _BACKSLASH)
    is_start = np.diff(slashes, prepend=-2) != 1
    first, last = slashes[is_start], slashes[np.append(is_start[1:], True)]
    escaped = last[(last - first) % 2 == 0] + 1
    return quotes[~np.isin(quotes, escaped, assume_unique=True)]
