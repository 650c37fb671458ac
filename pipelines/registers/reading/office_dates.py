"""Days and periods as offices write them in Danish, as the first and the last day that they mean.

The day stands before the month, always; what leaves the century open means 20yy. A text that names no period gives
nothing, and no guess.
"""

import calendar
import re
from datetime import date

Period = tuple[date | None, date | None]
NOTHING: Period = (None, None)
EARLIEST_YEAR, LATEST_YEAR = 1990, 2099
_MONTHS = ("januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november",
           "december")  # fmt: skip
# jan, jan., sept, ...: the first three letters suffice and no more of another word may follow.
_MONTH = "(?P<month>" + "|".join(f"{name[:3]}(?:{name[3:]}|{name[3:4]})?" for name in _MONTHS) + r")\.?"
_YEAR = r"(?P<year>\d{4})"
_DAY_FORMS = (
    re.compile(r"(?P<year>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:[ T]00:00(?::00)?)?"),
    re.compile(r"(?:d\.\s*)?(?P<d>\d{1,2})\s*[-./]\s*(?P<m>\d{1,2})\s*[-./]\s*(?P<year>\d{4}|\d{2})"),
    re.compile(rf"(?:d\.\s*|den\s+)?(?P<d>\d{{1,2}})\.?\s*{_MONTH}\s*{_YEAR}"),
)
_MONTH_FORM = re.compile(rf"(?:(?P<edge>primo|ultimo)\s+)?{_MONTH}\s*[- ]?\s*(?P<year>\d{{4}}|\d{{2}})")
_QUARTER_FORM = re.compile(rf"(?:(?:q|k)\s*(?P<q>[1-4])|(?P<n>[1-4])\.?\s*(?:q|kvt|kv|kvartal)\.?)[\s,/]*{_YEAR}")
_HALF_FORM = re.compile(rf"(?P<half>[12])\.?\s*halvår\s*{_YEAR}")
_YEAR_FORM = re.compile(rf"(?:(?P<edge>primo|ultimo)\s+|år\s+|hele\s+)?{_YEAR}")
_SCHOOL_YEAR_FORM = re.compile(rf"(?:skoleåret\s+)?{_YEAR}\s*[/-]\s*(?P<next>\d{{4}}|\d{{2}})")


def period(text: str) -> Period:
    """Return the first and the last day of a period or day; two times None when the text names none.

    ``1. marts 2025``, ``01.03.25``, ``marts 2025``, ``Q2 2025``, ``2. kvt. 2025``, ``1. halvår 2025``, ``2025``,
    ``2024/25`` (a school year, 1 August to 31 July), ``ultimo 2025``.
    """
    plain = " ".join(text.lower().split())
    for read in (_day, _month, _quarter, _half, _year, _school_year):
        found = read(plain)
        if found is not None:
            return found if all(EARLIEST_YEAR <= day.year <= LATEST_YEAR for day in found if day) else NOTHING
    return NOTHING


def _day(text: str) -> Period | None:
    for form in _DAY_FORMS:
        found = form.fullmatch(text)
        if found:
            parts = found.groupdict()
            month = int(parts["m"]) if parts.get("m") else _month_number(parts["month"])
            try:
                day = date(_full_year(parts["year"]), month, int(parts["d"]))
            except ValueError:
                return NOTHING
            return day, day
    return None


def _month(text: str) -> Period | None:
    found = _MONTH_FORM.fullmatch(text)
    if found is None:
        return None
    year, month = _full_year(found["year"]), _month_number(found["month"])
    return _edge(found["edge"], _months(year, month, month))


def _quarter(text: str) -> Period | None:
    found = _QUARTER_FORM.fullmatch(text)
    if found is None:
        return None
    last = 3 * int(found["q"] or found["n"])
    return _months(int(found["year"]), last - 2, last)


def _half(text: str) -> Period | None:
    found = _HALF_FORM.fullmatch(text)
    return _months(int(found["year"]), 6 * int(found["half"]) - 5, 6 * int(found["half"])) if found else None


def _year(text: str) -> Period | None:
    found = _YEAR_FORM.fullmatch(text)
    return _edge(found["edge"], _months(int(found["year"]), 1, 12)) if found else None


def _school_year(text: str) -> Period | None:
    found = _SCHOOL_YEAR_FORM.fullmatch(text)
    if found is None:
        return None
    year = int(found["year"])
    if _full_year(found["next"]) != year + 1:
        return NOTHING
    return date(year, 8, 1), date(year + 1, 7, 31)


def _edge(edge: str | None, found: Period) -> Period:
    """The first or the last day alone, where the text says *primo* or *ultimo*."""
    return {"primo": (found[0], found[0]), "ultimo": (found[1], found[1])}.get(edge or "", found)


def _months(year: int, first: int, last: int) -> Period:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return NOTHING
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def _full_year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def _month_number(name: str) -> int:
    return next(number for number, month in enumerate(_MONTHS, 1) if month.startswith(name[:3]))
