"""Education codes (HFAUDD) and their place in DISCED-15: a small invented list with true main groups."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from pipelines.synthetic.frames import CLASSIFICATION, conform
from pipelines.synthetic.public_figures import table

UNSET, UNREGISTERED = -2, -1
"""Values of ``People.education`` that are no code: not yet decided, and nothing registered."""
LOW, PREPARATORY, UPPER_SECONDARY, VOCATIONAL, SHORT, BACHELOR, PROFESSIONAL, LONG, DOCTORAL = range(1, 10)
"""Levels, ascending: nobody ever goes down. 0 is nothing registered."""
_LEVEL_OF_GROUP = {
    "05": LOW, "10": LOW, "90": LOW, "15": PREPARATORY, "20": UPPER_SECONDARY, "25": UPPER_SECONDARY,
    "35": UPPER_SECONDARY, "29": VOCATIONAL, "30": VOCATIONAL, "40": SHORT, "50": PROFESSIONAL, "60": BACHELOR,
    "70": LONG, "80": DOCTORAL,
}  # fmt: skip
_WEIGHTS = {"05": 0.08, "25": 0.08, "29": 0.08, "35": 0.08, "90": 0.02}
_UNKNOWN_ABROAD_SHARE = 0.55


@dataclass(frozen=True)
class Codes:
    """Level of each code; code indices with probabilities per level; the codes of unknown education from abroad."""

    level: np.ndarray
    by_level: dict[int, tuple[np.ndarray, np.ndarray]]
    foreign: np.ndarray

    def levels_of(self, education: np.ndarray) -> np.ndarray:
        """Level per person from code index; 0 for unset and unregistered."""
        levels: np.ndarray = np.append(self.level, [0, 0])[education]
        return levels

    def draw(self, level: np.ndarray, is_immigrant: np.ndarray, random: np.random.Generator) -> np.ndarray:
        """A code index per wanted level; level 0 is UNREGISTERED.

        What half of the unschooled immigrants learned abroad is unknown.
        """
        drawn = np.full(len(level), UNREGISTERED, dtype=np.int16)
        for value, (indices, weights) in self.by_level.items():
            members = np.flatnonzero(level == value)
            drawn[members] = random.choice(indices, size=len(members), p=weights)
        unknown = np.flatnonzero((level == LOW) & is_immigrant & (random.random(len(level)) < _UNKNOWN_ABROAD_SHARE))
        drawn[unknown] = random.choice(self.foreign, size=len(unknown))
        return drawn


@cache
def codes() -> Codes:
    """The list of ``data/education_codes.csv``."""
    groups = classification()["disced15_main_code"].to_list()
    level = np.array([_LEVEL_OF_GROUP[group] for group in groups])
    weight = np.array([_WEIGHTS.get(group, 1.0) for group in groups])
    by_level = {}
    for value in range(LOW, DOCTORAL + 1):
        indices = np.flatnonzero(level == value)
        by_level[value] = (indices, weight[indices] / weight[indices].sum())
    return Codes(level, by_level, np.array([index for index, group in enumerate(groups) if group == "90"]))


@cache
def classification() -> pl.DataFrame:
    """The lookup as it is delivered: hfaudd_code, disced15_main_code, isced2011_code, title."""
    return conform(table("education_codes"), CLASSIFICATION)
