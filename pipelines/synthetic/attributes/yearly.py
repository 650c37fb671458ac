"""All attributes of all residents for one 1 January, from what the population and last year left behind."""

from dataclasses import dataclass

import numpy as np

from pipelines.synthetic.attributes.education import educate, in_progress
from pipelines.synthetic.attributes.income import earn
from pipelines.synthetic.attributes.income_levels import Amounts, lift
from pipelines.synthetic.attributes.labour import employ, workplaces
from pipelines.synthetic.attributes.quotas import wanted_shares
from pipelines.synthetic.map.cells import cells
from pipelines.synthetic.population.people import NOBODY, People, ages_at
from pipelines.synthetic.population.town import Town

NO_STATUS = 0
_WITHOUT_STATUS_ROW = 0.003
_FURTHER_ADULT, _FURTHER_CHILD = 0.5, 0.3
"""Modified OECD scale: the first adult counts 1, further persons over 14 a half, children less."""


@dataclass(frozen=True)
class Attributes:
    """Parallel arrays over the residents; ``income_members`` are positions among them, amounts parallel to those.

    ``status`` is NO_STATUS for residents the labour market register does not know.
    """

    education: np.ndarray
    completed_day: np.ndarray
    studies: np.ndarray
    status: np.ndarray
    industry: np.ndarray
    workplace: np.ndarray
    family: np.ndarray
    income_members: np.ndarray
    amounts: Amounts
    equivalised: np.ndarray


def families(people: People, persons: np.ndarray) -> np.ndarray:
    """E-familie per resident, named by one of its members: a couple or single with the children living with them."""
    head = np.arange(len(people), dtype=np.int64)
    adult = persons[~people.is_child[persons]]
    paired = adult[people.partner[adult] != NOBODY]
    head[paired] = np.minimum(paired, people.partner[paired])
    child = persons[people.is_child[persons]]
    for parent in (people.father[child], people.mother[child]):
        lives_with = (
            (parent != NOBODY)
            & (people.household[parent] == people.household[child])
            & (people.home[parent] == people.home[child])
        )
        head[child[lives_with]] = head[parent[lives_with]]
    named: np.ndarray = head[persons]
    return named


def _equivalised(family: np.ndarray, age: np.ndarray, members: np.ndarray, disposable: np.ndarray) -> np.ndarray:
    """Disposable income of the family by its equivalent adults, in øre, per member with an income row."""
    _, group = np.unique(family, return_inverse=True)
    group = group.reshape(-1)
    older = np.bincount(group, age > 14)
    younger = np.bincount(group, age <= 14)
    adults = np.maximum(1 + _FURTHER_ADULT * (older - 1) + _FURTHER_CHILD * younger, 1.0)
    total = np.bincount(group[members], disposable, minlength=len(adults))
    shared: np.ndarray = np.round((total / adults)[group[members]]).astype(np.int64)
    return shared


def attributes_at(town: Town, persons: np.ndarray, year: int) -> Attributes:
    """Education, labour market status and income of the residents ``persons`` as known for 1 January of ``year``."""
    people, stratum = town.people, town.strata_of(persons)
    age = ages_at(people.birth_day[persons], year)
    counted = np.bincount(stratum[(age >= 15) & (age < 70)], minlength=len(cells().stratum_kvarter) + 1)
    shares = wanted_shares(year, counted)
    educate(people, persons, stratum, shares, year, town.random("education", year))
    studies = in_progress(people, persons, year, town.random("studies", year))
    random = town.random("labour", year)
    status = employ(people, persons, stratum, studies, shares, year, random)
    industry, workplace = workplaces(status, random)
    incomes = earn(people, persons, status, studies, year, town.random("income", year))
    amounts = lift(incomes, stratum[incomes.members], age[incomes.members] >= 18, year)
    family = families(people, persons)
    known = random.random(len(persons)) >= _WITHOUT_STATUS_ROW
    return Attributes(
        education=people.education[persons].astype(np.int16),
        completed_day=people.completed_day[persons],
        studies=studies,
        status=np.where(known, status, NO_STATUS).astype(np.int16),
        industry=industry,
        workplace=workplace,
        family=family.astype(np.int32),
        income_members=incomes.members.astype(np.int32),
        amounts=amounts,
        equivalised=_equivalised(family, age, incomes.members, amounts.disposable),
    )
