"""Writing Parquet while the rest of a file is still being read.

A file grows under a name of its own and gets its final name only when it is whole and on disk.
"""

import os
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

ROWS_PER_GROUP = 131_072
# Keys are random: a dictionary of them costs time and saves nothing.
_NO_DICTIONARY = (pa.int64(), pa.float64(), pa.large_binary())


class TableWriter:
    """One growing Parquet file; row groups are compressed and written on ``pool`` while the caller goes on."""

    def __init__(self, path: Path, schema: pl.Schema, pool: ThreadPoolExecutor, *, is_private: bool = False) -> None:
        self.path = path
        self.rows = 0
        self._part = path.with_name(f"{path.name}.part")
        self._pool = pool
        self._pending: list[pl.DataFrame] = []
        self._pending_rows = 0
        self._job: Future[None] | None = None
        self._schema = _arrow_table(pl.DataFrame(schema=schema)).schema
        dictionaries = [field.name for field in self._schema if field.type not in _NO_DICTIONARY]
        if is_private:  # readable to nobody else from its first byte on
            self._part.unlink(missing_ok=True)
            os.close(os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        self._writer = pq.ParquetWriter(
            self._part, self._schema, compression="zstd", compression_level=1, use_dictionary=dictionaries
        )

    def append(self, frame: pl.DataFrame) -> None:
        """Add rows; at most one row group is being written and one is being gathered."""
        self.rows += frame.height
        self._pending.append(frame)
        self._pending_rows += frame.height
        if self._pending_rows >= ROWS_PER_GROUP:
            # Always whole groups: the same rows give the same bytes, however they came in.
            frame = pl.concat(self._pending, rechunk=False)
            whole = frame.height // ROWS_PER_GROUP * ROWS_PER_GROUP
            self._pending, self._pending_rows = [frame[whole:]], frame.height - whole
            self._wait()
            self._job = self._pool.submit(self._write, frame[:whole])

    def close(self) -> None:
        """Write what is left, bring it to disk and give the file its name."""
        self._wait()
        if self._pending_rows:
            self._write(pl.concat(self._pending))
        self._writer.close()
        sync(self._part)
        self._part.replace(self.path)

    def abandon(self) -> None:
        """Leave nothing behind."""
        self._pending = []
        if self._job is not None:
            self._job.exception()
        self._writer.close()
        self._part.unlink(missing_ok=True)
        self.path.unlink(missing_ok=True)

    def _write(self, frame: pl.DataFrame) -> None:
        self._writer.write_table(_arrow_table(frame.rechunk()), row_group_size=ROWS_PER_GROUP)

    def _wait(self) -> None:
        if self._job is not None:
            self._job.result()
            self._job = None


def write_parquet(frame: pl.DataFrame, path: Path) -> None:
    """Write a small table whole: under another name first, then in one rename."""
    part = path.with_name(f"{path.name}.part")
    part.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(_arrow_table(frame), part, compression="zstd", compression_level=1)
    sync(part)
    part.replace(path)


def sync(path: Path) -> None:
    """Bring a file, or the entries of a folder, to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _arrow_table(frame: pl.DataFrame) -> pa.Table:
    # The oldest form has plain strings, which every reader of Parquet understands the same.
    return frame.to_arrow(compat_level=pl.CompatLevel.oldest())
