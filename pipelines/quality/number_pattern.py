"""What a person number looks like in text and bytes; no file is opened here."""

import re

_DATE = r"(?:0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])(?:0[1-9]|1[0-2])[0-9]{2}"
# Hexadecimal neighbours make it a part of a hash or a UUID, a point before or behind it a part of a decimal number.
_ALONE = rf"(?<![0-9a-fA-F])(?<![0-9]\.){_DATE}-?[0-9]{{4}}(?![0-9a-fA-F])(?!\.[0-9])"
_IN_CPR_LINE = rf"(?<![^\n\r\"' ])0[0-9]{{2}}{_DATE}[0-9]{{4}}"
_PATTERN = f"{_ALONE}|{_IN_CPR_LINE}"
_TEXT, _BYTES = re.compile(_PATTERN), re.compile(_PATTERN.encode())
_WIDE = re.compile(rb"([\x20-\x7e])\0|\0([\x20-\x7e])")
ROUGHLY = "[0-9]{6}-?[0-9]{4}"
"""What every find contains, for engines that know no look-around."""


def count_in_text(text: str) -> int:
    """Return how many times a text holds what could be a person number."""
    return sum(1 for _ in _TEXT.finditer(text))


def count_in_bytes(data: bytes, start: int, end: int) -> int:
    """Return how many begin at ``start`` or later and before ``end``, as ASCII or as UTF-16."""
    count = _between(data, start, end)
    if b"\0" in data:
        count += _between(wide_as_bytes(data[start:end]), 0, end)
    return count


def wide_as_bytes(data: bytes) -> bytes:
    """Return the letters of text in UTF-16, one byte each."""
    return b"".join(b"".join(match.groups(b"")) for match in _WIDE.finditer(data))


def _between(data: bytes, start: int, end: int) -> int:
    return sum(1 for match in _BYTES.finditer(data) if start <= match.start() < end)
