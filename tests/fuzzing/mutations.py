"""Ways to damage a file at random: what a bad line, a bad disk or a bad hand does to bytes."""

import io
import re
import zipfile
from collections.abc import Callable
from random import Random

Mutation = Callable[[bytes, Random], bytes]
_TOKENS = (
    b"\0", b"\r", b"\n", b'"', b"'", b";", b",", b"[" * 5000, b"{" * 5000, b'{"a":' * 3000, b"}", b"]", b"<",
    b"<!DOCTYPE a [", b"&x;", b"]]>", b"<![CDATA[", b"<!--", b"\xef\xbb\xbf", b"\xff\xfe", b"\xc3", b"\xc3\xa6",
    b"\xc3\x83\xc2\xa6", b"\\", b"\\u0000", b"\\ud800", b"NaN", b"-", b"1e999", b"9" * 400, b"-" + b"9" * 30,
    b"0.0000000001", b"null", b"PK\x03\x04", b"\x1a", b"99999999999999999999", b"2026-02-30", b"0000-00-00",
    b"999999999999", b"\xe2\x80\xa8", b"\x85", b"\x0b",
)  # fmt: skip
_DIGITS = re.compile(rb"\d+")
_LONGEST_COPY = 1 << 16


def flipped_bits(data: bytes, random: Random) -> bytes:
    """A few bits turned over."""
    changed = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 8, 64))):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def cut_short(data: bytes, random: Random) -> bytes:
    """The first part of the file."""
    return data[: random.randrange(len(data))]


def without_a_block(data: bytes, random: Random) -> bytes:
    """A hole in the file."""
    start, end = _block(data, random)
    return data[:start] + data[end:]


def with_a_block_again(data: bytes, random: Random) -> bytes:
    """A block that comes two or many times."""
    start, end = _block(data, random)
    return data[:start] + data[start:end] * random.choice((2, 2, 3, 50)) + data[end:]


def with_blocks_swapped(data: bytes, random: Random) -> bytes:
    """Two halves of a stretch of the file in the wrong order."""
    start, end = _block(data, random)
    middle = (start + end) // 2
    return data[:start] + data[middle:end] + data[start:middle] + data[end:]


def with_a_token(data: bytes, random: Random) -> bytes:
    """Something that means much to a parser, put in or put over what stands there."""
    place, token = random.randrange(len(data)), random.choice(_TOKENS)
    return data[:place] + token + data[place + random.choice((0, 1, len(token))) :]


def with_a_huge_number(data: bytes, random: Random) -> bytes:
    """A number that is longer than any type."""
    found = _DIGITS.search(data, random.randrange(len(data)))
    if found is None:
        return data
    digits = random.choice((b"9" * 19, b"9" * 400, b"0", b"", b"-1", b"1" * 10))
    return data[: found.start()] + digits + data[found.end() :]


def with_nulls(data: bytes, random: Random) -> bytes:
    """Zero bytes in place of a block, as a broken transfer leaves them."""
    start, end = _block(data, random)
    return data[:start] + b"\0" * (end - start) + data[end:]


def with_noise(data: bytes, random: Random) -> bytes:
    """Random bytes in place of a block."""
    start, end = _block(data, random)
    return data[:start] + random.randbytes(end - start) + data[end:]


def damaged_inside(data: bytes, random: Random) -> bytes:
    """A packed file whose members are damaged and packed again; another file is damaged as it is."""
    if not data.startswith(b"PK\x03\x04"):
        return flipped_bits(data, random)
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as again:
        struck = random.choice(archive.namelist())
        for name in archive.namelist():
            content = archive.read(name)
            again.writestr(name, random.choice(PLAIN)(content, random) if name == struck and content else content)
    return packed.getvalue()


PLAIN: tuple[Mutation, ...] = (
    flipped_bits, cut_short, without_a_block, with_a_block_again, with_blocks_swapped, with_a_token, with_a_token,
    with_a_huge_number, with_nulls, with_noise,
)  # fmt: skip


def mutated(data: bytes, random: Random) -> bytes:
    """The file after one to four kinds of damage; packed files are mostly damaged inside."""
    if data.startswith(b"PK\x03\x04") and random.random() < 0.7:
        return damaged_inside(data, random)
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        data = random.choice(PLAIN)(data, random) or b"\n"
    return data


def _block(data: bytes, random: Random) -> tuple[int, int]:
    start = random.randrange(len(data))
    longest = min(len(data) - start, _LONGEST_COPY)
    return start, start + min(longest, random.choice((1, 2, 10, 100, 1000, longest)))
