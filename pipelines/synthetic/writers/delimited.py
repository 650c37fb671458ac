"""Semicolon-separated files as Danmarks Statistik delivers them: latin-1, header, decimal comma, LF."""

from io import BytesIO
from pathlib import Path

import polars as pl

ROWS_PER_CHUNK = 200_000


def write_semicolon(frame: pl.DataFrame, path: Path) -> int:
    """Write the frame under its own column names and return the number of rows; null is an empty field.

    Raises UnicodeEncodeError when a text holds a character that latin-1 lacks.
    """
    with path.open("wb") as file:
        file.write((";".join(frame.columns) + "\n").encode("latin-1"))
        for chunk in frame.iter_slices(ROWS_PER_CHUNK):
            utf8 = BytesIO()
            chunk.write_csv(utf8, include_header=False, separator=";", line_terminator="\n")
            file.write(utf8.getvalue().decode("utf-8").encode("latin-1"))
    return frame.height


def kroner(column: str) -> pl.Expr:
    """An amount in whole øre as ``1234567,89`` kroner; negative amounts carry a leading minus."""
    amount = pl.col(column)
    sign = pl.when(amount < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    whole = (amount.abs() // 100).cast(pl.String)
    cents = (amount.abs() % 100).cast(pl.String).str.zfill(2)
    return pl.concat_str(sign, whole, pl.lit(","), cents)
