"""What all files of Datafordeleren share: names with a generation, bitemporal columns, WKT points, zipped CSV.

Entities and their own fields stand in ``dar`` and ``bbr``.
"""

import zipfile
from pathlib import Path

import polars as pl

WEEKS_PER_YEAR = 52
FIRST_GENERATION_YEAR = 2000
IN_EFFECT_FROM = "2009-11-24T02:15:25.000000+01:00"


def generation_number(year: int) -> int:
    """Generation of the weekly total download of 1 January: it grows by one a week and only depends on the year."""
    return (year - FIRST_GENERATION_YEAR) * WEEKS_PER_YEAR + 1


def file_stem(register: str, entity: str, file_format: str, year: int) -> str:
    """Name without ending, such as ``DAR_V1_Adresse_TotalDownload_csv_Current_1301``."""
    return f"{register}_{entity}_TotalDownload_{file_format}_Current_{generation_number(year)}"


def bitemporal(year: int, *, namespace: str, business_area: str, valid_from: str = IN_EFFECT_FROM) -> list[pl.Expr]:
    """The columns that every entity carries: when registered, when in effect, by whom and why."""
    nothing = pl.lit(None, pl.String)
    return [
        pl.lit(f"{year}-01-01T03:05:00.000000+01:00").alias("datafordelerOpdateringstid"),
        pl.lit("0").alias("forretningshændelse"),
        pl.lit(business_area).alias("forretningsområde"),
        pl.lit("0").alias("forretningsproces"),
        pl.lit(namespace).alias("id_namespace"),
        pl.lit(valid_from).alias("registreringFra"),
        pl.lit("Registerfører").alias("registreringsaktør"),
        nothing.alias("registreringTil"),
        pl.lit(valid_from).alias("virkningFra"),
        pl.lit("Registerfører").alias("virkningsaktør"),
        nothing.alias("virkningTil"),
    ]


def point(easting: pl.Expr, northing: pl.Expr) -> pl.Expr:
    """A point as WKT, ``POINT(x y)`` in EPSG:25832 with centimetres; null where a coordinate is null."""
    return pl.concat_str(pl.lit("POINT("), _metres(easting), pl.lit(" "), _metres(northing), pl.lit(")"))


def write_zipped_csv(frame: pl.DataFrame, folder: Path, stem: str) -> Path:
    """Write ``<stem>.zip`` holding ``<stem>.csv`` (comma, UTF-8, header) and return its path.

    The entry has the zip format's own first day as its time, so that the same frame gives the same bytes.
    """
    path = folder / f"{stem}.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(f"{stem}.csv", "w") as entry,
    ):
        frame.write_csv(entry, line_terminator="\n")
    return path


def _metres(coordinate: pl.Expr) -> pl.Expr:
    """A coordinate with exactly two decimals; by whole centimetres, since binary fractions print unevenly."""
    centimetres = (coordinate * 100).round().cast(pl.Int64)
    decimals = (centimetres % 100).cast(pl.String).str.zfill(2)
    return pl.concat_str((centimetres // 100).cast(pl.String), pl.lit("."), decimals)
