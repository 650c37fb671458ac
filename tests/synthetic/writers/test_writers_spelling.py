"""Spellings of numbers, amounts, points and dates over their whole space of inputs."""

from datetime import date, timedelta
from decimal import Decimal

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.synthetic.writers.cpr_spelling import HOUSE_NUMBER
from pipelines.synthetic.writers.datafordeler import point
from pipelines.synthetic.writers.delimited import kroner
from pipelines.synthetic.writers.derived_ids import derived_uuid
from pipelines.synthetic.writers.reference_dates import cpr_production_date, last_working_day_of_november


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.integers(1, 999), st.sampled_from(["", *"ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ"])), min_size=1))
def test_house_number_is_three_digits_and_a_letter_or_blank(parts: list[tuple[int, str]]) -> None:
    frame = pl.DataFrame({"house_number": [f"{digits}{letter}" for digits, letter in parts]})

    spelled = frame.select(HOUSE_NUMBER).to_series().to_list()

    assert spelled == [f"{digits:03d}{letter or ' '}" for digits, letter in parts]


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(-(10**15), 10**15), min_size=1))
def test_amount_in_oere_survives_the_decimal_comma(amounts: list[int]) -> None:
    frame = pl.DataFrame({"amount_oere": amounts}, schema={"amount_oere": pl.Int64})

    texts = frame.select(kroner("amount_oere")).to_series().to_list()

    assert [Decimal(text.replace(",", ".")) * 100 for text in texts] == amounts
    assert all(len(text.rpartition(",")[2]) == 2 for text in texts)


@settings(deadline=None, max_examples=50)
@given(st.integers(44_000_000, 90_000_000), st.integers(604_000_000, 640_000_000))
def test_point_has_two_decimals_however_the_number_is_stored(easting_cm: int, northing_cm: int) -> None:
    frame = pl.DataFrame({"x": [easting_cm / 100], "y": [northing_cm / 100]})

    text = frame.select(point(pl.col("x"), pl.col("y"))).item()

    x, y = text.removeprefix("POINT(").removesuffix(")").split(" ")
    assert (Decimal(x) * 100, Decimal(y) * 100) == (easting_cm, northing_cm)
    assert x[-3] == y[-3] == "."


@settings(deadline=None, max_examples=50)
@given(st.integers(1990, 2100))
def test_extract_is_produced_on_the_first_weekday_from_2_january(year: int) -> None:
    day = cpr_production_date(year)

    assert day.weekday() < 5
    assert all((day - timedelta(days=back)).weekday() >= 5 for back in range(1, (day - date(year, 1, 2)).days + 1))
    assert date(year, 1, 2) <= day <= date(year, 1, 4)


@settings(deadline=None, max_examples=50)
@given(st.integers(1990, 2100))
def test_labour_market_status_describes_the_last_weekday_of_november_before(year: int) -> None:
    day = last_working_day_of_november(year)

    assert day.weekday() < 5
    assert date(year - 1, 11, 28) <= day <= date(year - 1, 11, 30)
    assert all(
        (day + timedelta(days=ahead)).weekday() >= 5 for ahead in range(1, (date(year - 1, 11, 30) - day).days + 1)
    )


@settings(deadline=None, max_examples=50)
@given(st.lists(st.uuids(version=4), min_size=1, max_size=20, unique=True))
def test_derived_ids_are_uuids_of_their_own(ids: list[object]) -> None:
    frame = pl.DataFrame({"id": [str(one) for one in ids]})

    derived = frame.select(derived_uuid("id", 3)).to_series()

    assert derived.str.contains(r"^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$").all()
    assert not set(derived) & set(frame["id"])
