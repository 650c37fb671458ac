"""Names of areas as suppliers write them, and the codes of the areas they mean.

The aliases are data (``registers/area_aliases.csv``); a name may mean an area of several sets, so a field says which
sets it can mean, the likeliest first. Boundaries and what lies in them belong to ``geography``.
"""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import polars as pl

from pipelines.registers.reading.vocabulary import Vocabulary, slug

ALIAS_FILE = Path(__file__).parents[1] / "area_aliases.csv"
AREA_SETS = ("bydel", "lokaludvalg", "trygheds_distrikt", "udsat_byomraade", "byomraade", "kvarter", "kommune")
ALL_AREAS = "alle"
"""Code for all areas of a set together, as in *alle udsatte byområder*."""
# Words that say which set a name belongs to, before it or behind it: Bydel Valby, Valby lokaludvalg.
_SET_WORDS = {
    "bydel": ("bydel", "bydelen"),
    "lokaludvalg": ("lokaludvalg", "lokaludvalgsomraade"),
    "trygheds_distrikt": ("tryghedsdistrikt", "trygheds-distrikt"),
    "udsat_byomraade": ("udsat-byomraade", "udsatte-byomraader", "delomraade"),
    "byomraade": ("byomraade",),
    "kvarter": ("kvarter", "kvarteret"),
    "kommune": ("kommune", "hele-byen"),
}
Area = tuple[str, str]


@cache
def area_vocabulary(area_sets: tuple[str, ...] = AREA_SETS) -> Vocabulary[Area]:
    """Return the names of the areas of these sets; a name that several of them use means the first of them."""
    aliases: dict[str, Area] = {}
    for area_set in area_sets:
        for alias, area_code in _aliases().get(area_set, ()):
            aliases.setdefault(alias, (area_set, area_code))
    for area_set in area_sets:
        for alias, area_code in _aliases().get(area_set, ()):
            for told in _with_its_set(alias, area_set, area_code):
                aliases.setdefault(told, (area_set, area_code))
    return Vocabulary(aliases)


def area_parts(names: pl.Series, area_sets: tuple[str, ...], part: str) -> pl.Series:
    """Return ``area_set`` or ``area_code`` of single names; null where no alias is known."""
    vocabulary = area_vocabulary(area_sets or AREA_SETS)
    place = ("area_set", "area_code").index(part)
    known = {text: found[place] for text in names.unique().drop_nulls() if (found := vocabulary.find(text))}
    return names.replace_strict(known, default=None, return_dtype=pl.String)


def _with_its_set(alias: str, area_set: str, area_code: str) -> Iterator[str]:
    if not alias[0].isdigit():
        yield f"{area_code}-{alias}"
        yield from (f"{alias}-{word}" for word in _SET_WORDS[area_set])
    yield from (f"{word}-{alias}" for word in _SET_WORDS[area_set])


@cache
def _aliases() -> dict[str, tuple[Area, ...]]:
    by_set: dict[str, tuple[Area, ...]] = {}
    with ALIAS_FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            by_set[row["area_set"]] = (*by_set.get(row["area_set"], ()), (slug(row["alias"]), row["area_code"]))
    return by_set
