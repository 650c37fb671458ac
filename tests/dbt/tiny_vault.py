"""A vault of some four hundred invented persons and three reference years, in the columns that dbt reads.

Every case the models decide on is in it: ages at the limits, residents without a fixed address, addresses given by
road only, ambiguous and unknown ones, dwellings at the limits, years that a register has not delivered. It writes no
supplier's format; that is what the synthetic city is for.
"""

import datetime as dt
from pathlib import Path

import numpy as np
import polars as pl

from pipelines.geography.building import ensure_schemas
from pipelines.registers.intake.vault import derive, ensure_empty_tables
from pipelines.store import Store
from tests.dbt.tiny_geography import (
    FLOORS,
    HOUSES,
    UNPLACED_ADDRESS,
    address_tables,
    geography_tables,
    id_of,
    number_of,
    on_boundaries,
    road_of,
)
from tests.dbt.tiny_residence import build, cpr_tables, lay_in_the_archive, with_units

ADDRESSES = {("cpr", "address"), ("cpr", "former_address")}
YEARS = (2024, 2025, 2026)
NOT_DELIVERED = {("ind", 2024), ("ras", 2026)}
PERSONS = 420


def write_tiny_vault(root: Path) -> Store:
    """Write the vault below ``root`` and return its store; the workshop folder is made too."""
    store = Store(root)
    store.workshop.mkdir(parents=True, exist_ok=True)
    ensure_empty_tables(store)
    derive(store, [])
    ensure_schemas(store)
    tables: dict[tuple[str, str], dict[int, pl.DataFrame]] = {}
    for year in YEARS:
        for (register, table), frame in _tables_of(year).items():
            delivered = tables.setdefault((register, table), {})
            delivered[year] = frame.clear() if (register, year) in NOT_DELIVERED else frame
    for (register, table), by_year in tables.items():
        if (register, table) in ADDRESSES:
            by_year = {year: lay_in_the_archive(store, table, year, frame) for year, frame in by_year.items()}
        _write(store, register, table, by_year)
    build(store)
    return store


def _write(store: Store, register: str, table: str, by_year: dict[int, pl.DataFrame]) -> None:
    for year, frame in by_year.items():
        if frame.height:
            file = store.current_link(register, table, str(year))
            file.parent.mkdir(parents=True, exist_ok=True)
            frame.write_parquet(file)


def _tables_of(year: int) -> dict[tuple[str, str], pl.DataFrame]:
    """Return every table of one year; the same persons, a year older, some of them moved."""
    rngs = {each: np.random.default_rng(each) for each in YEARS}
    everybody = {each: _persons(each, rngs[each]) for each in YEARS}
    rng, persons = rngs[year], everybody[year]
    tables = {**address_tables(), **geography_tables(), **_registers(year, persons, rng)}
    for name in ("atom_area", "area"):
        tables["geography", name] = on_boundaries(tables["geography", name], year, max(YEARS))
    tables |= cpr_tables(everybody, year)
    tables["bbr", "unit"] = with_units(tables["bbr", "unit"])
    return {
        name: frame.with_columns(pl.lit(year, dtype=pl.Int16).alias("reference_year"))
        for name, frame in {**tables, ("deliveries", "delivery"): _deliveries(year)}.items()
    }


def _persons(year: int, rng: np.random.Generator) -> pl.DataFrame:
    ages = np.concatenate([np.repeat([0, 5, 6, 15, 16, 17, 18, 64, 65, 66, 67, 80], 5), rng.integers(0, 95, 360)])
    born_on = [(1, 1), (1, 2), (12, 31), (2, 28), (6, 15)]
    rows = []
    for number in range(PERSONS):
        month, day = born_on[number % 5]
        # on 1 January the birthday has come for those of 1 January only
        birth_year = year - int(ages[number]) - (0 if (month, day) == (1, 1) else 1)
        house = int(rng.integers(0, HOUSES))
        floor, door = FLOORS[int(rng.integers(0, len(FLOORS)))]
        rows.append(
            {
                "person_key": number * 7919 - 1_000_000,
                "status_code": "01",
                "sex_code": "MK"[number % 2],
                "birth_date": dt.date(birth_year, month, day),
                "municipality_code": "0101",
                **_at(house, floor, door),
            }
        )
    _special_cases(rows)
    return pl.DataFrame(rows)


def _at(house: int, floor: str, door: str) -> dict[str, object]:
    return {
        "road_code": road_of(house),
        "house_number": number_of(house),
        "floor_code": floor,
        "door_code": door,
        "address_id": id_of(house, floor, door),
    }


def _special_cases(rows: list[dict[str, object]]) -> None:
    for row in rows[:4]:  # the 306 variant, padded as CPR pads
        row.update(address_id=None, house_number=f"00{row['house_number']}", floor_code="st", door_code="TV")
    rows[4].update(
        address_id=None, road_code="0777", house_number="1", floor_code="", door_code=""
    )  # two addresses fit
    rows[5].update(address_id=None, road_code="0888")  # no such road
    rows[6].update(address_id="ffffffff-0000-0000-0000-000000000000")  # unknown id, but the road is right
    rows[7].update(status_code="03", road_code="9901", address_id=None)
    rows[8].update(road_code="9999", address_id=None)
    rows[9].update(_at(UNPLACED_ADDRESS, "", ""))
    rows[10].update(status_code="90")
    rows[11].update(status_code="80", municipality_code="0147")
    rows[12].update(municipality_code="0147")
    rows[13].update(birth_date=None)
    for row in rows[14:31]:  # seventeen residents in one dwelling
        row.update(_at(0, "1", "th"))


def _registers(year: int, persons: pl.DataFrame, rng: np.random.Generator) -> dict[tuple[str, str], pl.DataFrame]:
    keys = persons["person_key"]
    known = keys.gather(np.flatnonzero(rng.random(PERSONS) < 0.96))
    learned = keys.gather(np.flatnonzero(rng.random(PERSONS) < 0.8))
    earning = keys.gather(np.flatnonzero(rng.random(PERSONS) < 0.9))
    origin = rng.choice(["1", "2", "3"], len(known), p=[0.7, 0.2, 0.1])
    codes = [f"{number:04d}" for number in range(30)]
    groups = ["05", "10", "15", "20", "25", "30", "35", "39", "40", "50", "60", "70", "80", "90"]
    return {
        ("ras", "status"): pl.DataFrame(
            {
                "person_key": known,
                "origin_code": origin,
                "is_western": (origin == "1") | (rng.random(len(known)) < 0.3),
                "ras_status_code": rng.choice(
                    ["110", "134", "200", "318", "411", "414", "513", "517", "999"], len(known)
                ),
            }
        ),
        # the last two codes are unknown to the classification of the year
        ("udda", "education"): pl.DataFrame({"person_key": learned, "hfaudd_code": rng.choice(codes, len(learned))}),
        ("udda", "classification"): pl.DataFrame(
            {"hfaudd_code": codes[:-2], "disced15_main_code": [groups[number % 14] for number in range(28)]}
        ),
        ("ind", "income"): pl.DataFrame(
            {"person_key": earning, "gross_income_oere": rng.integers(-5_000_00, 60_000_000, len(earning))}
        ),
    }


def _deliveries(year: int) -> pl.DataFrame:
    registers = [r for r in ("cpr", "dar", "bbr", "geografi", "ras", "udda", "ind") if (r, year) not in NOT_DELIVERED]
    return pl.DataFrame(
        {
            "register": registers,
            "product": registers,
            "kind_code": ["status"] * len(registers),
            "period": [str(year)] * len(registers),
            "delivery_key": [f"{index:016x}" for index, _ in enumerate(registers)],
            "version": pl.Series([1] * len(registers), dtype=pl.Int32),
            "delivery_number": pl.Series(range(1, len(registers) + 1), dtype=pl.Int32),
            "reference_date": [dt.date(year, 1, 1)] * len(registers),
            "row_count": [PERSONS] * len(registers),
            "quarantined_count": [0] * len(registers),
        }
    )
