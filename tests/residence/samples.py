"""Small CPR extracts and address registers as the vault and the archive hold them, made by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.residence.extracts import ADDRESS, FORMER_ADDRESS, PERSON
from pipelines.store import Store

HERE, AWAY = "0101", "0147"
ROADS = {"here": "0004", "there": "0008", "nowhere": "9901"}
DELIVERY = pl.Schema(
    {
        "register": pl.String(),
        "product": pl.String(),
        "period": pl.String(),
        "reference_year": pl.Int16(),
        "reference_date": pl.Date(),
        "delivery_key": pl.String(),
    }
)


@dataclass(frozen=True)
class Person:
    """What one extract says of a person: present road, since when, and former stays (road, from, to, mark)."""

    key: int
    road: str | None = "here"
    since: date | None = date(2010, 1, 1)
    former: Sequence[tuple[str, date | None, date | None, str | None]] = ()
    status: str = "01"
    status_since: date | None = None
    born: date = date(1980, 5, 5)
    successor: int | None = None


def lay_extract(store: Store, day: date, persons: Sequence[Person], *, changes: bool = False, key: str = "") -> None:
    """Lay an extract where receiving leaves it: tables in the vault, addresses in the archive, a row of deliveries."""
    period = day.isoformat() if changes else str(day.year)
    prefix, delivery_key = ("changed_" if changes else ""), key or f"{day:%Y%m%d}"
    people = [
        (each.key, each.successor, each.status, each.status_since, "K" if each.key % 2 else "M", each.born)
        for each in persons
    ]
    _write(store, f"{prefix}person", period, pl.DataFrame(people, schema=PERSON, orient="row"))
    present = [
        {"person_key": each.key, "moved_in_date": each.since, **_place(each.road)}
        for each in persons
        if each.road is not None
    ]
    _lay(store, f"{prefix}address", period, delivery_key, present, *ADDRESS)
    former = [
        {
            "person_key": each.key,
            "moved_in_date": begun,
            "moved_out_date": ended,
            "correction_code": mark,
            **_place(road),
        }
        for each in persons
        for road, begun, ended, mark in each.former
    ]
    _lay(store, f"{prefix}former_address", period, delivery_key, former, *FORMER_ADDRESS)
    product = "cpr_aendring" if changes else "cpr"
    lay_delivery(store, "cpr", product, period, day, delivery_key)


def lay_delivery(store: Store, register: str, product: str, period: str, day: date, delivery_key: str) -> None:
    """Add a delivery in force, in place of one of the same product and period."""
    file = store.current_link("deliveries", "delivery", "all")
    file.parent.mkdir(parents=True, exist_ok=True)
    known = pl.read_parquet(file) if file.exists() else pl.DataFrame(schema=DELIVERY)
    others = known.filter((pl.col("product") != product) | (pl.col("period") != period))
    row = pl.DataFrame([(register, product, period, day.year, day, delivery_key)], schema=DELIVERY, orient="row")
    pl.concat([others, row]).write_parquet(file)


def lay_addresses(store: Store, year: int, atoms: dict[str, str]) -> None:
    """Lay DAR, BBR and placing of a year: one house per road in the atom given, with one dwelling on floor 1 tv."""
    roads = list(atoms)
    tables = {
        ("dar", "address"): {
            "address_id": [f"id-{road}" for road in roads],
            "access_address_id": roads,
            "floor_code": "1",
            "door_code": "tv",
            "status_code": "3",
        },
        ("dar", "access_address"): {
            "access_address_id": roads,
            "house_number": "1B",
            "named_road_id": roads,
            "municipality_code": HERE,
        },
        ("dar", "named_road_part"): {
            "named_road_id": roads,
            "municipality_code": HERE,
            "road_code": [ROADS[road] for road in roads],
        },
        ("geography", "access_address_atom"): {
            "access_address_id": roads,
            "atom_key": list(atoms.values()),
            "placement_code": "placed",
        },
        ("bbr", "unit"): {
            "address_id": [f"id-{road}" for road in roads],
            "status_code": "6",
            "usage_code": "140",
            "dwelling_type_code": "1",
            "residential_area_m2": 80,
            "room_count": 3,
            "toilet_code": "T",
            "bath_code": "V",
            "kitchen_code": "E",
            "heating_code": "1",
            "tenure_code": "1",
        },
    }
    for (register, table), columns in tables.items():
        file = store.current_link(register, table, str(year))
        file.parent.mkdir(parents=True, exist_ok=True)
        pl.DataFrame(columns).write_parquet(file)
    for register in ("dar", "bbr"):
        lay_delivery(store, register, register, str(year), date(year, 1, 1), "|".join(sorted(atoms.values())))


def made(store: Store, table: str, period: str = "*") -> pl.DataFrame:
    """Return a residence table as dbt reads it."""
    return pl.read_parquet(sorted(store.current_link("residence", table, "x").parent.glob(f"{period}.parquet")))


def files_of(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.parquet"))}


def _place(road: str | None) -> dict[str, str | None]:
    if road == "away":
        return {"municipality_code": AWAY, "road_code": "0001", "house_number": "1", "address_id": None}
    has_id = road == "here"
    return {
        "municipality_code": HERE,
        "road_code": ROADS[str(road)],
        "house_number": "001b",
        "floor_code": "01",
        "door_code": "TV",
        "address_id": f"id-{road}" if has_id else None,
    }


def _lay(
    store: Store,
    table: str,
    period: str,
    delivery_key: str,
    rows: list[dict[str, object]],
    open_part: pl.Schema,
    closed_part: pl.Schema,
) -> None:
    frame = pl.DataFrame(rows, schema={**open_part, **closed_part})
    _write(store, table, period, frame.select(open_part.names()))
    file = store.restricted("cpr", period, delivery_key, table)
    file.parent.mkdir(parents=True, exist_ok=True)
    frame.select("person_key", *closed_part.names()).write_parquet(file)


def _write(store: Store, table: str, period: str, frame: pl.DataFrame) -> None:
    file = store.current_link("cpr", table, period)
    file.parent.mkdir(parents=True, exist_ok=True)
    frame.write_parquet(file)
