"""Make the geography tables of a reference year in the vault, from the address register and the boundary layers.

Placing itself lies in ``placing``. A year whose inputs have not changed is not made again.
"""

import hashlib
import os
from pathlib import Path

import polars as pl

from pipelines.geography.layers import read_layers
from pipelines.geography.placing import all_areas, atom_areas, place
from pipelines.store import Store

REGISTER = "geography"
TABLES: dict[str, pl.Schema] = {
    "access_address_atom": pl.Schema(
        {
            "access_address_id": pl.String(),
            "reference_year": pl.Int16(),
            "atom_key": pl.String(),
            "placement_code": pl.String(),
        }
    ),
    "atom_area": pl.Schema(
        {"atom_key": pl.String(), "area_set": pl.String(), "area_code": pl.String(), "reference_year": pl.Int16()}
    ),
    "area": pl.Schema(
        {
            "area_set": pl.String(),
            "area_code": pl.String(),
            "area_name": pl.String(),
            "parent_area_code": pl.String(),
            "area_m2": pl.Int64(),
            "reference_year": pl.Int16(),
        }
    ),
}
_INPUTS = (
    ("dar", "access_address"),
    ("dar", "access_point"),
    ("geografi", "bydel"),
    ("geografi", "kvarter"),
    ("geografi", "rode"),
    ("geografi", "udsat_byomraade"),
)
_METHOD = "1"  # raise when placing changes, so that years already placed are placed again


def years_ready(store: Store) -> list[int]:
    """Return the reference years for which addresses and every boundary layer have been accepted."""
    years = [
        {int(link.stem) for link in store.current_link(register, table, "x").parent.glob("[0-9]*.parquet")}
        for register, table in _INPUTS
    ]
    return sorted(set.intersection(*years))


def build_year(store: Store, reference_year: int) -> dict[str, int] | None:
    """Place the access addresses of one year and put the three geography tables in force.

    Returns:
        Counts for the record: addresses per placement code and the number of atoms; None when the tables in force
        were already made from the same inputs.
    """
    mark = _input_mark(store, reference_year)
    targets = {name: _version_file(store, name, reference_year, mark) for name in TABLES}
    if all(_in_force(store, name, reference_year) == target for name, target in targets.items()):
        return None
    placed, frames = _frames(store, reference_year)
    for name, frame in frames.items():
        _put_in_force(store, name, reference_year, frame.select(TABLES[name].names()).cast(TABLES[name]), targets[name])
    counts = dict(placed["placement_code"].value_counts().sort("placement_code").iter_rows())
    return {**counts, "atoms": frames["atom_area"]["atom_key"].n_unique()}


def ensure_schemas(store: Store) -> None:
    """Lay an empty typed file in each geography folder, so that dbt can read it before anything has arrived."""
    for name, schema in TABLES.items():
        file = store.current_link(REGISTER, name, "_schema")
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            pl.DataFrame(schema=schema).write_parquet(file)


def _frames(store: Store, reference_year: int) -> tuple[pl.DataFrame, dict[str, pl.DataFrame]]:
    layers = read_layers(store, reference_year)
    addresses = pl.read_parquet(store.current_link("dar", "access_address", str(reference_year)))
    points = pl.read_parquet(store.current_link("dar", "access_point", str(reference_year)))
    located = addresses.select("access_address_id", "access_point_id").join(
        points.select("access_point_id", "easting_m", "northing_m").unique(
            "access_point_id", keep="first", maintain_order=True
        ),
        on="access_point_id",
        how="left",
        maintain_order="left",
    )
    placed = place(located.unique("access_address_id", keep="first", maintain_order=True), layers, reference_year)
    return placed, {
        "access_address_atom": placed.sort("access_address_id"),
        "atom_area": atom_areas(placed, reference_year),
        "area": all_areas(layers, reference_year),
    }


def _input_mark(store: Store, reference_year: int) -> str:
    """Identify what the year is made from by content: the files are small, and a name can be used twice."""
    digest = hashlib.sha256(_METHOD.encode())
    for register, table in _INPUTS:
        digest.update(hashlib.sha256(store.current_link(register, table, str(reference_year)).read_bytes()).digest())
    return digest.hexdigest()[:16]


def _version_file(store: Store, table: str, reference_year: int, mark: str) -> Path:
    return (store.vault_table(REGISTER, table) / str(reference_year) / f"{mark}.parquet").resolve()


def _in_force(store: Store, table: str, reference_year: int) -> Path | None:
    link = store.current_link(REGISTER, table, str(reference_year))
    return link.parent.joinpath(link.readlink()).resolve() if link.is_symlink() and link.exists() else None


def _put_in_force(store: Store, table: str, reference_year: int, frame: pl.DataFrame, target: Path) -> None:
    store.staging.mkdir(parents=True, exist_ok=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    made = store.staging / f"{table}_{reference_year}.parquet"
    frame.write_parquet(made)
    made.replace(target)
    link = store.current_link(REGISTER, table, str(reference_year))
    link.parent.mkdir(parents=True, exist_ok=True)
    fresh = link.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(os.path.relpath(target, link.parent))
    fresh.replace(link)
