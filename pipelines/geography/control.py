"""Hold the placement by polygon against the street table, and lend a point to addresses that have no usable one.

The polygon wins wherever there is a point in the city; the table decides only for addresses without one. What is
found is written down per access address. Intervals are read in ``street_table``, points are tested in ``placing``.
"""

import numpy as np
import polars as pl
import shapely

from pipelines.geography.layers import MUNICIPALITY_CODE, Layer
from pipelines.geography.placing import area_of
from pipelines.geography.street_table import house_number_rank

NEAR_BORDER_M = 25.0
"""Street tables go by the middle of a street or a house front: this near to a border the two may differ."""
UNUSABLE_ACCURACY = "U"
"""DAR's class of accuracy for a point that was never measured."""
PLACEMENT_CONTROL = pl.Schema(
    {
        "access_address_id": pl.String(),
        "reference_year": pl.Int16(),
        "rode_by_polygon": pl.String(),
        "rode_by_table": pl.String(),
        "agreement_code": pl.String(),
    }
)


def located(addresses: pl.DataFrame, points: pl.DataFrame, road_parts: pl.DataFrame) -> pl.DataFrame:
    """Return one row per access address with its point and its road code, null where the register has none.

    Columns: access_address_id, municipality_code, road_code, house_number, easting_m, northing_m (EPSG:25832). A point
    of accuracy class U is none.
    """
    usable = points.filter(pl.col("accuracy_code").is_null() | (pl.col("accuracy_code") != UNUSABLE_ACCURACY)).select(
        "access_point_id", "easting_m", "northing_m"
    )
    roads = road_parts.select("named_road_id", "municipality_code", "road_code")
    return (
        addresses.unique("access_address_id", keep="first", maintain_order=True)
        .join(
            usable.unique("access_point_id", keep="first", maintain_order=True),
            on="access_point_id",
            how="left",
            maintain_order="left",
        )
        .join(
            roads.unique(["named_road_id", "municipality_code"], keep="first", maintain_order=True),
            on=["named_road_id", "municipality_code"],
            how="left",
            maintain_order="left",
        )
        .select("access_address_id", "municipality_code", "road_code", "house_number", "easting_m", "northing_m")
    )


def controlled(addresses: pl.DataFrame, by_table: pl.DataFrame, roder: Layer, reference_year: int) -> pl.DataFrame:
    """Return one row per access address: rode by polygon, rode by street table and whether they agree.

    Args:
        addresses: as ``located`` gives them.
        by_table: access_address_id and rode_code, for the addresses that the table knows.
        roder: the layer of roder of the year.
        reference_year: the year that addresses, table and layer describe.

    ``agreement_code`` is agree, near_border (another rode, within 25 m of that of the table), disagree, unknown_rode
    (not in the layer: the table is of other boundaries), no_interval (the table does not know the address), no_point
    (no usable one) or outside_city (the point lies in no rode).
    """
    points = _points(addresses)
    has_point = _has_point(addresses).to_numpy()
    polygon = pl.Series("rode_by_polygon", area_of(points, has_point, roder), dtype=pl.String)
    found = addresses.select("access_address_id", polygon, pl.Series("has_point", has_point)).join(
        by_table.rename({"rode_code": "rode_by_table"}), on="access_address_id", how="left", maintain_order="left"
    )
    near = _near(points, has_point, found["rode_by_table"], roder)
    return found.select(
        "access_address_id",
        pl.lit(reference_year, dtype=pl.Int16).alias("reference_year"),
        "rode_by_polygon",
        "rode_by_table",
        pl.when(~pl.col("has_point"))
        .then(pl.lit("no_point"))
        .when(pl.col("rode_by_polygon").is_null())
        .then(pl.lit("outside_city"))
        .when(pl.col("rode_by_table").is_null())
        .then(pl.lit("no_interval"))
        .when(pl.col("rode_by_polygon") == pl.col("rode_by_table"))
        .then(pl.lit("agree"))
        .when(~pl.col("rode_by_table").is_in(list(roder.codes)))
        .then(pl.lit("unknown_rode"))
        .when(pl.Series(near))
        .then(pl.lit("near_border"))
        .otherwise(pl.lit("disagree"))
        .alias("agreement_code"),
    )


def with_lent_points(addresses: pl.DataFrame, control: pl.DataFrame, roder: Layer) -> pl.DataFrame:
    """Return the addresses to place; those of the city without a point in it borrow one where the table knows the rode.

    Lent is the point of the nearest house number of the same road in that rode, else a point inside the rode. Adds
    ``is_by_table``. A point outside the city is given up for this, never moved to the nearest border; an address of
    another municipality is left where it is.
    """
    both = addresses.with_columns(
        control["rode_by_polygon"], control["rode_by_table"], house_number_rank(pl.col("house_number")).alias("rank")
    )
    borrows = pl.col("rode_by_polygon").is_null() & pl.col("rode_by_table").is_in(list(roder.codes))
    without = both.filter(borrows & (pl.col("municipality_code") == MUNICIPALITY_CODE))
    lent = _lent(without, both.filter(pl.col("rode_by_polygon").is_not_null()), roder)
    return (
        addresses.join(lent, on="access_address_id", how="left", maintain_order="left")
        .with_columns(
            pl.col("lent_easting_m").is_not_null().alias("is_by_table"),
            pl.coalesce("lent_easting_m", "easting_m").alias("easting_m"),
            pl.coalesce("lent_northing_m", "northing_m").alias("northing_m"),
        )
        .select("access_address_id", "easting_m", "northing_m", "is_by_table")
    )


def _lent(without: pl.DataFrame, lenders: pl.DataFrame, roder: Layer) -> pl.DataFrame:
    inner = shapely.point_on_surface(roder.geometries)
    in_rode = pl.DataFrame(
        {
            "rode_by_table": roder.codes,
            "inner_easting_m": shapely.get_x(inner),
            "inner_northing_m": shapely.get_y(inner),
        }
    )
    neighbours = lenders.drop_nulls(["rank", "road_code"]).select(
        "road_code", pl.col("rode_by_polygon").alias("rode_by_table"), "rank",
        pl.col("easting_m").alias("near_easting_m"), pl.col("northing_m").alias("near_northing_m"),
    )  # fmt: skip
    nearest = (
        without.sort("rank")
        .join_asof(
            neighbours.sort("rank", "near_easting_m", "near_northing_m"),
            on="rank",
            by=["road_code", "rode_by_table"],
            strategy="nearest",
            check_sortedness=False,
        )
        .join(in_rode, on="rode_by_table", how="left")
    )
    return nearest.select(
        "access_address_id",
        pl.coalesce("near_easting_m", "inner_easting_m").alias("lent_easting_m"),
        pl.coalesce("near_northing_m", "inner_northing_m").alias("lent_northing_m"),
    )


def _near(points: np.ndarray, has_point: np.ndarray, rode_by_table: pl.Series, roder: Layer) -> np.ndarray:
    """Tell which points lie in the rode that the table names, or no farther from it than what is called near."""
    row_of = {code: row for row, code in enumerate(roder.codes)}
    rode = rode_by_table.replace_strict(row_of, default=-1, return_dtype=pl.Int64).fill_null(-1).to_numpy()
    compared = has_point & (rode >= 0)
    near = np.zeros(len(points), dtype=bool)
    near[compared] = shapely.dwithin(points[compared], roder.geometries[rode[compared]], NEAR_BORDER_M)
    return near


def _has_point(addresses: pl.DataFrame) -> pl.Series:
    return addresses["easting_m"].is_not_null() & addresses["northing_m"].is_not_null()


def _points(addresses: pl.DataFrame) -> np.ndarray:
    return np.asarray(shapely.points(addresses["easting_m"].to_numpy(), addresses["northing_m"].to_numpy()))
