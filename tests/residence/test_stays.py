"""A year cut out of spells: never more days than it has, and no day lost."""

from datetime import date

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.residence.spells import EVER, NEVER
from pipelines.residence.stays import stays_of_year
from tests.residence.test_placing import book
from tests.residence.test_spells import day

spans = st.lists(st.integers(-400, 800), min_size=2, max_size=9, unique=True).map(sorted)


@settings(max_examples=40, deadline=None)
@given(spans, st.integers(0, 500), st.booleans())
def test_days_of_a_person_never_exceed_the_year(edges: list[int], last: int, open_ended: bool) -> None:
    begins, ends = edges[:-1], edges[1:]
    days = [(day(begun), day(ended)) for begun, ended in zip(begins, ends, strict=True)]
    days = [(EVER, days[0][1]), *days[1:-1], (days[-1][0], NEVER)] if open_ended and len(days) > 1 else days
    spells = pl.DataFrame(
        {
            "person_key": 1,
            "from_date": [begun for begun, _ in days],
            "to_date": [ended for _, ended in days],
            "place": pl.Series([0] * len(days), dtype=pl.UInt32),
            "is_here": True,
            "begins_code": "moved_within",
            "ends_code": "moved_within",
        }
    )
    persons = pl.DataFrame({"person_key": [1], "sex_code": ["K"], "birth_date": [day(0)]})
    places = pl.DataFrame(
        {"place": pl.Series([0], dtype=pl.UInt32), "municipality_code": "0101", "road_code": "0004",
         "house_number": "2", "floor_code": "", "door_code": "", "address_id": pl.Series([None], dtype=pl.String),
         "has_fixed_address": True}
    )  # fmt: skip

    years = range(2018, day(last).year + 1)
    per_year = [stays_of_year(spells, persons, places, book(), year, day(last)) for year in years]

    for year, found in zip(years, per_year, strict=True):
        length = (found["to_date"] - found["from_date"]).dt.total_days()
        assert (length > 0).all()
        assert length.sum() <= (366 if year == 2020 else 365)
        assert ((found["from_date"] >= date(year, 1, 1)) & (found["to_date"] <= date(year + 1, 1, 1))).all()
    told = pl.concat(per_year)
    known = [(max(begun, date(2018, 1, 1)), min(ended, day(last + 1))) for begun, ended in days]
    assert (told["to_date"] - told["from_date"]).dt.total_days().sum() == sum(
        max((ended - begun).days, 0) for begun, ended in known
    )
    assert (told["begins_code"] == "moved_within").sum() <= len(days)
    assert (told["ends_code"] == "moved_within").sum() <= len(days)
