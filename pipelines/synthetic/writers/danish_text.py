"""Numbers as text the Danish way: decimal comma, a point between thousands."""

import polars as pl


def danish(value: pl.Expr, decimals: int = 0, *, thousands_point: bool = False) -> pl.Expr:
    """Return a number with so many decimals, ``2.351`` or ``7,3``; null stays null.

    Reckoned in whole units of the last decimal, since binary fractions print unevenly.
    """
    factor = 10**decimals
    units = (value.cast(pl.Float64) * factor).round().cast(pl.Int64)
    sign = pl.when(units < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    whole = (units.abs() // factor).cast(pl.String)
    if thousands_point:
        # Twice: a number of seven digits or more has two points.
        for _ in range(2):
            whole = whole.str.replace(r"^(\d+)(\d{3})(\.|$)", "$1.$2$3")
    parts = [sign, whole]
    if decimals:
        parts += [pl.lit(","), (units.abs() % factor).cast(pl.String).str.zfill(decimals)]
    return pl.concat_str(parts)
