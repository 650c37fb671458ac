"""The vault: tables by delivery, the links to those in force, and the table of deliveries.

A table is named after the contents it was read from, so that the vault does not depend on the order of arrival. Links
and the table of deliveries are derived from the ledger; deriving them again changes nothing, or repairs what an
interruption left behind.
"""

import os
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.registers.agreements import load_agreements
from pipelines.registers.intake.custody import PRIVATE_FILE, PRIVATE_FOLDER
from pipelines.registers.intake.ledger import LedgerEntry, versions
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
        "product": pl.String(),
        "kind_code": pl.String(),
        "period": pl.String(),
        "reference_year": pl.Int16(),
        "delivery_key": pl.String(),
        "version": pl.Int32(),
        "delivery_number": pl.Int32(),
        "reference_date": pl.Date(),
        "row_count": pl.Int64(),
        "quarantined_count": pl.Int64(),
    }
)


def install(store: Store, entry: LedgerEntry, tables: Mapping[str, TableCount]) -> None:
    """Move finished tables to their place in the vault, each in one rename; nothing shows until links point there.

    What is restricted goes beside the originals in the archive.
    """
    register, period, key = entry.register, str(entry.period), entry.delivery_key
    for table, count in tables.items():
        places = (
            (count.path, store.vault_file(register, table, period, key)),
            (count.quarantine_path, store.vault_quarantine(register, table, period, key)),
            (count.restricted_path, store.restricted(register, period, key, table)),
        )
        for source, target in places:
            if source is not None:
                target.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
                source.chmod(PRIVATE_FILE)
                source.replace(target)
                sync(target.parent)


def derive(store: Store, entries: Sequence[LedgerEntry], only: tuple[str, str] | None = None) -> None:
    """Make links and the table of deliveries say what the ledger says, ``only`` of one product and period."""
    known = versions(entries)
    for (product, period), ranked in known.items():
        if only not in (None, (product, period)):
            continue
        entry, agreement = ranked[-1], load_agreements().get(product)
        name = agreement.link_name(period) if agreement else period
        for table in entry.tables:
            target = store.vault_file(entry.register, table, period, entry.delivery_key)
            _point(store.current_link(entry.register, table, name), target)
    rows = [_delivery_row(ranked[-1], len(ranked)) for ranked in known.values()]
    deliveries = pl.DataFrame(rows, schema=DELIVERY_SCHEMA, orient="row")
    _keep(store.current_link(DELIVERIES, DELIVERY, ALL_PERIODS), deliveries)


def ensure_empty_tables(store: Store) -> None:
    """Give every agreed table a file without rows, so that it can be read before anything has arrived."""
    for register, table, empty, arrow_schema in _empty_tables():
        path = store.current_link(register, table, EMPTY_PERIOD)
        if not path.exists() or not pq.read_schema(path).equals(arrow_schema):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_parquet(empty, path)


@cache
def _empty_tables() -> tuple[tuple[str, str, pl.DataFrame, pa.Schema], ...]:
    """Return register, table, a frame without rows and its Arrow schema, for every agreed table."""
    found = {}
    for agreement in load_agreements().values():
        for file in agreement.files:
            records = {record.table: record for record in load_layout(file.layout).table_records}
            for table, name in file.vault_tables.items():
                with_date = agreement.kind == "changes"
                fields = records[table].vault_fields
                schema = values.schema(fields, with_reference_year=True, with_as_of_date=with_date)
                empty = pl.DataFrame(schema=schema)
                arrow_schema = empty.to_arrow(compat_level=pl.CompatLevel.oldest()).schema
                found[agreement.register, name] = (agreement.register, name, empty, arrow_schema)
    return tuple(found.values())


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
    if path.exists() and pl.read_parquet(path).equals(frame):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    write_parquet(frame, path)


def _delivery_row(entry: LedgerEntry, version: int) -> tuple[object, ...]:
    agreement = load_agreements().get(entry.product)
    reference_date = date.fromisoformat(entry.reference_date or "")
    return (
        entry.register,
        entry.product,
        agreement.kind if agreement else "status",
        entry.period,
        agreement.reference_year(reference_date) if agreement else reference_date.year,
        entry.delivery_key,
        version,
        entry.delivery_number,
        reference_date,
        sum(rows for rows, _ in entry.tables.values()),
        sum(quarantined for _, quarantined in entry.tables.values()),
    )
