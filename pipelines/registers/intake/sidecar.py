"""The sidecar of a delivered file: who sent what to whom, how large, for which day (``<file>.metadata``).

The envelope follows the SFTP service of Serviceplatformen (KOMBIT); the part ``Indhold`` is our own. Nothing is
expanded or fetched: a sidecar with a DTD is refused.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from xml.parsers import expat

from pipelines.registers.refusals import refused, safe_name

SUFFIX = ".metadata"
LARGEST_BYTES = 1 << 16
TRANSFER_NAMESPACE = "http://serviceplatformen.dk/xml/wsdl/soap11/SFTP/1/types"
CONTENT_NAMESPACE = "urn:byomraader:leverance:1"
_TRANSFER, _CONTENT = f"{TRANSFER_NAMESPACE} ", f"{CONTENT_NAMESPACE} "


@dataclass(frozen=True)
class Sidecar:
    """What the sender says about one file."""

    file_name: str
    size_bytes: int
    sender: str
    recipients: tuple[str, ...]
    register: str
    layout: str
    reference_date: date
    delivery_number: int
    sha256: str
    record_count: int


def read_sidecar(path: Path) -> Sidecar:
    """Return what a sidecar says.

    Raises:
        RefusedError: it is not well-formed (it may still be under way), unsafe, or lacks an element.
    """
    name = safe_name(path.name)
    data = path.read_bytes()[: LARGEST_BYTES + 1]
    if len(data) > LARGEST_BYTES or b"\0" in data:
        raise refused("sidecar_unsafe", "The sidecar is too large or not in UTF-8.", name)
    texts = _texts(data, name)
    try:
        return _sidecar(texts)
    except (KeyError, ValueError) as error:
        element = str(error.args[0]).removeprefix(_CONTENT).removeprefix(_TRANSFER)
        sentence = f"The sidecar lacks a readable element {element}."
        raise refused("sidecar_incomplete", sentence, name) from None


def _sidecar(texts: dict[str, list[str]]) -> Sidecar:
    def one(element: str, pattern: str = r".+") -> str:
        values = texts[element]
        if len(values) != 1 or not re.fullmatch(pattern, values[0], re.DOTALL):
            raise KeyError(element)
        return values[0]

    day = one(f"{_CONTENT}ReferenceDate", r"\d{4}-\d{2}-\d{2}")
    try:
        reference_date = date.fromisoformat(day)
    except ValueError:
        raise KeyError("ReferenceDate") from None
    return Sidecar(
        file_name=one(f"{_TRANSFER}FileName"),
        size_bytes=int(one(f"{_TRANSFER}SizeInBytes", r"\d{1,15}")),
        sender=one(f"{_TRANSFER}Sender"),
        recipients=tuple(texts[f"{_TRANSFER}Recipients"]),
        register=one(f"{_CONTENT}Register"),
        layout=one(f"{_CONTENT}Layout"),
        reference_date=reference_date,
        delivery_number=int(one(f"{_CONTENT}DeliveryNumber", r"\d{1,9}")),
        sha256=one(f"{_CONTENT}Sha256", r"[0-9a-f]{64}"),
        record_count=int(one(f"{_CONTENT}RecordCount", r"\d{1,12}")),
    )


def _texts(data: bytes, name: str) -> dict[str, list[str]]:
    """Return the text of every element by qualified name."""
    found: dict[str, list[str]] = {}
    path: list[str] = []
    parser = expat.ParserCreate("UTF-8", namespace_separator=" ")
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise refused("sidecar_unsafe", "The sidecar brings a DTD or entities.", name)

    def start(element: str, _: dict[str, str]) -> None:
        path.append(element)
        found.setdefault(element, []).append("")

    def text(characters: str) -> None:
        found[path[-1]][-1] += characters

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: path.pop()
    parser.CharacterDataHandler = text
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        place = f"line {error.lineno}"
        raise refused("sidecar_unreadable", "The sidecar is not well-formed XML.", name, place) from None
    return {element: [value.strip() for value in values] for element, values in found.items()}
