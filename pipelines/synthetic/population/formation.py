"""Groups wanted persons into households: children with parents, couples, shared flats, people alone.

Input is a head count per stratum and age band, output a set of households that meets it. It fills the city in the
first year and makes the newcomers of every later one.
"""

import numpy as np

from pipelines.synthetic.population.children import group_children
from pipelines.synthetic.population.newcomers import Newcomers, joined
from pipelines.synthetic.streams import ranks_within

_ADULT_AGES = {2: (17, 19), 3: (20, 34), 4: (35, 64), 5: (65, 79), 6: (80, 103)}
_AGE_WEIGHTS = {
    2: np.array([0.15, 0.3, 0.55]),
    3: np.array([4, 5, 6, 7, 8.5, 9.5, 10, 10, 9.5, 8.5, 7.5, 6.5, 6, 5.5, 5]),
    4: np.linspace(1.35, 0.72, 30),
    5: np.linspace(1.3, 0.75, 15),
    6: np.exp(-np.arange(24) / 4.5),
}
_COUPLE_WEIGHT = np.array([0.0, 0.0, 0.1, 1.0, 1.3, 1.3, 0.6])
"""How readily an adult of each band is half of a couple."""
_SAME_SEX_SHARE = 0.02
_SHARERS_BELOW_AGE = 45


def draw_ages(band: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Single years of age for adults of ``band``."""
    age = np.zeros(len(band), dtype=np.int64)
    for number, (first, last) in _ADULT_AGES.items():
        here = np.flatnonzero(band == number)
        weights = _AGE_WEIGHTS[number]
        age[here] = random.choice(np.arange(first, last + 1), size=len(here), p=weights / weights.sum())
    return age


def form_households(
    need: np.ndarray, goal: np.ndarray, at_home: float, lone_parents: np.ndarray, random: np.random.Generator
) -> Newcomers:
    """Households of the persons ``need[stratum, band]``, about ``goal[stratum]`` of them.

    ``at_home`` scales how many of the young still live with a parent, ``lone_parents`` is their share among families
    per stratum. Children no parent can be found for are left out: the caller fills the gap.
    """
    family = group_children(need, at_home, lone_parents, random)
    rest = np.maximum(need - family.taken, 0)
    rest[:, :2] = 0
    stratum, band = (np.repeat(axis.ravel(), rest.ravel()) for axis in np.indices(rest.shape))
    age = draw_ages(band, random)
    wanted = np.maximum(goal - family.households_per_stratum, 1)
    household, partner = _adult_households(stratum, band, age, wanted, random)
    is_male = _sexes(age, partner, random)
    others = Newcomers(
        stratum=stratum,
        age=age,
        is_male=is_male,
        household=household,
        is_child=np.zeros(len(age), dtype=bool),
        partner=partner,
        mother=np.full(len(age), -1),
        father=np.full(len(age), -1),
    )
    return joined(family.newcomers, others)


def _adult_households(
    stratum: np.ndarray, band: np.ndarray, age: np.ndarray, wanted: np.ndarray, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Household numbers and partners of adults without children: as many couples and sharers as ``wanted`` asks for."""
    adults = np.bincount(stratum, minlength=len(wanted))
    surplus = np.clip(adults - wanted, (0.12 * adults).astype(np.int64), None)
    couples = np.minimum((0.66 * surplus).round().astype(np.int64), (0.44 * adults).astype(np.int64))
    trios = np.clip((surplus - couples + 1) // 2, 0, (0.17 * adults).astype(np.int64))
    eagerness = random.exponential(size=len(age)) / np.maximum(_COUPLE_WEIGHT[band], 1e-6)
    in_couple = ranks_within(stratum, eagerness) < 2 * couples[stratum]
    group, partner = np.full(len(age), -1), np.full(len(age), -1)
    pair = np.flatnonzero(in_couple)
    pair = pair[np.lexsort((age[pair] + random.normal(0, 2.5, len(pair)), stratum[pair]))]
    group[pair] = np.arange(len(pair)) // 2
    partner[pair[0::2]], partner[pair[1::2]] = pair[1::2], pair[0::2]
    open_to_share = np.flatnonzero(~in_couple & (age < _SHARERS_BELOW_AGE))
    place = ranks_within(stratum[open_to_share], random.random(len(open_to_share)))
    sharing = place < 3 * trios[stratum[open_to_share]]
    sharer = open_to_share[sharing]
    key = stratum[sharer] * 1_000_000 + place[sharing] // 3
    group[sharer] = len(pair) + np.unique(key, return_inverse=True)[1].reshape(-1)
    alone = np.flatnonzero(group < 0)
    group[alone] = group.max(initial=-1) + 1 + np.arange(len(alone))
    household: np.ndarray = np.unique(group, return_inverse=True)[1].reshape(-1)
    return household, partner


def _sexes(age: np.ndarray, partner: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Sex of adults: couples mostly of two sexes with the man the elder, more women among the old who live alone."""
    is_male = random.random(len(age)) < np.select([age < 65, age < 80], [0.495, 0.42], default=0.3)
    first = np.flatnonzero((partner >= 0) & (np.arange(len(age)) < partner))
    second = partner[first]
    elder_is_first = age[first] + random.normal(1.5, 2.5, len(first)) >= age[second]
    same = random.random(len(first)) < _SAME_SEX_SHARE
    is_male[first] = elder_is_first
    is_male[second] = np.where(same, elder_is_first, ~elder_is_first)
    return is_male
