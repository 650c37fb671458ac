"""What is this file: kind, layout, counts, encoding, problems, without being told and without a value of a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.registers.layout import Layout, load_layout
from pipelines.registers.reader import ReadReport, examine_file
from pipelines.registers.reading.byte_guard import Source, refuse_other_kinds
from pipelines.registers.recognising import Recognition, recognise
from pipelines.registers.refusals import Finding, RefusedError, safe_name


@dataclass(frozen=True)
class InspectReport:
    """What was found out about a file. ``records`` counts by record type, ``titles`` says what the types are."""

    file: str
    size_bytes: int
    what: str
    layout: str | None = None
    register: str | None = None
    product: str | None = None
    encoding: str | None = None
    line_form: str = ""
    physical_form: str = ""
    record_count: int | None = None
    records: Mapping[str, int] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    problems: tuple[Finding, ...] = ()
    advice: str | None = None


def inspect(path: Path, layout: str | None = None) -> InspectReport:
    """Recognise a file by its contents, or take it for a layout, and read it through without writing anything.

    Raises:
        LayoutError: there is no layout of that name.
    """
    chosen = load_layout(layout) if layout else None
    name = safe_name(path.name)
    try:
        source = Source.open(path.resolve(), name)
    except RefusedError as refusal:
        return InspectReport(name, 0, "nothing that can be read", problems=(refusal.finding,))
    with source.file:
        recognition = recognise(source)
        problems = _problems(source)
    chosen = chosen or recognition.layout
    if chosen is None:
        return InspectReport(
            file=name,
            size_bytes=source.size,
            what=recognition.what,
            encoding=recognition.encoding,
            problems=problems,
            advice=recognition.advice,
        )
    return _with_contents(examine_file(path.resolve(), chosen), chosen, recognition)


def report_lines(report: InspectReport) -> list[str]:
    """Return the report as lines for a terminal."""
    lines = [f"{report.file}: {report.what}, {report.size_bytes:,} bytes"]
    labelled = {
        "layout": report.layout and f"{report.layout} ({report.product})",
        "encoding": report.encoding,
        "form": ", ".join(part for part in (report.physical_form, _line_ends(report.line_form)) if part),
        "records": None if report.record_count is None else f"{report.record_count:,}",
        **{label.replace("_", " "): value for label, value in report.facts.items()},
    }
    lines += [f"  {label:26}{value}" for label, value in labelled.items() if value]
    if len(report.records) > 1:
        lines += [
            f"  {code:26}{count:>12,}  {report.titles.get(code, 'unknown')}" for code, count in report.records.items()
        ]
    lines += [f"  note: {note}" for note in report.notes]
    lines += [f"  problem: {problem}" for problem in report.problems]
    if report.advice:
        lines.append(f"  {report.advice}")
    return lines


def _with_contents(read: ReadReport, layout: Layout, recognition: Recognition) -> InspectReport:
    was_read = bool(read.form.records)
    return InspectReport(
        file=read.file,
        size_bytes=read.size_bytes,
        what=recognition.what,
        layout=layout.name,
        register=layout.register,
        product=layout.product,
        encoding=recognition.encoding,
        line_form=read.form.line_form,
        physical_form=read.form.physical_form,
        record_count=read.record_count if was_read else None,
        records=read.form.records,
        titles={code: record.title for code, record in layout.records.items()},
        facts=read.form.facts,
        notes=read.notes,
        problems=read.problems,
    )


def _problems(source: Source) -> tuple[Finding, ...]:
    """Return what is wrong with a file whatever it was meant to be: a web page, UTF-16."""
    try:
        refuse_other_kinds(source.head(), source.name)
    except RefusedError as refusal:
        return (refusal.finding,) if refusal.finding.reason_code != "wrong_file_type" else ()
    return ()


def _line_ends(line_form: str) -> str:
    return f"line ends {line_form}" if line_form and line_form != "none" else ""
