"""The tables that this stage makes in the vault: their columns, their files, and the links to those in force.

A file is named after what it was made from, or after its contents; nothing is written twice.
"""

import hashlib
import os
from pathlib import Path

import polars as pl

from pipelines.store import Store

REGISTER = "residence"
ALL_YEARS = "all"
_PRIVATE = 0o600  # rows of persons are for whoever runs the platform only
_PLACE = {"atom_key": pl.String(), "placement_code": pl.String()}
TABLES: dict[str, pl.Schema] = {
    "person_alias": pl.Schema({"former_person_key": pl.Int64(), "person_key": pl.Int64()}),
    "person_place": pl.Schema(
        {
            "person_key": pl.Int64(),
            "reference_year": pl.Int16(),
            **_PLACE,
            "dwelling_key": pl.Int64(),
            "matched_by": pl.String(),
            "is_address_id_known": pl.Boolean(),
        }
    ),
    "dwelling": pl.Schema(
        {"dwelling_key": pl.Int64(), "reference_year": pl.Int16(), **_PLACE, "unit_count": pl.Int32()}
    ),
    "dwelling_unit": pl.Schema(
        {
            "dwelling_key": pl.Int64(),
            "reference_year": pl.Int16(),
            "status_code": pl.String(),
            "usage_code": pl.String(),
            "dwelling_type_code": pl.String(),
            "residential_area_m2": pl.Int32(),
            "room_count": pl.Int32(),
            "toilet_code": pl.String(),
            "bath_code": pl.String(),
            "kitchen_code": pl.String(),
            "heating_code": pl.String(),
            "tenure_code": pl.String(),
        }
    ),
    "stay": pl.Schema(
        {
            "person_key": pl.Int64(),
            "reference_year": pl.Int16(),
            "from_date": pl.Date(),
            "to_date": pl.Date(),
            **_PLACE,
            "municipality_code": pl.String(),
            "begins_code": pl.String(),
            "ends_code": pl.String(),
            "sex_code": pl.String(),
            "birth_date": pl.Date(),
        }
    ),
    "revision": pl.Schema(
        {
            "reference_year": pl.Int16(),
            "status_count": pl.Int64(),
            "history_count": pl.Int64(),
            "added_count": pl.Int64(),
            "removed_count": pl.Int64(),
            "moved_count": pl.Int64(),
            "by_changes_count": pl.Int64(),
        }
    ),
}


def ensure_schemas(store: Store) -> None:
    """Lay an empty typed file in each folder, so that dbt can read it before anything has arrived."""
    for name, schema in TABLES.items():
        file = store.current_link(REGISTER, name, "_schema")
        if not (file.exists() and pl.read_parquet_schema(file) == schema):
            file.parent.mkdir(parents=True, exist_ok=True)
            pl.DataFrame(schema=schema).write_parquet(file)


def version_file(store: Store, table: str, period: str, mark: str) -> Path:
    """Return the file of one period of a table as made from inputs, or with contents, of that mark."""
    return (store.vault_table(REGISTER, table) / period / f"{mark}.parquet").resolve()


def is_in_force(store: Store, table: str, period: str, mark: str) -> bool:
    """Tell whether that very version is the one that the link points to."""
    link = store.current_link(REGISTER, table, period)
    target = version_file(store, table, period, mark)
    return link.is_symlink() and link.exists() and link.parent.joinpath(link.readlink()).resolve() == target


def put_in_force(store: Store, table: str, period: str, frame: pl.DataFrame, mark: str) -> None:
    """Write one period of a table, in the columns agreed, and let the link point to it."""
    _write(store, table, period, frame).replace(_with_folder(version_file(store, table, period, mark)))
    _point(store, table, period, mark)


def put_contents_in_force(store: Store, table: str, period: str, frame: pl.DataFrame) -> bool:
    """Let the link point to these contents; return False when it does already, and then nothing is changed."""
    made = _write(store, table, period, frame)
    with made.open("rb") as file:
        mark = hashlib.file_digest(file, "sha256").hexdigest()[:16]
    if is_in_force(store, table, period, mark):
        made.unlink()
        return False
    made.replace(_with_folder(version_file(store, table, period, mark)))
    _point(store, table, period, mark)
    return True


def withdraw(store: Store, table: str, periods_kept: set[str]) -> None:
    """Take back the links to periods that are no longer made."""
    for link in store.current_link(REGISTER, table, "x").parent.glob("[0-9]*.parquet"):
        if link.stem not in periods_kept:
            link.unlink()


def _write(store: Store, table: str, period: str, frame: pl.DataFrame) -> Path:
    store.staging.mkdir(parents=True, exist_ok=True)
    made = store.staging / f"{REGISTER}_{table}_{period}.parquet"
    frame.select(TABLES[table].names()).cast(TABLES[table]).write_parquet(made)
    made.chmod(_PRIVATE)
    return made


def _with_folder(file: Path) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    return file


def _point(store: Store, table: str, period: str, mark: str) -> None:
    link = _with_folder(store.current_link(REGISTER, table, period))
    fresh = link.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(os.path.relpath(version_file(store, table, period, mark), link.parent))
    fresh.replace(link)
