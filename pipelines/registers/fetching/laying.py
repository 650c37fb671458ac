"""Laying what was fetched into landing as a delivery: data files first, sidecars last, all under one number.

A delivery with the same bytes as one that is in landing or was accepted is not laid again.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID
from xml.sax.saxutils import escape

from pipelines.registers.agreements import Agreement
from pipelines.registers.intake.arrivals import arrived_deliveries, delivery_key
from pipelines.registers.intake.ledger import ACCEPTED, read_ledger
from pipelines.registers.intake.sidecar import CONTENT_NAMESPACE, SUFFIX, TRANSFER_NAMESPACE
from pipelines.store import Store


@dataclass(frozen=True)
class FetchedFile:
    """A file as it is to lie in landing."""

    name: str
    layout: str
    body: bytes
    record_count: int

    @property
    def sha256(self) -> str:
        """Hash of the bytes."""
        return hashlib.sha256(self.body).hexdigest()


def lay_delivery(store: Store, agreement: Agreement, reference_date: date, files: Sequence[FetchedFile]) -> list[Path]:
    """Lay files into landing under the next delivery number; return their paths, none when nothing is new.

    Whoever calls holds the lock of the data root. Data files appear by rename, and a sidecar only when every data
    file is there, so that a delivery is never taken for whole too early.
    """
    key = delivery_key([(file.layout, file.sha256) for file in files])
    waiting = [each for each in arrived_deliveries(store) if each.product == agreement.product]
    entries = [entry for entry in read_ledger(store) if entry.product == agreement.product]
    known = [each.delivery_key for each in waiting if each.finding is None]
    known += [entry.delivery_key for entry in entries if entry.verdict == ACCEPTED]
    if key in known:
        return []
    numbers = [each.delivery_number or 0 for each in waiting] + [entry.delivery_number or 0 for entry in entries]
    number = 1 + max(numbers, default=0)
    inbox = store.inbox(agreement.register)
    inbox.mkdir(parents=True, exist_ok=True)
    for file in files:
        (inbox / f"{file.name}{SUFFIX}").unlink(missing_ok=True)
        _appear(inbox / file.name, file.body)
    for file in files:
        text = sidecar_text(file, agreement, reference_date, number)
        _appear(inbox / f"{file.name}{SUFFIX}", text.encode("utf-8"))
    return [inbox / file.name for file in files]


def sidecar_text(file: FetchedFile, agreement: Agreement, reference_date: date, number: int) -> str:
    """Return the sidecar of a fetched file, in the form that every supplier's has."""
    transfer = UUID(bytes=hashlib.sha256(f"{file.layout} {file.sha256}".encode()).digest()[:16], version=4)
    descriptor = _elements(
        FileName=file.name,
        SizeInBytes=len(file.body),
        Sender=agreement.senders[0],
        SendersFileId=f"{file.layout}-{reference_date:%Y%m%d}-{number}",
        Recipients=agreement.recipients[0],
    )
    contents = _elements(
        Register=agreement.register,
        Layout=file.layout,
        ReferenceDate=reference_date.isoformat(),
        DeliveryNumber=number,
        Sha256=file.sha256,
        RecordCount=file.record_count,
        SchemaVersion=1,
        Synthetic="false",
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Trigger xmlns="{TRANSFER_NAMESPACE}">\n'
        f"<FileDescriptor>{descriptor}</FileDescriptor>\n"
        f"<FileContentDescriptor>{_elements(FileTransferUUID=transfer)}</FileContentDescriptor>\n"
        f'<Indhold xmlns="{CONTENT_NAMESPACE}">{contents}</Indhold>\n</Trigger>\n'
    )


def _elements(**values: object) -> str:
    return "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in values.items())


def _appear(path: Path, data: bytes) -> None:
    """Write a file under a name that nobody looks at, then give it its own."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_bytes(data)
    fresh.replace(path)
