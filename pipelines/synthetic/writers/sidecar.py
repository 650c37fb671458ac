"""Write the sidecar of a data file: the metadata envelope of Serviceplatformen, with our own part on the contents.

The outer part follows KOMBIT's SFTP service; ``Indhold`` is ours and says what the file is, which day it describes
and what its bytes must add up to. A data file without its sidecar has not arrived.
"""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

from pipelines.synthetic.writers.written import WrittenFile

TRANSFER_NAMESPACE = "http://serviceplatformen.dk/xml/wsdl/soap11/SFTP/1/types"
CONTENT_NAMESPACE = "urn:byomraader:leverance:1"
RECIPIENT = "Koebenhavns Kommune"
SCHEMA_VERSION = "1"
SUFFIX = ".metadata"


@dataclass(frozen=True)
class Sidecar:
    """What a sidecar says about one data file."""

    file_name: str
    size_bytes: int
    sender: str
    register: str
    layout: str
    reference_date: date
    delivery_number: int
    sha256: str
    record_count: int

    @property
    def transfer_uuid(self) -> str:
        """Id of the transfer, from the contents: the same bytes sent again carry the same id."""
        digest = hashlib.sha256(f"{self.layout} {self.sha256}".encode()).digest()
        return str(uuid.UUID(bytes=digest[:16], version=4))

    def xml(self) -> str:
        """The sidecar as XML text."""
        descriptor = _elements(
            ("FileName", self.file_name),
            ("SizeInBytes", self.size_bytes),
            ("Sender", self.sender),
            ("SendersFileId", f"{self.layout}-{self.reference_date:%Y%m%d}-{self.delivery_number}"),
            ("Recipients", RECIPIENT),
        )
        contents = _elements(
            ("Register", self.register),
            ("Layout", self.layout),
            ("ReferenceDate", self.reference_date.isoformat()),
            ("DeliveryNumber", self.delivery_number),
            ("Sha256", self.sha256),
            ("RecordCount", self.record_count),
            ("SchemaVersion", SCHEMA_VERSION),
            ("Synthetic", "true"),
        )
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<Trigger xmlns="{TRANSFER_NAMESPACE}">\n'
            f"  <FileDescriptor>\n{descriptor}  </FileDescriptor>\n"
            "  <FileContentDescriptor>\n"
            f"{_elements(('FileTransferUUID', self.transfer_uuid))}"
            "  </FileContentDescriptor>\n"
            f'  <Indhold xmlns="{CONTENT_NAMESPACE}">\n{contents}  </Indhold>\n'
            "</Trigger>\n"
        )


def describe(file: WrittenFile, *, sender: str, register: str, reference_date: date, delivery_number: int) -> Sidecar:
    """The sidecar that agrees with the bytes of a written file."""
    with file.path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    return Sidecar(
        file_name=file.path.name,
        size_bytes=file.path.stat().st_size,
        sender=sender,
        register=register,
        layout=file.layout,
        reference_date=reference_date,
        delivery_number=delivery_number,
        sha256=sha256,
        record_count=file.record_count,
    )


def sidecar_path(data_file: Path) -> Path:
    """Path of the sidecar that belongs beside a data file."""
    return data_file.with_name(data_file.name + SUFFIX)


def _elements(*pairs: tuple[str, object]) -> str:
    return "".join(f"    <{name}>{escape(str(value))}</{name}>\n" for name, value in pairs)
