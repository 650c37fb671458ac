"""Typing: from the text of a field to a value, as polars expressions.

A text that will not parse becomes null and is counted by the caller; nothing here raises on a value or names one.
Person numbers stay text here: they become keys in ``pseudonyms``.
"""

from collections.abc import Callable, Mapping, Sequence

import polars as pl

from pipelines.registers.layout import Field
from pipelines.registers.pseudonyms import number_class

UUID_PATTERN = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
# Kroner and øre as delivered: no thousands point, no trailing sign; at most 15 digits, so that øre fit 64 bits.
AMOUNT_PATTERN = r"^-?[0-9]{1,15}(,[0-9]{1,2})?$"
POINT_PATTERN = r"^POINT ?Z? ?\((-?[0-9]+\.?[0-9]*) (-?[0-9]+\.?[0-9]*)( -?[0-9.]+)?\)$"

DTYPES: dict[str, pl.DataType] = {
    "int": pl.Int32(),
    "decimal": pl.Float64(),
    "amount_oere": pl.Int64(),
    "date": pl.Date(),
    "birth_date": pl.Date(),
    "cpr_timestamp_date": pl.Date(),
    "person": pl.Int64(),
    "family": pl.Int64(),
    "point_easting": pl.Float64(),
    "point_northing": pl.Float64(),
    "flag": pl.Boolean(),
    "binary_flag": pl.Boolean(),
    "geometry_wkb": pl.Binary(),
    "crs_epsg": pl.Int32(),
}

# Stands for a field whose bytes are no letters that its format may hold; no value of a register looks like this.
UNREADABLE = "\N{REPLACEMENT CHARACTER}" * 3


def schema(fields: Sequence[Field], *, with_reference_year: bool) -> pl.Schema:
    """Return the columns of a table: one per field, and the reference year that the vault adds."""
    columns: dict[str, pl.DataType] = {field.name: DTYPES.get(field.type, pl.String()) for field in fields}
    return pl.Schema(columns | ({"reference_year": pl.Int16()} if with_reference_year else {}))


def cleaned(frame: pl.LazyFrame, sources: Mapping[str, pl.Expr], fields: Sequence[Field]) -> pl.LazyFrame:
    """Return one column of text per field, trimmed; what is blank, or means unknown in this field, becomes null.

    ``sources`` says where the text of a field comes from. Trimming is a step of its own: polars would otherwise trim
    again for every comparison.
    """
    trimmed = frame.select(sources[field.name].str.strip_chars().alias(field.name) for field in fields)
    return trimmed.select(_given(field) for field in fields)


def _given(field: Field) -> pl.Expr:
    text = pl.col(field.name)
    is_given = text != ""
    for unknown in _ZEROS.get(field.type, ()) + field.missing:
        is_given &= text != unknown
    return pl.when(is_given).then(text).alias(field.name)


def typed(field: Field) -> pl.Expr:
    """Return the value of a cleaned field; null where the text will not parse."""
    return _TYPES.get(field.type, _code)(pl.col(field.name), field).alias(field.name)


def _code(text: pl.Expr, field: Field) -> pl.Expr:
    is_sound = text != UNREADABLE if field.width is None else text.str.len_chars() == field.width
    return pl.when(is_sound).then(text)


def _date(text: pl.Expr, field: Field) -> pl.Expr:
    del field
    # Without the length, 1992-3-1 and the shifted 992-03-01 would pass as dates.
    return pl.when(text.str.len_bytes() == 10).then(text).str.to_date("%Y-%m-%d", strict=False)


def _timestamp_date(text: pl.Expr, field: Field) -> pl.Expr:
    day = pl.when(text.str.len_bytes() == field.length).then(text.str.slice(0, 8))
    return day.str.to_date("%Y%m%d", strict=False)


def _integer(text: pl.Expr, field: Field) -> pl.Expr:
    del field
    return text.cast(pl.Int32, strict=False)


def _decimal(text: pl.Expr, field: Field) -> pl.Expr:
    del field
    number = text.cast(pl.Float64, strict=False)
    return pl.when(number.is_finite()).then(number)


def _amount_oere(text: pl.Expr, field: Field) -> pl.Expr:
    del field
    whole = text.str.replace(",", "", literal=True)
    decimals = text.str.len_bytes() - whole.str.len_bytes() + text.str.tail(3).str.starts_with(",").cast(pl.Int32)
    # decimals: 0 without a comma, 1 with one decimal after it, 2 with two
    padded = pl.concat_str(whole, pl.lit("00").str.slice(0, 2 - decimals.cast(pl.Int32)))
    return pl.when(text.str.contains(AMOUNT_PATTERN)).then(padded).cast(pl.Int64, strict=False)


def _uuid(text: pl.Expr, field: Field) -> pl.Expr:
    del field
    lower = text.str.to_lowercase()
    return pl.when(lower.str.contains(UUID_PATTERN)).then(lower)


def _address_part(text: pl.Expr) -> pl.Expr:
    bare = text.str.strip_chars_start("0")
    return pl.when(bare == "").then(pl.lit("0")).when(text != UNREADABLE).then(bare)


def _house_number(text: pl.Expr, field: Field) -> pl.Expr:
    del field
    return _address_part(text).str.to_uppercase()


def _floor_or_door(text: pl.Expr, field: Field) -> pl.Expr:
    del field
    return _address_part(text).str.to_lowercase()


def _flag(text: pl.Expr, field: Field) -> pl.Expr:
    del field
    return pl.when(text.is_null()).then(pl.lit(False)).when(text == "*").then(pl.lit(True))


def _binary_flag(text: pl.Expr, field: Field) -> pl.Expr:
    del field
    return pl.when(text == "1").then(pl.lit(True)).when(text == "0").then(pl.lit(False))


def _coordinate(group: int) -> Callable[[pl.Expr, Field], pl.Expr]:
    def coordinate(text: pl.Expr, field: Field) -> pl.Expr:
        del field
        return text.str.extract(POINT_PATTERN, group).cast(pl.Float64, strict=False)

    return coordinate


def _number_class(text: pl.Expr, field: Field) -> pl.Expr:
    del field
    return number_class(text)


def _as_it_is(text: pl.Expr, field: Field) -> pl.Expr:
    del field
    return text


_TYPES: dict[str, Callable[[pl.Expr, Field], pl.Expr]] = {
    "int": _integer,
    "decimal": _decimal,
    "amount_oere": _amount_oere,
    "date": _date,
    "birth_date": _date,
    "cpr_timestamp_date": _timestamp_date,
    "person": _as_it_is,
    "family": _as_it_is,
    "number_class": _number_class,
    "house_number": _house_number,
    "floor": _floor_or_door,
    "door": _floor_or_door,
    "point_easting": _coordinate(1),
    "point_northing": _coordinate(2),
    "flag": _flag,
    "binary_flag": _binary_flag,
    "uuid": _uuid,
    "geometry_wkb": _as_it_is,
    "crs_epsg": _as_it_is,
}
_ZEROS: dict[str, tuple[str, ...]] = {
    "date": ("0000-00-00", "0000000000"),
    "birth_date": ("0000-00-00", "0000000000"),
    "cpr_timestamp_date": ("000000000000", "00000000"),
}
