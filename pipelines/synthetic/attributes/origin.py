"""Origin (herkomst): who is of Danish, western or other origin, so that each stratum has its share.

Shares per bydel follow the published ones (2012-2019); inside an udsat byområde the share of non-western origin is
a multiple of that outside, and the multiple shrinks slowly.
"""

import numpy as np

from pipelines.synthetic.map.cells import cells
from pipelines.synthetic.population.newcomers import Newcomers
from pipelines.synthetic.population.people import (
    DANISH,
    OTHER_DESCENDANT,
    OTHER_IMMIGRANT,
    WESTERN_DESCENDANT,
    WESTERN_IMMIGRANT,
)

_OTHER_PCT_2018 = np.array([6.5, 9.3, 17.6, 11.0, 14.2, 11.5, 27.0, 24.0, 11.0, 15.5])
"""Non-western immigrants and descendants per bydel 1-10. Published: city 14.7 and Nørrebro 17.6 (2018), Indre By
about one in twenty (2019), Brønshøj-Husum about three quarters of 36.7 (2019), Bispebjerg 23.2 (2012)."""
_CITY_GROWTH_YEARLY = 0.002
_UNPLACED_OTHER_SHARE = 0.3
_INSIDE_MULTIPLE_2018, _INSIDE_MULTIPLE_YEARLY = 1.85, -0.035
_MIXED_COUPLE_SHARE = 0.1


def other_origin_share(year: int, residents: np.ndarray) -> np.ndarray:
    """Wanted share of non-western origin per stratum and, last, of those without an address.

    ``residents`` per stratum weigh inside against outside, so that the bydel keeps its share.
    """
    ground = cells()
    bydel, inside = ground.stratum_bydel - 1, ground.stratum_delomraade >= 0
    weight = residents[: len(bydel)].astype(float)
    inside_part = np.bincount(bydel, weight * inside, minlength=10) / np.maximum(
        np.bincount(bydel, weight, minlength=10), 1
    )
    multiple = _INSIDE_MULTIPLE_2018 + _INSIDE_MULTIPLE_YEARLY * (year - 2018)
    published = _OTHER_PCT_2018 / 100 * (1 + _CITY_GROWTH_YEARLY * (year - 2018))
    outside_share = published / (1 + inside_part * (multiple - 1))
    share = outside_share[bydel] * np.where(inside, multiple, 1.0)
    return np.append(share, _UNPLACED_OTHER_SHARE)


def draw_origins(
    new: Newcomers, other_wanted: np.ndarray, western_share: float, random: np.random.Generator
) -> np.ndarray:
    """Origin group per newcomer: households of one origin, some couples mixed, ``other_wanted`` persons per stratum."""
    households = int(new.household.max(initial=-1)) + 1
    size = np.bincount(new.household, minlength=households)
    stratum = np.zeros(households, dtype=np.int64)
    stratum[new.household] = new.stratum
    is_couple = np.bincount(new.household, new.partner >= 0, minlength=households) > 0
    is_mixed = is_couple & (random.random(households) < _MIXED_COUPLE_SHARE)
    counted = np.where(is_mixed, 1, size)
    sequence = np.lexsort((random.random(households), stratum))
    running = np.cumsum(counted[sequence])
    start = np.r_[True, stratum[sequence][1:] != stratum[sequence][:-1]] if households else np.array([], bool)
    before = np.maximum.accumulate(np.where(start, running - counted[sequence], 0))
    is_other = np.zeros(households, dtype=bool)
    is_other[sequence] = running - before - counted[sequence] / 2 < other_wanted[stratum[sequence]]
    is_western = ~is_other & (random.random(households) < western_share)
    region = np.where(is_other, OTHER_IMMIGRANT, np.where(is_western, WESTERN_IMMIGRANT, DANISH))[new.household]
    danish_member = is_mixed[new.household] & (new.is_child | (new.partner > np.arange(len(new.age))))
    region = np.where(danish_member, DANISH, region)
    born_here = np.select([new.is_child, new.age < 35, new.age < 50], [0.75, 0.22, 0.06], default=0.01)
    descends = (region != DANISH) & (random.random(len(region)) < born_here)
    origins: np.ndarray = (region + descends).astype(np.int8)
    return origins


def origins_at_birth(mother: np.ndarray, father: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Origin of the new-born: Danish with one Danish parent; half of the children of two descendants are Danish.

    ``father`` is -1 where there is none in the household.
    """
    one_danish = (mother == DANISH) | (father == DANISH)
    second_generation = np.isin(mother, [WESTERN_DESCENDANT, OTHER_DESCENDANT]) & ~np.isin(
        father, [WESTERN_IMMIGRANT, OTHER_IMMIGRANT]
    )
    third = second_generation & (random.random(len(mother)) < 0.5)
    western = np.isin(mother, [WESTERN_IMMIGRANT, WESTERN_DESCENDANT])
    return np.where(one_danish | third, DANISH, np.where(western, WESTERN_DESCENDANT, OTHER_DESCENDANT)).astype(np.int8)


def is_other_origin(origin: np.ndarray) -> np.ndarray:
    """Whether an origin group is non-western."""
    other: np.ndarray = origin >= OTHER_IMMIGRANT
    return other


def is_immigrant(origin: np.ndarray) -> np.ndarray:
    """Whether an origin group is made of people born abroad."""
    immigrant: np.ndarray = (origin == WESTERN_IMMIGRANT) | (origin == OTHER_IMMIGRANT)
    return immigrant
