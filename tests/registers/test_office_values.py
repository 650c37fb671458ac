"""Values as offices write them: every spelling of one thing gives one value, what is unclear gives none."""

import copy
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.registers.layout import LAYOUT_FOLDER, LayoutError, parse_layout
from pipelines.registers.reading import office_values
from pipelines.registers.reading.office_dates import NOTHING, period
from pipelines.registers.yaml_data import load_yaml

MARCH_FIRST = date(2025, 3, 1)


@pytest.mark.parametrize(
    "text",
    ["1. marts 2025", "01-03-2025", "01.03.25", "1/3-2025", "2025-03-01", "2025-03-01 00:00:00", "d. 1. mar. 2025",
     "primo marts 2025", " 1.  MARTS 2025 "],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert period(text) == (MARCH_FIRST, MARCH_FIRST)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("marts 2025", MARCH_FIRST, date(2025, 3, 31)),
        ("Q2 2025", date(2025, 4, 1), date(2025, 6, 30)),
        ("2. kvt. 2025", date(2025, 4, 1), date(2025, 6, 30)),
        ("1. halvår 2025", date(2025, 1, 1), date(2025, 6, 30)),
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("2024/25", date(2024, 8, 1), date(2025, 7, 31)),
        ("skoleåret 2024/2025", date(2024, 8, 1), date(2025, 7, 31)),
        ("ultimo 2025", date(2025, 12, 31), date(2025, 12, 31)),
        ("februar 2024", date(2024, 2, 1), date(2024, 2, 29)),
    ],
)
def test_a_period_has_a_first_and_a_last_day(text: str, first: date, last: date) -> None:
    assert period(text) == (first, last)


@pytest.mark.parametrize(
    "text", ["løbende", "31-02-2025", "2025/28", "13/13/2025", "Q5 2025", "0001-01-01", "45000", "forår 2025", ""]
)
def test_what_names_no_period_gives_none(text: str) -> None:
    assert period(text) == NOTHING


@pytest.mark.parametrize(
    ("text", "oere"),
    [
        ("1.250.000", 125_000_000),
        ("1250000", 125_000_000),
        ("1 250 000 kr.", 125_000_000),
        ("1,25 mio. kr.", 125_000_000),
        ("450 t.kr.", 45_000_000),
        ("450 tkr", 45_000_000),
        ("kr. 75.000,-", 7_500_000),
        ("ca. 2 millioner kroner", 200_000_000),
        ("12,50", 1250),
        ("0", 0),
        ("2-3 mio. kr.", None),
        ("1.2 mio. kr.", None),
        ("12.50", None),
        ("-5", None),
        ("mange", None),
        ("9" * 15 + " mia.", None),
    ],
)
def test_an_amount_is_read_in_oere(text: str, oere: int | None) -> None:
    assert office_values.amount_oere(text) == oere


@given(st.integers(0, 10**9))
def test_a_count_with_points_is_the_count(number: int) -> None:
    text = f"{number:,}".replace(",", ".")

    assert office_values.count(text) == number
    assert office_values.value_state(text) == "observed"


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("0", "observed"),
        ("12,0", "observed"),
        ("*", "suppressed"),
        ("<5", "suppressed"),
        ("< 5", "suppressed"),
        ("færre end 5", "suppressed"),
        ("Under 5", "suppressed"),
        ("1-4", "suppressed"),
        ("..", "missing"),
        (None, "missing"),
        ("-", "not_collected"),
        ("1,234", None),
        ("1.25", None),
        ("-3", None),
        ("mange", None),
    ],
)
def test_zero_suppressed_missing_and_not_collected_are_four_states(text: str | None, state: str | None) -> None:
    assert office_values.value_state(text) == state
    assert (text is not None and office_values.count(text) is not None) == (state == "observed")


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Center for Byudvikling", "Center for Byudvikling"),
        ("Center for Byudvikling v. Ea Prøve, tlf. 12 34 56 78, ea@example.invalid", "Center for Byudvikling"),
        ("Center for Byudvikling Ea Prøve", "Center for Byudvikling"),
        ("Ea Prøve, Center for Byudvikling", "Center for Byudvikling"),
        ("Center for Sikker By", "Center for Sikker By"),
        ("Jobcenter Amager Vest", "Jobcenter Amager Vest"),
        ("Teknik- og Miljøforvaltningen", "Teknik- og Miljøforvaltningen"),
        ("Ea Prøve", None),
        ("ea@example.invalid", None),
        ("12 34 56 78", None),
        ("", None),
    ],
)
def test_of_a_contact_only_the_unit_is_kept(text: str, unit: str | None) -> None:
    assert office_values.unit_name(text) == unit


def test_a_row_has_one_key_however_its_number_is_written() -> None:
    keys = {office_values.row_key(text) for text in ("BIF 7", "BIF 07", "bif BIF-07", "BIF 7 ")}

    assert keys == {office_values.row_key("BIF 7")}
    assert office_values.row_key("BIF 8") not in keys
    assert office_values.row_key("BIF 7") == 2121135154970875400


@given(st.text(max_size=40))
def test_no_text_breaks_a_reader_of_values(text: str) -> None:
    period(text)
    office_values.amount_oere(text)
    office_values.percent(text)
    office_values.value_state(text)
    office_values.unit_name(text)
    office_values.row_key(text)


def test_a_count_needs_its_state_beside_it() -> None:
    data = copy.deepcopy(load_yaml(LAYOUT_FOLDER / "forvaltning_tal_csv.yml"))
    data["records"]["row"]["fields"] = [
        field for field in data["records"]["row"]["fields"] if field["name"] != "denominator_state_code"
    ]

    with pytest.raises(LayoutError, match="denominator needs a field of type value_state"):
        parse_layout(data, "forvaltning_tal_csv")
