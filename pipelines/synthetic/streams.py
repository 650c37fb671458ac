"""Named streams of random numbers: one seed, one independent generator per name.

A stream depends on the seed and its name only, so a new draw in one part of the city leaves all others as they were.
"""

import zlib

import numpy as np


def stream(seed: int, *name: str | int) -> np.random.Generator:
    """The generator of ``name``, e.g. ``stream(seed, "births", 2024)``; ``seed`` is not negative."""
    words = [zlib.crc32(str(part).encode()) for part in name]
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *words])))


def apportion(shares: np.ndarray) -> np.ndarray:
    """Whole numbers for non-negative ``shares``; every running sum is off by less than one, so totals hold."""
    edges = np.floor(np.cumsum(shares) + 0.5).astype(np.int64)
    return np.diff(edges, prepend=0)


def ranks_within(groups: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Rank from 0 of each element among those of its group, by ascending ``order`` (ties by position)."""
    sequence = np.lexsort((order, groups))
    sorted_groups = groups[sequence]
    starts = np.flatnonzero(np.r_[True, sorted_groups[1:] != sorted_groups[:-1]]) if len(groups) else np.array([], int)
    sizes = np.diff(np.r_[starts, len(groups)])
    ranks = np.empty(len(groups), dtype=np.int64)
    ranks[sequence] = np.arange(len(groups)) - np.repeat(starts, sizes)
    return ranks
