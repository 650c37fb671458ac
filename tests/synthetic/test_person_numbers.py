"""Person numbers: the real rules, sixty added to the day, each issued once."""

import numpy as np
import polars as pl
import pytest

from pipelines.synthetic.city import Snapshot, make_city
from pipelines.synthetic.population.numbers import NumberBook
from pipelines.synthetic.population.people import days


def test_numbers_follow_birth_date_and_sex_with_sixty_added_to_the_day(snapshots: dict[int, Snapshot]) -> None:
    residents, number = snapshots[2026].residents, pl.col("person_number")
    year, seventh = pl.col("birth_date").dt.year(), number.str.slice(6, 1).cast(pl.Int32)

    day, month, two_digits = (number.str.slice(start, 2).cast(pl.Int32) for start in (0, 2, 4))
    is_odd = number.str.slice(9, 1).cast(pl.Int32) % 2 == 1
    checked = residents.select(
        (day == pl.col("birth_date").dt.day() + 60).alias("day"),
        (month == pl.col("birth_date").dt.month()).alias("month"),
        (two_digits == year % 100).alias("year"),
        (is_odd == (pl.col("sex_code") == "M")).alias("sex"),
        pl.when(year >= 2000)
        .then(seventh >= 4)
        .when(year < 1937)
        .then(seventh <= 3)
        .otherwise((seventh <= 4) | (seventh == 9))
        .alias("century"),
    )

    assert residents["person_number"].str.contains(r"^\d{10}$").all()
    assert checked.select(pl.all().all()).row(0) == (True,) * 5


def test_realistic_numbers_leave_the_day_as_it_is() -> None:
    residents = make_city(0.002, [2025], seed=1, realistic_numbers=True).snapshot(2025).residents

    day = residents["person_number"].str.slice(0, 2).cast(pl.Int8)

    assert (day == residents["birth_date"].dt.day()).all()


def test_a_number_is_issued_once_however_many_share_a_birth_date() -> None:
    book = NumberBook(realistic=False)
    birth, men = np.full(2900, days(1990), dtype=np.int32), np.ones(2900, dtype=bool)

    issued = np.concatenate([book.issue(birth[:1000], men[:1000]), book.issue(birth[1000:], men[1000:])])

    assert len(np.unique(issued)) == 2900
    assert (issued % 2 == 1).all()


def test_numbers_of_a_date_can_run_out() -> None:
    book = NumberBook(realistic=False)

    with pytest.raises(ValueError, match="used up"):
        book.issue(np.full(2001, days(1930), dtype=np.int32), np.zeros(2001, dtype=bool))


def test_first_of_january_is_overrepresented_among_birth_dates(snapshots: dict[int, Snapshot]) -> None:
    birth = snapshots[2026].residents["birth_date"]

    share = ((birth.dt.month() == 1) & (birth.dt.day() == 1)).mean()

    assert 0.01 < float(share) < 0.05


def test_former_numbers_belong_to_nobody_else_and_ended_before_the_year(snapshots: dict[int, Snapshot]) -> None:
    snapshot = snapshots[2026]

    former = snapshot.former_numbers

    assert former.height > 5
    assert former.join(snapshot.residents, left_on="former_number", right_on="person_number", how="semi").height == 0
    assert former.join(snapshot.residents, on="person_number", how="anti").height == 0
    assert (former["valid_from_date"] < former["valid_to_date"]).all()
