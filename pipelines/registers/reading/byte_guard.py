"""What bytes tell before they are understood: hash, size, encoding damage, files of another kind.

Every reader feeds the bytes it reads through a guard, in order and once.
"""

import codecs
import hashlib
import os
import re
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pipelines.registers.layout import Encoding
from pipelines.registers.refusals import refused, safe_name

Progress = Callable[[int, int], None]
UTF8_MARK = b"\xef\xbb\xbf"
HEAD_BYTES = 4096
# UTF-8 writes the Danish letters as C3 and a second byte; in latin-1 that pair is Ã and a control or punctuation sign.
_UTF8_IN_LATIN1 = re.compile(rb"\xc3[\x80-\xbf]")
_TWICE_CONVERTED = b"\xc3\x83\xc2"
_HTML = re.compile(rb"\s*(<!doctype\s+html|<html\b|<head\b|<body\b)", re.IGNORECASE)
_KINDS = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b", "gzip"),
    (b"%PDF", "PDF"),
    (b"PAR1", "Parquet"),
    (b"SQLite format 3", "SQLite"),
    (b"\xd0\xcf\x11\xe0", "Excel or Word, old form"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


@dataclass
class Source:
    """An open file that is being read: its name as it may be shown, its size, its bytes."""

    path: Path
    name: str
    size: int
    file: BinaryIO

    @classmethod
    def open(cls, path: Path, name: str | None = None) -> "Source":
        """Open a regular file; links are not followed.

        Raises:
            RefusedError: there is nothing there, it is a link or a folder, or it is empty.
        """
        shown = safe_name(name or path.name)
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        except OSError as error:
            raise refused("not_a_regular_file", f"The file cannot be opened: {error.strerror}.", shown) from None
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_size == 0:
            os.close(descriptor)
            if stat.S_ISREG(status.st_mode):
                raise refused("file_empty", "The file is empty.", shown)
            raise refused("not_a_regular_file", "This is not a file.", shown)
        return cls(path, shown, status.st_size, os.fdopen(descriptor, "rb", buffering=0))

    def head(self, count: int = HEAD_BYTES) -> bytes:
        """Return the first bytes, and go back to the start."""
        self.file.seek(0)
        head = self.file.read(count)
        self.file.seek(0)
        return head or b""


def kind_of(head: bytes) -> str | None:
    """Name the kind of a file that no layout reads as it is; None for what may be text."""
    if _HTML.match(head.removeprefix(UTF8_MARK)):
        return "HTML page"
    return next((kind for signature, kind in _KINDS if head.startswith(signature)), None)


def refuse_other_kinds(head: bytes, name: str) -> None:
    """Refuse what is no text of a register: a web page, a spreadsheet, an archive, UTF-16.

    Raises:
        RefusedError: with the kind of the file.
    """
    kind = kind_of(head)
    if kind == "HTML page":
        raise refused("html_page", "The file is a web page.", name, "byte 0")
    if kind == "UTF-16" or b"\0" in head[1:2]:
        raise refused("encoding_utf16", "The file is in UTF-16.", name, "byte 0")
    if kind is not None:
        raise refused("wrong_file_type", f"The file is of another kind: {kind}.", name, "byte 0")


class ByteGuard:
    """Hashes the bytes of a file and refuses those that its encoding cannot hold."""

    def __init__(self, name: str, encoding: Encoding) -> None:
        self._name = name
        self._encoding = encoding
        self._sha256 = hashlib.sha256()
        self._decoder = codecs.getincrementaldecoder("utf-8")("strict")
        self._last = b""
        self.size = 0

    @property
    def sha256(self) -> str:
        """Hash of everything fed so far."""
        return self._sha256.hexdigest()

    def feed(self, block: bytes | memoryview) -> None:
        """Take the next bytes of the file.

        Raises:
            RefusedError: a zero byte, UTF-8 in a latin-1 file, latin-1 in a UTF-8 file, letters converted twice.
        """
        data = bytes(block)
        self._sha256.update(data)
        nul = data.find(b"\0")
        if nul >= 0:
            raise self._refused("nul_byte", "The file holds a zero byte.", nul)
        if self._encoding == "latin-1":
            self._check_latin1(data)
        else:
            self._check_utf8(data)
        self._last = data[-2:]
        self.size += len(data)

    def end(self) -> None:
        """Say that no more bytes follow.

        Raises:
            RefusedError: the file ends inside a letter.
        """
        if self._encoding == "utf-8" and self._decoder.getstate()[0]:
            raise self._refused("encoding_invalid_utf8", "The file ends inside a UTF-8 letter.", 0)

    def _check_latin1(self, data: bytes) -> None:
        if data.find(b"\xc3") < 0 and self._last[-1:] != b"\xc3":
            return
        found = _UTF8_IN_LATIN1.search(self._last[-1:] + data)
        if found:
            offset = found.start() - len(self._last[-1:])
            raise self._refused("encoding_utf8_in_latin1", "The file should be ISO-8859-1 and holds UTF-8.", offset)

    def _check_utf8(self, data: bytes) -> None:
        pending = len(self._decoder.getstate()[0])
        try:
            self._decoder.decode(data)
        except UnicodeDecodeError as error:
            offset = error.start - pending
            raise self._refused("encoding_invalid_utf8", "The file should be UTF-8 and is not.", offset) from None
        twice = (self._last + data).find(_TWICE_CONVERTED)
        if twice >= 0:
            sentence = "Letters of the file were converted to UTF-8 twice."
            raise self._refused("encoding_mojibake", sentence, twice - len(self._last))

    def _refused(self, reason_code: str, sentence: str, offset_in_block: int) -> Exception:
        return refused(reason_code, sentence, self._name, f"byte {self.size + offset_in_block:,}")
