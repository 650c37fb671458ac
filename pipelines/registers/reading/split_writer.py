"""One table on its way to disk: what may go to the vault, and beside it what stays in the archive.

Both files hold the same rows in the same order, so that whoever may read both can put them together again.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl

from pipelines.registers.layout import Record
from pipelines.registers.reading import values
from pipelines.registers.reading.parquet import TableWriter


class SplitWriter:
    """Writes the rows of a record without its restricted fields, and those with the person key to a file of their own.

    ``added`` are columns beside the fields of the record. Without ``keep_restricted`` restricted fields end here.
    """

    def __init__(
        self,
        folder: Path,
        record: Record,
        added: Mapping[str, pl.DataType],
        pool: ThreadPoolExecutor,
        *,
        keep_restricted: bool,
    ) -> None:
        vault = pl.Schema({**values.schema(record.vault_fields, with_reference_year=False), **added})
        restricted = values.schema(record.restricted_fields, with_reference_year=False)
        self._columns = vault.names() if restricted else None
        self._restricted_columns = restricted.names()
        self._vault = TableWriter(folder / f"{record.table}.parquet", vault, pool)
        self._restricted: TableWriter | None = None
        if restricted and keep_restricted:
            path = folder / f"{record.table}.restricted.parquet"
            self._restricted = TableWriter(path, restricted, pool, is_private=True)

    @property
    def path(self) -> Path:
        """File of the rows that go to the vault."""
        return self._vault.path

    @property
    def restricted_path(self) -> Path | None:
        """File of the restricted fields; None where the record has none, or nobody asked for them."""
        return None if self._restricted is None else self._restricted.path

    def append(self, frame: pl.DataFrame) -> None:
        """Add rows."""
        self._vault.append(frame if self._columns is None else frame.select(self._columns))
        if self._restricted is not None:
            self._restricted.append(frame.select(self._restricted_columns))

    def close(self) -> None:
        """Bring both files to disk under their names."""
        self._vault.close()
        if self._restricted is not None:
            self._restricted.close()

    def abandon(self) -> None:
        """Leave nothing behind."""
        self._vault.abandon()
        if self._restricted is not None:
            self._restricted.abandon()
