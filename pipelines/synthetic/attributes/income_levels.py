"""Lifts incomes to the published median of each kvarter and keeps the udsatte byområder the wanted distance behind.

All amounts of a person are scaled by one factor: that of the kvarter, inside an udsat byområde times a ratio found so
that the share of low incomes there exceeds that of the rest of the city by the distance of the year.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.synthetic.attributes.income import Incomes
from pipelines.synthetic.map.cells import cells
from pipelines.synthetic.public_figures import table

_MEDIAN_YEARS = (2016, 2024)
_LOW_INCOME_GAP_2018, _LOW_INCOME_GAP_YEARLY = 0.185, -0.0035
"""Share of residents 18+ with at most three quarters of the median gross income: inside minus rest of the city."""
_LEAST_AREA_GAP = 0.05
"""Every single udsat byområde lies at least this far above the rest of the city, where its kvarter leaves room."""
_RATIO_BOUNDS = (0.5, 1.3)
_SEARCH_STEPS, _AREA_STEPS = 12, 4
_UNPLACED_LEVEL = 0.7


@dataclass(frozen=True)
class Amounts:
    """Whole øre, parallel to ``Incomes.members``."""

    wage: np.ndarray
    transfers: np.ndarray
    gross: np.ndarray
    disposable: np.ndarray


def published_medians(income_year: int) -> np.ndarray:
    """Median disposable income per kvarter in kroner: 2016 and 2024 as published, the same growth before and after."""
    figures = table("kvarter_figures").sort("kvarter_code")
    first, last = (figures[f"median_disposable_income_dkk_{year}"].to_numpy().astype(float) for year in _MEDIAN_YEARS)
    passed = (income_year - _MEDIAN_YEARS[0]) / (_MEDIAN_YEARS[1] - _MEDIAN_YEARS[0])
    medians: np.ndarray = first * (last / first) ** passed
    return medians


def _factors(disposable: np.ndarray, kvarter: np.ndarray, wanted: np.ndarray, relative: np.ndarray) -> np.ndarray:
    """Factor per person so that the median of each kvarter is ``wanted``; ``relative`` sets persons apart within it."""
    medians = (
        pl.DataFrame({"kvarter": kvarter, "amount": disposable * relative})
        .group_by("kvarter")
        .agg(pl.col("amount").median())
    )
    found = np.ones(len(wanted) + 1)
    found[medians["kvarter"].to_numpy()] = np.maximum(medians["amount"].to_numpy(), 1.0)
    level = wanted / found[:-1]
    factors: np.ndarray = np.append(level, np.median(level) * _UNPLACED_LEVEL)[kvarter] * relative
    return factors


@dataclass(frozen=True)
class _Places:
    """Per member: kvarter and area (delområde, -1 outside), and whether counted among the adults."""

    kvarter: np.ndarray
    area: np.ndarray
    is_adult: np.ndarray


def _low_income_gap(gross: np.ndarray, places: _Places) -> float:
    low = 4 * gross <= 3 * np.median(gross[places.is_adult])
    inside = places.area >= 0
    return float(low[places.is_adult & inside].mean() - low[places.is_adult & ~inside].mean())


def _area_ceilings(incomes: Incomes, places: _Places, wanted: np.ndarray) -> np.ndarray:
    """Highest ratio per area (last: outside) that keeps its share of low incomes above the rest of the city."""
    ceilings = np.append(np.full(int(places.area.max(initial=-1)) + 1, _RATIO_BOUNDS[1]), 1.0)
    ratios = np.minimum(ceilings, 1.0)
    for _ in range(_AREA_STEPS):
        factors = _factors(incomes.disposable, places.kvarter, wanted, ratios[places.area])
        gross = incomes.gross * factors
        limit = 0.75 * np.median(gross[places.is_adult])
        share = float((gross[places.is_adult & (places.area < 0)] <= limit).mean()) + _LEAST_AREA_GAP
        for area in range(len(ceilings) - 1):
            members = gross[places.is_adult & (places.area == area)]
            if len(members):
                room = limit / max(float(np.quantile(members, share, method="higher")), 1.0)
                ceilings[area] = np.clip(ratios[area] * room * 0.999, *_RATIO_BOUNDS)
        ratios = np.minimum(ceilings, 1.0)
    return ceilings


def lift(incomes: Incomes, stratum: np.ndarray, is_adult: np.ndarray, year: int) -> Amounts:
    """The incomes at the level of ``year`` minus one; ``stratum`` and ``is_adult`` (18+) are per member."""
    ground = cells()
    places = _Places(
        np.append(ground.stratum_kvarter, 67)[stratum], np.append(ground.stratum_delomraade, -1)[stratum], is_adult
    )
    wanted, distance = published_medians(year - 1), _LOW_INCOME_GAP_2018 + _LOW_INCOME_GAP_YEARLY * (year - 2018)
    ceilings = _area_ceilings(incomes, places, wanted)
    low, high = _RATIO_BOUNDS
    for _ in range(_SEARCH_STEPS):
        ratio = (low + high) / 2
        relative = np.append(np.minimum(ceilings[:-1], ratio), 1.0)[places.area]
        factors = _factors(incomes.disposable, places.kvarter, wanted, relative)
        low, high = (low, ratio) if _low_income_gap(incomes.gross * factors, places) < distance else (ratio, high)
    return Amounts(
        *(
            np.round(amount * factors * 100).astype(np.int64)
            for amount in (incomes.wage, incomes.transfers, incomes.gross, incomes.disposable)
        )
    )
