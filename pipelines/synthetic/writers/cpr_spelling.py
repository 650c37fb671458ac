"""Addresses the way CPR spells them, from the way DAR spells them.

DAR and BBR write ``12B``, ``3``, ``tv``; CPR writes ``012B``, ``03``, ``  tv``: house numbers with three digits and a
letter or blank, floors in two characters, doors right-aligned in four.
"""

import polars as pl

DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ"

HOUSE_NUMBER = (
    pl.when(pl.col("house_number").str.len_chars() > 0)
    .then(
        pl.col("house_number").str.strip_chars_end(LETTERS).str.zfill(3)
        + pl.col("house_number").str.strip_chars_start(DIGITS).str.pad_end(1)
    )
    .alias("house_number_cpr")
)

_IS_FLOOR_GIVEN = pl.col("floor_code").str.len_chars() > 0
_IS_DOOR_GIVEN = pl.col("door_code").str.len_chars() > 0

FLOOR = pl.when(_IS_FLOOR_GIVEN).then(pl.col("floor_code").str.zfill(2)).alias("floor_cpr")
DOOR = pl.when(_IS_DOOR_GIVEN).then(pl.col("door_code").str.pad_start(4)).alias("door_cpr")

ONE_LINE_ADDRESS = pl.concat_str(
    "road_name",
    pl.lit(" "),
    "house_number",
    pl.when(_IS_FLOOR_GIVEN | _IS_DOOR_GIVEN).then(pl.lit(",")).otherwise(pl.lit("")),
    pl.when(_IS_FLOOR_GIVEN).then(pl.lit(" ") + pl.col("floor_code") + pl.lit(".")).otherwise(pl.lit("")),
    pl.when(_IS_DOOR_GIVEN).then(pl.lit(" ") + pl.col("door_code")).otherwise(pl.lit("")),
).alias("one_line_address")
"""``Vejnavn 12B, 3. tv``: DAR's one-line form, used by CPR since 2023."""
