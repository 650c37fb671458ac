"""Reading CPR: every physical shape gives the same rows, every broken file is refused with its reason."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.registers.reader import ReadReport, read_file
from pipelines.registers.reading import lines as lines_module
from tests.registers.samples import (
    CPR_TABLES,
    SECRET,
    UUID,
    cpr_bytes,
    extract,
    line,
    number,
    person,
    persons,
)
from tests.registers.test_pseudonyms import expected_key

PEOPLE = 12


def read(folder: Path, data: bytes, **options: Any) -> ReadReport:
    path = folder / "d250102.l901101"
    path.write_bytes(data)
    return read_file(path, "cpr_p12170", folder / "out", SECRET, tables=CPR_TABLES, **options)


def table(report: ReadReport, name: str) -> pl.DataFrame:
    path = report.tables[name].path
    assert path is not None
    return pl.read_parquet(path)


def restricted(report: ReadReport, name: str) -> pl.DataFrame:
    path = report.tables[name].restricted_path
    assert path is not None
    return pl.read_parquet(path)


def shaped(kind: str) -> bytes:
    lines = extract(persons(PEOPLE))
    return {
        "full": cpr_bytes(lines),
        "crlf": cpr_bytes(lines, end="\r\n"),
        "trimmed": cpr_bytes(lines, trim=True),
        "trimmed crlf": cpr_bytes(lines, trim=True, end="\r\n"),
        "unbroken": cpr_bytes(lines, end=""),
        "unbroken with one line end": cpr_bytes(lines, end="") + b"\r\n",
        "without the last line end": cpr_bytes(lines)[:-1],
    }[kind]


def test_a_person_is_read_typed_and_pseudonymised(tmp_path: Path) -> None:
    report = read(tmp_path, shaped("full"), reference_year=2025)

    assert table(report, "person").row(3, named=True) == {
        "person_key": expected_key(number(3)),
        "number_class_code": "erstatningsnummer",
        "successor_person_key": None,
        "status_code": "01",
        "status_from_date": date(2001, 1, 1),
        "sex_code": "K",
        "birth_date": date(1970, 5, 4),
        "is_birth_date_uncertain": False,
        "reference_year": 2025,
    }
    assert table(report, "address").row(3, named=True) == {
        "person_key": expected_key(number(3)),
        "municipality_code": "0101",
        "moved_in_date": date(2021, 6, 15),
        "reference_year": 2025,
    }
    assert table(report, "parents")["mother_person_key"][3] == expected_key(number(5003))
    assert table(report, "civil_status")["civil_status_from_date"].null_count() == PEOPLE


@pytest.mark.parametrize("block_bytes", [1500, 1 << 24])
@pytest.mark.parametrize(
    "kind", ["crlf", "trimmed", "trimmed crlf", "unbroken", "unbroken with one line end", "without the last line end"]
)
def test_every_physical_shape_gives_the_same_bytes_of_parquet(
    kind: str, block_bytes: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, other = tmp_path / "plain", tmp_path / "other"
    plain.mkdir()
    other.mkdir()
    expected = read(plain, shaped("full"))
    monkeypatch.setattr(lines_module, "BLOCK_BYTES", block_bytes)

    found = read(other, shaped(kind))

    for name in CPR_TABLES:
        assert (other / "out" / f"{name}.parquet").read_bytes() == (plain / "out" / f"{name}.parquet").read_bytes()
    assert found.record_count == expected.record_count == 7 * PEOPLE


@pytest.mark.parametrize(
    ("kind", "form", "ends"),
    [
        ("full", "lines of full width", "LF"),
        ("crlf", "lines of full width", "CR LF"),
        ("trimmed", "lines with trailing blanks trimmed", "LF"),
        ("unbroken", "one unbroken string", "none"),
    ],
)
def test_the_physical_shape_is_named(kind: str, form: str, ends: str, tmp_path: Path) -> None:
    report = read(tmp_path, shaped(kind))

    assert (report.form.physical_form, report.form.line_form) == (form, ends)
    assert report.form.facts == {
        "task_number": "901101",
        "production_date": "2025-01-02",
        "previous_production_date": "2024-01-02",
    }


@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_addresses_of_306_and_382_characters_may_stand_side_by_side(end: str, tmp_path: Path) -> None:
    mixed = [record for index in range(6) for record in person(index, uuid=index % 2 == 0)]

    report = read(tmp_path, cpr_bytes(extract(mixed), end=end), keep_restricted=True)

    assert restricted(report, "address")["address_id"].to_list() == [UUID, None] * 3


def test_lines_longer_than_their_record_are_taken_and_noted(tmp_path: Path) -> None:
    lines = [text + "X" * 15 if text.startswith("001") else text for text in persons(3)]

    report = read(tmp_path, cpr_bytes(extract(lines)))

    assert report.tables["person"].rows == 3
    assert "lines of record 001 longer than 106 characters, what follows ignored: 3" in report.notes


def test_a_record_type_in_no_layout_is_set_aside_and_named(tmp_path: Path) -> None:
    lines = [*persons(3), "095" + number(1) + "UKENDT"]

    report = read(tmp_path, cpr_bytes(extract(lines)))

    aside = pl.read_parquet(tmp_path / "out" / "person.quarantine.parquet")
    assert aside.row(0, named=True) == {
        "file_name": "d250102.l901101",
        "line_number": 23,
        "byte_offset": len(cpr_bytes(extract(persons(3))[:-1])),
        "record_type": "095",
        "field": None,
        "reason_code": "unknown_record_type",
    }
    assert report.form.unknown_records == 1
    assert any("record type 095 is unknown" in note for note in report.notes)


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        ({"PNR": "610250AAA4"}, "person_key", "person_number_form"),
        ({"PNR": "610250123"}, "person_key", "person_number_form"),
        ({"PNR": "6113501234"}, "person_key", "person_number_date"),
        ({"PNR": ""}, "person_key", "required_missing"),
        ({"STATUS": "1"}, "status_code", "value_unreadable"),
        ({"FOED_DT": "1970-13-04"}, "birth_date", "value_unreadable"),
        ({"FOED_DT": "2025-06-01"}, "birth_date", "birth_after_reference"),
        ({"FOED_DT": "1890-06-01"}, "birth_date", "age_over_130"),
    ],
)
def test_a_row_without_what_it_must_have_is_quarantined(
    change: dict[str, str], field: str, reason: str, tmp_path: Path
) -> None:
    sound = {"PNR": number(900), "STATUS": "01", "KOEN": "M", "FOED_DT": "1970-05-04"}
    lines = [*persons(2), line("001", **{**sound, **change})]

    report = read(tmp_path, cpr_bytes(extract(lines)), reference_date=date(2025, 1, 1))

    aside = pl.read_parquet(tmp_path / "out" / "person.quarantine.parquet")
    assert aside.select("line_number", "record_type", "field", "reason_code").rows() == [(16, "001", field, reason)]
    assert (report.tables["person"].rows, report.tables["person"].quarantined) == (2, 1)


def test_an_optional_field_that_will_not_parse_is_counted_and_empty(tmp_path: Path) -> None:
    lines = [*person(0), line("015", PNR=number(0), PNRMOR="61025AAAA4", FAR_FOED_DT="19700504")]

    report = read(tmp_path, cpr_bytes(extract(lines)))

    assert report.unreadable == {
        ("parents", "mother_person_key", "person_number_form"): 1,
        ("parents", "father_birth_date", "value_unreadable"): 1,
    }
    assert table(report, "parents")["mother_person_key"].to_list() == [expected_key(number(5000)), None]


def test_letters_outside_ascii_in_a_code_are_counted_as_unreadable(tmp_path: Path) -> None:
    lines = [*person(0), line("023", PNR=number(0), HUSNR="01Æ")]

    report = read(tmp_path, cpr_bytes(extract(lines)))

    assert report.unreadable == {("former_address", "house_number", "value_unreadable"): 1}


def test_without_limits_every_record_type_that_occurs_is_written(tmp_path: Path) -> None:
    path = tmp_path / "file"
    name = line("008", PNR=number(0), FORNVN="Åse", NVNHAENSTART="200101010000")
    path.write_bytes(cpr_bytes(extract([*person(0), name])))

    report = read_file(path, "cpr_p12170", tmp_path / "out", SECRET)

    names = pl.read_parquet(tmp_path / "out" / "name.parquet")
    assert names.columns == ["person_key", "name_from_date", "is_name_from_date_uncertain"]
    assert not (tmp_path / "out" / "church.parquet").exists()
    assert report.form.records == dict.fromkeys(("000", "001", "002", "004", "008", "012", "015", "023", "999"), 1)
