"""Write the CPR road register (product P05780): roads, and the districts of the house numbers along them.

Intervals of house numbers are tight, as CPR has computed them from the addresses in DAR since 2018: each runs from the
first to the last address of one side of a road that lies in one district without a break.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.synthetic.snapshot import Snapshot
from pipelines.synthetic.writers.cpr_spelling import DIGITS, HOUSE_NUMBER, LETTERS
from pipelines.synthetic.writers.fixed_width import Field, Record, code, moment, text
from pipelines.synthetic.writers.reference_dates import cpr_production_date
from pipelines.synthetic.writers.written import CITY_MUNICIPALITY_CODE, WrittenFile

LAYOUT, ASSIGNMENT_NUMBER = "cpr_p05780", "901103"
BYDEL_DISTRICT = "01"
"""Kind of record 007 that holds the bydel: our simplification."""
_COMPUTED_SINCE = date(2018, 9, 29)
_ROAD = (code("KOMKOD", 4, 4, "municipality_code"), code("VEJKOD", 8, 4, "road_code"))
_INTERVAL = (
    *_ROAD,
    code("HUSNRFRA", 12, 4, "house_number_from"),
    code("HUSNRTIL", 16, 4, "house_number_to"),
    code("LIGEULIGE", 20, 1, "parity_code"),
    moment("TIMESTAMP", 21, "updated_date"),
)
ROAD = Record(
    "001",
    111,
    (
        *_ROAD,
        moment("TIMESTAMP", 12, "updated_date"),
        Field("TILKOMKOD-FRAVEJKOD", 24, 16, pl.lit("0" * 16)),
        moment("HAENSTART", 40, "road_from_date"),
        text("VEJADRNVN", 52, 20, "road_name"),
        text("VEJNVN", 72, 40, "road_name"),
    ),
)


@dataclass(frozen=True)
class _Districts:
    """One record type of districts: its record, and expressions of code and name over access addresses."""

    record: Record
    district_code: pl.Expr
    district_name: pl.Expr


def _district(number: str, length: int, name: str, width: int, code_: pl.Expr, title: pl.Expr) -> _Districts:
    fields = (*_INTERVAL, code(name, 33, width, "district_code"), text("DISTTXT", 33 + width, length - 32 - width,
                                                                     "district_name"))  # fmt: skip
    return _Districts(Record(number, length, fields), code_, title)


_RODE = pl.col("rode_code").str.zfill(4)
_KVARTER = pl.col("kvarter_code").rank("dense").cast(pl.String).str.zfill(2)
_BYDEL = pl.col("bydel_code").str.zfill(2)
_DISTRICTS = (
    _district("004", 56, "POSTNR", 4, pl.col("postal_code"), pl.col("postal_district")),
    _district("007", 68, "DISTTYP-DIVDISTKOD", 6, BYDEL_DISTRICT + _BYDEL.str.zfill(4),
              pl.lit("Bydel ") + pl.col("bydel_code")),
    _district("010", 64, "SKOLEKOD", 2, _KVARTER, pl.lit("Skoledistrikt ") + _KVARTER),
    _district("011", 66, "BEFOLKKOD", 4, _RODE, pl.lit("Rode ") + pl.col("rode_code")),
    _district("014", 64, "VALGKOD", 2, _BYDEL, pl.lit("Valgdistrikt ") + _BYDEL),
)  # fmt: skip


def write_road_register(snapshot: Snapshot, folder: Path) -> tuple[WrittenFile, ...]:
    """Write ``dYYMMDD.l901103`` with the roads and districts at 1 January of the snapshot, and return it.

    Raises UnicodeEncodeError when the name of a road holds a character that latin-1 lacks.
    """
    production = cpr_production_date(snapshot.year)
    lines = pl.concat([_road_lines(snapshot.roads), *_district_lines(snapshot.access_addresses)])
    path = folder / f"d{production:%y%m%d}.l{ASSIGNMENT_NUMBER}"
    opening, closing = f"000{ASSIGNMENT_NUMBER}{production:%Y%m%d}", f"999{lines.len():08d}"
    path.write_bytes("\n".join([opening, *lines, closing, ""]).encode("latin-1"))
    return (WrittenFile(path, LAYOUT, lines.len()),)


def _road_lines(roads: pl.DataFrame) -> pl.Series:
    by_code = roads.sort("road_code").with_row_index("position")
    dates = {"updated_date": pl.lit(_COMPUTED_SINCE), "road_from_date": pl.lit(date(1900, 1, 1))}
    return ROAD.lines(by_code.with_columns(**dates)).get_column("line")


def _district_lines(access_addresses: pl.DataFrame) -> Sequence[pl.Series]:
    number = pl.col("house_number").str.strip_chars_end(LETTERS).cast(pl.Int32)
    sides = access_addresses.with_columns(
        HOUSE_NUMBER,
        pl.when(number % 2 == 0).then(pl.lit("L")).otherwise(pl.lit("U")).alias("parity_code"),
        number.alias("number"),
        pl.col("house_number").str.strip_chars_start(DIGITS).alias("letter"),
    ).sort("road_code", "parity_code", "number", "letter")
    return [each.record.lines(_intervals(sides, each)).get_column("line") for each in _DISTRICTS]


def _intervals(sides: pl.DataFrame, districts: _Districts) -> pl.DataFrame:
    """One row per run of addresses on one side of a road in one district, in order of road, side and number."""
    place = ("road_code", "parity_code", "district_code")
    return (
        sides.with_columns(districts.district_code.alias("district_code"), districts.district_name.alias(
            "district_name"))
        .with_columns(pl.struct(place).rle_id().alias("run"))
        .group_by("run", *place, maintain_order=True)
        .agg(
            pl.col("house_number_cpr").first().alias("house_number_from"),
            pl.col("house_number_cpr").last().alias("house_number_to"),
            pl.col("district_name").first(),
        )
        .with_columns(municipality_code=pl.lit(CITY_MUNICIPALITY_CODE), updated_date=pl.lit(_COMPUTED_SINCE))
        .with_row_index("position")
    )  # fmt: skip
