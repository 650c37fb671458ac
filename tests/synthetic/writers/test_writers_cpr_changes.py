"""CPR changes: what they say day by day is what the city becomes, and the files are those of their product."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from pipelines.synthetic.city import City, make_city
from pipelines.synthetic.day_changes import DayChanges
from pipelines.synthetic.writers.cpr_changes import write_changes
from pipelines.synthetic.writers.reference_dates import cpr_production_date, first_day_of_changes, working_days_after

HELD = (
    "person_number", "status_code", "address_id", "special_road_code", "moved_in_date", "civil_status_code",
    "civil_status_from_date", "spouse_number", "mother_number", "given_name",
)  # fmt: skip
FIRST_DAYS = [date(2026, 1, 5), date(2026, 1, 6), date(2026, 1, 7)]
SCALE = 0.02


@pytest.fixture(scope="module")
def town() -> City:
    return make_city(SCALE, [2025, 2026], seed=4)


@pytest.fixture(scope="module")
def first_days(town: City) -> list[DayChanges]:
    return list(town.changes(FIRST_DAYS))


def held(residents: pl.DataFrame) -> pl.DataFrame:
    return residents.select(HELD).sort("person_number")


def replayed(start: pl.DataFrame, changes: Sequence[DayChanges]) -> pl.DataFrame:
    """What somebody holds who replaces every person that comes, and keeps those who live in the city."""
    known = start.select(HELD)
    for day in changes:
        told = day.snapshot.residents
        still_here = told.filter(pl.col("status_code").is_in(["01", "03"])).join(
            day.moved_away, on="person_number", how="anti"
        )
        known = pl.concat([known.join(told, on="person_number", how="anti"), still_here.select(HELD)])
    return known.sort("person_number")


def lines(path: Path) -> list[str]:
    return path.read_bytes().decode("latin-1").splitlines()


def test_all_changes_of_a_year_lead_from_one_status_extract_to_the_next() -> None:
    town = make_city(0.005, [2025, 2026], seed=4)
    until = (date(2025, 12, 31) - cpr_production_date(2025)).days
    working_days = [day for day in working_days_after(cpr_production_date(2025), until) if day.year == 2025]
    told_on = [*working_days[:-1:6], working_days[-1]]  # every sixth day tells of six: the same people, in less time

    found = replayed(town.snapshot(2025).residents, list(town.changes(told_on)))

    assert found.equals(held(town.snapshot(2026).residents))


def test_telling_of_the_year_that_follows_leaves_the_city_as_it_was() -> None:
    untold, told = make_city(0.002, [2025, 2026], seed=4), make_city(0.002, [2025, 2026], seed=4)

    twice = [list(told.changes(FIRST_DAYS)) for _ in range(2)]

    for name in ("residents", "former_addresses", "former_numbers", "protections"):
        assert getattr(told.snapshot(2026), name).equals(getattr(untold.snapshot(2026), name))
    assert all(first.events.equals(second.events) for first, second in zip(*twice, strict=True))


def test_changes_need_a_city_made_for_the_year_after() -> None:
    gapped = make_city(0.002, [2024, 2026], seed=4)

    with pytest.raises(ValueError, match="need the city of 2025"):
        list(gapped.changes([date(2024, 1, 3)]))


def test_people_come_leave_die_and_are_born(town: City) -> None:
    (month,) = town.changes([date(2026, 1, 30)])

    assert {"01", "03", "80", "90"} == set(month.snapshot.residents["status_code"])
    assert month.moved_away.height
    assert set(month.events["event_code"]) == {"A01", "A19", "A36", "K74", "P03", "P42"}
    assert set(month.events["mark_code"]) == {None, "BØ", "PN"}
    assert month.events["event_date"].is_between(date(2026, 1, 2), date(2026, 1, 30)).all()


def test_who_moved_away_has_the_new_address_and_a_closed_former_one(
    first_days: list[DayChanges], tmp_path: Path
) -> None:
    (path, *_) = (file.path for file in write_changes(first_days, tmp_path, previous_production=date(2026, 1, 2)))

    gone = first_days[0].moved_away.row(0, named=True)
    (address,) = [text for text in lines(path) if text.startswith("002" + gone["person_number"])]
    former = [text for text in lines(path) if text.startswith("023" + gone["person_number"])]
    assert address[13:21] == gone["municipality_code"] + gone["road_code"]
    assert address[69:81] == f"{gone['moved_in_date']:%Y%m%d}0000"
    assert any(text[14:18] == "0101" and text[83:95] == address[69:81] for text in former)


def test_the_dead_and_emigrated_have_no_address(first_days: list[DayChanges], tmp_path: Path) -> None:
    (path, *_) = (file.path for file in write_changes(first_days, tmp_path, previous_production=date(2026, 1, 2)))

    everyone = {text[3:13]: text[23:25] for text in lines(path) if text.startswith("001")}
    addressed = {text[3:13] for text in lines(path) if text.startswith("002")}
    assert addressed == {person for person, status in everyone.items() if status < "30"}
    assert all(
        text[47:].strip() == "" for text in lines(path) if text.startswith("003") and everyone[text[3:13]] >= "30"
    )


def test_a_changed_number_comes_with_the_old_one_and_its_history(first_days: list[DayChanges], tmp_path: Path) -> None:
    (path, *_) = (file.path for file in write_changes(first_days, tmp_path, previous_production=date(2026, 1, 2)))

    every = lines(path)
    (told, *_) = [text for text in every if text.startswith("099") and text[28:30] == "PN"]
    new = told[3:13]
    former = [text[13:23] for text in every if text.startswith("022" + new)]
    replaced = {text[3:13]: text[13:25] for text in every if text.startswith("001") and text[23:25] in ("50", "60")}
    assert former
    assert all(replaced[old][:10] == new for old in former)


def test_some_moves_are_told_late_with_a_day_in_the_closed_year() -> None:
    city = make_city(0.05, [2026], seed=2)
    days = [date(2026, 1, 5) + timedelta(days=7 * week) for week in range(5)]

    late = [
        row
        for day in city.changes(days)
        for row in day.snapshot.former_addresses.filter(pl.col("moved_out_date") < date(2026, 1, 1))
        .join(day.snapshot.residents, on="person_number", suffix="_now")
        .filter(pl.col("moved_out_date") == pl.col("moved_in_date_now"))
        .join(day.events.filter(pl.col("event_code") == "A01"), on="person_number", how="semi")
        .filter(pl.col("moved_out_date") > date(2025, 12, 1))["moved_out_date"]
    ]

    assert late


def test_a_working_day_is_a_file_of_the_chain(first_days: list[DayChanges], tmp_path: Path) -> None:
    written = write_changes(first_days, tmp_path, previous_production=date(2026, 1, 2))

    openings = [lines(file.path)[0] for file in written]
    assert [file.path.name for file in written] == [f"d{day:%y%m%d}.l901102" for day in FIRST_DAYS]
    assert openings == [
        "0000000000000901102" + dates for dates in ("2026010520260102", "2026010620260105", "2026010720260106")
    ]
    for file in written:
        every = lines(file.path)
        assert every[-1] == "999" + "9" * 10 + f"{len(every) - 2:08d}"
        assert file.record_count == len(every) - 2


def test_everybody_comes_once_whole_and_with_an_event(first_days: list[DayChanges], tmp_path: Path) -> None:
    written = write_changes(first_days, tmp_path, previous_production=date(2026, 1, 2))

    for file in written:
        every = lines(file.path)
        persons = Counter(text[3:13] for text in every if text.startswith("001"))
        told = {text[3:13] for text in every if text.startswith("099")}
        replaced = {text[3:13] for text in every if text.startswith("001") and text[23:25] in ("50", "60")}
        assert set(persons.values()) == {1}
        assert told == set(persons) - replaced
        assert {text[3:13] for text in every if not re.match("000|022|910|999", text)} == set(persons)


def test_the_first_extract_of_a_chain_reports_an_error(first_days: list[DayChanges], tmp_path: Path) -> None:
    written = write_changes(first_days, tmp_path, previous_production=date(2026, 1, 2))

    errors = [[text for text in lines(file.path) if text.startswith("910")] for file in written]
    assert [len(found) for found in errors] == [1, 0, 0]
    assert errors[0][0].startswith("910" + "0" * 10 + "01901102")
    assert len(errors[0][0]) == 157


def test_working_days_leave_out_the_weekend() -> None:
    assert working_days_after(date(2026, 1, 2), 3) == FIRST_DAYS
    assert first_day_of_changes(2021) == date(2021, 1, 5)
