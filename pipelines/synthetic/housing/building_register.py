"""The address and building registers at one 1 January: dwellings, units and buildings as frames."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.synthetic import frames
from pipelines.synthetic.housing.addresses import OTHER, Addresses, make_addresses
from pipelines.synthetic.housing.homes import Homes, make_homes
from pipelines.synthetic.housing.stock import FIRST_FIGURE_YEAR, LAST_FIGURE_YEAR
from pipelines.synthetic.housing.units import (
    OUTSIDE_HOMES,
    STATUS_BUILT,
    STATUS_UNDER_CONSTRUCTION,
    address_table,
    unit_table,
)
from pipelines.synthetic.identifiers import chosen, uuids
from pipelines.synthetic.streams import stream

_SQUARE_METRES_PER_ROOM = 27
_SHED_SHARE = 0.08
"""Part of the buildings with a shed or garage of its own in the register."""


@dataclass(frozen=True)
class Housing:
    """The built city over all years; ``places`` and ``units`` are the tables of ``units``."""

    addresses: Addresses
    homes: Homes
    places: pl.DataFrame
    units: pl.DataFrame
    buildings: pl.DataFrame


def _building_table(addresses: Addresses, homes: Homes, seed: int) -> pl.DataFrame:
    """One row per building: building_id, first access address, codes, years; sheds follow the main buildings."""
    random = stream(seed, "buildings")
    count = len(homes.building_year)
    first_address = np.flatnonzero(np.diff(homes.building_of_address, prepend=-1))
    sheds = np.flatnonzero(random.random(count) < _SHED_SHARE)
    main = np.concatenate([np.arange(count), sheds])
    kind = addresses.kind[first_address][main]
    points: pl.DataFrame = addresses.frame.select("access_address_id", "easting_m", "northing_m")[first_address[main]]
    other_usage = np.where(kind == OTHER, 3 + random.integers(0, 4, len(main)), kind)
    usage = np.where(np.arange(len(main)) >= count, 7, other_usage)
    return points.with_columns(
        building_id=uuids(random, len(main)),
        usage_code=chosen(["140", "120", "150", "321", "322", "421", "441", "910"], usage),
        construction_year=pl.Series(homes.building_year[main].astype(np.int32)),
        first_year=pl.Series(homes.building_first_year[main]),
        heating_code=chosen(["1", "2", "7", "99"], np.searchsorted([0.97, 0.985, 0.992], random.random(len(main)))),
        easting_m=(pl.col("easting_m") + pl.Series(random.uniform(-1.5, 1.5, len(main)))).round(2),
        northing_m=(pl.col("northing_m") + pl.Series(random.uniform(-1.5, 1.5, len(main)))).round(2),
        is_shed=pl.Series(np.arange(len(main)) >= count),
    )


def make_housing(scale: float, seed: int) -> Housing:
    """Addresses, dwellings, units and buildings of the city at ``scale``."""
    addresses = make_addresses(scale, seed)
    homes = make_homes(addresses, seed)
    places = address_table(homes, addresses, seed)
    return Housing(addresses, homes, places, unit_table(homes, places, seed), _building_table(addresses, homes, seed))


def _status(year: int, standing: pl.Expr) -> pl.Expr:
    """Under construction until the first 1 January someone can live there."""
    return pl.when(pl.col("first_year") > year).then(pl.lit(STATUS_UNDER_CONSTRUCTION)).otherwise(standing)


def _clamped(year: int) -> int:
    return min(max(year, FIRST_FIGURE_YEAR), LAST_FIGURE_YEAR)


def _units_of(housing: Housing, year: int) -> pl.DataFrame:
    """Units standing or under construction, with their areas in ``year``."""
    known = _clamped(year)
    building_ids = housing.buildings["building_id"]
    home_area = pl.Series(np.append(housing.homes.area_in(year), 0).astype(np.int32))
    place = housing.units["place"]
    access = housing.places["access_index"].gather(place).to_numpy()
    at_home = pl.col("dwelling") != OUTSIDE_HOMES
    area = (pl.col("home_area") * pl.col("share")).round().cast(pl.Int32)
    residential = (
        pl.when(~at_home).then(0).when(pl.col("wrong_area_m2") >= 0).then(pl.col("wrong_area_m2")).otherwise(area)
    )
    return (
        housing.units.with_columns(
            address_id=housing.places["address_id"].gather(place),
            first_year=housing.places["first_year"].gather(place),
            building_id=building_ids.gather(pl.Series(housing.homes.building_of_address[access].astype(np.uint32))),
            home_area=home_area.gather(housing.units["dwelling"].replace(OUTSIDE_HOMES, len(home_area) - 1)),
        )
        .filter(pl.col("first_year") <= known + 1)
        .with_columns(residential_area_m2=residential.cast(pl.Int32), status_code=_status(known, pl.col("status_code")))
        .with_columns(
            total_area_m2=pl.when(at_home).then("residential_area_m2").otherwise("premises_area_m2"),
            room_count=pl.when(at_home).then((pl.col("home_area") // _SQUARE_METRES_PER_ROOM).clip(1, 9)),
        )
    )


def registers_at(housing: Housing, year: int) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """The frames ``dwellings``, ``units`` and ``buildings`` at 1 January of ``year``."""
    known, units = _clamped(year), _units_of(housing, year)
    areas = (
        units.filter(pl.col("status_code") == STATUS_BUILT)
        .group_by("building_id")
        .agg(pl.col("residential_area_m2", "total_area_m2").sum())
    )
    buildings = (
        housing.buildings.filter(pl.col("first_year") <= known + 1)
        .join(areas, on="building_id", how="left", maintain_order="left")
        .with_columns(
            pl.col("residential_area_m2").fill_null(0),
            total_area_m2=pl.when("is_shed").then(18).otherwise((pl.col("total_area_m2").fill_null(0) * 1.07).round()),
            status_code=_status(known, pl.lit(STATUS_BUILT)),
        )
    )
    dwellings = housing.places.filter(pl.col("first_year") <= known + 1)
    return (
        frames.conform(dwellings, frames.DWELLINGS),
        frames.conform(units, frames.UNITS),
        frames.conform(buildings, frames.BUILDINGS),
    )
