"""The vault: versions of tables, the links to those in force, and the table of deliveries.

Links and the table of deliveries are derived from the ledger; deriving them again changes nothing, or repairs what an
interruption left behind.
"""

import os
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from pipelines.registers.agreements import load_agreements
from pipelines.registers.intake.ledger import LedgerEntry, in_force
from pipelines.registers.layout import load_layout
from pipelines.registers.reading import values
from pipelines.registers.reading.parquet import sync, write_parquet
from pipelines.registers.reading.tables import TableCount
from pipelines.store import Store

EMPTY_PERIOD = "_schema"
DELIVERIES, DELIVERY, ALL_PERIODS = "deliveries", "delivery", "all"
DELIVERY_SCHEMA = pl.Schema(
    {
        "register": pl.String(),
        "reference_year": pl.Int16(),
        "delivery_key": pl.String(),
        "version": pl.Int32(),
        "delivery_number": pl.Int32(),
        "reference_date": pl.Date(),
        "row_count": pl.Int64(),
        "quarantined_count": pl.Int64(),
    }
)


def install(store: Store, register: str, period: str, version: int, tables: Mapping[str, TableCount]) -> None:
    """Move finished tables to their place in the vault, each in one rename; nothing shows until links point there."""
    for table, count in tables.items():
        target = store.vault_version(register, table, period, version)
        target.parent.mkdir(parents=True, exist_ok=True)
        quarantine = store.vault_quarantine(register, table, period, version)
        for source, place in ((count.path, target), (count.quarantine_path, quarantine)):
            if source is not None:
                source.replace(place)
        sync(target.parent)


def derive(store: Store, entries: Sequence[LedgerEntry]) -> None:
    """Make links and the table of deliveries say what the ledger says."""
    current = in_force(entries)
    for (register, period), entry in current.items():
        for table in entry.tables:
            target = store.vault_version(register, table, period, int(entry.version or 1))
            _point(store.current_link(register, table, period), target)
    rows = [_delivery_row(entry) for entry in current.values()]
    _keep(
        store.current_link(DELIVERIES, DELIVERY, ALL_PERIODS), pl.DataFrame(rows, schema=DELIVERY_SCHEMA, orient="row")
    )


def ensure_empty_tables(store: Store) -> None:
    """Give every agreed table a file without rows, so that it can be read before anything has arrived."""
    for register, agreement in load_agreements().items():
        for file in agreement.files:
            records = {record.table: record for record in load_layout(file.layout).table_records}
            for table in file.tables:
                schema = values.schema(records[table].read_fields, with_reference_year=True)
                _keep(store.current_link(register, table, EMPTY_PERIOD), pl.DataFrame(schema=schema))


def _point(link: Path, target: Path) -> None:
    """Let a link point to a target, in one rename; relative, so that the data root can be moved."""
    wanted = os.path.relpath(target, link.parent)
    if link.is_symlink() and str(link.readlink()) == wanted:
        return
    link.parent.mkdir(parents=True, exist_ok=True)
    fresh = link.with_name(f".{link.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(wanted)
    fresh.replace(link)
    sync(link.parent)


def _keep(path: Path, frame: pl.DataFrame) -> None:
    """Write a small table unless it is there already."""
    if path.exists() and _same(path, frame):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    write_parquet(frame, path)


def _same(path: Path, frame: pl.DataFrame) -> bool:
    if frame.height == 0:
        return bool(pq.read_schema(path).equals(frame.to_arrow(compat_level=pl.CompatLevel.oldest()).schema))
    there = pl.read_parquet(path)
    return there.schema == frame.schema and there.equals(frame)


def _delivery_row(entry: LedgerEntry) -> tuple[object, ...]:
    return (
        entry.register,
        int(entry.period or 0),
        entry.delivery_key,
        entry.version,
        entry.delivery_number,
        date.fromisoformat(entry.reference_date or ""),
        sum(rows for rows, _ in entry.tables.values()),
        sum(quarantined for _, quarantined in entry.tables.values()),
    )
