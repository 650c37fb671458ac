"""Fixed-width records as data: fields with their position from 1, and one polars expression per line.

A record refuses to exist when its fields leave a gap, overlap or miss its length, so that a position typed wrong is
found on import. Widths count characters: the text becomes latin-1, one byte per character, only when it is written.
"""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Field:
    """One field: the supplier's name, its position from 1, its width and an expression of exactly that width."""

    name: str
    start: int
    length: int
    value: pl.Expr


@dataclass(frozen=True)
class Record:
    """One record type: code, length and the fields after the three characters of the code."""

    code: str
    length: int
    fields: tuple[Field, ...]

    def __post_init__(self) -> None:
        """Raise ValueError when the fields do not fill the record without gap or overlap."""
        position = 4
        for field in self.fields:
            if field.start != position:
                message = f"record {self.code}: {field.name} starts at {field.start}, expected {position}"
                raise ValueError(message)
            position += field.length
        if position != self.length + 1:
            message = f"record {self.code}: fields end at {position - 1}, expected {self.length}"
            raise ValueError(message)

    def line(self) -> pl.Expr:
        """Expression of the whole line at full width, named ``line``."""
        return pl.concat_str([pl.lit(self.code), *(field.value for field in self.fields)]).alias("line")

    def lines(self, frame: pl.DataFrame) -> pl.DataFrame:
        """``position`` and ``line`` of every row; raises ValueError when a value has not the width of its field."""
        written = frame.select("position", self.line())
        wrong = (written.get_column("line").str.len_chars() != self.length).sum()
        if wrong:
            message = f"record {self.code}: {wrong} lines are not {self.length} characters wide"
            raise ValueError(message)
        return written


def blank(name: str, start: int, length: int) -> Field:
    """A field that is left empty."""
    return Field(name, start, length, pl.lit(" " * length))


def code(name: str, start: int, length: int, column: str, *, missing: str = " ") -> Field:
    """A field whose values have exactly its width, or are missing: then it is filled with the character ``missing``."""
    return Field(name, start, length, pl.col(column).fill_null(missing * length))


def text(name: str, start: int, length: int, column: str) -> Field:
    """A left-aligned field: cut and padded to its width in characters."""
    return Field(name, start, length, pl.col(column).fill_null("").str.head(length).str.pad_end(length))


def day(name: str, start: int, column: str) -> Field:
    """A date as ``YYYY-MM-DD``, blank when missing."""
    return Field(name, start, 10, pl.col(column).dt.strftime("%Y-%m-%d").fill_null(" " * 10))


def moment(name: str, start: int, column: str, *, missing: str = "0") -> Field:
    """A date as ``YYYYMMDDTTMM`` with the time 0000; unknown is twelve zeros unless said otherwise."""
    return Field(name, start, 12, pl.col(column).dt.strftime("%Y%m%d0000").fill_null(missing * 12))
