"""Names as people write them, looked up in a list of aliases, and lists of such names in running text.

Spelling is levelled first: case, blanks, punctuation and Danish letters do not count. Which names there are is known
by ``area_names`` and ``indicator_names``; nothing here guesses at a name that is not in its list.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Generic, TypeVar

Value = TypeVar("Value")

_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "é": "e", "ü": "u", "ö": "oe", "ä": "ae"})
_LIST_SIGNS = re.compile(r"[;,\n\r\t|•·]|(?<=\s)[-–—](?=\s)|^\s*[-–—*](?=\s)")
_CONNECTING = frozenset({"og", "samt", "and", "i", "plus", "inkl", "inklusive"})
# A name that is excepted must not be read as one that is included.
_EXCEPTING = re.compile(r"\b(undtagen|undtaget|bortset|ikke|uden|minus|ekskl\w*|excl\w*|except)\b", re.IGNORECASE)


@lru_cache(maxsize=1 << 14)
def slug(text: str) -> str:
    """Return a name with its spelling levelled: ``Vesterbro/Kgs. Enghave`` becomes ``vesterbro-kgs-enghave``.

    Gives the same as ``geography.layers.area_slug``; letters in two parts, as some machines write å, are joined first.
    """
    joined = unicodedata.normalize("NFC", text).lower().translate(_LETTERS)
    return re.sub(r"[^a-z0-9]+", "-", joined).strip("-")


class Vocabulary(Generic[Value]):
    """Names and what they stand for, by levelled alias."""

    def __init__(self, aliases: Mapping[str, Value]) -> None:
        self._aliases = aliases
        self._longest = max((alias.count("-") + 1 for alias in aliases), default=0)

    def find(self, text: str) -> Value | None:
        """Return what a single name stands for; None when it is not in the list."""
        return self._aliases.get(slug(text))

    def split(self, text: str) -> list[str]:
        """Cut running text into names, the longest possible first; what is no name stays as a part of its own.

        ``Tingbjerg/Husum og Nørrebro; Valby/Sydhavnen`` gives three names although / stands inside two of them. A
        text that excepts something is not divided: it is one part, which no list knows.
        """
        parts = dict.fromkeys(part for segment in _LIST_SIGNS.split(text) for part in self._parts(segment))
        if any(part not in self._aliases and _EXCEPTING.search(part) for part in parts):
            return [text.strip()]
        return list(parts)

    def _parts(self, segment: str) -> Iterator[str]:
        whole = slug(segment)
        if not whole or whole in self._aliases:
            yield from [whole] if whole else []
            return
        words, unknown = whole.split("-"), list[str]()
        while words:
            length = next((n for n in range(min(self._longest, len(words)), 0, -1) if self._named(words[:n])), 0)
            if (length or words[0] in _CONNECTING) and unknown:
                yield "-".join(unknown)
                unknown = []
            if length:
                yield "-".join(words[:length])
            elif words[0] not in _CONNECTING:
                unknown.append(words[0])
            words = words[max(length, 1) :]
        if unknown:
            yield "-".join(unknown)

    def _named(self, words: list[str]) -> bool:
        # Figures alone are codes only where they stand alone: "2 pladser" is no area.
        return "-".join(words) in self._aliases and any(not word.isdigit() for word in words)
