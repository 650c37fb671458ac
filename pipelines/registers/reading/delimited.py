"""Reading delimited files: every column as text first, rows with another number of columns set aside.

Quoted line ends are legal, a header is compulsory, columns are matched by name. Typing belongs to ``rows``.
"""

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
from pipelines.registers.reading.lines import ahead
from pipelines.registers.reading.margins import Header, Margins, find_header
from pipelines.registers.reading.rows import Batch
from pipelines.registers.reading.tables import Places, ReadContext, TableSink
from pipelines.registers.reading.week_runs import WeekReader, Weeks
from pipelines.registers.refusals import RefusedError, line_place, refused

BLOCK_BYTES = 8 << 20
LONGEST_HEADER_BYTES = 1 << 16


class TextStream(io.RawIOBase):
    """The file as pyarrow is to see it: guarded, without byte order mark, in UTF-8."""

    def __init__(self, source: Source, guard: ByteGuard, *, is_latin1: bool, progress: Progress | None) -> None:
        super().__init__()
        self._source, self._guard, self._is_latin1, self._progress = source, guard, is_latin1, progress
        self.name = source.name
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
            if not data:
                # A letter cut by the end of the file must not reach pyarrow.
                self._guard.end()
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
    record = layout.only_record
    head = source.head(LONGEST_HEADER_BYTES)
    # Damaged letters are told as such, not as columns that are missing.
    top = find_header(head, layout)
    ByteGuard(source.name, layout.encoding).feed(head[: top.end].removesuffix(b"\n"))
    header, margins = top.names, Margins(layout, source.name)
    notes = check_columns(header, layout, source.name, place=f"line {top.line_number}")
    weeks = WeekReader(Weeks.of(header, layout, source.name, context.reference_date)) if layout.wide_columns else None
    stream = TextStream(source, guard, is_latin1=layout.encoding == "latin-1", progress=progress)
    invalid: list[int] = []
    sound_rows = 0
    for whole in ahead(_batches(stream, _column_types(header, layout, weeks), layout, top, margins, invalid)):
        numbers = row_numbers(np.arange(sound_rows, sound_rows + whole.num_rows), invalid, top.line_number + 1)
        sound_rows += whole.num_rows
        batch, numbers = margins.without(whole, numbers)
        sink.add(Batch.of(record, _text(batch, record), weeks.matrix(batch) if weeks else None), Places(numbers))
    is_cut = invalid and invalid[-1] == top.line_number + sound_rows + len(invalid) and not stream.ends_in_line_end
    total = sound_rows + len(invalid) - margins.row_count
    invalid = [number for number in invalid if number not in margins.odd_rows]
    if is_cut and invalid:
        raise refused("truncated_last_row", "The file ends inside its last row.", source.name, line_place(invalid[-1]))
    margins.check_end()
    if invalid:
        sink.set_aside(Places(np.array(invalid, dtype=np.int64)), record.code, "column_count")
    if weeks is not None and weeks.zero_count:
        notes.append(f"weeks given as 0 instead of blank: {weeks.zero_count:,}")
    report = _report(stream, header, record, total, len(invalid))
    report.notes += [*notes, *margins.notes(top)]
    return report


def row_numbers(sound: NDArray[np.int64], invalid: list[int], first: int = 2) -> NDArray[np.int64]:
    """Return the number that each sound row has in the file, from its number among the sound ones (from 0).

    ``first`` is the number of the row behind the header; the invalid rows between them are known by number.
    """
    sound_before = np.array(invalid, dtype=np.int64) - first - np.arange(len(invalid))
    skipped = np.searchsorted(sound_before, sound, side="right")
    return np.asarray(sound + first + skipped, dtype=np.int64)


def _batches(
    stream: TextStream,
    column_types: dict[str, pa.DataType],
    layout: Layout,
    top: Header,
    margins: Margins,
    invalid: list[int],
) -> Iterator[pa.RecordBatch]:
    def set_aside(row: arrow_csv.InvalidRow) -> str:
        invalid.append(row.number)
        margins.judge(row.text, row.number)
        return "skip"

    try:
        yield from arrow_csv.open_csv(
            pa.PythonFile(stream, mode="r"),
            # Without threads invalid rows come with their number.
            read_options=arrow_csv.ReadOptions(
                use_threads=False, block_size=BLOCK_BYTES, skip_rows=top.line_number - 1
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=layout.delimiter,
                newlines_in_values=True,
                ignore_empty_lines=not margins.are_agreed,
                invalid_row_handler=set_aside,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=column_types,
                include_columns=list(column_types),
                strings_can_be_null=False,
            ),
        )
    except (pa.ArrowException, OSError, RefusedError) as error:
        if stream.refusal is not None:
            raise stream.refusal from None
        if isinstance(error, RefusedError):
            raise
        # The message of pyarrow quotes the row.
        raise refused("row_malformed", "The file cannot be divided into rows.", stream.name) from None


def _column_types(header: list[str], layout: Layout, weeks: WeekReader | None) -> dict[str, pa.DataType]:
    """Return the columns to read, all as text; of a weekly column only the few different texts are made."""
    needed = {field.source for field in layout.only_record.column_fields}
    types = {column: pa.string() for column in header if column in needed}
    weekly = pa.dictionary(pa.int32(), pa.string())
    return types | (dict.fromkeys(weeks.weeks.columns, weekly) if weeks else {})


def _text(batch: pa.RecordBatch, record: Record) -> pl.DataFrame:
    fields = record.column_fields
    present = [column for column in dict.fromkeys(field.source for field in fields) if column in batch.schema.names]
    frame = pl.DataFrame(pl.from_arrow(batch.select(present)))
    absent = pl.lit(None, pl.String)
    sources = {
        field.name: pl.concat_str(field.key_of or [field.source], separator=" ") if field.source in present else absent
        for field in fields
    }
    return values.cleaned(frame.lazy(), sources, fields).collect()


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
