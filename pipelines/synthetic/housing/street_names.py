"""Road names that sound like Copenhagen: a place, tree or bird and a kind of road; each name once."""

import numpy as np
import polars as pl

from pipelines.synthetic.names import names_of

_KINDS = ("gade", "vej", "allé", "stræde", "vænget", "plads", "toften", "parken", "haven", "stien")
_ADDITIONS = ("Gammel", "Nordre", "Søndre")
"""Set before a name once the plain ones are used up."""


def _all_names() -> list[str]:
    stems = names_of("road_stem")
    plain = [f"{stem}{kind}" for kind in _KINDS for stem in stems]
    return plain + [f"{addition} {name}" for addition in _ADDITIONS for name in plain[: 3 * len(stems)]]


def road_names(random: np.random.Generator, count: int) -> pl.Series:
    """``count`` different road names, drawn from the first one and a half times as many of the list.

    Raises ValueError when the list is too short.
    """
    names = pl.Series(_all_names())
    if count > len(names):
        raise ValueError(f"only {len(names)} road names for {count} roads: add stems to the list")
    pool = names.head(max(count, min(len(names), count * 3 // 2)))
    return pool.gather(pl.Series(random.permutation(len(pool))[:count].astype(np.uint32)))
