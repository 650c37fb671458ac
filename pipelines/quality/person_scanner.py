"""Look for what could be a person number in files of any kind: logs, pages, archives; tables in ``scanned_tables``.

Ten digits whose first six are a date (also with 60 added to the day), with or without a hyphen, standing alone or
behind the record type of a CPR line. A find is told as file, place and count, never as the value. False finds are
answered by naming the column they stand in, not by a weaker pattern.
"""

import io
import zipfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.quality.number_pattern import count_in_bytes

BLOCK_BYTES, OVERLAP_BYTES = 8 << 20, 64
MOST_MEMBER_BYTES = 1 << 30
DEEPEST_ZIP = 3
# Columns of numbers as long as a person's: keyed hashes, amounts, bytes, seconds since 1970.
NUMBER_COLUMNS = frozenset({"*person_key", "family_key", "*_oere", "*_dkk", "*_bytes", "*timestamp*"})


@dataclass(frozen=True)
class Found:
    """What could be person numbers in one place of one file: how many, never which."""

    file: Path
    place: str
    count: int

    def __str__(self) -> str:
        """The find in one line."""
        return f"{self.file} ({self.place}): {self.count:,}"


def scan(paths: Iterable[Path], allowed_columns: Collection[str] = NUMBER_COLUMNS) -> list[Found]:
    """Return what was found in files and in everything below folders; links are not followed.

    ``allowed_columns`` are names of columns that are not looked into, with ``*`` for any letters; columns of text are
    looked into all the same. Raises FileNotFoundError for a path that is not there: nothing found in nothing would
    look like an answer.
    """
    found: list[Found] = []
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(path)
        files = [path] if path.is_file() else sorted(path.rglob("*"))
        for file in files:
            if file.is_file() and not file.is_symlink():
                found += _file(file, frozenset(allowed_columns))
    return found


def _file(file: Path, allowed: frozenset[str]) -> Iterator[Found]:
    from pipelines.quality import scanned_tables  # late: a log can be looked through without a database at hand

    with file.open("rb") as stream:
        head = stream.read(32)
    for has_form, columns_of in scanned_tables.FORMS:
        if has_form(head):
            yield from (Found(file, place, count) for place, count in columns_of(file, allowed))
            return
    if head.startswith(b"PK\x03\x04"):
        yield from _zip(file, file.read_bytes(), "", DEEPEST_ZIP)
    else:
        yield from _plain(file)


def _plain(file: Path) -> Iterator[Found]:
    count, rest = 0, b""
    with file.open("rb") as stream:
        while block := stream.read(BLOCK_BYTES):
            text = rest + block
            end = len(text) if len(block) < BLOCK_BYTES else len(text) - OVERLAP_BYTES
            # The first byte of what is left of the block before only shows what stands before the next one.
            count += count_in_bytes(text, 1 if rest else 0, end)
            rest = text[end - 1 :]
    if count:
        yield Found(file, "text", count)


def _zip(file: Path, data: bytes, inside: str, depth: int) -> Iterator[Found]:
    try:
        members = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except zipfile.BadZipFile:
        members = []
        if count := count_in_bytes(data, 0, len(data)):
            yield Found(file, f"{inside}damaged zip", count)
    for member in members:
        if member.is_dir() or member.flag_bits & 1:
            continue
        if member.file_size > MOST_MEMBER_BYTES:
            raise ValueError(f"{file}: member {member.filename} is too large to be looked through")
        content = zipfile.ZipFile(io.BytesIO(data)).read(member)
        if content.startswith(b"PK\x03\x04") and depth:
            yield from _zip(file, content, f"{inside}{member.filename}: ", depth - 1)
        elif count := count_in_bytes(content, 0, len(content)):
            yield Found(file, f"{inside}{member.filename}", count)
