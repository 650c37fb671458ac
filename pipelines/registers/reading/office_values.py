"""Values as offices write them: amounts, periods, counts with reasons why there is none, units, names in lists.

Registers of machines write one form and ``values`` reads that; here one thing has many spellings, so each distinct
text is read once. A text that cannot be read becomes null and is counted by the caller; nothing here shows one.
"""

import hashlib
import re
from collections.abc import Callable
from decimal import Decimal

import polars as pl

from pipelines.registers.layout import Field
from pipelines.registers.reading import area_names, indicator_names, office_dates
from pipelines.registers.reading.vocabulary import Vocabulary, slug

# Kroner of one initiative: the city's whole budget is below a million million.
LARGEST_AMOUNT_KR = 10**12
_WHOLE = r"(?:\d{1,3}(?:[.\u00a0\u202f ]\d{3})+|\d{1,15})"
_COUNT = re.compile(rf"{_WHOLE}(?:,0+)?")
_SCALE = r"mia\.?|mio\.?|million(?:er)?|t\.?|tusinde?"
_AMOUNT = re.compile(
    rf"(?:ca\.?\s*)?(?:kr\.?|dkk)?\s*(?P<number>{_WHOLE}(?:,\d+)?)\s*(?:,-)?\s*(?P<scale>{_SCALE})?\s*"
    r"(?:kr\.?|dkk|kroner)?\s*(?:,-)?",
    re.IGNORECASE,
)
_FACTORS = {"mia": 10**9, "mio": 10**6, "million": 10**6, "t": 1000, "tusind": 1000}
_PERCENT = re.compile(r"(?P<number>\d{1,3}(?:,\d+)?)\s*(?:%|pct\.?|procent)?", re.IGNORECASE)
# Why a count is not there. Danmarks Statistik uses - for zero; the administrations agreed on "not collected".
_STATES = (
    ("suppressed", re.compile(r"\*+|(<|(færre|mindre) end|under)\s*\d{1,2}|[01]\s*[-–]\s*[2-9]|diskretioneret")),
    ("missing", re.compile(r"\.\.+|n/?a|uoplyst|ukendt|mangler")),
    ("not_collected", re.compile(r"[-–—.]|ikke (opgjort|indsamlet)")),
    ("observed", _COUNT),
)  # fmt: skip
# A unit is named by what it is; a part without such a word may be a person and is not kept.
_UNIT = re.compile(
    r"\b\w*(center|centre|centret|enhed|enheden|afdeling|afdelingen|kontor|kontoret|forvaltning|forvaltningen"
    r"|sekretariat|sekretariatet|borgerservice|udvikling|ledelse)\b|\b(team|stab|staben|område|afsnit)\b",
    re.IGNORECASE,
)
_PERSONAL = re.compile(r"@|\d{2}\D?\d{2}|\b(tlf|telefon|mobil|att|v)\b\.?", re.IGNORECASE)
_UNIT_PARTS = re.compile(r"[,;\n/|()]|\s[-–]\s|\bv\.\s|\bv/|\batt\b\.?:?|\bved\b", re.IGNORECASE)
LONGEST_UNIT = 80
_NO_NAMES = frozenset({"Sikker By"})  # the city's programme on crime


def count(text: str) -> int | None:
    """Return a count; None where none was observed or the text is no number."""
    return int(re.sub(r"\D", "", text.partition(",")[0])) if _COUNT.fullmatch(text) else None


def value_state(text: str | None) -> str | None:
    """Return whether a count was observed, suppressed, missing or not collected; None when the text says neither."""
    if text is None:
        return "missing"
    return next((state for state, pattern in _STATES if pattern.fullmatch(text.lower())), None)


def amount_oere(text: str) -> int | None:
    """Return an amount of kroner in øre: ``1.250.000``, ``1,2 mio. kr.``, ``450 t.kr.``, ``kr. 75.000,-``."""
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        return None
    number = Decimal(re.sub(r"[^\d,]", "", found["number"]).replace(",", "."))
    scale = (found["scale"] or "").lower().rstrip(".").removesuffix("er").removesuffix("e")
    kroner = number * _FACTORS.get(scale, 1)
    return int((kroner * 100).to_integral_value()) if kroner < LARGEST_AMOUNT_KR else None


def percent(text: str) -> float | None:
    """Return per cent: ``35 %``, ``12,5 pct.``."""
    found = _PERCENT.fullmatch(text)
    return float(found["number"].replace(",", ".")) if found else None


def unit_name(text: str) -> str | None:
    """Return the name of a unit in a contact; None when nothing in it is named as a unit.

    Names of persons, e-mail addresses and telephone numbers beside it are left out.
    """
    parts = (_before_a_name(part.split()) for part in _UNIT_PARTS.split(text))
    units = (part for part in parts if _UNIT.search(part) and not _PERSONAL.search(part) and len(part) <= LONGEST_UNIT)
    return next(units, None)


def _before_a_name(words: list[str]) -> str:
    """The words up to two capitals in a row, as persons have them; names of units have a small word between."""
    kept: list[str] = []
    for word in words:
        if kept and _looks_like_a_name(kept, word):
            break
        kept.append(word)
    return " ".join(kept)


def _looks_like_a_name(kept: list[str], word: str) -> bool:
    are_capitals = kept[-1][:1].isupper() and word[:1].isupper()
    is_unit = _UNIT.search(word) or (len(kept) == 1 and _UNIT.search(kept[0]))
    pair = f"{kept[-1]} {word}"
    return are_capitals and not is_unit and pair not in _NO_NAMES and not area_names.area_vocabulary().find(pair)


def row_key(text: str) -> int:
    """Return a key of 63 bits for a text that names a row; the same on every machine.

    ``BIF 7``, ``BIF 07`` and ``BIF BIF-07`` name the same row.
    """
    words = dict.fromkeys(word.lstrip("0") for word in slug(text).split("-"))
    return int.from_bytes(hashlib.blake2b("-".join(words).encode(), digest_size=8).digest()) >> 1


def _each(function: Callable[[str], object], dtype: pl.DataType) -> Callable[[pl.Expr, Field], pl.Expr]:
    """Type a column by a function of its text, called once for every distinct text."""

    def typed(text: pl.Expr, field: Field) -> pl.Expr:
        del field
        return text.map_batches(lambda column: _mapped(column, function, dtype), return_dtype=dtype)

    return typed


def _mapped(column: pl.Series, function: Callable[[str], object], dtype: pl.DataType) -> pl.Series:
    known = {text: value for text in column.unique().drop_nulls() if (value := function(text)) is not None}
    return column.replace_strict(known, default=None, return_dtype=dtype)


def _state(text: pl.Expr, field: Field) -> pl.Expr:
    state = _each(value_state, pl.String())(text, field)
    return pl.when(text.is_null()).then(pl.lit("missing")).otherwise(state)


def _area(part: str) -> Callable[[pl.Expr, Field], pl.Expr]:
    def typed(text: pl.Expr, field: Field) -> pl.Expr:
        return text.map_batches(
            lambda names: area_names.area_parts(names, field.area_sets, part), return_dtype=pl.String()
        )

    return typed


def _indicator(text: pl.Expr, field: Field) -> pl.Expr:
    return _each(indicator_names.indicator_vocabulary().find, pl.String())(text, field)


def _listed(text: pl.Expr, field: Field) -> pl.Expr:
    codes = Vocabulary({slug(label): code for label, code in field.labels.items()})
    return _each(codes.find, pl.String())(text, field)


TYPES: dict[str, Callable[[pl.Expr, Field], pl.Expr]] = {
    "area_set": _area("area_set"),
    "area_code": _area("area_code"),
    "indicator_code": _indicator,
    "listed": _listed,
    "count": _each(count, pl.Int64()),
    "value_state": _state,
    "period_start": _each(lambda text: office_dates.period(text)[0], pl.Date()),
    "period_end": _each(lambda text: office_dates.period(text)[1], pl.Date()),
    "office_amount_oere": _each(amount_oere, pl.Int64()),
    "office_percent": _each(percent, pl.Float64()),
    "unit_name": _each(unit_name, pl.String()),
    "row_key": _each(row_key, pl.Int64()),
}
DTYPES: dict[str, pl.DataType] = {
    "count": pl.Int64(),
    "period_start": pl.Date(),
    "period_end": pl.Date(),
    "office_amount_oere": pl.Int64(),
    "office_percent": pl.Float64(),
    "row_key": pl.Int64(),
}
# What a value is called that will not parse, where that is more than "unreadable".
REASONS = {
    "area_code": "area_unknown",
    "indicator_code": "code_not_in_list",
    "listed": "code_not_in_list",
    "unit_name": "not_a_unit",
}
# Another field of the same source answers for these.
ANSWERED_ELSEWHERE = {"area_set": "area_code", "count": "value_state"}
