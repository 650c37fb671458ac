"""How large each group shall be in each stratum: the shares the published figures and the gaps of the city ask for.

Inside an udsat byområde the shares are set apart from those of the rest of its kvarter; every line is drawn so that
the distance shrinks a little each year. Whoever sets a quota fills it by rank, so shares are met without noise.
"""

from dataclasses import dataclass

import numpy as np

from pipelines.synthetic.map.cells import cells
from pipelines.synthetic.public_figures import table
from pipelines.synthetic.streams import apportion, ranks_within

_EDUCATION_YEARS = (2016, 2025)
_EDUCATION_GAP_2016, _EDUCATION_GAP_YEARLY = 0.13, -0.003
"""Distance of the share with higher education, inside an udsat byområde against the rest of its kvarter."""
_UNEMPLOYMENT_YEARS = np.array([2016, 2020, 2024])
_INSIDE_UNEMPLOYMENT = 1.5
_DRIFT_FROM_YEAR = 2018
_UNSCHOOLED_DRIFT_YEARLY, _OUTSIDE_LABOUR_DRIFT_YEARLY = -0.0012, -0.0008
"""What the shares inside an udsat byområde lose a year besides what better education takes off them."""
_HIGHER_UNPLACED, _UNSCHOOLED_UNPLACED, _OUTSIDE_LABOUR_UNPLACED = 0.2, 0.5, 0.4


@dataclass(frozen=True)
class Shares:
    """Wanted shares per stratum and, last, of those without an address.

    ``higher``: education of groups 40-80 among ages 15-69; ``unschooled``: none beyond compulsory school among 16-64;
    ``outside_labour``: permanently outside the labour market among 16-66; ``unemployed``: among all residents;
    ``assisted``: on social assistance and the like among 16-66.
    """

    higher: np.ndarray
    unschooled: np.ndarray
    outside_labour: np.ndarray
    unemployed: np.ndarray
    assisted: np.ndarray


def _higher(education_year: int, aged_15_69: np.ndarray) -> np.ndarray:
    """Per stratum; the strata of a kvarter, weighed by residents, average to the published share."""
    ground, figures = cells(), table("kvarter_figures").sort("kvarter_code")
    first, last = (figures[f"higher_education_15_69_pct_{year}"].to_numpy() / 100 for year in _EDUCATION_YEARS)
    span = _EDUCATION_YEARS[1] - _EDUCATION_YEARS[0]
    passed = min(max(education_year, _EDUCATION_YEARS[0]), _EDUCATION_YEARS[1]) - _EDUCATION_YEARS[0]
    published = (first + (last - first) * passed / span)[ground.stratum_kvarter]
    inside = ground.stratum_delomraade >= 0
    weight = aged_15_69.astype(float)
    part = np.bincount(ground.stratum_kvarter, weight * inside) / np.maximum(
        np.bincount(ground.stratum_kvarter, weight), 1
    )
    gap = _EDUCATION_GAP_2016 + _EDUCATION_GAP_YEARLY * (education_year - _EDUCATION_YEARS[0])
    higher: np.ndarray = published + gap * (part[ground.stratum_kvarter] - inside)
    return higher


def _unemployed(year: int, aged_15_69: np.ndarray) -> np.ndarray:
    """Registered unemployed among residents per stratum, in November of the year before ``year``.

    The strata of a bydel, weighed by residents, average to the published share.
    """
    ground, figures = cells(), table("bydel_unemployment").sort("bydel_nr")
    published = figures.select(f"unemployed_nov_{known}_pct" for known in _UNEMPLOYMENT_YEARS).to_numpy() / 100
    by_bydel = np.array([np.interp(year - 1, _UNEMPLOYMENT_YEARS, row) for row in published])
    bydel, weight = ground.stratum_bydel - 1, aged_15_69.astype(float)
    relative = np.where(ground.stratum_delomraade >= 0, _INSIDE_UNEMPLOYMENT, 1.0)
    mean = np.bincount(bydel, weight * relative, minlength=10) / np.maximum(np.bincount(bydel, weight, minlength=10), 1)
    level: np.ndarray = by_bydel[bydel] * relative / np.maximum(mean, 1.0)[bydel]
    return level


def wanted_shares(year: int, aged_15_69: np.ndarray) -> Shares:
    """Shares of 1 January of ``year``; ``aged_15_69`` counts residents per stratum."""
    inside = cells().stratum_delomraade >= 0
    higher = _higher(year - 1, aged_15_69[: len(inside)])
    drift = inside * (year - _DRIFT_FROM_YEAR)
    unschooled = np.where(inside, np.clip(0.66 - 0.72 * higher, 0.2, 0.5), np.clip(0.5 - 0.56 * higher, 0.1, 0.4))
    unschooled = unschooled + _UNSCHOOLED_DRIFT_YEARLY * drift
    outside = np.where(inside, np.clip(0.27 - 0.25 * higher, 0.11, 0.24), np.clip(0.145 - 0.12 * higher, 0.045, 0.12))
    outside = outside + _OUTSIDE_LABOUR_DRIFT_YEARLY * drift
    return Shares(
        higher=np.append(higher, _HIGHER_UNPLACED),
        unschooled=np.append(unschooled, _UNSCHOOLED_UNPLACED),
        outside_labour=np.append(outside, _OUTSIDE_LABOUR_UNPLACED),
        unemployed=np.append(_unemployed(year, aged_15_69[: len(inside)]), 0.06),
        assisted=np.append(np.where(inside, 0.052, 0.02), 0.25),
    )


def heads(shares: np.ndarray, stratum: np.ndarray) -> np.ndarray:
    """Whole persons per stratum for ``shares`` of the persons whose strata are given; the total is kept."""
    return apportion(shares * np.bincount(stratum, minlength=len(shares)))


def highest(stratum: np.ndarray, score: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Mask of the ``wanted[stratum]`` persons with the highest score in each stratum."""
    chosen: np.ndarray = ranks_within(stratum, -score) < wanted[stratum]
    return chosen
