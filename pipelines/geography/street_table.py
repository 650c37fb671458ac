"""The rode of an access address by street table: road code, house number, even or odd. Polygons are not looked at.

Two tables say the same thing: the city's gadefortegnelse and the population districts (record 011) of CPR's road
register. Their intervals are text such as ``001 `` to ``016B``; a letter counts after the bare number.
"""

import polars as pl

from pipelines.geography.layers import MUNICIPALITY_CODE

_NUMBER, _LETTER = r"^0*(\d{1,3})[A-Z]?$", r"([A-Z])$"
INTERVALS = pl.Schema(
    {
        "road_code": pl.String(),
        "house_number_from": pl.String(),
        "house_number_to": pl.String(),
        "parity_code": pl.String(),
        "rode_code": pl.String(),
    }
)
EVEN, ODD = "L", "U"


def house_number_rank(house_number: pl.Expr) -> pl.Expr:
    """Return the place of a house number along its road: ``016 `` -> 1600, ``16B`` -> 1602; null if it is none."""
    text = house_number.str.strip_chars().str.to_uppercase()
    number = text.str.extract(_NUMBER).cast(pl.Int32)
    letter = text.str.extract(_LETTER).str.to_integer(base=36, strict=False) - 9  # A is ten in base 36
    return number * 100 + letter.fill_null(0)


def in_force(intervals: pl.DataFrame, reference_year: int) -> pl.DataFrame:
    """Return the intervals of the city that hold on 1 January of the year; a table without dates holds as it is."""
    if "municipality_code" in intervals.columns:
        intervals = intervals.filter(pl.col("municipality_code") == MUNICIPALITY_CODE)
    if "valid_from" not in intervals.columns:
        return intervals.select(INTERVALS.names())
    day = pl.date(reference_year, 1, 1)
    holds = (pl.col("valid_from").is_null() | (pl.col("valid_from") <= day)) & (
        pl.col("valid_to").is_null() | (pl.col("valid_to") >= day)
    )
    return intervals.filter(holds).select(INTERVALS.names())


def rode_by_table(addresses: pl.DataFrame, intervals: pl.DataFrame) -> pl.DataFrame:
    """Return access_address_id and rode_code of every address that lies in an interval of one rode.

    Args:
        addresses: access_address_id, road_code, house_number.
        intervals: road_code, house_number_from, house_number_to, parity_code (``L`` even, ``U`` odd, null both),
            rode_code (CPR fills it with zeros, the layer does not).

    Where intervals of several rodes overlap, the table gives no answer for the address: nothing is guessed.
    """
    ranked = intervals.select(
        "road_code",
        pl.col("rode_code").str.strip_chars_start("0"),
        "parity_code",
        house_number_rank(pl.col("house_number_from")).alias("rank_from"),
        house_number_rank(pl.col("house_number_to")).alias("rank_to"),
    )
    numbered = addresses.select(
        "access_address_id", "road_code", house_number_rank(pl.col("house_number")).alias("rank")
    )
    side = pl.when(pl.col("rank") // 100 % 2 == 0).then(pl.lit(EVEN)).otherwise(pl.lit(ODD))
    return (
        numbered.lazy()
        .join(ranked.lazy(), on="road_code", how="inner")
        .filter(
            pl.col("rank").is_between(pl.col("rank_from"), pl.col("rank_to")),
            pl.col("parity_code").is_null() | (pl.col("parity_code") == side),
        )
        .group_by("access_address_id")
        .agg(pl.col("rode_code").unique().sort())
        .filter(pl.col("rode_code").list.len() == 1)
        .select("access_address_id", pl.col("rode_code").list.first())
        .collect()
    )
