"""Amounts and decimals as Danish programs write them: with a decimal comma, and with points only where agreed."""

from collections.abc import Callable

import polars as pl

from pipelines.registers.layout import Field

# Kroner and øre as delivered: no thousands point, no trailing sign; at most 15 digits, so that øre fit 64 bits.
AMOUNT_PATTERN = r"^-?[0-9]{1,15}(,[0-9]{1,2})?$"
# A number with points where a comma was agreed: taken for missing, a whole column would vanish unseen.
POINTED_PATTERN = r"^-?[0-9]+(\.[0-9]+)+(,[0-9]+)?$"
_THOUSANDS_PATTERN = r"^-?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?$"
_DECIMAL_COMMA_PATTERN = r"^-?[0-9]+(,[0-9]+)?$"


def _decimal(text: pl.Expr, field: Field) -> pl.Expr:
    if field.decimal_comma:
        text = _without_points(text, field)
        text = pl.when(text.str.contains(_DECIMAL_COMMA_PATTERN)).then(text.str.replace(",", ".", literal=True))
    number = text.cast(pl.Float64, strict=False)
    return pl.when(number.is_finite()).then(number)


def _without_points(text: pl.Expr, field: Field) -> pl.Expr:
    if not field.thousands_point:
        return text
    is_pointed = text.str.contains(_THOUSANDS_PATTERN)
    return pl.when(is_pointed).then(text.str.replace_all(".", "", literal=True)).otherwise(text)


def _amount_oere(text: pl.Expr, field: Field) -> pl.Expr:
    text = _without_points(text, field)
    whole = text.str.replace(",", "", literal=True)
    decimals = text.str.len_bytes() - whole.str.len_bytes() + text.str.tail(3).str.starts_with(",").cast(pl.Int32)
    # decimals: 0 without a comma, 1 with one decimal after it, 2 with two
    padded = pl.concat_str(whole, pl.lit("00").str.slice(0, 2 - decimals.cast(pl.Int32)))
    return pl.when(text.str.contains(AMOUNT_PATTERN)).then(padded).cast(pl.Int64, strict=False)


TYPES: dict[str, Callable[[pl.Expr, Field], pl.Expr]] = {"decimal": _decimal, "amount_oere": _amount_oere}
