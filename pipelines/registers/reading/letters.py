"""Text of fixed-width records with letters outside ASCII, decoded many lines at a time.

Fields without such letters never come here: they are views of the bytes they were read from.
"""

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

_BLANK = ord(" ")
_LAST_ASCII = 0x7F


def texts_at(
    data: bytes, starts: NDArray[np.int64], ends: NDArray[np.int64], length: int, encoding: str = "latin-1"
) -> pl.Series:
    """Return what stands at places of a block of bytes, ``length`` characters each, blank behind the end of a line.

    ``encoding`` has one byte per character.
    """
    bytes_ = np.frombuffer(data, dtype=np.uint8)
    places = starts[:, None] + np.arange(length)
    letters = np.where(places < ends[:, None], bytes_.take(places, mode="clip"), _BLANK).astype(np.uint8)
    # Latin-1 in UTF-8: one byte as it is in ASCII, two bytes otherwise.
    widths = length + (letters > _LAST_ASCII).sum(axis=1)
    offsets = np.concatenate([[0], np.cumsum(widths)]).astype(np.int64)
    text = letters.tobytes().decode(encoding).encode("utf-8")
    return pl.Series(
        pl.from_arrow(pa.LargeStringArray.from_buffers(len(starts), pa.py_buffer(offsets), pa.py_buffer(text)))
    )
