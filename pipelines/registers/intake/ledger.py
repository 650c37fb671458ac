"""The record of every verdict given to a delivery: append-only, one JSON object per line, each chained to the last.

A line in the ledger is what commits a delivery. Everything in force can be told from here, so that whatever was
interrupted after its line was written can be put right.
"""

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from pipelines.store import Store

ACCEPTED, REJECTED, WAITING, NO_OP, SUPERSEDED = "accepted", "rejected", "waiting", "no-op", "superseded"
_BEGINNING = "0" * 64


@dataclass(frozen=True)
class LedgerFile:
    """A file of a delivery as it was archived."""

    name: str
    layout: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True)
class LedgerEntry:
    """One verdict. ``tables`` has rows and quarantined rows by table of the vault.

    ``version`` counts the contents of the period known when the verdict was given, by delivery number; ``facts`` are
    those of the start record that extracts follow on each other by.
    """

    register: str
    period: str | None
    delivery_key: str
    delivery_number: int | None
    reference_date: str | None
    verdict: str
    reason_code: str | None = None
    sentence: str = ""
    file: str | None = None
    place: str | None = None
    remedy: str | None = None
    notes: tuple[str, ...] = ()
    version: int | None = None
    tables: dict[str, tuple[int, int]] = field(default_factory=dict)
    files: tuple[LedgerFile, ...] = ()
    key_fingerprint: str | None = None
    product: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    decided_at: str = ""
    previous: str = ""


def read_ledger(store: Store) -> list[LedgerEntry]:
    """Return every verdict in the order given; a line that was cut while being written does not count."""
    return [_entry(line) for line in _lines(store)]


def append(store: Store, entry: LedgerEntry) -> LedgerEntry:
    """Add a verdict and bring it to disk; return it with its time and its link to the line before."""
    store.ledger.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    lines = _lines(store)
    previous = hashlib.sha256(lines[-1]).hexdigest() if lines else _BEGINNING
    now = datetime.now(UTC).isoformat(timespec="seconds")
    chained = LedgerEntry(**{**_fields(entry), "decided_at": now, "previous": previous})
    line = json.dumps(asdict(chained), ensure_ascii=False, sort_keys=True).encode("utf-8")
    descriptor = os.open(store.ledger, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        end = sum(len(known) + 1 for known in lines)
        os.ftruncate(descriptor, end)
        os.pwrite(descriptor, line + b"\n", end)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return chained


def broken_link(store: Store) -> int | None:
    """Return the number (from 1) of the first line that does not follow from the one before; None if all do."""
    previous = _BEGINNING
    for number, line in enumerate(_lines(store), start=1):
        if _entry(line).previous != previous:
            return number
        previous = hashlib.sha256(line).hexdigest()
    return None


def in_force(entries: Iterable[LedgerEntry]) -> dict[tuple[str, str], LedgerEntry]:
    """Return the contents in force of every product and period: those that came under the highest number.

    The order in which deliveries came does not matter.
    """
    return {place: ranked[-1] for place, ranked in versions(entries).items()}


def versions(entries: Iterable[LedgerEntry]) -> dict[tuple[str, str], list[LedgerEntry]]:
    """Return the contents in the vault of every product and period, by the highest number that each came under."""
    read: dict[tuple[str, str], dict[str, LedgerEntry]] = {}
    standing: dict[tuple[str, str, str], int] = {}
    for entry in entries:
        if entry.period is None or entry.verdict not in (ACCEPTED, NO_OP, SUPERSEDED):
            continue
        place = (entry.product, entry.period)
        number = (*place, entry.delivery_key)
        standing[number] = max(standing.get(number, 0), entry.delivery_number or 0)
        if entry.verdict != NO_OP:
            read.setdefault(place, {}).setdefault(entry.delivery_key, entry)
    return {
        place: sorted(read[place].values(), key=lambda entry: standing[*place, entry.delivery_key])
        for place in sorted(read)
    }


def of_period(entries: Iterable[LedgerEntry], product: str, period: str) -> list[LedgerEntry]:
    """Return the deliveries of a product and period that were taken in or recognised, in the order of arrival."""
    taken = (ACCEPTED, NO_OP, SUPERSEDED)
    return [entry for entry in entries if (entry.product, entry.period) == (product, period) and entry.verdict in taken]


def standing_number(entries: Iterable[LedgerEntry], current: LedgerEntry) -> int:
    """Return the highest delivery number under which the contents in force have come."""
    history = of_period(entries, current.product, str(current.period))
    return max(entry.delivery_number or 0 for entry in history if entry.delivery_key == current.delivery_key)


def fingerprint(entries: Iterable[LedgerEntry]) -> str:
    """Return a hash of what is in force; the order in which it came does not matter."""
    lines = (f"{product} {period} {entry.delivery_key}" for (product, period), entry in in_force(entries).items())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _lines(store: Store) -> list[bytes]:
    try:
        return store.ledger.read_bytes().split(b"\n")[:-1]
    except FileNotFoundError:
        return []


def _entry(line: bytes) -> LedgerEntry:
    data: dict[str, Any] = json.loads(line)
    data["files"] = tuple(LedgerFile(**file) for file in data["files"])
    data["tables"] = {table: (counts[0], counts[1]) for table, counts in data["tables"].items()}
    data["notes"] = tuple(data["notes"])
    return LedgerEntry(**data)


def _fields(entry: LedgerEntry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in LedgerEntry.__dataclass_fields__}
