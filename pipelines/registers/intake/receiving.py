"""Receiving one delivery: its verdict, and everything in its place afterwards.

Accepted: tables in the vault, originals in the archive, links to what is in force. Rejected: files set aside with the
verdict, nothing else changed. The line in the ledger is the moment that counts: interrupted before it, nothing has
happened; after it, the rest is derived again.
"""

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from pipelines.registers.agreements import load_agreements
from pipelines.registers.intake import ledger
from pipelines.registers.intake.arrivals import ArrivedDelivery
from pipelines.registers.intake.custody import PRIVATE_FOLDER, Attempt
from pipelines.registers.intake.judging import Judgement, envelope_finding, judge_contents, wrong_hash
from pipelines.registers.intake.ledger import ACCEPTED, NO_OP, REJECTED, SUPERSEDED, WAITING, LedgerEntry, LedgerFile
from pipelines.registers.intake.vault import derive, install
from pipelines.registers.person_secret import PersonSecret
from pipelines.registers.reading.byte_guard import Progress
from pipelines.registers.refusals import Finding
from pipelines.store import Store

VERDICT_FILE = "verdict.json"


def receive_delivery(
    store: Store,
    arrived: ArrivedDelivery,
    entries: Sequence[LedgerEntry],
    secret: PersonSecret,
    progress: Progress | None,
) -> LedgerEntry:
    """Give a delivery its verdict and put everything in its place; ``entries`` is the ledger so far, settled."""
    if arrived.is_waiting:
        return _entry(arrived, WAITING, arrived.finding)
    if arrived.finding is not None and not any(file.sidecar_path for file in arrived.files):
        return _set_aside_unopened(store, arrived)
    other_secret = _other_secret(entries, secret)
    if other_secret is not None:
        return _entry(arrived, WAITING, other_secret)
    attempt = Attempt.begin(store, arrived, len(entries))
    try:
        attempt.claim(path for file in arrived.files for path in file.paths)
    except FileNotFoundError:
        attempt.end()
        return _gone(arrived, entries)
    entry, judgement = _judged(arrived, entries, attempt, secret, progress)
    return _conclude(store, attempt, entry, judgement)


def _judged(
    arrived: ArrivedDelivery,
    entries: Sequence[LedgerEntry],
    attempt: Attempt,
    secret: PersonSecret,
    progress: Progress | None,
) -> tuple[LedgerEntry, Judgement]:
    agreement = load_agreements()[arrived.register]
    finding = arrived.finding or envelope_finding(arrived, agreement)
    if finding is None:
        known = _by_standing(arrived, entries)
        finding = wrong_hash(arrived, attempt.originals) if known is not None else None
        if known is not None and finding is None:
            return known, Judgement()
    if finding is not None:
        return _entry(arrived, REJECTED, finding), Judgement()
    judgement = judge_contents(arrived, agreement, attempt.originals, attempt.tables, secret, progress)
    if judgement.finding is not None:
        return _entry(arrived, REJECTED, judgement.finding), judgement
    return _accepted(arrived, entries, judgement, secret), judgement


def _by_standing(arrived: ArrivedDelivery, entries: Sequence[LedgerEntry]) -> LedgerEntry | None:
    """Return the verdict that follows from what came before; None when the contents must be read.

    What is in force is what came under the highest number, in whatever order things arrive.
    """
    current = ledger.in_force(entries).get((arrived.register, str(arrived.period)))
    if current is None:
        return None
    number = arrived.delivery_number or 0
    if arrived.delivery_key == current.delivery_key:
        sentence = f"These contents are in force already, as version {current.version}."
        return _entry(arrived, NO_OP, sentence=sentence)
    if number > ledger.standing_number(entries, current):
        return None
    history = ledger.of_period(entries, arrived.register, str(arrived.period))
    if any(number == entry.delivery_number and entry.delivery_key != arrived.delivery_key for entry in history):
        sentence = f"Delivery number {number} of this period came before, with other contents."
        return _entry(arrived, REJECTED, Finding("delivery_number_reused", sentence))
    if any(entry.delivery_key == arrived.delivery_key for entry in history):
        return _entry(arrived, NO_OP, sentence="These contents came before and have been superseded.")
    sentence = (
        f"A delivery with a higher number ({ledger.standing_number(entries, current)}) is in force; archived only."
    )
    return _entry(arrived, SUPERSEDED, sentence=sentence)


def _conclude(store: Store, attempt: Attempt, entry: LedgerEntry, judgement: Judgement) -> LedgerEntry:
    """Put files where they belong, write the line, derive what follows from it, clear the inbox."""
    if entry.verdict == ACCEPTED and entry.version is not None:
        install(store, entry.register, str(entry.period), entry.version, judgement.tables)
    if entry.verdict in (ACCEPTED, SUPERSEDED):
        attempt.deposit(store.archived(entry.register, str(entry.period), entry.delivery_key))
    elif entry.verdict == REJECTED:
        target = store.refused(entry.register, entry.delivery_key)
        attempt.deposit(target)
        _explain(target, entry, judgement)
    written = ledger.append(store, entry)
    derive(store, ledger.read_ledger(store))
    attempt.clear_inbox(store.inbox(entry.register))
    attempt.end()
    return written


def _explain(target: Path, entry: LedgerEntry, judgement: Judgement) -> None:
    """Put the verdict beside rejected files, and where in them rows were set aside."""
    target.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    text = json.dumps(asdict(entry), ensure_ascii=False, indent=2, sort_keys=True)
    (target / VERDICT_FILE).write_text(text + "\n", encoding="utf-8")
    for count in judgement.tables.values():
        if count.quarantined and count.quarantine_path is not None and count.quarantine_path.exists():
            shutil.copyfile(count.quarantine_path, target / count.quarantine_path.name)


def _set_aside_unopened(store: Store, arrived: ArrivedDelivery) -> LedgerEntry:
    """Move what must not be opened: a link, a folder, a file of a strange name."""
    entry = _entry(arrived, REJECTED, arrived.finding)
    target = store.refused(entry.register, entry.delivery_key)
    _explain(target, entry, Judgement())
    written = ledger.append(store, entry)
    for path in (path for file in arrived.files for path in file.paths):
        path.rename(target / path.name)
    return written


def _gone(arrived: ArrivedDelivery, entries: Sequence[LedgerEntry]) -> LedgerEntry:
    """Return the verdict on files that are no longer there: the one just settled, or that they are awaited."""
    for entry in reversed(ledger.of_period(entries, arrived.register, str(arrived.period))):
        if entry.delivery_key == arrived.delivery_key:
            return entry
    return _entry(arrived, WAITING, Finding("data_file_missing", "Files were taken away while they were received."))


def _other_secret(entries: Sequence[LedgerEntry], secret: PersonSecret) -> Finding | None:
    used = {entry.key_fingerprint for entry in ledger.in_force(entries).values()} - {None}
    if not used or used == {secret.fingerprint}:
        return None
    sentence = f"The vault was made with person key {', '.join(sorted(map(str, used)))}, this is {secret.fingerprint}."
    return Finding("person_key_differs", sentence)


def _accepted(
    arrived: ArrivedDelivery, entries: Sequence[LedgerEntry], judgement: Judgement, secret: PersonSecret
) -> LedgerEntry:
    current = ledger.in_force(entries).get((arrived.register, str(arrived.period)))
    version = 1 if current is None else int(current.version or 0) + 1
    rows = sum(count.rows for count in judgement.tables.values())
    correction = "" if current is None else f", in place of version {current.version}"
    return replace(
        _entry(arrived, ACCEPTED, sentence=f"{rows:,} rows accepted as version {version}{correction}."),
        notes=tuple(judgement.notes),
        version=version,
        tables={table: (count.rows, count.quarantined) for table, count in judgement.tables.items()},
        key_fingerprint=secret.fingerprint,
    )


def _entry(arrived: ArrivedDelivery, verdict: str, finding: Finding | None = None, sentence: str = "") -> LedgerEntry:
    sidecars = [file.sidecar for file in arrived.files if file.sidecar is not None]
    return LedgerEntry(
        register=arrived.register,
        period=arrived.period,
        delivery_key=arrived.delivery_key,
        delivery_number=arrived.delivery_number,
        reference_date=arrived.reference_date.isoformat() if arrived.reference_date else None,
        verdict=verdict,
        reason_code=finding.reason_code if finding else None,
        sentence=finding.sentence if finding else sentence,
        file=finding.file if finding else None,
        place=finding.place if finding else None,
        remedy=finding.remedy if finding else None,
        files=tuple(LedgerFile(each.file_name, each.layout, each.sha256, each.size_bytes) for each in sidecars),
    )
