"""Ids for what only a register knows of: made from the ids of the city, so that they follow its seed."""

import polars as pl


def derived_uuid(column: str, turn: int) -> pl.Expr:
    """A UUID made by turning the hexadecimal digits of another by ``turn`` places, 1-31; other turns, other ids.

    Not a hash: it is meant to be repeatable in every version of every library, and hides nothing.
    """
    digits = pl.col(column).str.replace_all("-", "", literal=True)
    turned = digits.str.slice(turn) + digits.str.head(turn)
    return pl.concat_str(
        turned.str.slice(0, 8), pl.lit("-"),
        turned.str.slice(8, 4), pl.lit("-4"),
        turned.str.slice(13, 3), pl.lit("-8"),
        turned.str.slice(17, 3), pl.lit("-"),
        turned.str.slice(20, 12),
    )  # fmt: skip
