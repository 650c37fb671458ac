"""Typing: every type has texts it reads and texts it refuses without raising."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.registers.layout import Field
from pipelines.registers.reading.values import cleaned, typed


def read(texts: list[str | None], kind: str, **options: object) -> list[object]:
    field = Field("x", "X", kind, **options)  # type: ignore[arg-type]
    frame = pl.LazyFrame({"x": texts}, schema={"x": pl.String})
    return cleaned(frame, {"x": pl.col("x")}, [field]).select(typed(field)).collect()["x"].to_list()


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("amount_oere", "1234567,89", 123_456_789),
        ("amount_oere", "-0,07", -7),
        ("amount_oere", "12", 1200),
        ("amount_oere", "12,5", 1250),
        ("amount_oere", "1.234,50", None),
        ("amount_oere", "1234,50-", None),
        ("amount_oere", "1,234", None),
        ("date", "2024-02-29", date(2024, 2, 29)),
        ("date", "2023-02-29", None),
        ("date", "992-03-01", None),
        ("date", "0000-00-00", None),
        ("int", " 78 ", 78),
        ("int", "78.0", None),
        ("decimal", "92.87", 92.87),
        ("decimal", "NaN", None),
        ("house_number", "012b", "12B"),
        ("house_number", "077A", "77A"),
        ("floor", "03", "3"),
        ("floor", "ST", "st"),
        ("door", "  tv", "tv"),
        ("door", "0004", "4"),
        ("flag", "*", True),
        ("flag", "", False),
        ("flag", "x", None),
        ("binary_flag", "0", False),
        ("binary_flag", "2", None),
        ("uuid", "0A3F50B4-0000-32B8-E044-0003BA298018", "0a3f50b4-0000-32b8-e044-0003ba298018"),
        ("uuid", "0a3f50b4", None),
        ("point_easting", "POINT(725000.12 6175000.5)", 725000.12),
        ("point_northing", "POINT(725000.12 6175000.5)", 6175000.5),
        ("point_easting", "POINT EMPTY", None),
        ("code", "   ", None),
    ],
)
def test_a_text_becomes_its_value_or_null(kind: str, text: str, value: object) -> None:
    assert read([text], kind) == [value]


def test_a_cpr_date_is_read_without_its_time_and_zeros_are_no_date() -> None:
    texts: list[str | None] = ["202106150924", "000000000000", "202113010000", "20210615"]

    assert read(texts, "cpr_timestamp_date", length=12) == [date(2021, 6, 15), None, None, None]


def test_a_code_of_another_width_is_not_that_code() -> None:
    assert read(["0101", "101"], "code", width=4) == ["0101", None]


def test_values_that_mean_unknown_become_null() -> None:
    assert read(["99999999", "12"], "int", missing=("99999999",)) == [None, 12]


@given(st.integers(min_value=-(10**14), max_value=10**14))
def test_every_amount_survives_its_danish_spelling(oere: int) -> None:
    sign, whole, cents = "-" if oere < 0 else "", abs(oere) // 100, abs(oere) % 100

    assert read([f"{sign}{whole},{cents:02d}"], "amount_oere") == [oere]
