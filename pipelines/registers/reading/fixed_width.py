"""Reading fixed-width extracts: one pass over the bytes, column by column, block by block.

Lines stay where they were read; fields are views of them until they are typed. How lines are found stands in
``lines``, what makes an extract whole in ``envelope``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.registers.layout import Field, Layout, Record
from pipelines.registers.pseudonyms import numbers_at
from pipelines.registers.reading import values
from pipelines.registers.reading.byte_guard import UTF8_MARK, ByteGuard, Progress, Source
from pipelines.registers.reading.codes import UNREADABLE
from pipelines.registers.reading.cpr_products import product_of
from pipelines.registers.reading.envelope import Envelope, code_text
from pipelines.registers.reading.forms import FormReport
from pipelines.registers.reading.letters import texts_at
from pipelines.registers.reading.lines import (
    FOREIGN_LETTER,
    LineBlock,
    ahead,
    broken_lines,
    each_ahead,
    is_unbroken,
    present_codes,
    unbroken_lines,
)
from pipelines.registers.reading.rows import NUMBER_TYPES, Batch
from pipelines.registers.reading.tables import Places, ReadContext, TableSink
from pipelines.registers.refusals import refused

NO_DATE = "00000000"
HEAD_BYTES = 1 << 16
# Fields that may hold letters outside ASCII.
LETTER_TYPES = frozenset({"text", "letter_code"})


@dataclass(frozen=True)
class CutBlock:
    """A block of lines with its record types and, for every record that is wanted, its lines and what they hold."""

    block: LineBlock
    codes: NDArray[np.int64]
    parts: tuple[tuple[NDArray[np.int64], Batch], ...]


def read_fixed_width(
    source: Source, layout: Layout, sink: TableSink, guard: ByteGuard, context: ReadContext, progress: Progress | None
) -> FormReport:
    """Read an extract into the sink and return what was found out about it.

    Raises:
        RefusedError: the file is not of this layout at all, or its bytes are damaged.
    """
    _check_beginning(source, layout)
    unbroken = is_unbroken(source)
    blocks = unbroken_lines(source, guard, layout) if unbroken else broken_lines(source, guard)
    wanted = [record for record in (*layout.table_records, *layout.counted_records) if sink.wants(record)]
    # Reading runs ahead of cutting and typing, and that of keying and counting, which is done here.
    cut_blocks = each_ahead(lambda block: _cut_block(block, wanted), ahead(blocks))
    envelope, report = Envelope(layout, source.name), FormReport()
    known = {int(code) for code in layout.records}
    lines = returns = 0
    for each in cut_blocks:
        if not lines:
            report.facts = _start_facts(each.block, layout, source, context)
        envelope.observe(each.block, each.codes)
        for rows, batch in each.parts:
            sink.add(batch, _places(each.block, rows))
        report.unknown_records += _set_unknown_aside(each, known, sink)
        lines, returns = lines + each.block.height, returns + each.block.returns
        if progress is not None:
            progress(each.block.first_byte + len(each.block.data), source.size)
    report.problems += envelope.problems()
    report.record_count = envelope.data_records
    report.records = {code_text(code): count for code, count in sorted(envelope.counts.items())}
    report.line_form = "none" if unbroken else "CR LF" if returns >= lines - 1 > 0 else "mixed" if returns else "LF"
    report.physical_form = _physical_form(envelope, unbroken=unbroken)
    report.notes += _notes(envelope, layout, report)
    return report


def cut(block: LineBlock, lines: pl.Series, rows: NDArray[np.int64], record: Record) -> pl.DataFrame:
    """Cut lines into the fields that are read: null where blank, text, and person numbers as numbers.

    Most fields are ASCII: codes, dates, numbers. Where one of them holds another letter it is marked as unreadable
    and counted when it is typed. Names and texts of persons are sensitive and are not read.
    """
    starts = block.starts[rows]
    ends = starts + block.lengths[rows]
    columns = {
        field.name: numbers_at(block.data, starts + field.start - 1, ends)
        for field in record.read_fields
        if field.type in NUMBER_TYPES
    }
    lettered = [field for field in record.read_fields if field.type in LETTER_TYPES]
    if lettered:
        texts = {field.name: texts_at(block.data, starts + field.start - 1, ends, field.length) for field in lettered}
        sources = {name: pl.col(name) for name in texts}
        columns |= values.cleaned(pl.LazyFrame(texts), sources, lettered).collect().to_dict()
    plain = [field for field in record.read_fields if field.type not in NUMBER_TYPES | LETTER_TYPES]
    return pl.DataFrame(columns | _texts(block, lines, rows, plain).to_dict())


def _texts(block: LineBlock, lines: pl.Series, rows: NDArray[np.int64], fields: Sequence[Field]) -> pl.DataFrame:
    line = pl.col("line")
    sources = {field.name: line.bin.slice(field.start - 1, field.length).cast(pl.String) for field in fields}
    try:
        return values.cleaned(lines.gather(rows).to_frame("line").lazy(), sources, fields).collect()
    except pl.exceptions.ComputeError:  # bytes that are no UTF-8: a letter where a code should be
        in_ascii = block.lines_in_ascii().gather(rows).to_frame("line").lazy()
        is_marked = pl.all().str.contains(FOREIGN_LETTER, literal=True)
        unreadable = pl.when(is_marked).then(pl.lit(UNREADABLE)).otherwise(pl.all()).name.keep()
        return values.cleaned(in_ascii, sources, fields).select(unreadable).collect()


def _cut_block(block: LineBlock, wanted: list[Record]) -> CutBlock:
    codes = block.codes()
    return CutBlock(block, codes, _parts(block, codes, wanted))


def _parts(
    block: LineBlock, codes: NDArray[np.int64], wanted: list[Record]
) -> tuple[tuple[NDArray[np.int64], Batch], ...]:
    lines = block.lines()
    found = ((record, np.flatnonzero(codes == int(record.code))) for record in wanted)
    return tuple((rows, Batch.of(record, cut(block, lines, rows, record))) for record, rows in found if len(rows))


def _set_unknown_aside(each: CutBlock, known: set[int], sink: TableSink) -> int:
    """Quarantine lines whose record type is in no layout, empty lines apart; return how many."""
    filled = each.block.lengths > 0
    unknown = [code for code in present_codes(each.codes[filled]) if code not in known]
    total = 0
    for code in unknown:
        rows = np.flatnonzero((each.codes == code) & filled)
        sink.set_aside(_places(each.block, rows), code_text(code), "unknown_record_type")
        total += len(rows)
    return total


def _places(block: LineBlock, rows: NDArray[np.int64]) -> Places:
    return Places(block.first_number + rows, block.first_byte + block.starts[rows])


def _check_beginning(source: Source, layout: Layout) -> None:
    start, head = layout.record_of("start"), source.head(HEAD_BYTES)
    if head.startswith(UTF8_MARK):
        sentence = "The file begins with a UTF-8 byte order mark and should be ISO-8859-1."
        raise refused("encoding_utf8_in_latin1", sentence, source.name, "byte 0")
    product = product_of(head)
    if product is not None and product.layout != layout.name:
        sentence = f"The file looks like another product than {layout.product}: {product.name}."
        raise refused("wrong_product", sentence, source.name, "line 1, byte 0")
    if start is not None and not head.startswith(start.code.encode("ascii")):
        sentence = f"The file does not begin with the start record {start.code} of {layout.product}."
        raise refused("start_record_missing", sentence, source.name, "line 1, byte 0")


def _start_facts(block: LineBlock, layout: Layout, source: Source, context: ReadContext) -> dict[str, str]:
    """Return the fields of the start record, after checking that it is one and of an agreed task."""
    start = layout.record_of("start")
    if start is None:
        return {}
    length = int(block.lengths[0])
    line = block.data[:length].decode("latin-1")
    facts = {field.name: line[field.start - 1 : field.end].strip() for field in start.fields}
    is_sound = all(value.isdigit() for value in facts.values()) and not facts.get("sort_field", "").strip("0")
    if length != start.longest or not is_sound:
        sentence = f"The start record has {length} characters and is not that of {layout.product}."
        raise refused("wrong_product", sentence, source.name, "line 1, byte 0")
    if context.task_numbers and facts["task_number"] not in context.task_numbers:
        sentence = f"The extract belongs to task {facts['task_number']}, agreed is {', '.join(context.task_numbers)}."
        place = next(field.start - 1 for field in start.fields if field.name == "task_number")
        raise refused("product_not_agreed", sentence, source.name, f"line 1, byte {place}")
    facts.pop("sort_field", None)
    return {name: _iso(value) if name.endswith("_date") else value for name, value in facts.items()}


def _iso(digits: str) -> str:
    return "" if digits == NO_DATE else f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"


def _physical_form(envelope: Envelope, *, unbroken: bool) -> str:
    if unbroken:
        return "one unbroken string"
    return "lines of full width" if envelope.is_full_width else "lines with trailing blanks trimmed"


def _notes(envelope: Envelope, layout: Layout, report: FormReport) -> list[str]:
    notes = [
        f"lines of record {code_text(code)} longer than {layout.records[code_text(code)].longest} characters, "
        f"what follows ignored: {count:,}"
        for code, count in sorted(envelope.longer.items())
    ]
    unknown = [code for code in report.records if code not in layout.records]
    notes += [f"record type {code} is unknown, lines quarantined: {report.records[code]:,}" for code in unknown]
    if envelope.blank_lines:
        notes.append(f"empty lines ignored: {envelope.blank_lines:,}")
    return notes
