"""Dates as spreadsheets and web services write them; a moment counts as the day it is in Copenhagen."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.registers.test_values import read


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("danish_date", "31-12-2025", date(2025, 12, 31)),
        ("danish_date", "29-02-2024", date(2024, 2, 29)),
        ("danish_date", "31-02-2025", None),
        ("danish_date", "2025-12-31", None),
        ("danish_date", "1-2-2025", None),
        ("zoned_date", "2025-12-31T23:30:00Z", date(2026, 1, 1)),
        ("zoned_date", "2026-12-31T22:59:59Z", date(2026, 12, 31)),
        ("zoned_date", "2025-06-30T22:00:00Z", date(2025, 7, 1)),
        ("zoned_date", "2025-06-30T21:59:59.999Z", date(2025, 6, 30)),
        ("zoned_date", "2026-01-01T00:15:00+01:00", date(2026, 1, 1)),
        ("zoned_date", "2025-10-26T00:30:00+00:00", date(2025, 10, 26)),
        ("zoned_date", "2026-01-01T00:15:00", None),
        ("zoned_date", "2026-01-01", None),
    ],
)
def test_a_text_is_a_day_or_nothing(kind: str, text: str, value: date | None) -> None:
    assert read([text], kind) == [value]


@given(
    st.datetimes(datetime(1980, 4, 7), datetime(2035, 12, 30)),
    st.integers(-12, 12).map(lambda hours: timezone(timedelta(hours=hours))),
)
def test_every_moment_counts_as_its_day_in_copenhagen(moment: datetime, zone: timezone) -> None:
    text = moment.replace(microsecond=0, tzinfo=zone).isoformat()

    expected = moment.replace(tzinfo=zone).astimezone(UTC).astimezone(ZoneInfo("Europe/Copenhagen")).date()
    assert read([text], "zoned_date") == [expected]
