"""Dwellings: where they lie, since when they stand, how large they are and who owns them.

Belongs here: what the population needs to know of a dwelling. Register codes are given in ``units``.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.synthetic.housing.addresses import HALL, HOUSE, OTHER, STAIRCASE, Addresses
from pipelines.synthetic.housing.stock import FIRST_BOOM_YEAR, FIRST_FIGURE_YEAR, LAST_FIGURE_YEAR, stock
from pipelines.synthetic.map.cells import cells
from pipelines.synthetic.map.tessellation import tessellation
from pipelines.synthetic.public_figures import table
from pipelines.synthetic.streams import ranks_within, stream

ALMENE, ANDEL, PRIVATE_RENTAL, OWNED = range(4)
_OLD_YEARS = {
    1: (1740, 1905), 2: (1885, 1938), 3: (1870, 1930), 4: (1880, 1935), 5: (1905, 1968),
    6: (1915, 1958), 7: (1922, 1974), 8: (1908, 1962), 9: (1895, 1955), 10: (1898, 1976),
}  # fmt: skip
"""When the homes of a bydel from before 2010 were built."""
_RELATIVE_SIZE = np.array([1.0, 1.6, 0.42, 1.0])
"""Size of homes by kind of access address, before the mean of the kvarter is met."""
_SIZE_INSIDE = 0.84
YEARLY_GROWTH_INSIDE = 0.005
"""Flats are merged in the udsatte byområder: the mean area there grows by this much a year, reckoned from 2026."""


@dataclass(frozen=True)
class Homes:
    """Parallel arrays per dwelling; ``building_*`` per building, ``building_of_address`` per access address.

    ``first_year``: the first 1 January someone can live there (2016 for all older homes); ``area_m2``: as of 2026.
    """

    address: np.ndarray
    floor: np.ndarray
    door: np.ndarray
    doors_per_floor: np.ndarray
    stratum: np.ndarray
    kind: np.ndarray
    first_year: np.ndarray
    area_m2: np.ndarray
    tenure: np.ndarray
    building_of_address: np.ndarray
    building_year: np.ndarray
    building_first_year: np.ndarray

    @property
    def is_inside(self) -> np.ndarray:
        """Whether the dwelling lies in an udsat byområde."""
        inside: np.ndarray = cells().stratum_delomraade[self.stratum] >= 0
        return inside

    def standing(self, year: int) -> np.ndarray:
        """Whether the dwelling can be lived in at 1 January of ``year``."""
        standing: np.ndarray = self.first_year <= min(max(year, FIRST_FIGURE_YEAR), LAST_FIGURE_YEAR)
        return standing

    def area_in(self, year: int) -> np.ndarray:
        """Residential area in whole square metres at 1 January of ``year``."""
        growth = 1 + YEARLY_GROWTH_INSIDE * (year - LAST_FIGURE_YEAR)
        return np.round(self.area_m2 * np.where(self.is_inside, growth, 1.0)).astype(np.int32)


def _buildings(addresses: Addresses, road: np.ndarray) -> np.ndarray:
    """Building index per access address: up to three neighbouring staircases share one."""
    count = len(addresses.cell)
    position = ranks_within(road, np.arange(count))
    alike = (addresses.kind[1:] == STAIRCASE) & (addresses.kind[:-1] == STAIRCASE)
    alike &= (addresses.cell[1:] == addresses.cell[:-1]) & (road[1:] == road[:-1])
    joined: np.ndarray = np.cumsum(np.r_[True, ~alike | (position[1:] % 3 == 0)]) - 1
    return joined


def _building_years(
    kvarter: np.ndarray, order: np.ndarray, homes: np.ndarray, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Construction year and first year lived in per building; the last of a kvarter in ``order`` are the newest."""
    plan, recent = (
        stock(),
        table("kvarter_figures").sort("kvarter_code")["built_2010_or_later_pct_2026"].to_numpy() / 100,
    )
    built, first = np.empty(len(kvarter), dtype=np.int64), np.full(len(kvarter), FIRST_FIGURE_YEAR, dtype=np.int64)
    years = np.arange(FIRST_FIGURE_YEAR, LAST_FIGURE_YEAR + 1)
    for index, bydel in enumerate(tessellation().kvarter_bydel_nr):
        members = np.flatnonzero(kvarter == index)
        members = members[np.argsort(order[members], kind="stable")]
        share = (np.cumsum(homes[members]) - homes[members] / 2) / max(homes[members].sum(), 1)
        since = np.minimum(np.searchsorted(plan.standing_share[index], share), len(years) - 1)
        low, high = _OLD_YEARS[int(bydel)]
        old = random.triangular(low, (low + 2 * high) / 3, high, size=len(members)).astype(np.int64)
        boom = random.integers(FIRST_BOOM_YEAR, FIRST_FIGURE_YEAR, size=len(members))
        first[members] = years[since]
        built[members] = np.where(since > 0, years[since] - 1, np.where(share > 1 - recent[index], boom, old))
    return built, first


def _tenures(kvarter: np.ndarray, order: np.ndarray, homes: np.ndarray) -> np.ndarray:
    """Tenure per building so that each kvarter has its shares of almene, andel and private rental homes."""
    figures = table("kvarter_figures").sort("kvarter_code")
    shares = figures.select("almene_pct_2026", "andel_pct_2026", "private_rental_pct_2026").to_numpy() / 100
    limits = np.cumsum(shares, axis=1)[kvarter]
    sequence = np.lexsort((order, kvarter))
    running = np.cumsum(homes[sequence])
    starts = np.r_[True, kvarter[sequence][1:] != kvarter[sequence][:-1]]
    before = np.maximum.accumulate(np.where(starts, running - homes[sequence], 0))
    totals = np.bincount(kvarter, homes)[kvarter[sequence]]
    share = np.empty(len(kvarter))
    share[sequence] = (running - homes[sequence] / 2 - before) / np.maximum(totals, 1)
    tenure: np.ndarray = (share[:, None] > limits).sum(axis=1)
    return tenure


def _areas(kind: np.ndarray, kvarter: np.ndarray, inside: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Whole square metres that average to the published size per kvarter."""
    relative = _RELATIVE_SIZE[kind] * np.where(inside, _SIZE_INSIDE, 1.0) * random.lognormal(0, 0.3, len(kind))
    published = table("kvarter_figures").sort("kvarter_code")["avg_dwelling_m2_2026"].to_numpy()
    mean = np.bincount(kvarter, relative, minlength=67) / np.maximum(np.bincount(kvarter, minlength=67), 1)
    area: np.ndarray = np.clip(np.round(relative * (published / np.maximum(mean, 1e-9))[kvarter]), 14, 420)
    return area


def make_homes(addresses: Addresses, seed: int) -> Homes:
    """All dwellings that will ever stand, in the order of their access addresses."""
    ground, random = cells(), stream(seed, "homes")
    road = addresses.frame["named_road_id"].rle_id().to_numpy()
    building_of_address = _buildings(addresses, road)
    first_address = np.flatnonzero(np.diff(building_of_address, prepend=-1))
    stratum_of_building = ground.stratum[addresses.cell[first_address]]
    kvarter_of_building = ground.stratum_kvarter[stratum_of_building]
    kind_of_building = addresses.kind[first_address]
    homes_of_building = np.bincount(building_of_address, addresses.dwelling_count)
    inside = ground.stratum_delomraade[stratum_of_building] >= 0
    noise = random.random(len(first_address))
    year, first_year = _building_years(kvarter_of_building, noise - 0.6 * inside, homes_of_building, random)
    order = random.random(len(noise)) - 0.7 * inside + 2.0 * (kind_of_building == HOUSE)
    tenure = _tenures(kvarter_of_building, order, homes_of_building)
    address = np.repeat(np.arange(len(addresses.cell)), addresses.dwelling_count)
    building, kind = building_of_address[address], addresses.kind[address]
    doors = np.choose(addresses.kind, [random.choice([1, 2, 2, 2, 2, 3], len(addresses.kind)), 1, 8, 1])
    number = ranks_within(address, np.arange(len(address)))
    return Homes(
        address=address,
        floor=number // doors[address],
        door=number % doors[address],
        doors_per_floor=doors[address],
        stratum=stratum_of_building[building],
        kind=kind,
        first_year=first_year[building],
        area_m2=_areas(kind, kvarter_of_building[building], inside[building], random),
        tenure=np.where(kind == HALL, ALMENE, tenure[building]),
        building_of_address=building_of_address,
        building_year=np.where(kind_of_building == OTHER, np.minimum(year, FIRST_BOOM_YEAR), year),
        building_first_year=first_year,
    )


def door_texts(homes: Homes, addresses: Addresses) -> tuple[pl.Series, pl.Series]:
    """Floor and door of each dwelling as the address register spells them; a house alone at its address has none."""
    alone = addresses.dwelling_count[homes.address] == 1
    in_house = homes.kind == HOUSE
    floors = pl.Series(["", "st", *map(str, range(1, 40))])
    floor = floors.gather(pl.Series(np.where(alone & in_house, 0, homes.floor + 1).astype(np.uint32)))
    doors = pl.Series(["", "tv", "mf", "th", *map(str, range(1, 10))])
    two, three, hall = (homes.doors_per_floor == count for count in (2, 3, 8))
    place = np.select([two, three, hall], [1 + 2 * homes.door, 1 + homes.door, 4 + homes.door], default=0)
    return floor, doors.gather(pl.Series(place.astype(np.uint32)))
