"""DREAM: weekly columns become runs of weeks, and nothing of the series is lost or made up."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.registers.layout import load_layout
from pipelines.registers.reader import ReadReport, read_file
from pipelines.registers.reading import delimited
from pipelines.registers.reading.week_runs import WeekMatrix, Weeks
from pipelines.registers.refusals import RefusedError
from tests.registers.samples import SECRET, number
from tests.registers.test_pseudonyms import expected_key

LAYOUT = load_layout("dream_uger")


def columns(year: int, *, before: int = 0) -> list[str]:
    """Names of the weeks of an ISO year and of so many weeks before it."""
    first = date.fromisocalendar(year, 1, 1) - timedelta(weeks=before)
    last = date(year, 12, 28)
    mondays = [first + timedelta(weeks=week) for week in range((last - first).days // 7 + 1)]
    return [f"y_{monday.isocalendar().year % 100:02d}{monday.isocalendar().week:02d}" for monday in mondays]


def dream(names: list[str], rows: list[list[str]]) -> str:
    lines = [["PERSON_ID", "KOMMUNE", *names, "branche_2024_01"]]
    lines += [[number(index), "0101", *row, "4711"] for index, row in enumerate(rows)]
    return "\n".join(map(";".join, lines)) + "\n"


def read(folder: Path, text: str, year: int = 2024, **options: Any) -> ReadReport:
    (folder / "DREAM.csv").write_bytes(text.encode("latin-1"))
    day = date(year, 12, 31)
    return read_file(folder / "DREAM.csv", "dream_uger", folder / "out", SECRET, reference_date=day, **options)


def runs(folder: Path) -> list[tuple[Any, ...]]:
    table = pl.read_parquet(folder / "out" / "week_status.parquet")
    return table.select("iso_year", "from_date", "week_count", "benefit_code").rows()


def test_equal_weeks_are_one_run_that_ends_with_its_iso_year(tmp_path: Path) -> None:
    names = columns(2021, before=54)  # the last week of 2019, all 53 of 2020
    row = ["111"] * 50 + ["890"] * 10 + [""] * (len(names) - 60)

    read(tmp_path, dream(names, [row]), 2021, reference_year=2022)

    assert runs(tmp_path) == [
        (2019, date(2019, 12, 23), 1, "111"),
        (2020, date(2019, 12, 30), 49, "111"),
        (2020, date(2020, 12, 7), 4, "890"),
        (2021, date(2021, 1, 4), 6, "890"),
        (2021, date(2021, 2, 15), 46, None),
    ]
    table = pl.read_parquet(tmp_path / "out" / "week_status.parquet")
    assert table["person_key"].unique().to_list() == [expected_key(number(0))]
    assert table.columns == [
        "person_key", "municipality_code", "iso_year", "from_date", "week_count", "benefit_code", "reference_year"
    ]  # fmt: skip


@given(st.integers(0, 6), st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_the_weeks_can_be_put_together_again_from_the_runs(height: int, random: Any) -> None:
    weeks = Weeks.of(columns(2020, before=30), LAYOUT, "file", date(2020, 12, 31))
    codes = [None, None, "111", "890"]
    matrix = np.array([[random.choice((0, 2, 3)) for _ in weeks.columns] for _ in range(height)], dtype=np.uint16)
    matrix = matrix.reshape(height, len(weeks.columns))
    frame = pl.DataFrame({"person_key": np.arange(height)}).with_columns(municipality_code=pl.lit("0101"))

    found = WeekMatrix(weeks, matrix, codes).runs(WeekMatrix.numbered(frame), LAYOUT.only_record)

    again = [code for code, count in found.select("benefit_code", "week_count").rows() for _ in range(count)]
    assert again == [codes[number] for row in matrix.tolist() for number in row]
    assert found.group_by("person_key", "iso_year").agg(pl.col("week_count").sum()).filter(
        pl.col("week_count") != pl.col("iso_year").replace_strict({2019: 30, 2020: 53})
    ).is_empty()  # fmt: skip


def test_the_order_of_columns_and_the_size_of_blocks_make_no_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = columns(2024)
    rows = [["111"] * index + ["890"] * (len(names) - index) for index in range(20)]
    read(tmp_path, dream(names, rows))
    expected = runs(tmp_path)
    monkeypatch.setattr(delimited, "BLOCK_BYTES", 1000)

    read(tmp_path, dream(names[::-1], [row[::-1] for row in rows]))

    assert runs(tmp_path) == expected


@pytest.mark.parametrize(
    ("names", "reason", "said"),
    [
        (columns(2020)[:20] + columns(2020)[21:], "week_missing", "week 21 of 2020"),
        (columns(2020)[:-1], "week_missing", "week 53 of 2020"),
        (columns(2020)[:-10], "week_missing", "week 44 of 2020"),
        (columns(2019), "week_missing", "week 1 of 2020"),
        ([*columns(2020), "y_2154"], "week_impossible", "y_2154"),
        ([*columns(2020), "y_1953"], "week_impossible", "y_1953"),
        ([*columns(2020), "y_2053"], "column_repeated", "y_2053"),
        ([], "column_missing", "no column of a week"),
    ],
)
def test_a_series_with_a_gap_is_refused_with_the_week(names: list[str], reason: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match=said) as refusal:
        read(tmp_path, dream(names, [["111"] * len(names)]), 2020)

    assert refusal.value.finding.reason_code == reason
    assert not list((tmp_path / "out").iterdir())


def test_years_from_90_on_are_of_the_last_century() -> None:
    weeks = Weeks.of([*columns(1999), *columns(2000)], LAYOUT, "file", None)

    assert (weeks.columns[0], weeks.columns[-1]) == ("y_9901", "y_0052")
    assert weeks.iso_years.tolist() == [1999] * 52 + [2000] * 52


def test_a_zero_is_a_week_without_benefit_and_is_noted(tmp_path: Path) -> None:
    names = columns(2024)

    report = read(tmp_path, dream(names, [["0"] * 3 + [" "] * 10 + [""] * (len(names) - 13)]))

    assert runs(tmp_path) == [(2024, date(2024, 1, 1), 52, None)]
    assert "weeks given as 0 instead of blank: 3" in report.notes


@pytest.mark.parametrize("bad", ["11", "1111", "11A", "-11", "011"])
def test_a_person_with_what_is_no_code_is_set_aside(bad: str, tmp_path: Path) -> None:
    names = columns(2024)
    rows = [["111"] * len(names), ["111", bad, *["111"] * (len(names) - 2)], [""] * len(names)]

    report = read(tmp_path, dream(names, rows))

    aside = pl.read_parquet(tmp_path / "out" / "week_status.quarantine.parquet")
    assert aside.select("line_number", "field", "reason_code").rows() == [(3, "benefit_code", "value_unreadable")]
    assert [code for *_, code in runs(tmp_path)] == ["111", None]
    assert (report.tables["week_status"].rows, report.tables["week_status"].quarantined) == (2, 1)


def test_a_person_who_comes_twice_refuses_the_file(tmp_path: Path) -> None:
    text = dream(columns(2024), [["111"] * 52] * 2)

    with pytest.raises(RefusedError) as refusal:
        read(tmp_path, text + text.splitlines()[1] + "\n")

    assert refusal.value.finding.reason_code == "duplicate_key"
    assert refusal.value.finding.place == "lines 2 and 4"
