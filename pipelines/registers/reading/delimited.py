"""Reading delimited files: every column as text first, rows with another number of columns set aside.

Quoted line ends are legal, a header is compulsory, columns are matched by name. Typing belongs to ``rows``.
"""

import csv
import io
from collections.abc import Iterator

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.csv as arrow_csv
from numpy.typing import NDArray

from pipelines.registers.layout import Layout, Record
from pipelines.registers.reading import values
from pipelines.registers.reading.byte_guard import UTF8_MARK, ByteGuard, Progress, Source
from pipelines.registers.reading.columns import check_columns
from pipelines.registers.reading.forms import FormReport
from pipelines.registers.reading.rows import Batch
from pipelines.registers.reading.tables import Places, ReadContext, TableSink
from pipelines.registers.refusals import RefusedError, line_place, refused

BLOCK_BYTES = 8 << 20
LONGEST_HEADER_BYTES = 1 << 16
FIRST_ROW_NUMBER = 2


class TextStream(io.RawIOBase):
    """The file as pyarrow is to see it: guarded, without byte order mark, in UTF-8."""

    def __init__(self, source: Source, guard: ByteGuard, *, is_latin1: bool, progress: Progress | None) -> None:
        super().__init__()
        self._source, self._guard, self._is_latin1, self._progress = source, guard, is_latin1, progress
        self.has_mark = self.has_returns = False
        self.ends_in_line_end = True
        self.refusal: RefusedError | None = None

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes; a refusal is kept, since pyarrow may pass it on as another error.

        Raises:
            RefusedError: the guard refuses the bytes.
        """
        is_first = self._guard.size == 0
        try:
            data = self._source.file.read(size if size > 0 else BLOCK_BYTES) or b""
            self._guard.feed(data)
        except RefusedError as refusal:
            self.refusal = refusal
            raise
        if data:
            self.ends_in_line_end = data.endswith((b"\n", b"\r"))
            self.has_returns |= b"\r\n" in data
        if self._progress is not None:
            self._progress(self._guard.size, self._source.size)
        if is_first and data.startswith(UTF8_MARK):
            self.has_mark = True
            data = data[len(UTF8_MARK) :]
        return data.decode("latin-1").encode("utf-8") if self._is_latin1 else data

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True


def read_delimited(
    source: Source, layout: Layout, sink: TableSink, guard: ByteGuard, context: ReadContext, progress: Progress | None
) -> FormReport:
    """Read a delimited file into the sink and return what was found out about it.

    Raises:
        RefusedError: the header is not the agreed one, the bytes are damaged, or the last row was cut.
    """
    del context
    record = layout.only_record
    head = source.head(LONGEST_HEADER_BYTES)
    # Damaged letters are told as such, not as columns that are missing.
    ByteGuard(source.name, layout.encoding).feed(head.partition(b"\n")[0])
    header = header_of(head, layout.encoding, layout.delimiter)
    check_columns(header, layout, source.name)
    stream = TextStream(source, guard, is_latin1=layout.encoding == "latin-1", progress=progress)
    invalid: list[int] = []
    sound_rows = 0
    for batch in _batches(stream, header, layout, source.name, invalid):
        numbers = row_numbers(np.arange(sound_rows, sound_rows + batch.num_rows), invalid)
        sound_rows += batch.num_rows
        sink.add(Batch.of(record, _text(batch, record)), Places(numbers))
    total = sound_rows + len(invalid)
    if invalid and invalid[-1] == total + 1 and not stream.ends_in_line_end:
        raise refused("truncated_last_row", "The file ends inside its last row.", source.name, line_place(invalid[-1]))
    if invalid:
        sink.set_aside(Places(np.array(invalid, dtype=np.int64)), record.code, "column_count")
    return _report(stream, header, record, total, len(invalid))


def header_of(head: bytes, encoding: str, delimiter: str) -> list[str]:
    """Return the names of the columns in the first line; none when there is no such line."""
    text = head.removeprefix(UTF8_MARK).decode(encoding, errors="replace")
    first_line = next(iter(text.splitlines()), "")
    return next(csv.reader([first_line], delimiter=delimiter), [])


def row_numbers(sound: NDArray[np.int64], invalid: list[int]) -> NDArray[np.int64]:
    """Return the number that each sound row has in the file, from its number among the sound ones (from 0).

    Rows count from 1 with the header; the invalid rows between them are known by number.
    """
    sound_before = np.array(invalid, dtype=np.int64) - FIRST_ROW_NUMBER - np.arange(len(invalid))
    skipped = np.searchsorted(sound_before, sound, side="right")
    return np.asarray(sound + FIRST_ROW_NUMBER + skipped, dtype=np.int64)


def _batches(
    stream: TextStream, header: list[str], layout: Layout, name: str, invalid: list[int]
) -> Iterator[pa.RecordBatch]:
    def set_aside(row: arrow_csv.InvalidRow) -> str:
        invalid.append(row.number)
        return "skip"

    needed = {field.source for field in layout.only_record.read_fields}
    try:
        yield from arrow_csv.open_csv(
            pa.PythonFile(stream, mode="r"),
            # Without threads invalid rows come with their number.
            read_options=arrow_csv.ReadOptions(use_threads=False, block_size=BLOCK_BYTES),
            parse_options=arrow_csv.ParseOptions(
                delimiter=layout.delimiter, newlines_in_values=True, invalid_row_handler=set_aside
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types={column: pa.string() for column in header},
                include_columns=[column for column in header if column in needed],
                strings_can_be_null=False,
            ),
        )
    except (pa.ArrowException, OSError, RefusedError) as error:
        if stream.refusal is not None:
            raise stream.refusal from None
        if isinstance(error, RefusedError):
            raise
        # The message of pyarrow quotes the row.
        raise refused("row_malformed", "The file cannot be divided into rows.", name) from None


def _text(batch: pa.RecordBatch, record: Record) -> pl.DataFrame:
    frame = pl.DataFrame(pl.from_arrow(batch))
    sources = {field.name: pl.col(field.source) for field in record.read_fields}
    return values.cleaned(frame.lazy(), sources, record.read_fields).collect()


def _report(stream: TextStream, header: list[str], record: Record, total: int, invalid_count: int) -> FormReport:
    report = FormReport(record_count=total, records={record.code: total}, physical_form=f"{len(header)} columns")
    report.line_form = "CR LF" if stream.has_returns else "LF"
    if stream.has_mark:
        report.notes.append("a byte order mark stands before the header; it was skipped")
    if not stream.ends_in_line_end:
        report.notes.append("the last row has no line end")
    if invalid_count:
        report.notes.append(
            f"rows with another number of columns than the header, set aside (column_count): {invalid_count:,}"
        )
    return report
