"""Numbers that were replaced lead to the number in force, however long the chain; circles are left and counted."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.residence.aliases import Aliases, resolve, successions


def said(*pairs: tuple[int, int]) -> pl.DataFrame:
    return pl.DataFrame(
        {"former_person_key": [former for former, _ in pairs], "person_key": [key for _, key in pairs]},
        schema={"former_person_key": pl.Int64, "person_key": pl.Int64},
    )


def as_dict(aliases: Aliases) -> dict[int, int]:
    return dict(aliases.table.iter_rows())


@st.composite
def forests(draw: st.DrawFn) -> dict[int, int]:
    """Successors by number: every number but the roots is followed by one that was drawn before it."""
    numbers = draw(st.lists(st.integers(-(2**63), 2**63 - 1), unique=True, min_size=1, max_size=40))
    followed: dict[int, int] = {}
    for place, number in enumerate(numbers[1:], start=1):
        if draw(st.booleans()):
            followed[number] = numbers[draw(st.integers(0, place - 1))]
    return followed


@settings(max_examples=60, deadline=None)
@given(forests(), st.randoms())
def test_every_number_of_a_forest_leads_to_its_root(followed: dict[int, int], random: object) -> None:
    pairs = list(followed.items())
    random.shuffle(pairs)  # type: ignore[attr-defined]

    found = resolve([said(*pairs)])

    def root(number: int) -> int:
        return root(followed[number]) if number in followed else number

    assert as_dict(found) == {number: root(number) for number in followed}
    assert found.in_circles == 0


@settings(max_examples=60, deadline=None)
@given(forests(), st.lists(st.integers(-50, 50), unique=True, min_size=2, max_size=6))
def test_a_circle_is_counted_and_touches_nobody_else(followed: dict[int, int], circle: list[int]) -> None:
    apart = {number: after for number, after in followed.items() if not {number, after} & {*circle}}
    round_trip = list(zip(circle, [*circle[1:], circle[0]], strict=True))

    found = resolve([said(*apart.items(), *round_trip)])

    assert found.in_circles == len(circle)
    assert as_dict(found) == as_dict(resolve([said(*apart.items())]))


def test_a_number_that_leads_into_a_circle_keeps_its_key() -> None:
    found = resolve([said((1, 2), (2, 1), (3, 1), (4, 5))])

    assert as_dict(found) == {4: 5}
    assert found.in_circles == 3


@pytest.mark.parametrize("length", [1, 2, 3, 64, 1000])
def test_chains_of_any_length_are_followed(length: int) -> None:
    found = resolve([said(*((number, number + 1) for number in range(length)))])

    assert set(as_dict(found).values()) == {length}


def test_of_several_successors_the_one_named_last_counts() -> None:
    earlier, later = said((1, 2)), said((1, 3))

    assert as_dict(resolve([earlier, later])) == {1: 3}
    assert as_dict(resolve([later, earlier])) == {1: 2}


def test_both_records_are_heard_and_the_own_one_first() -> None:
    persons = pl.DataFrame({"person_key": [1, 2, 3], "successor_person_key": [9, None, 3]})
    former = pl.DataFrame({"person_key": [8, 9], "former_person_key": [1, 7]})

    found = resolve([successions(persons, former)])

    assert as_dict(found) == {1: 9, 7: 9}


def test_nothing_said_is_nobody_renamed() -> None:
    found = resolve([])

    assert found.table.height == 0
    assert found.resolved(pl.Series([5, 6])).to_list() == [5, 6]
