"""Codes: with their leading zeros, as labels, and the identifications of the criminal register."""

from collections.abc import Callable

import polars as pl

from pipelines.registers.layout import Field
from pipelines.registers.pseudonyms import number_class

# Stands for a field whose bytes are no letters that its format may hold; no value of a register looks like this.
UNREADABLE = "\N{REPLACEMENT CHARACTER}" * 3


def code(text: pl.Expr, field: Field) -> pl.Expr:
    """Return the code of a cleaned field, padded or told from its label where the field says so."""
    if field.labels:
        return _labelled(text, field)
    if field.pad and field.width is not None:
        text = pl.when(text.str.contains("^[0-9]+$")).then(text.str.zfill(field.width)).otherwise(text)
    is_sound = text != UNREADABLE if field.width is None else text.str.len_chars() == field.width
    return pl.when(is_sound).then(text)


def _labelled(text: pl.Expr, field: Field) -> pl.Expr:
    """Code of an answer that came as code or as label; statistics programs write whole numbers with decimals."""
    bare = text.str.replace(r"[.,]0+$", "").str.strip_chars_start("0")
    is_code = bare.is_in([*field.labels.values()])
    label = text.str.to_lowercase().replace_strict(dict(field.labels), default=None, return_dtype=pl.String)
    return pl.when(is_code).then(bare).otherwise(label)


def _id_class(text: pl.Expr, field: Field) -> pl.Expr:
    """Class of an identification in the criminal register; several are no person numbers, and no fault either."""
    del field
    number = text.cast(pl.Int64, strict=False)
    is_number = text.str.contains(r"^[0-9]{10}$")
    return (
        # 29 February 2000 is a day, with 4 to 9 behind it; without them it says that nobody could be identified.
        pl.when(text.str.contains(r"^290200([^4-9]|$)"))
        .then(pl.lit("uidentificerbar"))
        .when(text.str.contains(r"^300200"))
        .then(pl.lit("forening"))
        .when(is_number)
        .then(number_class(number))
        .when(text.str.contains(r"^[0-9]{6}[A-Z]{3,4}$"))
        .then(pl.lit("konstrueret"))
    )


TYPES: dict[str, Callable[[pl.Expr, Field], pl.Expr]] = {"id_class": _id_class}
