"""Digits read many at a time from the bytes they stand in. What the number means is known elsewhere."""

import numpy as np
from numpy.typing import NDArray


def words_at_every_byte(data: bytes, dtype: str) -> NDArray[np.unsignedinteger]:
    """Return the word that begins at every byte: a view, nothing is copied."""
    size = np.dtype(dtype).itemsize
    return np.ndarray((max(len(data) - size + 1, 0),), dtype=dtype, buffer=data, strides=(1,))


def digits_of(words: NDArray[np.unsignedinteger]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the numbers that eight digits each stand for, in three multiplications, and which words are no digits."""
    digits = words ^ np.uint64(0x3030303030303030)
    # A byte above 9 reaches its highest bit, by itself or when 0x76 is added.
    is_bad = (digits | (digits + np.uint64(0x7676767676767676))) & np.uint64(0x8080808080808080) != 0
    digits = (digits * np.uint64(10 * 256 + 1)) >> np.uint64(8)
    digits = ((digits & np.uint64(0x00FF00FF00FF00FF)) * np.uint64(100 * 65536 + 1)) >> np.uint64(16)
    digits = ((digits & np.uint64(0x0000FFFF0000FFFF)) * np.uint64(10000 * (1 << 32) + 1)) >> np.uint64(32)
    return digits.view(np.int64), is_bad
