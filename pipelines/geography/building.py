"""Make the geography tables of a reference year in the vault, from the address register and the boundary layers.

Placing itself lies in ``placing``, its control by street table in ``control``, the validity of boundaries in
``boundaries``. A year whose inputs have not changed is not made again; the boundaries of every year are inputs of each,
because every year can also be shown on the latest.
"""

import hashlib
import os
from pathlib import Path

import polars as pl

from pipelines.geography.boundaries import (
    BOUNDARY_VERSION,
    boundary_versions,
    boundary_years,
    identities,
    layer_bytes,
)
from pipelines.geography.control import PLACEMENT_CONTROL, controlled, located, with_lent_points
from pipelines.geography.layers import MUNICIPALITY_CODE, Layer, read_layers
from pipelines.geography.placing import all_areas, atom_areas, place
from pipelines.geography.street_table import in_force, rode_by_table
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
        {
            "atom_key": pl.String(),
            "area_set": pl.String(),
            "area_code": pl.String(),
            "reference_year": pl.Int16(),
            "boundary_year": pl.Int16(),
        }
    ),
    "area": pl.Schema(
        {
            "area_set": pl.String(),
            "area_code": pl.String(),
            "area_name": pl.String(),
            "parent_area_code": pl.String(),
            "area_m2": pl.Int64(),
            "reference_year": pl.Int16(),
            "boundary_year": pl.Int16(),
        }
    ),
    "placement_control": PLACEMENT_CONTROL,
    "boundary_version": BOUNDARY_VERSION,
}
_ADDRESS_TABLES = (("dar", "access_address"), ("dar", "access_point"), ("dar", "named_road_part"))
# The first that knows an address is asked; neither is needed to place one that has a point.
_STREET_TABLES = (("geografi", "street_register"), ("cpr", "road_district"))
_METHOD = "2"  # raise when placing changes, so that years already placed are placed again


def years_ready(store: Store) -> list[int]:
    """Return the reference years for which addresses and every boundary layer have been accepted."""
    years = [
        {int(link.stem) for link in store.current_link(register, table, "x").parent.glob("[0-9]*.parquet")}
        for register, table in _ADDRESS_TABLES
    ]
    return sorted(set.intersection(*years, set(boundary_years(store))))


def build_year(store: Store, reference_year: int) -> dict[str, int] | None:
    """Place the access addresses of one year and put the geography tables in force.

    Returns:
        Counts for the record: addresses per placement code and, after ``rode_``, per agreement with the street table,
        and the number of atoms; None when the tables in force were already made from the same inputs.
    """
    mark = _input_mark(store, reference_year)
    targets = {name: _version_file(store, name, reference_year, mark) for name in TABLES}
    if all(_in_force(store, name, reference_year) == target for name, target in targets.items()):
        return None
    frames = _frames(store, reference_year)
    for name, frame in frames.items():
        _put_in_force(store, name, reference_year, frame.select(TABLES[name].names()).cast(TABLES[name]), targets[name])
    agreement = frames["placement_control"].select("rode_" + pl.col("agreement_code"))
    return {
        **_counts(frames["access_address_atom"]["placement_code"]),
        **_counts(agreement.to_series()),
        "atoms": frames["atom_area"]["atom_key"].n_unique(),
    }


def ensure_schemas(store: Store) -> None:
    """Lay an empty typed file in each geography folder, so that dbt can read it before anything has arrived."""
    for name, schema in TABLES.items():
        file = store.current_link(REGISTER, name, "_schema")
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            pl.DataFrame(schema=schema).write_parquet(file)


def _frames(store: Store, reference_year: int) -> dict[str, pl.DataFrame]:
    years = boundary_years(store)
    versions = boundary_versions({year: identities(store, year) for year in years})
    layers, today = read_layers(store, reference_year), years[-1]
    has_changed = identities(store, reference_year) != identities(store, today)
    layers_today = read_layers(store, today) if has_changed else None
    addresses = located(*(_table(store, register, table, reference_year) for register, table in _ADDRESS_TABLES))
    control = _control(store, addresses, layers["rode"], reference_year)
    placed = place(with_lent_points(addresses, control, layers["rode"]), layers, reference_year, layers_today)
    areas = [all_areas(layers, reference_year)]
    if today != reference_year:
        areas.append(all_areas(layers_today or layers, reference_year, today))
    return {
        "access_address_atom": placed.sort("access_address_id"),
        "atom_area": atom_areas(placed, reference_year, today),
        "area": pl.concat(areas),
        "placement_control": control.sort("access_address_id"),
        "boundary_version": versions.filter(pl.col("reference_year") == reference_year),
    }


def _control(store: Store, addresses: pl.DataFrame, roder: Layer, reference_year: int) -> pl.DataFrame:
    """Ask each street table for the addresses that those before it do not know."""
    by_table = pl.DataFrame(schema={"access_address_id": pl.String, "rode_code": pl.String})
    city = addresses.filter(pl.col("municipality_code") == MUNICIPALITY_CODE)
    for register, table in _STREET_TABLES:
        for file in _street_files(store, register, table, reference_year):
            unknown = city.join(by_table, on="access_address_id", how="anti")
            intervals = in_force(pl.read_parquet(file), reference_year)
            by_table = pl.concat([by_table, rode_by_table(unknown, intervals)])
    return controlled(addresses, by_table, roder, reference_year)


def _table(store: Store, register: str, table: str, reference_year: int) -> pl.DataFrame:
    return pl.read_parquet(store.current_link(register, table, str(reference_year)))


def _street_files(store: Store, register: str, table: str, reference_year: int) -> list[Path]:
    """Return what the year has of a street table: none, or the latest of its deliveries."""
    links = sorted(store.current_link(register, table, "x").parent.glob(f"{reference_year}*.parquet"))
    return links[-1:]


def _counts(codes: pl.Series) -> dict[str, int]:
    return dict(codes.value_counts().sort(codes.name).iter_rows())


def _input_mark(store: Store, reference_year: int) -> str:
    """Identify what the year is made from by content: the files are small, and a name can be used twice."""
    digest = hashlib.sha256(_METHOD.encode())
    files = [store.current_link(register, table, str(reference_year)) for register, table in _ADDRESS_TABLES]
    for register, table in _STREET_TABLES:
        files += _street_files(store, register, table, reference_year)
    for file in files:
        digest.update(file.parent.name.encode() + hashlib.sha256(file.read_bytes()).digest())
    for year in boundary_years(store):
        digest.update(layer_bytes(store, year))
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
