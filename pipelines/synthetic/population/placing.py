"""Finds dwellings for households: larger households get larger dwellings, those who find none move in as lodgers."""

import numpy as np

from pipelines.synthetic.population.people import UNPLACED
from pipelines.synthetic.streams import ranks_within

_FULL_HOME = 12
"""No lodgers where this many live already; a few addresses hold more all the same."""


def place_households(
    size: np.ndarray,
    stratum: np.ndarray,
    home_stratum: np.ndarray,
    home_area_m2: np.ndarray,
    residents: np.ndarray,
    random: np.random.Generator,
) -> np.ndarray:
    """A dwelling per household of ``size`` persons wanted in ``stratum``, or UNPLACED beyond the last stratum.

    ``home_*`` and ``residents`` are per standing dwelling (``residents`` -1: not standing). Vacant dwellings are
    handed out at random and matched by size; people without one lodge with somebody of their stratum.
    """
    dwelling = np.full(len(size), UNPLACED, dtype=np.int64)
    placeable = np.flatnonzero(stratum <= home_stratum.max())
    vacant = np.flatnonzero(residents == 0)
    vacancies = np.bincount(home_stratum[vacant], minlength=int(home_stratum.max()) + 1)
    own = stratum[placeable]
    larger_first = ranks_within(own, -np.minimum(size[placeable], 3) + random.random(len(own)))
    lucky = placeable[larger_first < vacancies[own]]
    wanted = np.bincount(stratum[lucky], minlength=len(vacancies))
    offered = ranks_within(home_stratum[vacant], random.random(len(vacant))) < wanted[home_stratum[vacant]]
    homes = vacant[offered]
    by_size = lucky[np.lexsort((size[lucky] + random.normal(0, 0.8, len(lucky)), stratum[lucky]))]
    by_area = homes[np.lexsort((home_area_m2[homes] * random.lognormal(0, 0.15, len(homes)), home_stratum[homes]))]
    dwelling[by_size] = by_area
    lodgers = placeable[larger_first >= vacancies[own]]
    if len(lodgers):
        now = residents + np.bincount(by_area, size[by_size], minlength=len(residents)).astype(residents.dtype)
        dwelling[lodgers] = _lodgings(stratum[lodgers], home_stratum, home_area_m2, now, random)
    return dwelling


def _lodgings(
    stratum: np.ndarray,
    home_stratum: np.ndarray,
    home_area_m2: np.ndarray,
    residents: np.ndarray,
    random: np.random.Generator,
) -> np.ndarray:
    """A dwelling of the stratum for each lodger: spread over those with most room per resident."""
    hosts = np.flatnonzero((residents > 0) & (residents < _FULL_HOME))
    room = home_area_m2[hosts] / (residents[hosts] + 1) * random.lognormal(0, 0.4, len(hosts))
    hosts = hosts[np.lexsort((-room, home_stratum[hosts]))]
    per_stratum = np.bincount(home_stratum[hosts], minlength=int(stratum.max()) + 1)
    first = np.cumsum(per_stratum) - per_stratum
    anywhere = random.integers(0, len(hosts), len(stratum))
    rank = ranks_within(stratum, random.random(len(stratum)))
    here = per_stratum[stratum]
    lodging: np.ndarray = hosts[np.where(here > 0, first[stratum] + rank % np.maximum(here, 1), anywhere)]
    return lodging
