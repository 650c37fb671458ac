"""The CPR road register (P05780): its own start and end record, text in latin-1, and the same care as for persons."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.registers.layout import LayoutError, load_layout, parse_layout
from pipelines.registers.reader import ReadReport, read_file
from pipelines.registers.refusals import RefusedError
from tests.registers.samples import SECRET

START = "000901103" + "20250102"
LONG_NAME = "Ærøskøbing Allé ved Østre Åløb"


def road(code: str, name: str) -> str:
    return f"0010101{code}{'201809290000'}{'0' * 16}{'190001010000'}{name[:20]:20}{name:40}"


def district(record: str, first: str, last: str, parity: str, rest: str, length: int) -> str:
    return f"{record}01010004{first:4}{last:4}{parity}201809290000{rest}".ljust(length)


LINES = [
    road("0004", LONG_NAME),
    road("0008", "=SUM(A1)"),
    district("004", "001", "999", "U", "2200København N", 56),
    district("007", "002", "016B", "L", "010003Bydel 3", 68),
    district("010", "002", "016B", "L", "07Blågård Skole", 64),
    district("011", "002", "016B", "L", "0204Rode 204", 66),
    district("014", "002", "016B", "L", "03Nørrebrokredsen", 64),
]


def roads(lines: list[str], *, end: str = "\n", trim: bool = False, count: int | None = None) -> bytes:
    every = [START, *lines, f"999{len(lines) if count is None else count:08d}"]
    return "".join((text.rstrip() if trim else text) + end for text in every).encode("latin-1")


def read(folder: Path, data: bytes, **options: Any) -> ReadReport:
    path = folder / "d250102.l901103"
    path.write_bytes(data)
    return read_file(path, "cpr_p05780", folder / "out", SECRET, **options)


def test_roads_are_read_with_their_danish_names(tmp_path: Path) -> None:
    report = read(tmp_path, roads(LINES))

    found = pl.read_parquet(tmp_path / "out" / "road.parquet")
    assert found["road_name"].to_list() == [LONG_NAME, "=SUM(A1)"]
    assert found["road_addressing_name"].to_list() == [LONG_NAME[:20].strip(), "=SUM(A1)"]
    assert found["to_road_code"].null_count() == 2
    assert report.form.facts == {"task_number": "901103", "production_date": "2025-01-02"}
    assert report.form.records == {"000": 1, "001": 2, "004": 1, "007": 1, "010": 1, "011": 1, "014": 1, "999": 1}


def test_a_district_is_an_interval_of_one_side_of_a_road(tmp_path: Path) -> None:
    read(tmp_path, roads(LINES))

    (found,) = pl.read_parquet(tmp_path / "out" / "road_district.parquet").drop("updated_date").to_dicts()
    assert found == {
        "municipality_code": "0101", "road_code": "0004", "house_number_from": "2", "house_number_to": "16B",
        "parity_code": "L", "rode_code": "0204", "district_name": "Rode 204",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("end", "trim"),
    [("\r\n", False), ("\n", True), ("\r\n", True), ("", False)],
    ids=["crlf", "trimmed", "both", "one"],
)
def test_every_physical_shape_gives_the_same_rows(end: str, trim: bool, tmp_path: Path) -> None:
    plain, other = tmp_path / "plain", tmp_path / "other"
    plain.mkdir()
    other.mkdir()
    read(plain, roads(LINES))

    report = read(other, roads(LINES, end=end, trim=trim))

    assert report.record_count == len(LINES)
    for name in ("road", "road_district", "other_district"):
        assert (other / "out" / f"{name}.parquet").read_bytes() == (plain / "out" / f"{name}.parquet").read_bytes()


@pytest.mark.parametrize(
    ("data", "reason", "place"),
    [
        (roads(LINES, count=9), "end_record_count_differs", "line 9, byte 565, record 999"),
        (roads(LINES)[:-12], "end_record_missing", None),
        (roads([*LINES, LINES[0]]), "duplicate_key", "lines 2 and 9"),
        (roads(LINES).decode("latin-1").encode("utf-8"), "encoding_utf8_in_latin1", None),
        (roads([LINES[0][:70], *LINES[1:]]), "truncated_line", None),
    ],
)
def test_a_broken_road_register_is_refused(data: bytes, reason: str, place: str | None, tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as refusal:
        read(tmp_path, data)

    assert refusal.value.finding.reason_code == reason
    assert place is None or refusal.value.finding.place == place


def test_the_task_stands_elsewhere_than_in_an_extract_of_persons(tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as refusal:
        read(tmp_path, roads(LINES), task_numbers=("999999",))

    assert refusal.value.finding.reason_code == "product_not_agreed"
    assert refusal.value.finding.place == "line 1, byte 3"


def test_text_beside_a_person_cannot_be_read_by_any_layout() -> None:
    fields = [
        {"name": "person_key", "source": "PNR", "start": 4, "length": 10, "type": "person"},
        {"name": "remark", "source": "BEMAERK", "start": 14, "length": 10, "type": "text"},
    ]
    shared = dict.fromkeys(("title", "product", "source", "real", "simplified"), "of the test only")
    data = shared | {
        "layout": "test", "register": "cpr", "valid_from": "2020-01-01", "format": "fixed_width",
        "encoding": "latin-1", "records": {"001": {"title": "x", "table": "x", "lengths": [23], "fields": fields}},
    }  # fmt: skip

    with pytest.raises(LayoutError, match="remark is text about a person"):
        parse_layout(data, "test")


def test_every_record_of_the_road_register_has_a_table() -> None:
    records = load_layout("cpr_p05780").records

    assert set(records) == {f"{code:03d}" for code in range(16)} | {"999"}
    assert all(record.table for record in records.values() if record.role == "data")
