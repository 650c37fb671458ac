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
from pipelines.registers.intake.chains import chain_finding
from pipelines.registers.intake.custody import PRIVATE_FOLDER, Attempt
from pipelines.registers.intake.judging import Judgement, envelope_finding, judge_contents, wrong_hash
from pipelines.registers.intake.ledger import ACCEPTED, NO_OP, REJECTED, SUPERSEDED, WAITING, LedgerEntry, LedgerFile
from pipelines.registers.intake.plausibility import jump_finding
from pipelines.registers.intake.selecting import selected
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
    entry, judgement = _judged(store, arrived, entries, attempt, secret, progress)
    if entry.verdict == WAITING:
        attempt.end()
        return entry
    return _conclude(store, attempt, entry, judgement)


def _judged(
    store: Store,
    arrived: ArrivedDelivery,
    entries: Sequence[LedgerEntry],
    attempt: Attempt,
    secret: PersonSecret,
    progress: Progress | None,
) -> tuple[LedgerEntry, Judgement]:
    agreement = load_agreements()[arrived.product]
    selection = selected(arrived, attempt.originals)
    finding = arrived.finding or envelope_finding(arrived, agreement, selection)
    known = _by_standing(arrived, entries) if finding is None or _is_other_name(finding) else None
    if known is not None:
        damage = wrong_hash(arrived, attempt.originals)
        return (known if damage is None else _entry(arrived, REJECTED, damage)), Judgement()
    if finding is not None:
        return _entry(arrived, REJECTED, finding), Judgement()
    gap = selection.finding or chain_finding(arrived, agreement, entries, attempt.originals)
    if gap is not None:
        return _entry(arrived, WAITING, gap), Judgement()
    judgement = judge_contents(arrived, agreement, selection, attempt.originals, attempt.tables, secret, progress)
    if judgement.finding is not None:
        return _entry(arrived, REJECTED, judgement.finding), judgement
    jump = jump_finding(store, arrived, agreement, judgement.tables)
    if jump is not None:
        return _entry(arrived, WAITING, jump), judgement
    return _taken(arrived, entries, judgement, secret), judgement


def _is_other_name(finding: Finding) -> bool:
    """Tell whether only the name of a file is wrong: contents that came before are recognised under any name."""
    return finding.reason_code == "file_name_not_agreed"


def _by_standing(arrived: ArrivedDelivery, entries: Sequence[LedgerEntry]) -> LedgerEntry | None:
    """Return the verdict that follows from what came before; None when the contents must be read.

    What is in force is what came under the highest number, in whatever order things arrive.
    """
    history = ledger.of_period(entries, arrived.product, str(arrived.period))
    number = arrived.delivery_number or 0
    read = next((each for each in history if each.delivery_key == arrived.delivery_key and each.tables), None)
    if read is not None:
        return _read_before(arrived, entries, read)
    if any(number == entry.delivery_number for entry in history):
        sentence = f"Delivery number {number} of this period came before, with other contents."
        return _entry(arrived, REJECTED, Finding("delivery_number_reused", sentence))
    return None


def _read_before(arrived: ArrivedDelivery, entries: Sequence[LedgerEntry], read: LedgerEntry) -> LedgerEntry:
    """Return the verdict on contents that lie in the vault already: nothing new, or in force again."""
    current = ledger.in_force(entries)[arrived.product, str(arrived.period)]
    if arrived.delivery_key == current.delivery_key:
        return _entry(arrived, NO_OP, sentence=f"These contents are in force already, as version {current.version}.")
    if (arrived.delivery_number or 0) < ledger.standing_number(entries, current):
        return _entry(arrived, NO_OP, sentence="These contents came before and have been superseded.")
    sentence = "These contents came before; under a higher number they are in force again."
    again = _entry(arrived, ACCEPTED, sentence=sentence)
    return replace(
        again,
        version=read.version,
        notes=read.notes,
        facts=read.facts,
        tables=read.tables,
        key_fingerprint=read.key_fingerprint,
    )


def _conclude(store: Store, attempt: Attempt, entry: LedgerEntry, judgement: Judgement) -> LedgerEntry:
    """Put files where they belong, write the line, derive what follows from it, clear the inbox."""
    if entry.verdict in (ACCEPTED, SUPERSEDED):
        install(store, entry, judgement.tables)
        attempt.deposit(store.archived(entry.register, str(entry.period), entry.delivery_key))
    elif entry.verdict == REJECTED:
        target = store.refused(entry.register, entry.delivery_key)
        attempt.deposit(target)
        _explain(target, entry, judgement)
    written = ledger.append(store, entry)
    derive(store, ledger.read_ledger(store), (entry.product, str(entry.period)))
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
    for entry in reversed(ledger.of_period(entries, arrived.product, str(arrived.period))):
        if entry.delivery_key == arrived.delivery_key:
            return entry
    return _entry(arrived, WAITING, Finding("data_file_missing", "Files were taken away while they were received."))


def _other_secret(entries: Sequence[LedgerEntry], secret: PersonSecret) -> Finding | None:
    used = {entry.key_fingerprint for entry in ledger.in_force(entries).values()} - {None}
    if not used or used == {secret.fingerprint}:
        return None
    sentence = f"The vault was made with person key {', '.join(sorted(map(str, used)))}, this is {secret.fingerprint}."
    return Finding("person_key_differs", sentence)


def _taken(
    arrived: ArrivedDelivery, entries: Sequence[LedgerEntry], judgement: Judgement, secret: PersonSecret
) -> LedgerEntry:
    """Return the verdict on contents that were read and found good: in force, or kept behind a higher number."""
    place = arrived.product, str(arrived.period)
    before = [(ledger.standing_number(entries, entry), entry) for entry in ledger.versions(entries).get(place, [])]
    number = arrived.delivery_number or 0
    version = 1 + sum(standing < number for standing, _ in before)
    rows = sum(count.rows for count in judgement.tables.values())
    entry = _entry(arrived, ACCEPTED, sentence=f"{rows:,} rows accepted as version {version}.")
    if before and before[-1][0] > number:
        sentence = f"A delivery with a higher number ({before[-1][0]}) is in force; read and kept as version {version}."
        entry = _entry(arrived, SUPERSEDED, sentence=sentence)
    elif before:
        in_place = f"{rows:,} rows accepted as version {version}, in place of version {before[-1][1].version}."
        entry = _entry(arrived, ACCEPTED, sentence=in_place)
    return replace(
        entry,
        notes=tuple(judgement.notes),
        facts=judgement.facts,
        version=version,
        tables={table: (count.rows, count.quarantined) for table, count in judgement.tables.items()},
        key_fingerprint=secret.fingerprint,
    )


def _entry(arrived: ArrivedDelivery, verdict: str, finding: Finding | None = None, sentence: str = "") -> LedgerEntry:
    sidecars = [file.sidecar for file in arrived.files if file.sidecar is not None]
    return LedgerEntry(
        register=arrived.register,
        product=arrived.product,
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
