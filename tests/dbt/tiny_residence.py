"""Since when the invented persons of the tiny vault live where they do, and what of it lies in the archive."""

import datetime as dt
from collections.abc import Mapping

import polars as pl

from pipelines.registers.person_secret import PersonSecret
from pipelines.residence.building import build_residence, ensure_schemas
from pipelines.store import Store

SECRET = PersonSecret(bytes(range(11, 43)))
CPR_DELIVERY = f"{0:016x}"
ROAD = ("road_code", "house_number", "floor_code", "door_code")
UNIT_COLUMNS = {
    "dwelling_type_code": "1",
    "room_count": 3,
    "toilet_code": "T",
    "bath_code": "V",
    "kitchen_code": "E",
    "heating_code": "1",
    "tenure_code": "1",
}


def cpr_tables(persons: Mapping[int, pl.DataFrame], year: int) -> dict[tuple[str, str], pl.DataFrame]:
    """Return the tables of one status extract: everybody moves on 1 July before each extract but the first."""
    first = min(persons)
    now = persons[year].with_columns(moved_in_date=pl.lit(_moved_in(year, first)))
    before = [
        persons[other]
        .filter(pl.col("status_code").is_in(["01", "03"]), pl.col("municipality_code") == "0101")
        .with_columns(
            moved_in_date=pl.lit(_moved_in(other, first)),
            moved_out_date=pl.lit(dt.date(other, 7, 1)),
            correction_code=pl.lit(None, pl.String),
        )
        for other in persons
        if other < year
    ]
    former = pl.concat(
        [
            now.clear().with_columns(moved_out_date=pl.lit(None, pl.Date), correction_code=pl.lit(None, pl.String)),
            *before,
        ]
    )
    return {
        ("cpr", "person"): now.select(
            "person_key",
            "status_code",
            "sex_code",
            "birth_date",
            successor_person_key=pl.lit(None, pl.Int64),
            status_from_date=pl.lit(None, pl.Date),
        ),
        ("cpr", "address"): now,
        ("cpr", "former_address"): former,
    }


def lay_in_the_archive(store: Store, table: str, year: int, frame: pl.DataFrame) -> pl.DataFrame:
    """Put the addresses of a table where receiving leaves them, and return what goes to the vault."""
    closed = [name for name in (*ROAD, "address_id") if name in frame.columns]
    file = store.restricted("cpr", str(year), CPR_DELIVERY, table)
    file.parent.mkdir(parents=True, exist_ok=True)
    frame.select("person_key", *closed).write_parquet(file)
    return frame.drop(closed)


def with_units(units: pl.DataFrame) -> pl.DataFrame:
    """Return units of BBR with the columns that the models do not look at yet."""
    return units.with_columns(pl.lit(value).alias(name) for name, value in UNIT_COLUMNS.items())


def build(store: Store) -> None:
    """Place everybody, as a refresh does."""
    ensure_schemas(store)
    build_residence(store, SECRET)


def _moved_in(year: int, first: int) -> dt.date:
    return dt.date(2000, 1, 1) if year == first else dt.date(year - 1, 7, 1)
