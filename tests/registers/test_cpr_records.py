"""CPR product P12170: every record type that its description lists is read at its places, and no other product is."""

import re
from pathlib import Path

import polars as pl
import pytest

from pipelines.registers.agreements import Residents
from pipelines.registers.layout import load_layout
from pipelines.registers.reader import read_file
from pipelines.registers.refusals import RefusedError
from tests.registers.samples import CPR_LAYOUT, SECRET, cpr_bytes, extract, line, number, person, persons

# Start and length of every field after the record type, as the description of the product gives them.
DESCRIBED = """
000 35 4/10 14/6 20/8 28/8
001 106 4/10 14/10 24/2 26/12 38/1 39/1 40/10 50/1 51/10 61/1 62/10 72/1 73/34
002 382 4/10 14/4 18/4 22/4 26/2 28/4 32/4 36/34 70/12 82/1 83/12 95/1 96/4 100/12 112/1 113/4 117/34 151/34 185/34
  219/34 253/34 287/10 297/10 307/40 347/36
003 249 4/10 14/34 48/34 82/34 116/34 150/34 184/4 188/20 208/4 212/4 216/4 220/2 222/4 226/4 230/20
004 37 4/10 14/4 18/10 28/10
005 200 4/10 14/4 18/12 30/1 31/34 65/34 99/34 133/34 167/34
006 203 4/10 14/34 48/34 82/34 116/34 150/34 184/10 194/10
007 26 4/10 14/12 26/1
008 193 4/10 14/50 64/1 65/40 105/1 106/40 146/1 147/12 159/1 160/34
009 37 4/10 14/4 18/20
010 30 4/10 14/4 18/12 30/1
011 25 4/10 14/1 15/10 25/1
012 95 4/10 14/1 15/10 25/10 35/1 36/34 70/1 71/12 83/1 84/12
013 36 4/10 14/12 26/10 36/1
014 23 4/10 14/10
015 147 4/10 14/10 24/1 25/10 35/10 45/1 46/34 80/1 81/10 91/1 92/10 102/10 112/1 113/34 147/1
016 58 4/10 14/4 18/10 28/1 29/10 39/10 49/10
017 272 4/10
018 60 4/10 14/1 15/5 20/10 30/1 31/30
019 75 4/10
020 47 4/10
021 63 4/10
022 45 4/10 14/10 24/10 34/1 35/10 45/1
023 96 4/10 14/1 15/4 19/4 23/4 27/2 29/4 33/4 37/34 71/12 83/1 84/12 96/1
024 218 4/10 14/1 15/4 19/12 31/1 32/4 36/12 48/1 49/34 83/34 117/34 151/34 185/34
025 40 4/10
026 173 4/10
027 44 4/10
028 36 4/10
029 109 4/10
030 48 4/10
099 45 4/10 14/12 26/3 29/2 31/15
910 157 4/10 14/75 89/4 93/65
997 43 4/10 14/12 26/3 29/15
999 21 4/10 14/8
"""
BY_TOTAL_LENGTH = {"025", "026", "027", "028", "029", "030"}
"""Former states follow the pattern of the current ones; their description gives the total length only."""


def described() -> dict[str, tuple[int, set[tuple[int, int]]]]:
    found = {}
    for entry in re.split(r"\n(?=\d)", DESCRIBED.strip()):
        code, length, *places = entry.split()
        found[code] = int(length), {(int(a), int(b)) for a, b in (place.split("/") for place in places)}
    return found


@pytest.mark.parametrize("code", described())
def test_a_record_has_the_places_that_its_description_gives(code: str) -> None:
    length, places = described()[code]
    record = CPR_LAYOUT.records[code]

    found = {(field.start, field.length) for field in record.fields}

    assert record.longest == length
    assert places <= found if code in BY_TOTAL_LENGTH else places == found
    assert max(start + size - 1 for start, size in found) == length or len(found) == 1


def test_the_layout_has_no_record_type_that_is_not_described() -> None:
    assert set(CPR_LAYOUT.records) == set(described())


def one_of_each() -> list[str]:
    data = [code for code, record in CPR_LAYOUT.records.items() if record.role == "data"]
    required = {"BESKYTTYPE": "0001", "STATUS": "01", "KOEN": "K", "FOED_DT": "1970-05-04", "CIVST": "U",
                "KOMKOD": "0101", "VEJKOD": "1234", "PNR_BARN": number(1), "PNR": number(0)}  # fmt: skip
    lines = []
    for code in data:
        names = {field.source.replace("-", "_") for field in CPR_LAYOUT.records[code].fields}
        fields = {name: value for name, value in required.items() if name in names}
        lines.append(line(code, **fields))
    return [text[:3] + number(0) + text[13:] if text.startswith(("910", "022")) else text for text in lines]


def test_every_record_type_is_counted_and_fills_its_table(tmp_path: Path) -> None:
    lines = one_of_each()
    path = tmp_path / "d250102.l901101"
    path.write_bytes(cpr_bytes(extract(lines)))

    report = read_file(path, "cpr_p12170", tmp_path / "out", SECRET)

    assert report.form.records == dict.fromkeys(sorted(CPR_LAYOUT.records), 1)
    assert report.form.unknown_records == 0
    assert {name for name, count in report.tables.items() if count.rows + count.quarantined} == set(CPR_LAYOUT.tables)
    assert len(lines) == 33


def test_every_other_record_type_is_set_aside_by_name(tmp_path: Path) -> None:
    unknown = [f"{code:03d}" for code in range(1000) if f"{code:03d}" not in CPR_LAYOUT.records]
    path = tmp_path / "d250102.l901101"
    path.write_bytes(cpr_bytes(extract([*persons(600), *(code + number(0) for code in unknown)])))

    report = read_file(path, "cpr_p12170", tmp_path / "out", SECRET, tables=["person"])

    aside = pl.read_parquet(tmp_path / "out" / "person.quarantine.parquet")
    assert aside["record_type"].to_list() == unknown
    assert set(aside["reason_code"]) == {"unknown_record_type"}
    assert report.form.unknown_records == len(unknown)


def test_an_event_keeps_its_mark_in_danish_letters(tmp_path: Path) -> None:
    event = line("099", PNR=number(0), TIMESTAMPU="202501020000", HAENDELSE="P03", AFLEDTMRK="BØ")
    path = tmp_path / "file"
    path.write_bytes(cpr_bytes(extract([event])))

    report = read_file(path, "cpr_p12170", tmp_path / "out", SECRET)

    row = pl.read_parquet(tmp_path / "out" / "event.parquet").drop("person_key").row(0)
    assert [str(value) for value in row] == ["2025-01-02", "P03", "BØ"]
    assert not report.unreadable


def test_an_error_in_a_subscription_keeps_its_text_and_not_what_was_sent(tmp_path: Path) -> None:
    error = line("910", SORTFELT_10="0" * 10, INDDATA="01901102" + number(3), FEJLNR="0001", FEJLTXT="FINDES IKKE, Ø")
    path = tmp_path / "file"
    path.write_bytes(cpr_bytes(extract([error])))

    read_file(path, "cpr_p12170", tmp_path / "out", SECRET)

    errors = pl.read_parquet(tmp_path / "out" / "subscription_error.parquet")
    assert errors.to_dicts() == [{"error_code": "0001", "error_text": "FINDES IKKE, Ø"}]


ROAD_START = b"00090110320250102\n"
OTHERS = {
    "vejregister, product P05780": ROAD_START + b"00101010004" + b"0" * 100 + b"\n99900000001\n",
    "myndigheder, product P02680": b"000" + b" " * 417 + b"\n" + (b"0010101" + b"x" * 413 + b"\n") * 3,
    "bitemporal": cpr_bytes([extract([])[0], *("015" + "9" * 400 for _ in range(9)), extract([])[-1]]),
    "inddata, personnummernøgle": (b"01901102" + number(5).encode() + b"nogle".ljust(62) + b"\n") * 3,
}


@pytest.mark.parametrize("name", OTHERS)
def test_another_product_of_cpr_is_refused_by_its_name(name: str, tmp_path: Path) -> None:
    path = tmp_path / "d250102.l901101"
    path.write_bytes(OTHERS[name])

    with pytest.raises(RefusedError) as refusal:
        read_file(path, "cpr_p12170", tmp_path / "out", SECRET)

    assert refusal.value.finding.reason_code == "wrong_product"
    assert name in refusal.value.finding.sentence
    assert number(5) not in str(refusal.value)


def test_persons_are_refused_where_roads_are_expected(tmp_path: Path) -> None:
    path = tmp_path / "d250102.l901103"
    path.write_bytes(cpr_bytes(extract(persons(3))))

    with pytest.raises(RefusedError, match="product P12170") as refusal:
        read_file(path, load_layout("cpr_p05780"), tmp_path / "out", SECRET)

    assert refusal.value.finding.reason_code == "wrong_product"


def in_another_municipality(count: int, of: int) -> bytes:
    lines = [text for index in range(of) for text in person(index)]
    moved = [text[:13] + "0147" + text[17:] if text.startswith("002") else text for text in lines]
    per_person = len(lines) // of
    return cpr_bytes(extract(moved[: count * per_person] + lines[count * per_person :]))


def test_rows_of_other_municipalities_are_dropped_and_counted(tmp_path: Path) -> None:
    residents = Residents("address", "municipality_code", ("0101",), limit_pct=1)
    path = tmp_path / "file"
    path.write_bytes(in_another_municipality(2, of=200))

    report = read_file(path, "cpr_p12170", tmp_path / "out", SECRET, residents=residents)

    assert report.tables["address"].rows == 198
    assert report.tables["person"].rows == 200
    assert "address, rows of people outside the municipality dropped: 2" in report.notes


def test_too_many_rows_of_other_municipalities_refuse_the_file(tmp_path: Path) -> None:
    residents = Residents("address", "municipality_code", ("0101",), limit_pct=1)
    path = tmp_path / "file"
    path.write_bytes(in_another_municipality(3, of=200))

    with pytest.raises(RefusedError) as refusal:
        read_file(path, "cpr_p12170", tmp_path / "out", SECRET, residents=residents)

    assert refusal.value.finding.reason_code == "non_residents_included"
    assert not list((tmp_path / "out").iterdir())
