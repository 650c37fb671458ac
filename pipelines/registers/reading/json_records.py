"""Reading one top-level JSON array of objects, of any length, in bounded memory.

A block of bytes is cut between objects (``json_split``) and parsed by polars; typing belongs to ``rows``.
"""

import io
import json
from collections.abc import Iterator

import numpy as np
import polars as pl

from pipelines.registers.layout import Layout
from pipelines.registers.reading import values
from pipelines.registers.reading.byte_guard import UTF8_MARK, ByteGuard, Progress, Source
from pipelines.registers.reading.columns import check_columns
from pipelines.registers.reading.forms import FormReport
from pipelines.registers.reading.json_split import Objects, split_objects
from pipelines.registers.reading.json_text import parse_json
from pipelines.registers.reading.rows import Batch
from pipelines.registers.reading.tables import Places, ReadContext, TableSink
from pipelines.registers.refusals import RefusedError, refused

BLOCK_BYTES = 16 << 20
LONGEST_OBJECT_BYTES = 64 << 20
# A listing that wraps its array in an object is small; it is read whole.
LARGEST_WRAPPED_BYTES = 64 << 20


def read_json_records(
    source: Source, layout: Layout, sink: TableSink, guard: ByteGuard, context: ReadContext, progress: Progress | None
) -> FormReport:
    """Read an array of objects into the sink and return what was found out about it.

    Raises:
        RefusedError: the file is not such an array, was cut, or its objects have other keys than agreed.
    """
    del context
    record = layout.only_record
    schema = pl.Schema(dict.fromkeys((each.source for each in record.fields), pl.String()))
    sources = {each.name: pl.col(each.source) for each in record.read_fields}
    absent: set[str] | None = None
    count = 0
    for objects, position in _blocks(source, layout, guard, progress):
        missing = _missing_keys(objects, layout, source.name, count + 1)
        frame = _parsed(objects, schema, source.name, position)
        unused = {name for name in missing if frame[name].null_count() == frame.height}
        absent = unused if absent is None else absent & unused
        numbers = np.arange(count + 1, count + 1 + frame.height, dtype=np.int64)
        text = values.cleaned(frame.lazy(), sources, record.read_fields).collect()
        sink.add(Batch.of(record, text), Places(numbers, position + objects.starts))
        count += frame.height
    if absent:
        check_columns([name for name in schema if name not in absent], layout, source.name, place="every object")
    return FormReport(count, {record.code: count}, physical_form="one array of objects")


def _blocks(
    source: Source, layout: Layout, guard: ByteGuard, progress: Progress | None
) -> Iterator[tuple[Objects, int]]:
    """Yield the objects block by block, each block with its place in the file."""
    opening = source.head().removeprefix(UTF8_MARK).lstrip()
    if opening.startswith(b"{") and layout.array_member:
        blocks = iter([_unwrapped(source, layout.array_member, guard)])
    elif opening.startswith(b"["):
        blocks = _guarded_blocks(source, guard, progress)
    else:
        raise _malformed(source.name, "The file does not begin with an array", 0)
    cutter = ArrayCutter(source.name)
    for block in blocks:
        position = cutter.position
        objects = cutter.feed(block)
        if len(objects.starts):
            yield objects, max(position, cutter.opened_at)
    cutter.end()


def _guarded_blocks(source: Source, guard: ByteGuard, progress: Progress | None) -> Iterator[bytes]:
    while data := source.file.read(BLOCK_BYTES):
        guard.feed(data)
        if progress is not None:
            progress(guard.size, source.size)
        yield data


class ArrayCutter:
    """Takes the bytes of an array block by block and gives the objects that are complete."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._rest = b""
        self._is_first = True
        self._is_closed = False
        self.position = 0
        self.opened_at = 0

    def feed(self, data: bytes) -> Objects:
        """Return the objects that are complete now; ``position`` is where the rest of the bytes begins.

        Raises:
            RefusedError: the bytes are not those of an array of objects.
        """
        block = self._rest + data
        if not self.opened_at:
            self.position = self.opened_at = block.index(b"[") + 1
            block = block[self.opened_at :]
        if self._is_closed:
            self._refuse_unless_blank(block)
        try:
            objects = split_objects(block, is_first=self._is_first)
        except ValueError as error:
            raise _malformed(self._name, f"Somewhere behind this byte {error}", self.position) from None
        if objects.closed_at is not None:
            self._close(block, objects.end, objects.closed_at)
            block = b""
        self._is_first &= not len(objects.starts)
        self.position += objects.end
        self._rest = block[objects.end :]
        if len(self._rest) > LONGEST_OBJECT_BYTES:
            raise _malformed(self._name, "An object is longer than any record", self.position)
        return objects

    def end(self) -> None:
        """Say that no more bytes follow.

        Raises:
            RefusedError: the array is still open.
        """
        if not self._is_closed:
            place = f"byte {self.position + len(self._rest):,}"
            raise refused("json_truncated", "The file ends before its array is closed.", self._name, place)

    def _close(self, block: bytes, end: int, closed_at: int) -> None:
        self._refuse_unless_blank(block[end:closed_at])
        self._refuse_unless_blank(block[closed_at + 1 :])
        if block[closed_at : closed_at + 1] != b"]":
            raise _malformed(self._name, "A brace is closed that was never opened", self.position + closed_at)
        self._is_closed = True

    def _refuse_unless_blank(self, data: bytes) -> None:
        if data.strip():
            raise _malformed(self._name, "Something else than objects stands in or behind the array", self.position)


def _unwrapped(source: Source, member: str, guard: ByteGuard) -> bytes:
    """Return the array in a member of the object that the file is."""
    if source.size > LARGEST_WRAPPED_BYTES:
        raise _malformed(source.name, "The file is longer than any listing", 0)
    data = source.file.read(LARGEST_WRAPPED_BYTES)
    guard.feed(data)
    try:
        array = parse_json(data.removeprefix(UTF8_MARK))[member]
    except (ValueError, KeyError, RecursionError):
        raise _malformed(source.name, f"The file is no JSON object with the member {member}", 0) from None
    if not isinstance(array, list):
        raise _malformed(source.name, f"The member {member} is no array", 0)
    return json.dumps(array, ensure_ascii=False).encode("utf-8")


def _missing_keys(objects: Objects, layout: Layout, name: str, number: int) -> set[str]:
    """Return the agreed keys that the first of some objects lacks, after refusing keys that nobody agreed."""
    try:
        keys = set(json.loads(objects.lines.split(b"\n", 1)[0]))
    except (ValueError, RecursionError):
        raise refused("json_malformed", "An object is not valid JSON.", name, f"object {number:,}") from None
    agreed = {field.source for field in layout.only_record.fields}
    check_columns(sorted(keys | agreed if keys & agreed else keys), layout, name, place=f"object {number:,}")
    return agreed - keys


def _parsed(objects: Objects, schema: pl.Schema, name: str, position: int) -> pl.DataFrame:
    try:
        frame = pl.read_ndjson(io.BytesIO(objects.lines), schema=schema)
    except pl.exceptions.PolarsError:
        frame = pl.DataFrame(schema=schema)
    if frame.height != len(objects.starts):  # the message of polars quotes the object
        raise _malformed(name, "An object behind this byte is not valid JSON", position)
    return frame


def _malformed(name: str, sentence: str, position: int) -> RefusedError:
    return refused("json_malformed", f"{sentence}.", name, f"byte {position:,}")
