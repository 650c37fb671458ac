"""Typing: from the text of a field to a value, as polars expressions.

A text that will not parse becomes null and is counted by the caller; nothing here raises on a value or names one.
Person numbers stay text here: they become keys in ``pseudonyms``.
"""

from collections.abc import Callable, Mapping, Sequence

import polars as pl

from pipelines.registers.layout import Field
from pipelines.registers.pseudonyms import number_class
from pipelines.registers.reading import amounts, codes, danish_numbers, office_values, points

UUID_PATTERN = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"

DTYPES: dict[str, pl.DataType] = {
    "int": pl.Int32(),
    "decimal": pl.Float64(),
    "amount_oere": pl.Int64(),
    "date": pl.Date(),
    "birth_date": pl.Date(),
    "cpr_timestamp_date": pl.Date(),
    "danish_date": pl.Date(),
    "zoned_date": pl.Date(),
    "person": pl.Int64(),
    "family": pl.Int64(),
    "point_easting": pl.Float64(),
    "point_northing": pl.Float64(),
    "flag": pl.Boolean(),
    "binary_flag": pl.Boolean(),
    "geometry_wkb": pl.Binary(),
    "crs_epsg": pl.Int32(),
    "week_run_start": pl.Date(),
    "week_run_year": pl.Int16(),
    "week_run_length": pl.Int16(),
    "danish_number": pl.Float64(),
} | office_values.DTYPES


def schema(fields: Sequence[Field], *, with_reference_year: bool, with_as_of_date: bool = False) -> pl.Schema:
    """Return the columns of a table: one per field, and the reference year and the day that the vault adds."""
    columns: dict[str, pl.DataType] = {field.name: DTYPES.get(field.type, pl.String()) for field in fields}
    if with_reference_year:
        columns["reference_year"] = pl.Int16()
    if with_as_of_date:
        columns["as_of_date"] = pl.Date()
    return pl.Schema(columns)


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
    signs = field.suppressed if field.type == "danish_number" else ()
    for unknown in (*_ZEROS.get(field.type, ()), *field.missing, *signs):
        is_given &= text != unknown
    return pl.when(is_given).then(text).alias(field.name)


def typed(field: Field) -> pl.Expr:
    """Return the value of a cleaned field; null where the text will not parse."""
    return _TYPES.get(field.type, codes.code)(pl.col(field.name), field).alias(field.name)


def _date(text: pl.Expr, field: Field) -> pl.Expr:
    del field
    # Without the length, 1992-3-1 and the shifted 992-03-01 would pass as dates.
    return pl.when(text.str.len_bytes() == 10).then(text).str.to_date("%Y-%m-%d", strict=False)


def _timestamp_date(text: pl.Expr, field: Field) -> pl.Expr:
    day = pl.when(text.str.len_bytes() == field.length).then(text.str.slice(0, 8))
    return day.str.to_date("%Y%m%d", strict=False)


def _danish_date(text: pl.Expr, field: Field) -> pl.Expr:
    del field
    return pl.when(text.str.len_bytes() == 10).then(text).str.to_date("%d-%m-%Y", strict=False)


def _zoned_date(text: pl.Expr, field: Field) -> pl.Expr:
    """The day in Copenhagen of a moment with its offset: 23:30 UTC on New Year's Eve is the first of January."""
    del field
    moment = text.str.replace(r"Z$", "+00:00").str.to_datetime("%Y-%m-%dT%H:%M:%S%.f%:z", strict=False, time_zone="UTC")
    return moment.dt.convert_time_zone("Europe/Copenhagen").dt.date()


def _integer(text: pl.Expr, field: Field) -> pl.Expr:
    del field
    return text.cast(pl.Int32, strict=False)


def _uuid(text: pl.Expr, field: Field) -> pl.Expr:
    del field
    lower = text.str.to_lowercase()
    return pl.when(lower.str.contains(UUID_PATTERN)).then(lower)


def _address_part(text: pl.Expr) -> pl.Expr:
    bare = text.str.strip_chars_start("0")
    return pl.when(bare == "").then(pl.lit("0")).when(text != codes.UNREADABLE).then(bare)


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


def _easting(text: pl.Expr, field: Field) -> pl.Expr:
    del field
    return points.coordinate(text, points.EASTING)


def _northing(text: pl.Expr, field: Field) -> pl.Expr:
    del field
    return points.coordinate(text, points.NORTHING)


def _as_it_is(text: pl.Expr, field: Field) -> pl.Expr:
    del field
    return text


_TYPES: dict[str, Callable[[pl.Expr, Field], pl.Expr]] = {
    "int": _integer,
    "date": _date,
    "birth_date": _date,
    "cpr_timestamp_date": _timestamp_date,
    "danish_date": _danish_date,
    "zoned_date": _zoned_date,
    "person": _as_it_is,
    "family": _as_it_is,
    "number_class": lambda text, _: number_class(text),
    "house_number": _house_number,
    "floor": _floor_or_door,
    "door": _floor_or_door,
    "point_easting": _easting,
    "point_northing": _northing,
    "flag": _flag,
    "binary_flag": _binary_flag,
    "uuid": _uuid,
    "geometry_wkb": _as_it_is,
    "crs_epsg": _as_it_is,
    **amounts.TYPES,
    **codes.TYPES,
    **danish_numbers.TYPES,
} | office_values.TYPES
_ZEROS: dict[str, tuple[str, ...]] = {
    "date": ("0000-00-00", "0000000000"),
    "birth_date": ("0000-00-00", "0000000000"),
    "cpr_timestamp_date": ("000000000000", "00000000"),
    "danish_number": tuple(danish_numbers.STATE_OF_SIGN),
}
