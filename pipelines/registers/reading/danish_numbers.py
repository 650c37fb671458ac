"""Numbers as Danish statistics write them, and the signs that stand in place of one.

A number and its state are two fields of one column: ``danish_number`` is the value or null, ``number_state`` says why
there is none. Missing, suppressed, unknown and nothing to count stay apart. Signs: Danmarks Statistik,
signaturforklaring; Uddannelsesstatistik, Online Tool.
"""

from collections.abc import Callable

import polars as pl

from pipelines.registers.layout import Field

GIVEN, BLANK, SUPPRESSED = "given", "blank", "suppressed"
# What may stand where a number is expected, and what it means; none of them is zero.
STATE_OF_SIGN = {
    "..": "not_available",
    "...": "not_available",
    "-": "nothing_to_count",
    ".": "not_applicable",
    "·": "not_applicable",
    "*": SUPPRESSED,
    "**": SUPPRESSED,
    "<uoplyst>": "unknown",
    "<fejl>": "error_at_source",
}
# 2.351 and 1.234,5 and 7,3 and 100,0 %; a point that is no thousands point is another language's decimal mark.
NUMBER_PATTERN = r"^-?([0-9]{1,3}(\.[0-9]{3})+|[0-9]{1,15})(,[0-9]{1,10})?( ?%)?$"
# A year, half-year, quarter, month or school year, as Danmarks Statistik and STIL write them.
PERIOD_PATTERN = r"^[0-9]{4}(H[12]|K[1-4]|M(0[1-9]|1[0-2])|/[0-9]{4})?$"
_SIGNS = list(STATE_OF_SIGN)


def danish_number(text: pl.Expr) -> pl.Expr:
    """Return the value of numbers in Danish text (a per cent sign is dropped), null where there is none."""
    plain = _blanks_made_plain(text)
    bare = plain.str.strip_chars_end(" %").str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    return pl.when(plain.str.contains(NUMBER_PATTERN)).then(bare).cast(pl.Float64, strict=False)


def number_state(text: pl.Expr, suppressed: tuple[str, ...] = ()) -> pl.Expr:
    """Return the state of each value as a code; null for what is neither a number nor a known sign.

    ``suppressed`` are numbers that a table shows in place of what it does not.
    """
    plain = _blanks_made_plain(text)
    states = list(STATE_OF_SIGN.values())
    return (
        pl.when(text.is_null())
        .then(pl.lit(BLANK))
        .when(plain.is_in(list(suppressed)))
        .then(pl.lit(SUPPRESSED))
        .when(plain.str.contains(NUMBER_PATTERN))
        .then(pl.lit(GIVEN))
        .otherwise(plain.replace_strict(_SIGNS, states, default=None, return_dtype=pl.String))
    )


def _blanks_made_plain(text: pl.Expr) -> pl.Expr:
    return text.str.replace_all("\u00a0", " ", literal=True)


def _period(text: pl.Expr, field: Field) -> pl.Expr:
    del field
    return pl.when(text.str.contains(PERIOD_PATTERN)).then(text)


TYPES: dict[str, Callable[[pl.Expr, Field], pl.Expr]] = {
    "danish_number": lambda text, _: danish_number(text),
    "number_state": lambda text, field: number_state(text, field.suppressed),
    "period": _period,
}
"""Types of fields of statistics, by the word that layouts use; joined to the others in ``values``."""
