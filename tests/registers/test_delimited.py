"""Delimited files: matched by name, strict about columns and bytes, in zip files only when harmless."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.registers.reader import ReadReport, read_file
from pipelines.registers.reading import delimited, zipped
from pipelines.registers.refusals import Finding, RefusedError
from tests.registers.samples import SECRET, UUID, number, ras_bytes, zip_bytes
from tests.registers.test_pseudonyms import expected_key

IND = "AAR;PERSON_ID;FAMILIE_ID;PERINDKIALT_13;LOENMV_13;OFF_OVERFORSEL_13;DISPON_13;AEKVIVADISP_13;SOCIO13"
DAR_HEADER = "id_lokalId,adressebetegnelse,etagebetegnelse,dørbetegnelse,husnummer,status"
DAR_ROW = f'{UUID.upper()},"Blågårdsgade 12B, 3. tv",3,tv,{UUID},3'


def read(folder: Path, data: bytes, layout: str = "ras_status", name: str = "file.csv") -> ReadReport:
    (folder / name).write_bytes(data)
    return read_file(folder / name, layout, folder / "out", SECRET)


def refusal_of(folder: Path, data: bytes, layout: str = "ras_status", **options: Any) -> Finding:
    with pytest.raises(RefusedError) as refusal:
        read(folder, data, layout, **options)
    assert not list((folder / "out").iterdir()), "a refused file leaves nothing behind"
    return refusal.value.finding


def rows(folder: Path, table: str) -> pl.DataFrame:
    return pl.read_parquet(folder / "out" / f"{table}.parquet")


def test_rows_are_read_typed_and_pseudonymised(tmp_path: Path) -> None:
    row = f"2024;{number(1)};0042;1234567,89;-12,00;;0,00;250000,5;131"

    read(tmp_path, f"{IND}\n{row}\n".encode("latin-1"), "ind_indkomst")

    assert rows(tmp_path, "income").row(0) == (
        2024, expected_key(number(1)), expected_key("0042", b"byomraader:family:"), 123_456_789, -1200, None, 0,
        25_000_050, "131",
    )  # fmt: skip


def test_columns_in_another_order_are_matched_by_name(tmp_path: Path) -> None:
    lines = [line.split(";") for line in ras_bytes(4).decode().splitlines()]
    turned = "\n".join(";".join(reversed(cells)) for cells in lines) + "\n"

    read(tmp_path, turned.encode("latin-1"))

    assert rows(tmp_path, "status")["ras_status_code"].to_list() == ["132"] * 4


@pytest.mark.parametrize("change", [lambda data: data.replace(b"\n", b"\r\n"), lambda data: b"\xef\xbb\xbf" + data])
def test_crlf_and_byte_order_mark_are_taken(change: Any, tmp_path: Path) -> None:
    report = read(tmp_path, change(ras_bytes(3)))

    assert report.record_count == 3
    assert rows(tmp_path, "status").height == 3


def test_latin1_letters_and_quoted_line_ends_are_text(tmp_path: Path) -> None:
    data = 'HFAUDD;DISCED15_HOVED;ISCED2011;TEKST\n1234;10;1;"Grundskole\nærø"\n'.encode("latin-1")

    read(tmp_path, data, "udda_klassifikation")

    assert rows(tmp_path, "classification")["title"].to_list() == ["Grundskole\nærø"]


def test_rows_with_other_columns_are_quarantined_by_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "BLOCK_BYTES", 512)
    lines = ras_bytes(200).decode().splitlines()
    lines[7], lines[150] = lines[7] + ";9", lines[150].replace(";132;7;0101", "")
    lines[160] = lines[160].replace(";132;", ";13;")

    report = read(tmp_path, ("\n".join(lines) + "\n").encode("latin-1"))

    aside = pl.read_parquet(tmp_path / "out" / "status.quarantine.parquet").sort("line_number")
    assert aside.select("line_number", "field", "reason_code").rows() == [
        (8, None, "column_count"),
        (151, None, "column_count"),
        (161, "ras_status_code", "value_unreadable"),
    ]
    assert (report.record_count, report.tables["status"].rows, report.tables["status"].quarantined) == (200, 197, 3)


RAS = ras_bytes(3).decode("latin-1")


@pytest.mark.parametrize(
    ("text", "reason", "place"),
    [
        (RAS.replace("RAS_STATUS", "RASSTATUS"), "column_missing", "line 1"),
        (RAS.replace("ARB_KOM", "ARB_KOM;NY"), "column_unregistered", "line 1"),
        (RAS.replace("BRANCHE_10", "ARB_KOM"), "column_repeated", "line 1"),
        ("\n".join(RAS.splitlines()[1:]) + "\n", "header_missing", "line 1"),
        (RAS[:-20], "truncated_last_row", "line 4"),
        (RAS.replace(";K;", ";æ;").encode("utf-8").decode("latin-1"), "encoding_utf8_in_latin1", "byte 1"),
        (RAS.replace(";K;", ";\0;"), "nul_byte", "byte 1"),
        ("<html><body>503</body></html>", "html_page", "byte 0"),
        (RAS + RAS.splitlines()[1] + "\n", "duplicate_key", "lines 2 and 5"),
        (RAS.replace(";", ","), "header_missing", "line 1"),
    ],
)
def test_a_broken_file_is_refused_with_reason_and_place(text: str, reason: str, place: str, tmp_path: Path) -> None:
    finding = refusal_of(tmp_path, text.encode("latin-1"))

    assert finding.reason_code == reason
    assert str(finding.place).startswith(place)
    assert number(1) not in str(finding)


def test_what_stands_in_place_of_a_header_is_never_shown(tmp_path: Path) -> None:
    finding = refusal_of(tmp_path, RAS.replace("ARB_KOM", f"Anna_{number(3)};Ærø").encode("latin-1"))

    assert finding.reason_code == "column_missing"
    assert number(3) not in str(finding)
    assert "1 more that are no names of columns" in finding.sentence


def test_a_last_row_without_line_end_is_taken_and_noted(tmp_path: Path) -> None:
    report = read(tmp_path, ras_bytes(3)[:-1])

    assert report.record_count == 3
    assert "the last row has no line end" in report.notes


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (f"{DAR_HEADER}\n{DAR_ROW}\n".encode("latin-1"), "encoding_invalid_utf8"),
        (f"{DAR_HEADER}\n{DAR_ROW}\n".encode().decode("latin-1").encode(), "encoding_mojibake"),
        (f"{DAR_HEADER}\n{DAR_ROW}\n".encode("utf-16"), "encoding_utf16"),
    ],
)
def test_other_encodings_than_utf8_are_refused(data: bytes, reason: str, tmp_path: Path) -> None:
    finding = refusal_of(tmp_path, data, "dar_adresse")

    assert finding.reason_code == reason


def test_damage_behind_a_sound_header_is_found_with_its_byte(tmp_path: Path) -> None:
    head = f"{DAR_HEADER}\n{DAR_ROW}\n".encode()

    finding = refusal_of(tmp_path, head + DAR_ROW.replace("0a3", "0b3").encode("latin-1") + b"\n", "dar_adresse")

    assert finding.reason_code == "encoding_invalid_utf8"
    assert finding.place == f"byte {len(head) + len(UUID) + 4:,}"


def test_a_zipped_table_is_read_and_hashed_as_it_was_sent(tmp_path: Path) -> None:
    data = zip_bytes({"a.csv": f"{DAR_HEADER}\n{DAR_ROW}\n".encode()})

    report = read(tmp_path, data, "dar_adresse", name="DAR.zip")

    assert rows(tmp_path, "address").row(0) == (UUID, UUID, "3", "tv", "3")
    assert report.size_bytes == len(data)


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"a.csv": b"x", "b.csv": b"y"}, "zip_unsafe"),
        ({"../a.csv": b"x"}, "zip_unsafe"),
        ({"/etc/a.csv": b"x"}, "zip_unsafe"),
        ({"folder/a.csv": b"x"}, "zip_unsafe"),
        ({"a.exe": b"x"}, "zip_unsafe"),
        ({"a.csv": zip_bytes({"b.csv": b"x"})}, "zip_unsafe"),
        ({"a.csv": b"a" * (3 << 20)}, "zip_too_large"),
    ],
)
def test_an_unsafe_zip_file_is_refused(members: dict[str, bytes], reason: str, tmp_path: Path) -> None:
    finding = refusal_of(tmp_path, zip_bytes(members), "dar_adresse", name="x.zip")

    assert finding.reason_code == reason


def test_a_member_larger_than_any_register_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipped, "LARGEST_BYTES", 10)

    finding = refusal_of(tmp_path, zip_bytes({"a.csv": DAR_HEADER.encode()}), "dar_adresse", name="x.zip")

    assert finding.reason_code == "zip_too_large"


@pytest.mark.parametrize("damage", [lambda data: data[:-40], lambda data: data[:60] + b"\xff" * 20 + data[80:]])
def test_a_damaged_zip_file_is_refused(damage: Any, tmp_path: Path) -> None:
    data = zip_bytes({"a.csv": (f"{DAR_HEADER}\n" + f"{DAR_ROW}\n" * 50).encode()})

    finding = refusal_of(tmp_path, damage(data), "dar_adresse", name="x.zip")

    assert finding.reason_code == "zip_damaged"
