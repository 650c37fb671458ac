"""Reading a table of Statistikbanken, in whichever of its forms it was fetched: CSV, BULK or JSON-stat.

The forms give the same rows. They are told apart by the first character; BULK is CSV without a limit of cells.
"""

import polars as pl

from pipelines.registers.layout import Layout
from pipelines.registers.reading import values
from pipelines.registers.reading.byte_guard import UTF8_MARK, ByteGuard, Progress, Source
from pipelines.registers.reading.columns import check_columns
from pipelines.registers.reading.delimited import read_delimited
from pipelines.registers.reading.forms import FormReport
from pipelines.registers.reading.jsonstat import CONTENTS_DIMENSION, VALUE_COLUMN, rows_of
from pipelines.registers.reading.rows import Batch
from pipelines.registers.reading.tables import Places, ReadContext, TableSink
from pipelines.registers.refusals import refused

# The API gives at most 1,000,000 cells outside BULK; a cell of JSON-stat with its status has far fewer than 256 bytes.
LARGEST_JSON_BYTES = 256 << 20


def is_json(head: bytes) -> bool:
    """Tell JSON-stat from CSV by the beginning of a file."""
    return head.removeprefix(UTF8_MARK).lstrip().startswith(b"{")


def read_statbank(
    source: Source, layout: Layout, sink: TableSink, guard: ByteGuard, context: ReadContext, progress: Progress | None
) -> FormReport:
    """Read a table of Statistikbanken into the sink and return what was found out about it.

    Raises:
        RefusedError: the file is damaged, or has other dimensions than agreed.
    """
    if not is_json(source.head()):
        return read_delimited(source, layout, sink, guard, context, progress)
    record = layout.only_record
    frame = rows_of(_whole(source, guard), source.name)
    agreed = {field.source for field in record.fields} | {*layout.unread}
    if CONTENTS_DIMENSION not in agreed and CONTENTS_DIMENSION in frame.columns:
        frame = frame.drop(CONTENTS_DIMENSION)
    check_columns(frame.columns, layout, source.name, place="dimensions")
    sources = {field.name: pl.col(field.source) for field in record.read_fields}
    text = values.cleaned(frame.lazy(), sources, record.read_fields).collect()
    sink.add(Batch.of(record, text), Places(pl.arange(1, frame.height + 1, eager=True).to_numpy()))
    if progress is not None:
        progress(guard.size, source.size)
    signs = frame.height - frame[VALUE_COLUMN].str.contains("[0-9]").sum()
    notes = [f"cells with a sign in place of a number: {signs:,}"] if signs else []
    return FormReport(frame.height, {record.code: frame.height}, physical_form="JSON-stat", notes=notes)


def _whole(source: Source, guard: ByteGuard) -> bytes:
    if source.size > LARGEST_JSON_BYTES:
        raise refused("json_malformed", "The file is longer than any table of JSON-stat.", source.name, "byte 0")
    data = source.file.read(LARGEST_JSON_BYTES) or b""
    guard.feed(data)
    return data.removeprefix(UTF8_MARK)
