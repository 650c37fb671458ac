"""What an address register holds beyond the addresses people live at, so that a reader meets it.

Addresses shut down (status 4) or planned (status 2), house numbers without a usable point, and the points on the
road that DAR keeps beside the access points. Nobody is registered at any of them, so no figure depends on them.
"""

import polars as pl

from pipelines.synthetic.writers.derived_ids import derived_uuid
from pipelines.synthetic.writers.written import CITY_MUNICIPALITY_CODE

# DAR's own life cycle; DAWA's codes differ.
PLANNED, IN_FORCE, SHUT_DOWN = "2", "3", "4"

EXTRA_ADDRESSES = 40
EXTRA_ACCESS_ADDRESSES = 12
EXTRA_LETTER = "Z"
ROAD_POINT_DISTANCE_M = 8.0

# How the extra house numbers lack a point, in turn: no key, a key to nothing, a point of class U without position.
NO_KEY, KEY_TO_NOTHING, CLASS_U = 0, 1, 2


def with_extra_access_addresses(access_addresses: pl.DataFrame) -> pl.DataFrame:
    """The access addresses, and after them some without a usable point; adds municipality_code and point_state."""
    step = max(1, access_addresses.height // EXTRA_ACCESS_ADDRESSES)
    lacks = pl.int_range(pl.len(), dtype=pl.Int8) % 3
    extra = access_addresses.gather_every(step).head(EXTRA_ACCESS_ADDRESSES).with_columns(
        derived_uuid("access_address_id", 3).alias("access_address_id"),
        pl.when(lacks != NO_KEY).then(derived_uuid("access_point_id", 3)).alias("access_point_id"),
        (pl.col("house_number").str.extract(r"^(\d+)") + EXTRA_LETTER).alias("house_number"),
        lacks.alias("point_state"),
    )  # fmt: skip
    return pl.concat([access_addresses, extra], how="diagonal").with_columns(
        pl.lit(CITY_MUNICIPALITY_CODE).alias("municipality_code")
    )


def with_extra_addresses(dwellings: pl.DataFrame, access_addresses: pl.DataFrame) -> pl.DataFrame:
    """The addresses in force and after them extra ones; adds lifecycle_code.

    Extra are: one address per house number without a point, copies of addresses shut down before they were made
    again under a new id (same door, two ids), and planned attics.
    """
    step = max(1, dwellings.height // EXTRA_ADDRESSES)
    some = dwellings.gather_every(step).head(EXTRA_ADDRESSES)
    at_no_point = access_addresses.filter(pl.col("point_state").is_not_null()).select(
        derived_uuid("access_address_id", 5).alias("address_id"),
        "access_address_id",
        pl.lit("st").alias("floor_code"),
        pl.lit("").alias("door_code"),
    )
    shut_down = some.with_columns(derived_uuid("address_id", 3).alias("address_id"))
    planned = some.with_columns(
        derived_uuid("address_id", 5).alias("address_id"),
        pl.lit("9").alias("floor_code"),
        pl.lit("").alias("door_code"),
    )
    return pl.concat(
        [
            dwellings.with_columns(pl.lit(IN_FORCE).alias("lifecycle_code")),
            at_no_point.with_columns(pl.lit(IN_FORCE).alias("lifecycle_code")),
            shut_down.with_columns(pl.lit(SHUT_DOWN).alias("lifecycle_code")),
            planned.with_columns(pl.lit(PLANNED).alias("lifecycle_code")),
        ]
    )


def access_points(access_addresses: pl.DataFrame) -> pl.DataFrame:
    """Points: point_id, easting_m, northing_m, accuracy_code, technical_standard_code.

    First those the house numbers refer to, as far as the register has them, then the points on the road.
    """
    state = pl.col("point_state")
    at_doors = (
        access_addresses.filter(state.is_null() | (state == CLASS_U), pl.col("access_point_id").is_not_null())
        .unique("access_point_id", maintain_order=True)
        .with_columns(
            pl.col("access_point_id").alias("point_id"),
            pl.when(state == CLASS_U).then(pl.lit("U")).otherwise(pl.lit("A")).alias("accuracy_code"),
            pl.when(state == CLASS_U).then(pl.lit("UF")).otherwise(pl.lit("TD")).alias("technical_standard_code"),
            pl.when(state.is_null()).then("easting_m").alias("easting_m"),
            pl.when(state.is_null()).then("northing_m").alias("northing_m"),
        )
    )
    on_road = access_addresses.with_columns(
        derived_uuid("access_address_id", 11).alias("point_id"),
        pl.lit("B").alias("accuracy_code"),
        pl.lit("V0").alias("technical_standard_code"),
        pl.col("northing_m") - ROAD_POINT_DISTANCE_M,
    )
    columns = ("point_id", "easting_m", "northing_m", "accuracy_code", "technical_standard_code")
    return pl.concat([at_doors.select(columns), on_road.select(columns)])
