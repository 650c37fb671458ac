"""The scanner finds what could be a person number wherever it lies, and says where and how many, never which."""

import sqlite3
import zipfile
from pathlib import Path

import duckdb
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.quality import person_scanner
from pipelines.quality.number_pattern import count_in_text
from pipelines.quality.person_scanner import scan

NUMBER, OTHER = "6101901234", "8902004999"


def counts(folder: Path) -> dict[str, int]:
    return {f"{found.file.name}: {found.place}": found.count for found in scan([folder])}


@pytest.mark.parametrize(
    "text",
    [NUMBER, f"{NUMBER[:6]}-{NUMBER[6:]}", f"value;{NUMBER};", f"2025,{NUMBER},x", f"PNR{NUMBER}", f"d_{NUMBER}.txt",
     f"001{NUMBER}01K", f"1\n022{NUMBER}    01", "0101011234", "3112991234"],
)  # fmt: skip
def test_a_number_is_found_in_text(text: str) -> None:
    assert count_in_text(text) == 1


@pytest.mark.parametrize(
    "text",
    ["610190123", "61019012345", "6113901234", "3201901234", "0001901234", "9201901234", "1763942400",
     "0.6101901234", "6101901234.5", f"af{NUMBER}0c", "3f6101901234", "2025-01-01T12:00:00",
     "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed"],
)  # fmt: skip
def test_other_digits_are_no_number(text: str) -> None:
    assert count_in_text(text) == 0


def test_a_number_is_found_in_files_of_every_kind(tmp_path: Path) -> None:
    frame = pl.DataFrame({"said": [f"person {NUMBER}", "nobody", OTHER], "amount": [1, 2, 3]})
    frame.write_parquet(tmp_path / "table.parquet")
    pl.DataFrame({"key": [int(NUMBER), 7]}).write_parquet(tmp_path / "whole.parquet")
    (tmp_path / "log.txt").write_text(f"failed for {NUMBER}\n", encoding="utf-8")
    (tmp_path / "wide.txt").write_text(f"navn;{NUMBER};{OTHER}\n", encoding="utf-16")
    with duckdb.connect(str(tmp_path / "build.duckdb")) as connection:
        connection.execute(f"create table leaks as select '{NUMBER}' as said, {OTHER} as counted, ['{NUMBER}'] as list")
    with sqlite3.connect(tmp_path / "runs.db") as store:
        store.execute("create table event (body text, number integer)")
        store.execute("insert into event values (?, ?)", (f'{{"error": "{NUMBER}"}}', int(OTHER)))
    with zipfile.ZipFile(tmp_path / "inner.zip", "w") as archive:
        archive.writestr("sheet.xml", f"<v>{NUMBER}</v>")
    with zipfile.ZipFile(tmp_path / "book.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(tmp_path / "inner.zip", "inner.zip")

    assert counts(tmp_path) == {
        "book.xlsx: inner.zip: sheet.xml": 1,
        "build.duckdb: main.leaks.said": 1,
        "build.duckdb: main.leaks.counted": 1,
        "build.duckdb: main.leaks.list": 1,
        "inner.zip: sheet.xml": 1,
        "log.txt: text": 1,
        "runs.db: event.body": 1,
        "runs.db: event.number": 1,
        "table.parquet: said": 2,
        "whole.parquet: key": 1,
        "wide.txt: text": 2,
    }


def test_a_find_never_shows_the_value(tmp_path: Path) -> None:
    (tmp_path / "log.txt").write_text(f"{NUMBER}\n" * 3, encoding="utf-8")

    (found,) = scan([tmp_path])

    assert str(found).endswith("log.txt (text): 3")
    assert NUMBER not in repr(found)


def test_a_number_between_two_blocks_is_found_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(person_scanner, "BLOCK_BYTES", 100)
    for before in range(60, 130):
        (tmp_path / "log.txt").write_text("." * before + f" {NUMBER} " + "." * 200, encoding="utf-8")

        assert [found.count for found in scan([tmp_path])] == [1]


def test_columns_of_other_long_numbers_are_named_not_guessed(tmp_path: Path) -> None:
    frame = pl.DataFrame({"income_oere": [int(NUMBER)], "person_key": [int(NUMBER)], "said_oere": [NUMBER]})
    frame.write_parquet(tmp_path / "income.parquet")

    assert counts(tmp_path) == {"income.parquet: said_oere": 1}


def test_nothing_to_look_at_is_no_answer(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        scan([tmp_path / "nowhere"])


@given(st.dates(), st.integers(0, 9999), st.sampled_from(["", "-"]), st.sampled_from([0, 60]))
def test_every_date_and_serial_is_found(day: object, serial: int, hyphen: str, added: int) -> None:
    text = f"{day.day + added:02d}{day.month:02d}{day.year % 100:02d}{hyphen}{serial:04d}"  # type: ignore[attr-defined]

    assert count_in_text(f"({text})") == 1
