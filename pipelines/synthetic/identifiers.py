"""Identifiers as text columns: UUIDs of the address registers and zero-padded numbers, made without a Python loop."""

import numpy as np
import polars as pl
import pyarrow as pa

_HEX = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)
_DASH = ord("-")
_DIGIT_PLACES = [place for place in range(36) if place not in (8, 13, 18, 23)]


def _as_text(characters: np.ndarray) -> pl.Series:
    """Rows of an (n, width) array of ASCII codes as a text column."""
    count, width = characters.shape
    offsets = pa.py_buffer((np.arange(count + 1) * width).astype(np.int64).tobytes())
    values = pa.LargeStringArray.from_buffers(count, offsets, pa.py_buffer(characters.tobytes()))
    return pl.Series(pl.from_arrow(values))


def uuids(random: np.random.Generator, count: int) -> pl.Series:
    """``count`` random UUIDs (version 4) in lower-case text, never the same for two calls on one generator."""
    raw = np.frombuffer(random.bytes(16 * count), dtype=np.uint8).reshape(count, 16).copy()
    raw[:, 6] = (raw[:, 6] & 0x0F) | 0x40
    raw[:, 8] = (raw[:, 8] & 0x3F) | 0x80
    characters = np.full((count, 36), _DASH, dtype=np.uint8)
    characters[:, _DIGIT_PLACES] = _HEX[np.stack([raw >> 4, raw & 0x0F], axis=2).reshape(count, 32)]
    return _as_text(characters)


def padded(numbers: np.ndarray, width: int) -> pl.Series:
    """Non-negative whole numbers as decimal text of exactly ``width`` digits with leading zeros."""
    powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    digits = (numbers.astype(np.int64)[:, None] // powers) % 10
    return _as_text((digits + ord("0")).astype(np.uint8))


def chosen(values: list[str | None], index: np.ndarray) -> pl.Series:
    """The text ``values[index]`` as a column; an entry None is null."""
    return pl.Series(values, dtype=pl.String).gather(pl.Series(index.astype(np.uint32)))
