"""Days are those of the Danish calendar: no hour, no change of the clock and no clock of the machine moves them."""

from datetime import date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.registers.agreements import load_agreements
from pipelines.registers.layout import Field
from pipelines.registers.reading import values

MOVED = Field("moved_in_date", "TILFLYDTO", "cpr_timestamp_date", start=70, length=12)
CLOCK_CHANGES = (
    datetime(2024, 3, 31, 2),
    datetime(2024, 10, 27, 2),
    datetime(2025, 3, 30, 2),
    datetime(2025, 10, 26, 2),
)


def day_of(text: str) -> date | None:
    frame = pl.DataFrame({"moved_in_date": [text]}).lazy().select(values.typed(MOVED)).collect()
    return frame["moved_in_date"][0]


@given(st.datetimes(datetime(1900, 1, 1), datetime(2099, 12, 31, 23, 59)))
def test_the_day_of_a_time_is_the_day_it_names(moment: datetime) -> None:
    assert day_of(f"{moment:%Y%m%d%H%M}") == moment.date()


@pytest.mark.parametrize("change", CLOCK_CHANGES)
@pytest.mark.parametrize("minutes", [-121, -1, 0, 30, 59, 60, 121])
def test_an_hour_that_is_missing_or_doubled_has_its_day(change: datetime, minutes: int) -> None:
    moment = change + timedelta(minutes=minutes)

    assert day_of(f"{moment:%Y%m%d%H%M}") == change.date() + timedelta(days=(moment.date() - change.date()).days)


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)))
def test_a_reference_year_follows_from_the_date_alone(day: date) -> None:
    for agreement in load_agreements().values():
        assert agreement.reference_year(day) == day.year + agreement.reference_year_offset
