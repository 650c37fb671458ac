"""From contradictory rows to spells that never overlap, whatever order the rows come in."""

from datetime import date, timedelta
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.residence.spells import EVER, NEVER, spells

Row = tuple[date | None, date | None, str | None, bool, bool, int]
BORN = date(1980, 5, 5)
ROWS = {
    "person_key": pl.Int64,
    "moved_in_date": pl.Date,
    "moved_out_date": pl.Date,
    "correction_code": pl.String,
    "is_current": pl.Boolean,
    "is_here": pl.Boolean,
    "place": pl.UInt32,
}
PERSONS = {
    "person_key": pl.Int64,
    "status_code": pl.String,
    "status_from_date": pl.Date,
    "birth_date": pl.Date,
    "gone_date": pl.Date,
}


def day(number: int) -> date:
    return date(2020, 1, 1) + timedelta(days=number)


def now(begun: int | None, place: int = 9, *, here: bool = True) -> Row:
    return None if begun is None else day(begun), None, None, True, here, place


def once(begun: int | None, ended: int | None, place: int = 1, mark: str | None = None, *, here: bool = True) -> Row:
    return None if begun is None else day(begun), None if ended is None else day(ended), mark, False, here, place


def told(
    *rows: Row, status: str = "01", status_since: int | None = None, gone: int | None = None, born: date = BORN
) -> list[tuple[object, ...]]:
    """Return the spells of one person: first day, day after the last, place, how it began, how it ended."""
    frame = pl.DataFrame([(1, *row) for row in rows], schema=ROWS, orient="row")
    since, left = (None if number is None else day(number) for number in (status_since, gone))
    person = pl.DataFrame([(1, status, since, born, left)], schema=PERSONS, orient="row")
    found = spells(frame, person)
    return found.select("from_date", "to_date", "place", "begins_code", "ends_code").rows()


def test_a_move_within_the_city_ends_one_spell_and_begins_the_next() -> None:
    found = told(once(0, 100), now(100))

    assert [(begun, ended, place) for begun, ended, place, _, _ in found] == [
        (day(0), day(100), 1),
        (day(100), NEVER, 9),
    ]
    assert found[0][4] == found[1][3] == "moved_within"


@pytest.mark.parametrize(
    ("rows", "begins"),
    [
        ((once(0, 100, here=False), now(100)), "moved_in"),
        ((once(0, 90, here=False), now(100)), "immigrated"),
        ((now(100),), "immigrated"),
        ((once(0, 100), now(100)), "moved_within"),
    ],
)
def test_how_a_spell_begins_is_told_by_the_one_before(rows: tuple[Row, ...], begins: str) -> None:
    assert told(*rows)[-1][3] == begins


def test_who_lives_somewhere_from_the_day_of_birth_was_born_there() -> None:
    assert told(now(10), born=day(10))[0][3] == "born"


@pytest.mark.parametrize(
    ("rows", "options", "ended", "ends"),
    [
        ((once(0, 50), now(50, here=False)), {}, 50, "moved_out"),
        ((once(0, 50),), {"status": "90", "status_since": 50}, 50, "died"),
        ((once(0, None),), {"status": "90", "status_since": 50}, 50, "died"),
        ((now(0),), {"status": "80", "status_since": 50}, 50, "emigrated"),
        ((once(0, 50),), {"status": "70", "status_since": 50}, 50, "disappeared"),
        ((now(0),), {"gone": 50}, 50, "left_unknown"),
        ((once(0, 30), now(30)), {"gone": 50}, 30, "moved_within"),
        ((once(0, 30), now(60)), {}, 30, "left_unknown"),
    ],
)
def test_how_a_spell_ends_is_told_by_what_follows(
    rows: tuple[Row, ...], options: dict[str, object], ended: int, ends: str
) -> None:
    first = told(*rows, **options)[0]  # type: ignore[arg-type]

    assert (first[1], first[4]) == (day(ended), ends)


@pytest.mark.parametrize("status", ["30", "50", "60", "90"])
def test_who_is_no_resident_has_no_present_address(status: str) -> None:
    assert told(now(0), status=status) == []


def test_annulled_rows_never_were() -> None:
    assert [row[:3] for row in told(once(5, 100, 2, "A"), once(0, 100, 1), now(100))] == [
        (day(0), day(100), 1),
        (day(100), NEVER, 9),
    ]


@pytest.mark.parametrize("corrected", [once(0, 90, 2, "K"), once(10, 100, 2, "K")])
def test_a_corrected_row_stands_in_place_of_what_begins_or_ends_with_it(corrected: Row) -> None:
    found = told(once(0, 100, 1), corrected, now(100))

    assert [place for _, _, place, _, _ in found] == [2, 9]
    assert found[0][:2] == corrected[:2]


def test_a_row_that_ends_on_the_day_it_begins_is_no_stay() -> None:
    assert [row[2] for row in told(once(0, 100, 1), once(40, 40, 2), now(100))] == [1, 9]


def test_the_later_move_cuts_the_earlier_stay_short() -> None:
    found = told(once(0, 100, 1), once(60, 120, 2), now(120))

    assert [row[:3] for row in found] == [(day(0), day(60), 1), (day(60), day(120), 2), (day(120), NEVER, 9)]


def test_a_former_address_from_after_the_present_one_says_nothing() -> None:
    assert [row[2] for row in told(now(50), once(60, 70, 2), once(0, 50, 1))] == [1, 9]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((once(0, 100, 1), now(None)), [(day(0), day(100)), (day(100), NEVER)]),
        ((once(0, None, 1), now(100)), [(day(0), day(100)), (day(100), NEVER)]),
        ((once(None, 100, 1), now(100)), [(BORN, day(100)), (day(100), NEVER)]),
        ((once(0, 50, 1), once(None, 100, 2), now(100)), [(day(0), day(50)), (day(50), day(100)), (day(100), NEVER)]),
        ((once(None, None, 1), now(100)), [(day(100), NEVER)]),
        ((now(None),), [(BORN, NEVER)]),
    ],
)
def test_unknown_dates_are_those_of_the_neighbours_or_of_birth(
    rows: tuple[Row, ...], expected: list[tuple[date, date]]
) -> None:
    assert [row[:2] for row in told(*rows)] == expected


def test_the_day_of_the_status_is_the_second_guess_for_a_present_address() -> None:
    assert told(now(None), status_since=20)[0][0] == day(20)


def test_without_any_date_somebody_has_always_been_there() -> None:
    frame = pl.DataFrame([(1, *now(None))], schema=ROWS, orient="row")
    person = pl.DataFrame([(1, "01", None, None, None)], schema=PERSONS, orient="row")

    assert spells(frame, person)["from_date"].to_list() == [EVER]


days = st.one_of(st.none(), st.integers(0, 40))
former_rows = st.builds(
    lambda begun, ended, place, mark, here: once(begun, ended, place, mark, here=here),
    days, days, st.integers(1, 5), st.sampled_from([None, None, None, "A", "K"]), st.booleans(),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    st.lists(former_rows, max_size=8),
    st.one_of(st.none(), st.builds(now, days)),
    st.sampled_from(["01", "03", "70", "80", "90", "60"]),
    days,
    days,
    st.randoms(),
)
def test_shuffled_rows_give_the_same_spells_in_order_and_apart(
    former: list[Row], present: Row | None, status: str, since: int | None, gone: int | None, random: object
) -> None:
    rows = [*former, *([present] if present else [])]
    options = {"status": status, "status_since": since, "gone": gone}
    expected = told(*rows, **options)  # type: ignore[arg-type]

    random.shuffle(rows)  # type: ignore[attr-defined]
    found = told(*rows, **options)  # type: ignore[arg-type]

    assert found == expected
    assert all(begun < ended for begun, ended, *_ in found)
    assert all(one[1] <= other[0] for one, other in pairwise(found))


def test_persons_do_not_mix() -> None:
    frame = pl.DataFrame(
        [(2, *now(50)), (1, *once(0, 50)), (1, *now(50)), (2, *once(0, 50, here=False))], schema=ROWS, orient="row"
    )
    people = pl.DataFrame([(key, "01", None, BORN, None) for key in (2, 1)], schema=PERSONS, orient="row")

    found = spells(frame, people)

    assert found["person_key"].to_list() == [1, 1, 2, 2]
    assert found["begins_code"].to_list() == ["immigrated", "moved_within", "immigrated", "moved_in"]
