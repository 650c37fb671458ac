"""How many residents of each age band a stratum has at 1 January of a year, from the published tables.

Kvarterer are published for 2016 and 2026, bydele for every year between: kvarterer are interpolated and scaled to
their bydel. Outside 2016 to 2026 the figures stand still.
"""

from functools import cache

import numpy as np
import polars as pl

from pipelines.synthetic.housing.homes import Homes
from pipelines.synthetic.housing.stock import FIRST_FIGURE_YEAR, LAST_FIGURE_YEAR
from pipelines.synthetic.map.cells import cells
from pipelines.synthetic.map.tessellation import tessellation
from pipelines.synthetic.public_figures import AGE_BANDS, UNPLACED_BYDEL_NR, table
from pipelines.synthetic.streams import apportion

FIRST_YEAR, LAST_YEAR = 2010, 2035
"""Years a city can be made for."""
_CROWDING_2016, _CROWDING_YEARLY = 1.14, -0.01
"""Residents per dwelling inside an udsat byområde against the rest of its kvarter: the crowding eases slowly."""


@cache
def kvarter_targets(year: int) -> np.ndarray:
    """Residents per kvarter and age band, shape (67, 7), not rounded."""
    known = min(max(year, FIRST_FIGURE_YEAR), LAST_FIGURE_YEAR)
    ages = table("kvarter_ages").sort("kvarter_code")
    then, now = (
        ages.filter(pl.col("year") == edge).select(AGE_BANDS).to_numpy().astype(float)
        for edge in (FIRST_FIGURE_YEAR, LAST_FIGURE_YEAR)
    )
    progress = (known - FIRST_FIGURE_YEAR) / (LAST_FIGURE_YEAR - FIRST_FIGURE_YEAR)
    between = then + progress * (now - then)
    bydel = tessellation().kvarter_bydel_nr - 1
    drawn = np.zeros((10, len(AGE_BANDS)))
    np.add.at(drawn, bydel, between)
    scaled: np.ndarray = between * (_bydel_figures(known)[:10] / drawn)[bydel]
    return scaled


def _bydel_figures(year: int) -> np.ndarray:
    """Published residents per bydel and age band, shape (11, 7); the last row is without a fixed address."""
    figures = table("bydel_ages").filter(pl.col("year") == year).sort("bydel_nr")
    if figures["bydel_nr"][-1] != UNPLACED_BYDEL_NR:
        raise ValueError(f"bydel_ages has no row without a fixed address for {year}")
    return figures.select(AGE_BANDS).to_numpy().astype(float)


def stratum_targets(homes: Homes, year: int, scale: float) -> np.ndarray:
    """Whole residents per stratum and age band, shape (strata + 1, 7); the last row has no fixed address.

    A kvarter divides among its strata as its standing dwellings do, a little denser inside the udsatte byområder.
    """
    ground = cells()
    known = min(max(year, FIRST_FIGURE_YEAR), LAST_FIGURE_YEAR)
    standing = np.bincount(homes.stratum[homes.standing(year)], minlength=len(ground.stratum_kvarter)).astype(float)
    crowding = _CROWDING_2016 + _CROWDING_YEARLY * (year - FIRST_FIGURE_YEAR)
    weight = standing * np.where(ground.stratum_delomraade >= 0, crowding, 1.0)
    share = weight / np.maximum(np.bincount(ground.stratum_kvarter, weight), 1e-9)[ground.stratum_kvarter]
    placed = kvarter_targets(year)[ground.stratum_kvarter] * share[:, None]
    everyone = np.vstack([placed, _bydel_figures(known)[10:]]) * scale
    return apportion(everyone.ravel()).reshape(everyone.shape)
