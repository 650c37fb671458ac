"""Which day each register describes, and the day CPR-kontoret produces the yearly extract.

Every date follows from the reference year alone; the clock of the machine is never read.
"""

from datetime import date, timedelta

SATURDAY = 5


def first_of_january(year: int) -> date:
    """The day that population, addresses, buildings and areas of a reference year describe."""
    return date(year, 1, 1)


def last_working_day_of_november(year: int) -> date:
    """The day that the labour market status of reference year ``year`` describes: in November of the year before."""
    day = date(year - 1, 11, 30)
    while day.weekday() >= SATURDAY:
        day -= timedelta(days=1)
    return day


def first_of_october(year: int) -> date:
    """The day that the education status of reference year ``year`` describes."""
    return date(year - 1, 10, 1)


def last_of_december(year: int) -> date:
    """The end of the income year that belongs to reference year ``year``."""
    return date(year - 1, 12, 31)


def last_of_july(year: int) -> date:
    """The end of the school year that belongs to reference year ``year``: 31 July of the year before."""
    return date(year - 1, 7, 31)


def cpr_production_date(year: int) -> date:
    """The first weekday on or after 2 January: CPR-kontoret runs extracts on weekdays only."""
    day = date(year, 1, 2)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return day


def working_days_after(day: date, count: int) -> list[date]:
    """The weekdays that follow a day: CPR-kontoret produces changes on each of them."""
    found: list[date] = []
    while len(found) < count:
        day += timedelta(days=1)
        if day.weekday() < SATURDAY:
            found.append(day)
    return found


def first_day_of_changes(year: int) -> date:
    """The working day after the extract of a year: its changes say what happened since 1 January."""
    return working_days_after(cpr_production_date(year), 1)[0]
