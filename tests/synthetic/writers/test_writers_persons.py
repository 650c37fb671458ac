"""DREAM, criminal cases and surveys: what is written comes back through the readers as what the city holds."""

from collections.abc import Callable
from datetime import date
from itertools import groupby
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from pipelines.registers.inspecting import inspect
from pipelines.registers.reader import ReadReport, read_file
from pipelines.synthetic.attributes.answers import drawn, safety_shares, sample
from pipelines.synthetic.attributes.benefits import CODES, benefit_weeks, last_monday, window
from pipelines.synthetic.attributes.convictions import convictions
from pipelines.synthetic.attributes.living import DISTRICTS, living
from pipelines.synthetic.city import make_city
from pipelines.synthetic.snapshot import Snapshot
from pipelines.synthetic.writers import tryghed
from pipelines.synthetic.writers.dream import write_dream
from pipelines.synthetic.writers.kraf import write_kraf
from pipelines.synthetic.writers.sundhed import write_sundhed
from pipelines.synthetic.writers.tryghed import write_tryghed
from pipelines.synthetic.writers.written import WrittenFile
from tests.registers.samples import SECRET

YEARS = (2021, 2026)
WRITERS: tuple[Callable[[Snapshot, Path], tuple[WrittenFile, ...]], ...] = (
    write_dream, write_kraf, write_tryghed, write_sundhed,
)  # fmt: skip


@pytest.fixture(scope="module")
def tiny() -> dict[int, Snapshot]:
    city = make_city(0.02, list(YEARS), seed=1)
    return {year: city.snapshot(year) for year in YEARS}


def read(written: WrittenFile, year: int) -> tuple[ReadReport, Path]:
    out = written.path.parent / written.layout
    return read_file(written.path, written.layout, out, SECRET, reference_year=year), out


@pytest.mark.parametrize("write", WRITERS)
def test_what_is_written_is_recognised_and_read_without_a_row_set_aside(
    write: Callable[[Snapshot, Path], tuple[WrittenFile, ...]], tiny: dict[int, Snapshot], tmp_path: Path
) -> None:
    for written in write(tiny[2026], tmp_path):
        report, _ = read(written, 2026)

        assert inspect(written.path).layout == written.layout
        assert report.record_count == written.record_count > 0
        assert sum(count.quarantined for count in report.tables.values()) == 0
        assert report.unreadable == {}


@pytest.mark.parametrize("write", WRITERS)
def test_the_same_city_gives_the_same_bytes(
    write: Callable[[Snapshot, Path], tuple[WrittenFile, ...]], tiny: dict[int, Snapshot], tmp_path: Path
) -> None:
    (tmp_path / "again").mkdir()
    again = make_city(0.02, list(YEARS), seed=1).snapshot(2026)

    first, second = write(tiny[2026], tmp_path), write(again, tmp_path / "again")

    assert [file.path.read_bytes() for file in first] == [file.path.read_bytes() for file in second]


@pytest.mark.parametrize(("year", "weeks"), [(2019, 52), (2020, 53), (2021, 52), (2025, 52)])
def test_the_window_is_156_mondays_up_to_the_last_week_of_the_year(year: int, weeks: int) -> None:
    mondays = window(year)

    assert len(mondays) == 156
    assert mondays[-1] == last_monday(year) == date.fromisocalendar(year, weeks, 1)


def test_the_week_of_the_status_carries_the_benefit_of_the_status(tiny: dict[int, Snapshot]) -> None:
    residents = tiny[2026].residents

    found = benefit_weeks(residents, 2026, date(2025, 11, 28))

    week = (date(2025, 11, 28) - window(2025)[0]).days // 7
    status = residents["ras_status_code"].gather(pl.Series(found.rows))
    codes = pl.Series(CODES).gather(pl.Series(found.weeks[:, week]))
    by_status = pl.DataFrame({"status": status, "code": codes}).group_by("status").agg(pl.col("code").unique())
    known = dict(by_status.iter_rows())
    assert known["411"] == ["783"]
    assert known["414"] == ["998"]
    assert set(known["200"]) <= {"111", "124", "130", "140"}
    assert set(known["131"]) <= {"", "651"}


def test_runs_of_weeks_are_those_of_the_file(tiny: dict[int, Snapshot], tmp_path: Path) -> None:
    weeks, _ = write_dream(tiny[2021], tmp_path)

    _, out = read(weeks, 2021)

    header, *rows = (line.split(";") for line in weeks.path.read_text("latin-1").splitlines())
    iso_years = [monday.isocalendar().year for monday in window(2020)]
    expected = [
        (year, len(list(run)), code or None)
        for row in rows
        for (code, year), run in groupby(zip(row[2:158], iso_years, strict=True))
    ]
    assert header[2:158][-1] == "y_2053"
    table = pl.read_parquet(out / "week_status.parquet")
    assert table.select("iso_year", "week_count", "benefit_code").rows() == expected


def test_offence_codes_have_four_digits_from_2020_and_seven_before(snapshot: Snapshot, tmp_path: Path) -> None:
    codes = {}
    for year in (2020, 2021):
        small = make_city(0.01, [year], seed=2).snapshot(year)
        (written,) = write_kraf(small, tmp_path)
        codes[year] = pl.read_csv(written.path, separator=";", infer_schema=False, encoding="latin1")["AFG_GER7"]

    assert not codes[2020].str.ends_with("000").all()
    assert codes[2021].str.ends_with("000").all()


def test_convictions_are_more_among_young_men_and_in_the_udsatte_byomraader(tiny: dict[int, Snapshot]) -> None:
    convicted = set(convictions(tiny[2026]).person_numbers.tolist())
    people = living(tiny[2026]).with_columns(is_convicted=pl.col("person_number").is_in([*convicted]))

    def share(condition: pl.Expr) -> float:
        return float(people.filter(condition)["is_convicted"].mean() or 0)  # type: ignore[arg-type]

    adult = pl.col("age_years") >= 18
    young_man = (pl.col("sex_code") == "M") & pl.col("age_years").is_between(18, 29)
    assert share(adult & young_man) > 2 * share(adult & ~young_man)
    assert share(adult & pl.col("is_inside")) > 1.3 * share(adult & ~pl.col("is_inside"))
    assert 0.005 < share(adult) < 0.03


def test_weights_sum_to_the_residents_of_each_district_and_are_above_zero(tiny: dict[int, Snapshot]) -> None:
    people = living(tiny[2026])

    answers = sample(people, "district_name", tryghed.LEAST_AGE, tryghed.FULL_SIZE, 2026)

    weighted = answers.people.with_columns(weight=pl.Series(answers.weight))
    sums = weighted.group_by("district_name").agg(pl.col("weight").sum()).sort("district_name")
    counts = people.filter(pl.col("age_years") >= 15).group_by("district_name").len().sort("district_name")
    assert sums["district_name"].to_list() == sorted(DISTRICTS.values())
    assert np.allclose(sums["weight"], counts["len"])
    assert (answers.weight > 0).all()
    assert answers.people.height >= 200


def test_as_many_feel_safe_as_published_and_fewer_in_the_udsatte_byomraader() -> None:
    answers = sample(living(make_city(0.05, [2024], seed=1).snapshot(2024)), "district_name", 15, 100_000, 2024)

    answer = drawn(answers, 1, safety_shares(answers, 0.88, 2024))

    known, inside = answer < 5, answers.people["is_inside"].to_numpy()
    safe = answer < 2
    assert np.average(safe[known], weights=answers.weight[known]) == pytest.approx(0.88, abs=0.02)
    assert safe[known & inside].mean() < safe[known & ~inside].mean() - 0.05


def test_answers_come_as_labels_in_odd_years_and_as_codes_in_even_ones(
    tiny: dict[int, Snapshot], tmp_path: Path
) -> None:
    tables, texts = {}, {}
    for year in YEARS:
        answers, _ = write_tryghed(tiny[year], tmp_path)
        _, out = read(answers, year)
        tables[year] = pl.read_parquet(out / "answer.parquet")
        texts[year] = answers.path.read_bytes()

    assert b"Meget tryg" in texts[2021]
    assert b"Meget" not in texts[2026]
    assert texts[2026].startswith(b"\xef\xbb\xbf")
    for table in tables.values():
        assert set(table["safe_in_neighbourhood_code"]) <= {"1", "2", "3", "4", "5", "8", "9"}
        assert table["area_code"].n_unique() == len(DISTRICTS)


def test_the_health_profile_comes_in_the_year_after_a_survey_only(tiny: dict[int, Snapshot], tmp_path: Path) -> None:
    from dataclasses import replace

    delivered = [year for year in range(2018, 2027) if write_sundhed(replace(tiny[2026], year=year), tmp_path)]

    assert delivered == [2018, 2022, 2026]
