"""From rows of text to tables on disk: typed Parquet, quarantine beside it, counts.

Every reader hands its rows to one ``TableSink``. Where the text came from is the readers' business; what makes a
delivery acceptable is that of ``deliveries``.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.registers.agreements import Residents
from pipelines.registers.layout import Layout, Record
from pipelines.registers.pseudonyms import PersonKeys
from pipelines.registers.reading import values
from pipelines.registers.reading.parquet import write_parquet
from pipelines.registers.reading.person_counts import PersonCounts
from pipelines.registers.reading.residence import ResidentRows
from pipelines.registers.reading.rows import Batch, RowKeyer, refuse_strict
from pipelines.registers.reading.split_writer import SplitWriter
from pipelines.registers.refusals import refused

QUARANTINE_SCHEMA = pl.Schema(
    {
        "file_name": pl.String(),
        "line_number": pl.Int64(),
        "byte_offset": pl.Int64(),
        "record_type": pl.String(),
        "field": pl.String(),
        "reason_code": pl.String(),
    }
)


# A third of all births fall on days 1-9; one number in a thousand without its zero is no slip of the hand.
LEAST_ROWS_PER_SLIP, MOST_SLIPS = 1000, 3


@dataclass(frozen=True)
class Places:
    """Where rows stand in their file: line, row or object number from 1, and byte from 0 where it is known."""

    numbers: NDArray[np.int64]
    byte_offsets: NDArray[np.int64] | None = None

    def at(self, rows: NDArray[np.int64]) -> "Places":
        """Return the places of some of the rows."""
        return Places(self.numbers[rows], None if self.byte_offsets is None else self.byte_offsets[rows])


@dataclass(frozen=True)
class ReadContext:
    """What a reader must know beside the file: keys, reference date and year, which tables are wanted."""

    keys: PersonKeys
    out_dir: Path | None = None
    reference_date: date | None = None
    reference_year: int | None = None
    tables: Collection[str] | None = None
    task_numbers: Collection[str] = ()
    with_as_of_date: bool = False
    residents: Residents | None = None
    keep_restricted: bool = False


@dataclass(frozen=True)
class TableCount:
    """What became of the rows of one table."""

    rows: int
    quarantined: int
    path: Path | None = None
    quarantine_path: Path | None = None
    restricted_path: Path | None = None


@dataclass
class _Table:
    record: Record
    writer: SplitWriter | None
    rows: int = 0
    quarantined: int = 0
    aside: list[pl.DataFrame] = field(default_factory=list)
    unique_keys: list[pl.DataFrame] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)


class TableSink:
    """Takes typed rows, writes them with keys, sets aside those that lack what they must have."""

    def __init__(self, layout: Layout, file_name: str, context: ReadContext) -> None:
        self._file_name = file_name
        self._context = context
        self._pool = ThreadPoolExecutor(max_workers=1)
        self._keyer = RowKeyer(context.keys, context.reference_date)
        self.person_counts = PersonCounts(layout.counted_records, context.reference_date)
        self.resident_rows = ResidentRows(context.residents)
        wanted = layout.tables if context.tables is None else context.tables
        records = {record.table: record for record in layout.table_records if record.table in wanted}
        self._tables = {str(name): _Table(record, self._writer(record)) for name, record in records.items()}

    @property
    def replacement_numbers(self) -> int:
        """Persons with 60 added to the day of their number."""
        return self._keyer.replacement_numbers

    @property
    def unreadable(self) -> Mapping[tuple[str, str, str], int]:
        """How many values would not parse, by table, column and reason code."""
        return self._keyer.unreadable

    @property
    def padded(self) -> list[tuple[tuple[str, str], int]]:
        """How many codes had lost leading zeros, by table and column."""
        return sorted(self._keyer.padded.items())

    def wants(self, record: Record) -> bool:
        """Tell whether rows of this record are asked for."""
        return record.table in self._tables or self.person_counts.wants(record)

    def add(self, batch: Batch, places: Places) -> None:
        """Give rows their keys and write them; set aside those that lack what they must have."""
        if batch.record.counted is not None:
            self.person_counts.add(batch)
        else:
            self._add_rows(batch, places)

    def _add_rows(self, batch: Batch, places: Places) -> None:
        record = batch.record
        table = self._tables[str(record.table)]
        frame, faults = self._keyer.keyed(batch)
        if batch.weeks is not None:
            frame = batch.weeks.numbered(frame)
        sound = faults.sound()
        if sound is not None:
            rows, fields, reasons = faults.faulty()
            table.faults.update(reasons)
            refuse_strict(record, places.numbers[rows], fields, reasons, self._file_name)
            table.quarantined += len(rows)
            table.aside.append(self._aside(places.at(rows), record.code, fields, reasons))
            frame, places = frame[sound], places.at(sound)
        kept = self.resident_rows.kept(str(record.table), frame)
        if kept is not None:
            frame, places = frame[kept], places.at(kept)
        if self._context.reference_year is not None:
            frame = frame.with_columns(pl.lit(self._context.reference_year, pl.Int16).alias("reference_year"))
        if self._context.with_as_of_date:
            frame = frame.with_columns(pl.lit(self._context.reference_date, pl.Date).alias("as_of_date"))
        table.rows += frame.height
        if record.unique:
            table.unique_keys.append(frame.select(*record.unique, pl.Series("place", places.numbers)))
        if table.writer is not None:
            table.writer.append(frame if batch.weeks is None else batch.weeks.runs(frame, record))

    def set_aside(self, places: Places, record_type: str, reason_code: str) -> None:
        """Quarantine rows that were never divided into fields; they lie with the first table of the file."""
        table = next(iter(self._tables.values()))
        count = len(places.numbers)
        if record_type == table.record.code:
            table.quarantined += count
        table.aside.append(self._aside(places, record_type, [None] * count, [reason_code] * count))

    def check_unique(self) -> None:
        """Refuse a file in which a key that must be unique stands twice.

        Raises:
            RefusedError: names the table and the lines, never the key.
        """
        for name, table in self._tables.items():
            if not table.unique_keys:
                continue
            unique = list(table.record.unique)
            keys = pl.concat(table.unique_keys)
            doubles = keys.filter(keys.select(unique).is_duplicated())
            if doubles.height:
                first = doubles.join(doubles.head(1).select(unique), on=unique, how="semi")["place"]
                of_whom = "person" if "person_key" in unique else "key"
                sentence = f"Table {name} holds the same {of_whom} more than once ({doubles.height:,} rows)."
                raise refused("duplicate_key", sentence, self._file_name, f"lines {first[0]:,} and {first[1]:,}")

    def check_numbers(self) -> None:
        """Refuse a file whose person numbers went through a column of numbers, which leaves nine digits of some.

        Raises:
            RefusedError: more than a single hand-typed number can explain.
        """
        for name, table in self._tables.items():
            short = table.faults["number_nine_digits"]
            if short > MOST_SLIPS and short * LEAST_ROWS_PER_SLIP > table.rows + table.quarantined:
                sentence = f"Person numbers of {name} have lost their leading zero: their column was numeric."
                raise refused("person_number_numeric", sentence, self._file_name)

    def finish(self) -> dict[str, TableCount]:
        """Bring every table to disk and return the counts; without an output folder, the counts only."""
        counts = {name: self._finished(name, table) for name, table in self._tables.items()}
        self._pool.shutdown()
        return counts

    def abandon(self) -> None:
        """Leave nothing behind."""
        for table in self._tables.values():
            if table.writer is not None:
                table.writer.abandon()
        self._pool.shutdown()

    def _writer(self, record: Record) -> SplitWriter | None:
        if self._context.out_dir is None:
            return None
        added = values.schema(
            (),
            with_reference_year=self._context.reference_year is not None,
            with_as_of_date=self._context.with_as_of_date,
        )
        keep = self._context.keep_restricted
        return SplitWriter(self._context.out_dir, record, added, self._pool, keep_restricted=keep)

    def _finished(self, name: str, table: _Table) -> TableCount:
        if self._context.out_dir is None or table.writer is None:
            return TableCount(table.rows, table.quarantined)
        is_unasked = self._context.tables is None
        if is_unasked and not table.rows and not table.aside:
            table.writer.abandon()
            return TableCount(0, 0)
        table.writer.close()
        quarantine_path = self._context.out_dir / f"{name}.quarantine.parquet"
        write_parquet(pl.concat([pl.DataFrame(schema=QUARANTINE_SCHEMA), *table.aside]), quarantine_path)
        writer = table.writer
        return TableCount(table.rows, table.quarantined, writer.path, quarantine_path, writer.restricted_path)

    def _aside(
        self, places: Places, record_type: str, fields: Sequence[str | None], reasons: Sequence[str]
    ) -> pl.DataFrame:
        columns = {
            "file_name": [self._file_name] * len(reasons),
            "line_number": places.numbers,
            "byte_offset": [None] * len(reasons) if places.byte_offsets is None else places.byte_offsets,
            "record_type": [record_type] * len(reasons),
            "field": fields,
            "reason_code": reasons,
        }
        return pl.DataFrame(columns, schema=QUARANTINE_SCHEMA)
