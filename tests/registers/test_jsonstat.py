"""JSON-stat of either version gives the rows that CSV gives; what does not fit together is refused with its reason."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.registers.reader import ReadReport, read_file
from pipelines.registers.reading.jsonstat import rows_of
from pipelines.registers.refusals import RefusedError
from tests.registers.samples import SECRET

LAYOUT = "statbank_straf11"
CSV = (
    "\ufeffOMRÅDE;OVERTRÆD;TID;INDHOLD\r\n"
    "000;TOT;2025K1;120345\r\n000;TOT;2025K2;..\r\n101;TOT;2025K1;0\r\n101;TOT;2025K2;77,5\r\n"
)
CATEGORIES = {
    "OMRÅDE": {"category": {"index": {"101": 1, "000": 0}, "label": {"101": "København", "000": "Hele landet"}}},
    "OVERTRÆD": {"category": {"label": {"TOT": "I alt"}}},
    "Tid": {"category": {"index": ["2025K1", "2025K2"]}},
}
SHAPE: dict[str, Any] = {"id": ["OMRÅDE", "OVERTRÆD", "Tid"], "size": [2, 1, 2]}


def version_1(**changes: Any) -> dict[str, Any]:
    dataset = {"dimension": {**CATEGORIES, **SHAPE}, "value": [120345, None, 0.0, 77.5]}
    return {"dataset": dataset | changes}


def version_2(**changes: Any) -> dict[str, Any]:
    start = {"version": "2.0", "class": "dataset", **SHAPE, "dimension": CATEGORIES}
    return start | {"value": {"0": 120345, "2": 0, "3": 77.50}, "status": {"1": ".."}} | changes


def read(folder: Path, content: object, name: str = "a.json") -> ReadReport:
    data = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    (folder / name).write_bytes(data.encode())
    return read_file(folder / name, LAYOUT, folder / "out", SECRET)


def rows(folder: Path) -> pl.DataFrame:
    return pl.read_parquet(folder / "out" / "straf11.parquet")


@pytest.mark.parametrize("content", [version_1(), version_2()], ids=["1", "2"])
def test_either_version_gives_the_rows_of_csv(content: dict[str, Any], tmp_path: Path) -> None:
    read(tmp_path, CSV, "a.csv")
    expected = rows(tmp_path)

    report = read(tmp_path, content)

    assert report.record_count == 4
    assert rows(tmp_path).equals(expected)
    assert expected["value"].to_list() == [120345.0, None, None, 77.5]
    assert expected["value_state_code"].to_list() == ["given", "not_available", "suppressed", "given"]


def test_a_status_goes_before_the_value_beside_it(tmp_path: Path) -> None:
    read(tmp_path, version_2(value=[1, 2, 3, 4], status={"3": "*"}))

    assert rows(tmp_path)["value_state_code"].to_list() == ["given", "given", "given", "suppressed"]


def test_one_status_for_all_cells_holds_for_all(tmp_path: Path) -> None:
    read(tmp_path, version_2(value=[1, 2, 3, 4], status=".."))

    assert {*rows(tmp_path)["value"]} == {None}


def test_the_dimension_of_contents_is_left_out(tmp_path: Path) -> None:
    contents = {"ContentsCode": {"category": {"label": {"STRAF11": "Anmeldte"}}}}
    shape = {"id": ["OMRÅDE", "OVERTRÆD", "ContentsCode", "Tid"], "size": [2, 1, 1, 2]}

    read(tmp_path, version_1(dimension={**CATEGORIES, **contents, **shape}))

    assert rows(tmp_path).height == 4


def test_numbers_are_kept_to_the_last_digit() -> None:
    data = json.dumps(version_2()).replace("77.5", "0.1234567890123456789").encode()

    assert rows_of(data, "x")["INDHOLD"].to_list()[3] == "0,1234567890123456789"


@pytest.mark.parametrize(
    ("content", "reason_code"),
    [
        (version_2(value=[1, 2, 3]), "json_malformed"),
        (version_2(size=[2, 1, 3]), "json_malformed"),
        (version_2(size=[2, 1]), "json_malformed"),
        (version_2(size=[2000, 2000, 2]), "json_malformed"),
        (version_2(id=["OMRÅDE", "OMRÅDE", "Tid"]), "json_malformed"),
        (version_2(dimension={}), "json_malformed"),
        (version_2(value={"9": 1}), "json_malformed"),
        ({"a": version_2(), "b": version_2()}, "json_malformed"),
        ({"fejl": "lukket"}, "json_malformed"),
        (json.dumps(version_1())[:-40], "json_truncated"),
        ("{" * 100_000, "json_truncated"),
        (version_2(id=["OMRÅDE", "TYPE", "Tid"], dimension={**CATEGORIES, "TYPE": CATEGORIES["OVERTRÆD"]}),
         "column_missing"),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_is_refused(content: object, reason_code: str, tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as refusal:
        read(tmp_path, content)

    assert refusal.value.finding.reason_code == reason_code
    assert not list((tmp_path / "out").iterdir())


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.removesuffix("77,5\r\n") + "77,",
        lambda text: text.replace("77,5", "77.5"),
        lambda text: text.replace("2025K2", "2.kvt. 2025"),
    ],
    ids=["cut", "English", "labels"],
)
def test_a_damaged_value_of_csv_sets_its_row_aside(spoil: Callable[[str], str], tmp_path: Path) -> None:
    report = read(tmp_path, spoil(CSV), "a.csv")

    assert report.tables["straf11"].quarantined > 0


def test_columns_in_another_order_are_matched_by_name(tmp_path: Path) -> None:
    read(tmp_path, "TID;OMRÅDE;OVERTRÆD;INDHOLD\n2025K1;101;TOT;5\n", "a.csv")

    assert rows(tmp_path).row(0) == ("0101", "TOT", "2025K1", 5.0, "given")
