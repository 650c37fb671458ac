"""Write the gadefortegnelse: which house numbers of a street lie in which rode, by even and odd side.

Numbers are written as CPR writes them (``016 ``, ``016B``). As in every such table, some intervals are loose
(``001 `` to ``999 ``), some have been replaced, and a few still stand in a rode that the street has left.
"""

from pathlib import Path

import polars as pl

from pipelines.synthetic.snapshot import Snapshot
from pipelines.synthetic.writers.delimited import write_semicolon
from pipelines.synthetic.writers.written import WrittenFile

VALID_FROM, REPLACED_ON = "2001-01-01", "2014-12-31"
LOOSE_EVERY, STALE_EVERY, REPLACED_EVERY = 5, 97, 11
"""One road in so many has loose intervals, a stale odd side, a row that no longer holds."""
_LOOSE = {"L": ("002 ", "998 "), "U": ("001 ", "999 ")}


def write_street_register(snapshot: Snapshot, folder: Path) -> WrittenFile:
    """Write ``gadefortegnelse_<year>.csv``: one row per street and side, and the rows that were replaced."""
    path = folder / f"gadefortegnelse_{snapshot.year}.csv"
    count = write_semicolon(street_register(snapshot.access_addresses), path)
    return WrittenFile(path, "geografi_gadefortegnelse", count)


def street_register(access_addresses: pl.DataFrame) -> pl.DataFrame:
    """Return the table as text, in order of road code; no interval of another rode overlaps one in force."""
    sides = _sides(access_addresses)
    is_loose = pl.col("road_number") % LOOSE_EVERY == 0
    is_stale = (pl.col("road_number") % STALE_EVERY == STALE_EVERY // 2) & (pl.col("parity_code") == "U")
    in_force = sides.with_columns(
        pl.when(is_loose).then(_loose(0)).otherwise("first_number").alias("HUSNR_FRA"),
        pl.when(is_loose).then(_loose(1)).otherwise("last_number").alias("HUSNR_TIL"),
        pl.when(is_stale).then("rode_before").otherwise("rode_code").alias("RODE_NR"),
        pl.lit(None, pl.String).alias("GYLDIG_TIL"),
    )
    replaced = in_force.filter(pl.col("road_number") % REPLACED_EVERY == 0).with_columns(
        pl.col("rode_before").alias("RODE_NR"), pl.lit(REPLACED_ON).alias("GYLDIG_TIL")
    )
    return (
        pl.concat([in_force, replaced])
        .sort("road_code", "parity_code", "GYLDIG_TIL", nulls_last=True)
        .select(
            pl.col("road_code").alias("VEJKODE"),
            pl.col("road_name").alias("VEJNAVN"),
            "HUSNR_FRA",
            "HUSNR_TIL",
            pl.col("parity_code").alias("LIGE_ULIGE"),
            "RODE_NR",
            pl.col("bydel_code").alias("BYDEL_NR"),
            pl.when(pl.col("GYLDIG_TIL").is_null() & (pl.col("road_number") % REPLACED_EVERY == 0))
            .then(pl.lit("2015-01-01"))
            .otherwise(pl.lit(VALID_FROM))
            .alias("GYLDIG_FRA"),
            "GYLDIG_TIL",
        )
    )


def _sides(access_addresses: pl.DataFrame) -> pl.DataFrame:
    """One row per road and side: its first and last house number, its rode and another one before it in the city."""
    number = pl.col("house_number").str.extract(r"^(\d+)")
    letter = pl.col("house_number").str.extract(r"([A-Z])$").fill_null(" ")
    sides = (
        access_addresses.with_columns(
            (number.str.zfill(3) + letter).alias("padded"),
            pl.when(number.cast(pl.Int32) % 2 == 0).then(pl.lit("L")).otherwise(pl.lit("U")).alias("parity_code"),
        )
        .group_by("road_code", "road_name", "parity_code")
        .agg(
            pl.col("padded").min().alias("first_number"),
            pl.col("padded").max().alias("last_number"),
            pl.col("rode_code", "bydel_code").first(),
        )
        .sort("road_code", "parity_code")
    )
    roads = sides.unique("road_code", keep="first").sort("road_code").with_row_index("road_number")
    before = pl.col("rode_code").shift(1, fill_value=roads["rode_code"][-1]).alias("rode_before")
    return sides.join(
        roads.select("road_code", pl.col("road_number").cast(pl.Int64), before), on="road_code", maintain_order="left"
    )


def _loose(end: int) -> pl.Expr:
    return pl.col("parity_code").replace_strict({side: ends[end] for side, ends in _LOOSE.items()})
