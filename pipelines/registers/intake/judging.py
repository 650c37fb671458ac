"""Whether a delivery can be taken: first by what its sidecars say, then by what is in its files.

Answers with findings and with tables made aside; moving anything is the business of ``receiving`` and ``custody``,
choosing among files that of ``selecting``, putting together tables that come in several files that of ``joining``.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.registers.agreements import AgreedFile, Agreement
from pipelines.registers.intake.arrivals import ArrivedDelivery, ArrivedFile
from pipelines.registers.intake.joining import joined
from pipelines.registers.intake.selecting import Selection
from pipelines.registers.intake.sidecar import Sidecar
from pipelines.registers.person_secret import PersonSecret
from pipelines.registers.reader import ReadReport, read_file
from pipelines.registers.reading.byte_guard import Progress
from pipelines.registers.reading.tables import TableCount
from pipelines.registers.refusals import Finding, RefusedError, refused


@dataclass
class Judgement:
    """What reading a delivery gave: tables of the vault made aside, notes, facts, and the finding that stopped it.

    ``facts`` are those of the start record, where the format has one.
    """

    finding: Finding | None = None
    notes: list[str] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    tables: dict[str, TableCount] = field(default_factory=dict)


def envelope_finding(arrived: ArrivedDelivery, agreement: Agreement, selection: Selection) -> Finding | None:
    """Return the first thing that the sidecars of a complete delivery get wrong."""
    findings = [finding for file in arrived.files for finding in _file_findings(file, arrived, agreement)]
    for layout, files in selection.by_layout.items():
        agreed = agreement.file_of(layout)
        if len(files) > 1 and not (agreed and agreed.repeated):
            names = ", ".join(file.sidecar.file_name for file in files if file.sidecar)
            findings.append(Finding("layout_delivered_twice", f"Several files of layout {layout} came.", names))
    return next(iter(findings), None)


def wrong_hash(arrived: ArrivedDelivery, originals: Path) -> Finding | None:
    """Return a finding when the bytes of a file are not those that its sidecar describes."""
    for file in arrived.files:
        if file.sidecar is not None and _sha256(originals / file.sidecar.file_name) != file.sidecar.sha256:
            return _hash_differs(file.sidecar)
    return None


def judge_contents(
    arrived: ArrivedDelivery,
    agreement: Agreement,
    selection: Selection,
    originals: Path,
    tables_folder: Path,
    key: PersonSecret,
    progress: Progress | None,
) -> Judgement:
    """Read the selected files of a delivery into tables and hold what was found against sidecar and agreement."""
    judgement = Judgement(notes=list(selection.notes))
    files = selection.files
    total = sum(file.sidecar.size_bytes for file in files if file.sidecar)
    done = 0
    for number, file in enumerate(files):
        sidecar, agreed = file.sidecar, agreement.file_of(file.sidecar.layout) if file.sidecar else None
        if sidecar is None or agreed is None or arrived.reference_date is None:
            continue
        folder = tables_folder / str(number)
        try:
            report = read_file(
                originals / sidecar.file_name,
                sidecar.layout,
                folder,
                key,
                reference_date=arrived.reference_date,
                reference_year=agreement.reference_year(arrived.reference_date),
                with_as_of_date=agreement.kind == "changes",
                tables=agreed.tables,
                task_numbers=agreement.task_numbers,
                residents=agreement.residents,
                keep_restricted=True,
                progress=_shifted(progress, done, total),
            )
            judgement.notes += report.notes
            judgement.facts |= report.form.facts
            for table, count in report.tables.items():
                name = agreed.vault_tables[table]
                judgement.tables[name] = joined(judgement.tables.get(name), count)
            _check_counts(report, sidecar, agreed, agreement)
        except RefusedError as refusal:
            # Damage on the way explains whatever reading has stumbled over.
            is_damaged = _sha256(originals / sidecar.file_name) != sidecar.sha256
            judgement.finding = _hash_differs(sidecar) if is_damaged else refusal.finding
            return judgement
        done += sidecar.size_bytes
    return judgement


def _check_counts(report: ReadReport, sidecar: Sidecar, agreed: AgreedFile, agreement: Agreement) -> None:
    name = sidecar.file_name
    if report.sha256 != sidecar.sha256:
        raise RefusedError(_hash_differs(sidecar))
    if report.record_count == 0:
        raise refused("no_records", "The file holds no records.", name)
    if report.record_count != sidecar.record_count:
        sentence = f"The sidecar counts {sidecar.record_count:,} records, the file holds {report.record_count:,}."
        raise refused("record_count_announced_differs", sentence, name)
    limit_pct = agreement.quarantine_limit_pct
    for what, aside, total in _shares(report, agreed):
        if aside > agreement.quarantine_limit_rows and 100 * aside > limit_pct * total:
            sentence = (
                f"{aside:,} of {total:,} {what} cannot be used; the limit is {limit_pct} %.{_mostly(report, what)}"
            )
            raise refused("too_many_quarantined", sentence, name, f"quarantine of {what}")


def _shares(report: ReadReport, agreed: AgreedFile) -> Iterator[tuple[str, int, int]]:
    """Yield what was set aside of what: rows by table, and lines of unknown record types."""
    for table in agreed.tables:
        count = report.tables[table]
        yield f"rows of {table}", count.quarantined, count.rows + count.quarantined
    yield "lines", report.form.unknown_records, report.record_count


def _mostly(report: ReadReport, what: str) -> str:
    """Name the field and the reason that most values of a table were set aside for; nothing where rows were."""
    table = what.removeprefix("rows of ")
    counts = {(column, reason): n for (name, column, reason), n in report.unreadable.items() if name == table}
    if not counts:
        return ""
    column, reason_code = max(counts, key=lambda each: counts[each])
    return f" Most of them: {column}, {reason_code}."


def _file_findings(file: ArrivedFile, arrived: ArrivedDelivery, agreement: Agreement) -> Iterator[Finding]:
    sidecar = file.sidecar
    if sidecar is None or file.path is None:
        return
    name, agreed = sidecar.file_name, agreement.file_of(sidecar.layout)
    if sidecar.sender not in agreement.senders:
        sentence = f"The sender is not {' or '.join(agreement.senders)}."
        yield Finding("sender_not_agreed", sentence, name, "sidecar, Sender")
    if not set(sidecar.recipients) & set(agreement.recipients):
        sentence = f"The recipients do not include {' or '.join(agreement.recipients)}."
        yield Finding("recipient_not_agreed", sentence, name, "sidecar, Recipients")
    if sidecar.register != arrived.register or agreed is None:
        sentence = f"The file is not one that was agreed for {arrived.register}."
        yield Finding("layout_not_agreed", sentence, name, "sidecar, Register and Layout")
    elif not agreed.names(name):
        sentence = f"A file of layout {sidecar.layout} is not named like this."
        yield Finding("file_name_not_agreed", sentence, name)
    if not agreement.allows_day(sidecar.reference_date):
        sentence = f"The reference date {sidecar.reference_date} is none of {', '.join(agreement.reference_days)}."
        yield Finding("reference_date_not_agreed", sentence, name, "sidecar, ReferenceDate")
    size = file.path.stat().st_size
    if size != sidecar.size_bytes:
        sentence = f"The sidecar announces {sidecar.size_bytes:,} bytes, the file has {size:,}."
        yield Finding("size_differs", sentence, name, "sidecar, SizeInBytes")


def _shifted(progress: Progress | None, done: int, total: int) -> Progress | None:
    if progress is None:
        return None
    return lambda here, _: progress(min(done + here, total), total)


def _hash_differs(sidecar: Sidecar) -> Finding:
    return Finding("hash_differs", "The bytes of the file are not those that its sidecar describes.", sidecar.file_name)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
