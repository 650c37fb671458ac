"""The parts of an Excel workbook, opened only after its table of contents has been found harmless.

A workbook is a zip file of XML. Nothing in it is run, followed or unpacked to disk: macros, passwords, archives within
and the old .xls form are refused by name; links to other workbooks are left alone.
"""

import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from pipelines.registers.reading.byte_guard import Source, refuse_other_kinds
from pipelines.registers.refusals import RefusedError, refused

if TYPE_CHECKING:
    from typing import IO

# The largest workbook of an administration has some 10 MB unpacked and 30 parts; text of sheets packs 5 to 30 times.
LARGEST_BYTES = 128 << 20
LARGEST_RATIO = 100
SMALL_BYTES = 1 << 20
MOST_PARTS = 500
MOST_ELEMENTS = 2_000_000
CONTENTS, WORKBOOK = "[Content_Types].xml", "xl/workbook.xml"
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_ENCRYPTED_FLAG = 0x1
_MACROS = ("vbaproject.bin", "vbadata.xml")
_DAMAGE = (zipfile.BadZipFile, zipfile.zlib.error, EOFError, OSError, ValueError, NotImplementedError)  # type: ignore[attr-defined]


class Package:
    """An opened workbook whose parts can be read as XML."""

    def __init__(self, source: Source) -> None:
        """Open a workbook.

        Raises:
            RefusedError: it is no workbook of today's form, is damaged, encrypted, has macros, or is a bomb.
        """
        self.name = source.name
        _refuse_other_forms(source)
        try:
            self._archive = zipfile.ZipFile(source.file)
            members = self._archive.infolist()
        except _DAMAGE:
            raise self._damaged() from None
        _refuse_unsafe(members, source.name)
        self.parts = {member.filename: member for member in members}
        if WORKBOOK not in self.parts:
            raise refused("wrong_file_type", "The file is a zip file and no Excel workbook.", source.name)
        for member in members:
            if self._head(member).startswith((_ZIP, _OLE)):
                raise refused("workbook_unsafe", "The workbook holds an archive or another document.", source.name)

    @property
    def has_links(self) -> bool:
        """Tell whether the workbook refers to other workbooks."""
        return any(name.startswith("xl/externalLinks/") for name in self.parts)

    def elements(self, part: str, *tags: str) -> Iterator[Element]:
        """Yield the elements of a part that have one of these local names, each when it is complete; then forget it.

        Raises:
            RefusedError: the part is missing, is no well-formed XML, or has a DTD or entities.
        """
        if part not in self.parts:
            raise self._damaged()
        try:
            with self._archive.open(self.parts[part]) as stream:
                yield from self._elements(stream, tags)
        except DefusedXmlException:
            raise refused("workbook_unsafe", "A part of the workbook has a DTD or entities.", self.name) from None
        except (ParseError, *_DAMAGE):
            raise self._damaged() from None

    def _elements(self, stream: "IO[bytes]", tags: tuple[str, ...]) -> Iterator[Element]:
        above: list[Element] = []
        depth = count = 0
        for event, node in iterparse(stream, events=("start", "end"), forbid_dtd=True):
            element: Element = node
            is_wanted = local_name(element) in tags
            if event == "start":
                above.append(element)
                depth += is_wanted
                count += 1
                if count > MOST_ELEMENTS:
                    raise refused("workbook_too_large", f"A part has more than {MOST_ELEMENTS:,} elements.", self.name)
                continue
            above.pop()
            if is_wanted:
                depth -= 1
                yield element
            if not depth and above:
                above[-1].remove(element)

    def _head(self, member: zipfile.ZipInfo) -> bytes:
        try:
            with self._archive.open(member) as stream:
                return stream.read(4)
        except (*_DAMAGE, RuntimeError):
            raise self._damaged() from None

    def _damaged(self) -> RefusedError:
        return refused("workbook_damaged", "The workbook is damaged.", self.name)


def local_name(element: Element) -> str:
    """Return the name of an element without its namespace, which two generations of Excel write differently."""
    return str(element.tag).rpartition("}")[2]


def _refuse_other_forms(source: Source) -> None:
    head = source.head()
    if head.startswith(_OLE):
        source.file.seek(0)
        content = source.file.read(SMALL_BYTES * 8) or b""
        if _ENCRYPTED_STREAM in content:
            raise refused("workbook_encrypted", "The workbook is protected by a password.", source.name)
        raise refused("workbook_old_form", "The file has the old form of Excel (.xls).", source.name)
    if not head.startswith(b"PK"):
        refuse_other_kinds(head, source.name)
        raise refused("wrong_file_type", "The file is no Excel workbook.", source.name, "byte 0")


def _refuse_unsafe(members: list[zipfile.ZipInfo], name: str) -> None:
    if len(members) > MOST_PARTS or sum(member.file_size for member in members) > LARGEST_BYTES:
        raise refused("workbook_too_large", "The workbook unpacks to more than any plan or table has.", name)
    names = [member.filename.lower() for member in members]
    if len(set(names)) < len(names):
        raise refused("workbook_unsafe", "The workbook has parts of the same name.", name)
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in member.filename:
            raise refused("workbook_unsafe", "A part of the workbook has a path that leads out of it.", name)
        if member.flag_bits & _ENCRYPTED_FLAG:
            raise refused("workbook_encrypted", "The workbook is encrypted.", name)
        if path.name.lower() in _MACROS:
            raise refused("workbook_macros", "The workbook holds macros.", name)
        if member.file_size > SMALL_BYTES and member.file_size > LARGEST_RATIO * max(member.compress_size, 1):
            raise refused("workbook_too_large", f"The workbook is packed more than {LARGEST_RATIO} to 1.", name)
