"""The one data file inside a zip file, opened only after its table of contents has been found harmless."""

import io
import zipfile
from pathlib import PurePosixPath
from typing import IO, BinaryIO, cast

from pipelines.registers.reading.byte_guard import HEAD_BYTES, Source
from pipelines.registers.refusals import RefusedError, refused

# Text of registers packs 3 to 20 times; a hundred times is a bomb. The whole address register is some 3 GB unpacked.
LARGEST_RATIO = 100
LARGEST_BYTES = 8 << 30
SMALL_BYTES = 1 << 20
_ENCRYPTED = 0x1
_ENDINGS = (".csv", ".json", ".txt")


class MemberFile(io.RawIOBase):
    """A member of a zip file that reads like a file and goes back to its start; damage becomes a refusal."""

    def __init__(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> None:
        super().__init__()
        self._archive, self._member, self._name = archive, member, name
        self._stream: IO[bytes] = archive.open(member)

    def read(self, size: int = -1, /) -> bytes:
        """Read bytes of the member.

        Raises:
            RefusedError: the member does not unpack.
        """
        try:
            return self._stream.read(size)
        except (zipfile.BadZipFile, EOFError, OSError, ValueError, zipfile.zlib.error):  # type: ignore[attr-defined]
            raise _damaged(self._name) from None

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go back to the start; a packed stream goes nowhere else."""
        if (offset, whence) != (0, io.SEEK_SET):
            raise io.UnsupportedOperation("a member of a zip file is read from start to end")
        self._stream.close()
        self._stream = self._archive.open(self._member)
        return 0


def open_member(source: Source) -> Source:
    """Return the data file in a zip file as a source of its own, under the name of the zip file.

    Raises:
        RefusedError: the zip file is damaged, holds anything but one plain data file, or is a bomb.
    """
    try:
        archive = zipfile.ZipFile(source.file)
        members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise _damaged(source.name) from None
    if len(members) != 1:
        raise refused("zip_unsafe", f"The zip file holds {len(members)} files instead of one.", source.name)
    (member,) = members
    _refuse_unsafe(member, source.name)
    try:
        stream = MemberFile(archive, member, source.name)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError):
        raise _damaged(source.name) from None
    if stream.read(HEAD_BYTES).startswith(b"PK\x03\x04"):
        raise refused("zip_unsafe", "The zip file holds a zip file.", source.name)
    stream.seek(0)
    return Source(source.path, source.name, member.file_size, cast("BinaryIO", stream))


def _refuse_unsafe(member: zipfile.ZipInfo, name: str) -> None:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    if path.is_absolute() or len(path.parts) != 1 or ":" in member.filename or member.is_dir():
        raise refused("zip_unsafe", "The file in the zip file has a path in its name.", name)
    if member.flag_bits & _ENCRYPTED:
        raise refused("zip_unsafe", "The zip file is encrypted.", name)
    if path.suffix.lower() not in _ENDINGS:
        raise refused("zip_unsafe", f"The file in the zip file is none of {', '.join(_ENDINGS)}.", name)
    if member.file_size > LARGEST_BYTES:
        raise refused("zip_too_large", f"The zip file unpacks to {member.file_size:,} bytes.", name)
    if member.file_size > SMALL_BYTES and member.file_size > LARGEST_RATIO * max(member.compress_size, 1):
        raise refused("zip_too_large", f"The zip file is packed more than {LARGEST_RATIO} to 1.", name)


def _damaged(name: str) -> RefusedError:
    return refused("zip_damaged", "The zip file is damaged.", name)
