"""Reading one file of a register by its layout into typed, pseudonymised Parquet.

The way in for whoever has a file and knows its layout. Which files make a delivery, and what becomes of it, is the
business of ``deliveries``.
"""

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pipelines.registers.agreements import Residents
from pipelines.registers.layout import Layout, load_layout
from pipelines.registers.pseudonyms import PersonKeys, PersonSecret
from pipelines.registers.reading.byte_guard import ByteGuard, Progress, Source, refuse_other_kinds
from pipelines.registers.reading.delimited import read_delimited
from pipelines.registers.reading.fixed_width import read_fixed_width
from pipelines.registers.reading.forms import FormReport
from pipelines.registers.reading.geojson import read_geojson
from pipelines.registers.reading.json_records import read_json_records
from pipelines.registers.reading.statbank import read_statbank
from pipelines.registers.reading.tables import ReadContext, TableCount, TableSink
from pipelines.registers.reading.xlsx import read_xlsx
from pipelines.registers.reading.xml_records import read_xml_records
from pipelines.registers.reading.zipped import open_member
from pipelines.registers.refusals import Finding, RefusedError

# A status extract of CPR has some 1,100 bytes and two different numbers per person.
BYTES_PER_NUMBER = 512
Reader = Callable[[Source, Layout, TableSink, ByteGuard, ReadContext, Progress | None], FormReport]
_READERS: dict[str, Reader] = {
    "fixed_width": read_fixed_width,
    "delimited": read_delimited,
    "json": read_json_records,
    "geojson": read_geojson,
    "statbank": read_statbank,
    "xml": read_xml_records,
    "xlsx": read_xlsx,
}


@dataclass(frozen=True)
class ReadReport:
    """What was found in a file and written from it; never a value of a person.

    ``records`` counts by record type, ``unreadable`` counts values by table, column and reason code. Nothing was
    written when there are ``problems``.
    """

    layout: str
    file: str
    size_bytes: int
    sha256: str
    encoding: str
    form: FormReport
    tables: Mapping[str, TableCount]
    unreadable: Mapping[tuple[str, str, str], int]
    notes: tuple[str, ...]
    problems: tuple[Finding, ...]

    @property
    def record_count(self) -> int:
        """Data records in the file, whether or not they could be used."""
        return self.form.record_count


def read_file(
    path: Path,
    layout: Layout | str,
    out_dir: Path,
    key: PersonSecret,
    *,
    reference_date: date | None = None,
    reference_year: int | None = None,
    tables: Collection[str] | None = None,
    task_numbers: Collection[str] = (),
    with_as_of_date: bool = False,
    residents: Residents | None = None,
    keep_restricted: bool = False,
    file_name: str | None = None,
    progress: Progress | None = None,
) -> ReadReport:
    """Read a file into ``<out_dir>/<table>.parquet`` and ``<table>.quarantine.parquet``, complete or not at all.

    ``tables`` limits what is written, and then writes every one of them, also when empty. ``reference_year`` adds
    that column, ``with_as_of_date`` the reference date as one. ``residents`` says which rows concern the municipality.
    ``keep_restricted`` writes restricted fields to ``<table>.restricted.parquet``, for the archive; else they end here.
    ``progress`` is called with bytes done and bytes in all.

    Raises:
        RefusedError: the file cannot be taken; nothing was written.
        LayoutError: there is no such layout.
    """
    layout = load_layout(layout) if isinstance(layout, str) else layout
    out_dir.mkdir(parents=True, exist_ok=True)
    expected = path.stat().st_size // BYTES_PER_NUMBER if path.exists() else 0
    context = ReadContext(
        PersonKeys(key, expected),
        out_dir,
        reference_date,
        reference_year,
        tables,
        task_numbers,
        with_as_of_date=with_as_of_date,
        residents=residents,
        keep_restricted=keep_restricted,
    )
    report = _read(path, layout, context, file_name, progress)
    if report.problems:
        raise RefusedError(report.problems[0])
    return report


def examine_file(path: Path, layout: Layout | str, *, progress: Progress | None = None) -> ReadReport:
    """Read a file without key and without writing anything; what is wrong stands in the report."""
    return _read(path, layout, ReadContext(PersonKeys(None)), None, progress)


def _read(
    path: Path, layout: Layout | str, context: ReadContext, file_name: str | None, progress: Progress | None
) -> ReadReport:
    layout = load_layout(layout) if isinstance(layout, str) else layout
    shown = file_name or path.name
    empty = ReadReport(layout.name, shown, 0, "", layout.encoding, FormReport(), {}, {}, (), ())
    try:
        source = Source.open(path, shown)
    except RefusedError as refusal:
        return replace(empty, problems=(refusal.finding,))
    with source.file:
        sink = TableSink(layout, source.name, context)
        try:
            report = _read_source(source, layout, sink, context, progress)
        except RefusedError as refusal:
            sink.abandon()
            return replace(empty, size_bytes=source.size, problems=(refusal.finding,))
        except BaseException:
            sink.abandon()
            raise
    return report


def _read_source(
    source: Source, layout: Layout, sink: TableSink, context: ReadContext, progress: Progress | None
) -> ReadReport:
    content = open_member(source) if layout.zipped and source.head(4) == b"PK\x03\x04" else source
    if layout.format != "xlsx":  # a zip file of its own kind, opened with care by its reader
        refuse_other_kinds(content.head(), source.name)
    guard = ByteGuard(source.name, layout.encoding)
    form = _READERS[layout.format](content, layout, sink, guard, context, progress)
    problems = list(form.problems)
    if not problems:
        guard.end()
        sink.check_unique()
        sink.check_numbers()
        sink.resident_rows.check(source.name)
        context.keys.check_collisions(source.name)
    if problems:
        sink.abandon()
    return ReadReport(
        layout=layout.name,
        file=source.name,
        size_bytes=source.size,
        sha256=guard.sha256 if content is source and guard.size else _sha256(source),
        encoding=layout.encoding,
        form=form,
        tables={} if problems else sink.finish(),
        unreadable=dict(sink.unreadable),
        notes=(*form.notes, *_notes(sink)),
        problems=tuple(problems),
    )


def _sha256(source: Source) -> str:
    source.file.seek(0)
    return hashlib.file_digest(source.file, "sha256").hexdigest()  # type: ignore[arg-type]


def _notes(sink: TableSink) -> list[str]:
    notes = [
        f"{table}.{column}, values set aside ({reason_code}): {count:,}"
        for (table, column, reason_code), count in sorted(sink.unreadable.items())
    ]
    notes += [f"{table}.{column}, leading zeros put back: {count:,}" for (table, column), count in sink.padded if count]
    if sink.replacement_numbers:
        notes.append(f"persons with a replacement number (day + 60): {sink.replacement_numbers:,}")
    return [*notes, *sink.person_counts.notes(), *sink.resident_rows.notes()]
