"""Tables of one delivery that come in several files, put together: one file of a table for the vault.

Nothing is looked at but the tables that reading has made.
"""

from pathlib import Path

import polars as pl

from pipelines.registers.reading.parquet import write_parquet
from pipelines.registers.reading.tables import TableCount


def joined(before: TableCount | None, count: TableCount) -> TableCount:
    """Return what became of a table after one file more; rows follow in the order in which files were read."""
    if before is None:
        return count
    return TableCount(
        rows=before.rows + count.rows,
        quarantined=before.quarantined + count.quarantined,
        path=_appended(before.path, count.path),
        quarantine_path=_appended(before.quarantine_path, count.quarantine_path),
        restricted_path=_appended(before.restricted_path, count.restricted_path),
    )


def _appended(path: Path | None, more: Path | None) -> Path | None:
    if path is None or more is None:
        return path or more
    both = pl.concat([pl.read_parquet(path), pl.read_parquet(more)])
    fresh = path.with_name(f".{path.name}")
    write_parquet(both, fresh)
    fresh.replace(path)
    return path
