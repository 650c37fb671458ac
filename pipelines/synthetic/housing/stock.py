"""How many dwellings a kvarter has, and since when: from residents per age, single households and new building."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.synthetic.map.cells import cells
from pipelines.synthetic.public_figures import AGE_BANDS, table
from pipelines.synthetic.streams import apportion

FIRST_BOOM_YEAR = 2010
FIRST_FIGURE_YEAR = 2016
LAST_FIGURE_YEAR = 2026
_ADULTS_PER_SHARED_HOUSEHOLD = 2.08
_OCCUPIED_SHARE = 0.975
_INDEPENDENT_SHARE = np.array([0.0, 0.0, 0.3, 0.96, 1.0, 1.0, 1.0])
"""Part of each age band that does not live with a parent."""


@dataclass(frozen=True)
class Stock:
    """Per kvarter: dwellings in 2026 at scale 1 and the share of them first lived in by 1 January of a year.

    ``standing_share`` has shape (67, 11), years 2016 to 2026. Before 2016 and after 2026 the stock stands still.
    """

    dwellings: np.ndarray
    standing_share: np.ndarray


def _residents(year: int) -> np.ndarray:
    ages = table("kvarter_ages").filter(pl.col("year") == year).sort("kvarter_code")
    return ages.select(AGE_BANDS).to_numpy().astype(float)


def stock() -> Stock:
    """The dwelling stock the published figures imply."""
    figures = table("kvarter_figures").sort("kvarter_code")
    now, then = _residents(LAST_FIGURE_YEAR), _residents(FIRST_FIGURE_YEAR)
    single = figures["single_households_pct_2026"].to_numpy() / 100
    households = (now @ _INDEPENDENT_SHARE) / (single + (1 - single) * _ADULTS_PER_SHARED_HOUSEHOLD)
    built_since_2010 = figures["built_2010_or_later_pct_2026"].to_numpy() / 100
    grown = 1 - then.sum(axis=1) / now.sum(axis=1)
    built_since_2016 = np.clip(grown, 0.15 * built_since_2010, 0.95 * built_since_2010)
    years = np.arange(FIRST_FIGURE_YEAR, LAST_FIGURE_YEAR + 1)
    progress = (years - FIRST_FIGURE_YEAR) / (LAST_FIGURE_YEAR - FIRST_FIGURE_YEAR)
    return Stock(
        dwellings=households / _OCCUPIED_SHARE,
        standing_share=1 - built_since_2016[:, None] * (1 - progress[None, :]),
    )


def dwellings_per_cell(scale: float) -> np.ndarray:
    """Whole dwellings of every cell at ``scale``; kvarterer keep their totals to within one."""
    ground, homes = cells(), stock().dwellings
    kvarter = ground.stratum_kvarter[ground.stratum]
    share = ground.weight / np.bincount(kvarter, ground.weight, minlength=len(homes))[kvarter]
    order = np.argsort(kvarter, kind="stable")
    counts = np.zeros(len(order), dtype=np.int64)
    counts[order] = apportion((scale * homes[kvarter] * share)[order])
    return counts
