"""Families: groups children into siblings and finds them parents among the wanted adults of their stratum."""

from dataclasses import dataclass

import numpy as np

from pipelines.synthetic.population.newcomers import Newcomers
from pipelines.synthetic.streams import ranks_within

_BIRTH_ORDER = np.array([0.57, 0.33, 0.10])
"""First, second and third children among all children."""
_AGES = {
    0: np.arange(0, 6),
    1: np.arange(6, 17),
    2: np.array([17, 17, 17, 18, 18, 18, 19, 19]),
    3: np.array([20, 20, 21, 22, 24]),
}
_AT_HOME = {2: 0.72, 3: 0.035}
_YEARS_BETWEEN_SIBLINGS = 3
_FIRST_PARENT_BAND = 3
_ABSENT_MOTHER_SHARE = 0.03
_LEAST_GAP, _LARGEST_GAP = 17, 45
"""Years between a parent and the eldest child, and between the mother and the youngest."""


@dataclass(frozen=True)
class Children:
    """Persons in families, the wanted heads they take (stratum, band), and the households they make per stratum."""

    newcomers: Newcomers
    taken: np.ndarray
    households_per_stratum: np.ndarray


def _children(need: np.ndarray, at_home: float, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Stratum and age of everyone who shall live with a parent."""
    stratum, age = [], []
    for band, ages in _AGES.items():
        share = _AT_HOME.get(band)
        count = need[:, band] if share is None else random.binomial(need[:, band], min(share * at_home, 1.0))
        stratum.append(np.repeat(np.arange(len(need)), count))
        age.append(random.choice(ages, size=int(count.sum())))
    return np.concatenate(stratum), np.concatenate(age)


def _families(stratum: np.ndarray, age: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Family number per child: siblings are about three years apart, families are numbered along the strata.

    Children of each birth order are ranked by the age their eldest sibling should have; second and third children
    are spread evenly over the families (and over those with two) of their stratum.
    """
    order = random.choice(3, size=len(age), p=_BIRTH_ORDER)
    order[ranks_within(stratum, -age) == 0] = 0
    for later in (1, 2):
        room = np.bincount(stratum[order == later - 1], minlength=int(stratum.max(initial=0)) + 1)
        members = np.flatnonzero(order == later)
        excess = ranks_within(stratum[members], random.random(len(members))) >= room[stratum[members]]
        order[members[excess]] = 0
    key = age + _YEARS_BETWEEN_SIBLINGS * order + random.normal(0, 1.2, len(age))
    counts = [np.bincount(stratum[order == o], minlength=int(stratum.max(initial=0)) + 1) for o in range(3)]
    first_family = np.cumsum(counts[0]) - counts[0]
    place = np.zeros(len(age), dtype=np.int64)
    for current in range(3):
        members = np.flatnonzero(order == current)
        own = stratum[members]
        rank = ranks_within(own, key[members])
        for above in range(current, 0, -1):
            rank = (2 * rank + 1) * counts[above - 1][own] // (2 * np.maximum(counts[above][own], 1))
        place[members] = rank
    family: np.ndarray = first_family[stratum] + place
    return family


def _seat_parents(
    stratum: np.ndarray, age: np.ndarray, least_age: np.ndarray, free: np.ndarray, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Which of the wished parents fit into the ``free`` heads (stratum, band 20-34 or 35-64), and at what age.

    Whoever finds the own band full tries the other one, but nobody gets younger than ``least_age``.
    """
    age = np.clip(np.maximum(age, least_age), 20, 64)
    order = random.random(len(age))
    flipped = np.zeros(len(age), dtype=bool)
    for attempt in range(2):
        group = stratum * 2 + (age >= 35)
        seated = ranks_within(group, order + 2 * flipped) < free.ravel()[group]
        if attempt == 0:
            flipped = ~seated
            younger = np.maximum(random.integers(29, 35, len(age)), least_age)
            drawn = np.where(age >= 35, younger, random.integers(35, 40, len(age)))
            age = np.where(flipped, drawn, age)
    return seated, age


def group_children(need: np.ndarray, at_home: float, lone_parents: np.ndarray, random: np.random.Generator) -> Children:
    """Families of all children of ``need`` that parents can be found for."""
    stratum, age = _children(need, at_home, random)
    family = _families(stratum, age, random)
    count = int(family.max(initial=-1)) + 1
    family_stratum = np.zeros(count, dtype=np.int64)
    family_stratum[family] = stratum
    eldest = np.zeros(count, dtype=np.int64)
    np.maximum.at(eldest, family, age)
    youngest = eldest.copy()
    np.minimum.at(youngest, family, age)
    draw = random.random(count)
    wants = {"mother": draw > _ABSENT_MOTHER_SHARE, "father": draw > lone_parents[family_stratum]}
    wants["father"] |= ~wants["mother"]
    mother_age = eldest + np.clip(random.normal(30, 4.6, count), 18, 40).round().astype(np.int64)
    mother_age = np.minimum(mother_age, np.maximum(youngest + _LARGEST_GAP, eldest + _LEAST_GAP))
    wished = {"mother": mother_age, "father": mother_age + random.normal(2, 3.5, count).round().astype(np.int64)}
    free = need[:, _FIRST_PARENT_BAND : _FIRST_PARENT_BAND + 2].copy()
    free[:, 0] -= np.bincount(stratum[age >= 20], minlength=len(need))
    seats: dict[str, np.ndarray] = {}
    for role in ("mother", "father"):
        asking = np.flatnonzero(wants[role])
        seated, parent_age = _seat_parents(
            family_stratum[asking], wished[role][asking], eldest[asking] + _LEAST_GAP, np.maximum(free, 0), random
        )
        seats[role] = np.full(count, -1)
        seats[role][asking[seated]] = parent_age[seated]
        np.subtract.at(free, (family_stratum[asking[seated]], (parent_age[seated] >= 35).astype(int)), 1)
    return _assembled(need, stratum, age, family, family_stratum, seats, random)


def _assembled(
    need: np.ndarray,
    stratum: np.ndarray,
    age: np.ndarray,
    family: np.ndarray,
    family_stratum: np.ndarray,
    seats: dict[str, np.ndarray],
    random: np.random.Generator,
) -> Children:
    """The families with at least one parent, as persons: mothers, fathers, children."""
    whole = (seats["mother"] >= 0) | (seats["father"] >= 0)
    number = np.cumsum(whole) - 1
    kept = whole[family]
    stratum, age, family = stratum[kept], age[kept], family[kept]
    parents = {role: np.flatnonzero(whole & (seats[role] >= 0)) for role in seats}
    position = {role: np.full(len(whole), -1) for role in seats}
    position["mother"][parents["mother"]] = np.arange(len(parents["mother"]))
    position["father"][parents["father"]] = len(parents["mother"]) + np.arange(len(parents["father"]))
    adults = np.concatenate([parents["mother"], parents["father"]])
    adult_age = np.concatenate([seats["mother"][parents["mother"]], seats["father"][parents["father"]]])
    partner = np.concatenate([position["father"][parents["mother"]], position["mother"][parents["father"]]])
    none = np.full(len(adults), -1)
    everyone_stratum = np.concatenate([family_stratum[adults], stratum])
    everyone_age = np.concatenate([adult_age, age])
    taken = np.zeros(need.shape, dtype=np.int64)
    np.add.at(taken, (everyone_stratum, np.searchsorted([6, 17, 20, 35, 65, 80], everyone_age, side="right")), 1)
    return Children(
        newcomers=Newcomers(
            stratum=everyone_stratum,
            age=everyone_age,
            is_male=np.concatenate([np.arange(len(adults)) >= len(parents["mother"]), random.random(len(age)) < 0.513]),
            household=number[np.concatenate([adults, family])],
            is_child=np.arange(len(everyone_age)) >= len(adults),
            partner=np.concatenate([partner, np.full(len(age), -1)]),
            mother=np.concatenate([none, position["mother"][family]]),
            father=np.concatenate([none, position["father"][family]]),
        ),
        taken=taken,
        households_per_stratum=np.bincount(family_stratum[whole], minlength=len(need)),
    )
