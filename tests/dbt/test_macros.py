"""The macros that carry a rule, run alone: ages in completed years, and addresses written in two ways."""

import datetime as dt
from collections.abc import Callable, Iterator

import duckdb
import jinja2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.store import Project

DAYS = st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2040, 12, 31))


def macro(name: str) -> Callable[..., str]:
    """Return a macro of the dbt project as a function from SQL to SQL."""
    file = Project().dbt_project / "macros" / f"{name}.sql"
    rendered: Callable[..., str] = getattr(jinja2.Template(file.read_text(encoding="utf-8")).module, name)
    return rendered


@pytest.fixture(scope="module")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def age(database: duckdb.DuckDBPyConnection, birth_date: dt.date, on_date: dt.date) -> int:
    sql = macro("age_in_whole_years")("cast($1 as date)", "cast($2 as date)")
    found = database.execute(f"select {sql}", [birth_date, on_date]).fetchone()
    assert found is not None
    return int(found[0])


def birthday(birth_date: dt.date, year: int) -> dt.date:
    """Return the day that an age is reached in a year: 1 March for 29 February in a common year."""
    try:
        return birth_date.replace(year=year)
    except ValueError:
        return dt.date(year, 3, 1)


@settings(deadline=None)
@given(birth_date=DAYS, on_date=DAYS)
def test_age_is_the_number_of_birthdays_since_birth(
    database: duckdb.DuckDBPyConnection, birth_date: dt.date, on_date: dt.date
) -> None:
    first, last = min(birth_date, on_date), max(birth_date, on_date)

    found = age(database, first, last)

    assert found == sum(birthday(first, year) <= last for year in range(first.year + 1, last.year + 1))


@pytest.mark.parametrize(
    ("birth_date", "on_date", "expected"),
    [
        ("2009-01-01", "2025-01-01", 16),
        ("2009-01-02", "2025-01-01", 15),
        ("2008-12-31", "2025-01-01", 16),
        ("2008-02-29", "2025-02-28", 16),
        ("2008-02-29", "2025-03-01", 17),
        ("2008-02-29", "2024-02-28", 15),
        ("2008-02-29", "2024-02-29", 16),
        ("2025-01-01", "2025-01-01", 0),
    ],
)
def test_age_at_the_edges(database: duckdb.DuckDBPyConnection, birth_date: str, on_date: str, expected: int) -> None:
    assert age(database, dt.date.fromisoformat(birth_date), dt.date.fromisoformat(on_date)) == expected


@settings(deadline=None)
@given(year=st.integers(min_value=1990, max_value=2040))
def test_the_reference_day_is_the_first_of_january(database: duckdb.DuckDBPyConnection, year: int) -> None:
    found = database.execute(f"select {macro('first_of_january')('cast($1 as smallint)')}", [year]).fetchone()

    assert found == (dt.date(year, 1, 1),)


@pytest.mark.parametrize(
    ("as_cpr_writes", "as_dar_writes"),
    [("02", "2"), ("ST", "st"), ("  TV", "tv"), ("0003", "3"), ("012B", "12b"), (None, ""), ("", None), ("   ", "")],
)
def test_an_address_part_is_the_same_in_both_registers(
    database: duckdb.DuckDBPyConnection, as_cpr_writes: str | None, as_dar_writes: str | None
) -> None:
    sql = macro("address_part")("cast($1 as varchar)")

    found = [database.execute(f"select {sql}", [text]).fetchone() for text in (as_cpr_writes, as_dar_writes)]

    assert found[0] == found[1]


def test_different_address_parts_stay_different(database: duckdb.DuckDBPyConnection) -> None:
    sql = macro("address_part")("cast($1 as varchar)")

    found = {
        database.execute(f"select {sql}", [text]).fetchone() for text in ("1", "10", "100", "11", "st", "kl", "1b")
    }

    assert len(found) == 7
