"""Numbers in Danish text are read exactly; what stands in place of one keeps its own meaning and is never zero."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.registers.layout import Field
from pipelines.registers.reading import values
from pipelines.registers.reading.danish_numbers import STATE_OF_SIGN


def read(text: str | None, *, suppressed: tuple[str, ...] = ()) -> tuple[float | None, str | None]:
    """Return value and state of a text, as a pair of fields of one column reads it."""
    fields = [
        Field("value", "x", "danish_number", suppressed=suppressed),
        Field("state", "x", "number_state", suppressed=suppressed),
    ]
    frame = pl.DataFrame({"x": [text]}, schema={"x": pl.String})
    cleaned = values.cleaned(frame.lazy(), {field.name: pl.col("x") for field in fields}, fields)
    value, state = cleaned.select(values.typed(field) for field in fields).collect().row(0)
    return value, state


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2.351", 2351.0), ("7,3", 7.3), ("100,0 %", 100.0), ("-1.234,5", -1234.5), ("12%", 12.0), ("0", 0.0),
        (" 42 ", 42.0), ("99,5\u00a0%", 99.5), ("5992734", 5992734.0), ("1.234.567", 1234567.0),
    ],
)  # fmt: skip
def test_a_number_is_read_as_danes_write_it(text: str, value: float) -> None:
    assert read(text) == (value, "given")


@pytest.mark.parametrize("text", ["7.3", "77.40", "1,234.5", "12.34,5", "1 234", "NaN", "inf", "1e5", "=1+1", "--1"])
def test_what_is_no_danish_number_is_not_guessed_at(text: str) -> None:
    assert read(text) == (None, None)


@pytest.mark.parametrize(("sign", "state"), [*STATE_OF_SIGN.items(), ("", "blank"), (None, "blank")])
def test_a_sign_keeps_its_own_state(sign: str | None, state: str) -> None:
    assert read(sign) == (None, state)


def test_the_number_that_stands_for_suppressed_is_no_number() -> None:
    assert read("0", suppressed=("0",)) == (None, "suppressed")
    assert read("0") == (0.0, "given")
    assert read("10", suppressed=("0",)) == (10.0, "given")


@given(st.integers(-(10**12), 10**12), st.integers(0, 3), st.booleans())
def test_every_number_comes_back(number: int, decimals: int, with_points: bool) -> None:
    value = number / 10**decimals
    english = f"{value:,.{decimals}f}" if with_points else f"{value:.{decimals}f}"

    read_value, state = read(english.translate(str.maketrans(",.", ".,")))

    assert state == "given"
    assert read_value == pytest.approx(value)


@pytest.mark.parametrize("text", ["2026", "2026K1", "2026M08", "2026H1", "2024/2025"])
def test_a_period_is_taken_as_it_is_written(text: str) -> None:
    frame = pl.DataFrame({"period": [text, "2026K5", "K1 2026", "26", "2026M13"]})

    typed = frame.select(values.typed(Field("period", "TID", "period")))

    assert typed["period"].to_list() == [text, None, None, None, None]
