"""Given names and surnames: common ones in Copenhagen, drawn by a person's sex, origin and number."""

from functools import cache

import numpy as np
import polars as pl

from pipelines.synthetic.identifiers import chosen
from pipelines.synthetic.public_figures import table

SURNAMES_PER_ORIGIN = 60
_GIVEN_KINDS = ("women", "men", "women_other", "men_other")
_SURNAME_KINDS = ("surname", "surname_other")


@cache
def names_of(kind: str) -> list[str]:
    """The names of one kind in ``data/names.csv``."""
    return table("names").filter(pl.col("kind") == kind)["name"].to_list()


def given_names(scatter: np.ndarray, is_male: np.ndarray, is_other_origin: np.ndarray) -> pl.Series:
    """A given name per person, fixed by ``scatter`` (any non-negative whole numbers)."""
    lists = [names_of(kind) for kind in _GIVEN_KINDS]
    lengths = np.array([len(names) for names in lists])
    starts = np.cumsum(lengths) - lengths
    which = is_male.astype(np.int64) + 2 * is_other_origin
    everyone: list[str | None] = [name for names in lists for name in names]
    return chosen(everyone, starts[which] + scatter.astype(np.int64) % lengths[which])


def surnames(index: np.ndarray) -> pl.Series:
    """The surname at each index: below SURNAMES_PER_ORIGIN a Danish one, from there on one of other origin."""
    everyone: list[str | None] = [name for kind in _SURNAME_KINDS for name in names_of(kind)[:SURNAMES_PER_ORIGIN]]
    return chosen(everyone, index)
