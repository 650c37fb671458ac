"""Inspecting: every format is recognised by its contents, nothing needs to be said, no value is shown."""

import json
from pathlib import Path

import pytest

from pipelines.registers.inspecting import inspect, report_lines
from pipelines.registers.layout import LayoutError, load_layout
from tests.registers.samples import (
    UUID,
    Delivered,
    cpr_bytes,
    extract,
    geojson_bytes,
    number,
    person,
    persons,
    ras_bytes,
    sidecar_xml,
    zip_bytes,
)

DAR = f"id_lokalId,etagebetegnelse,dørbetegnelse,husnummer,status\n{UUID},3,tv,{UUID},3\n".encode()
UNIT = {field.source: None for field in load_layout("bbr_enhed").only_record.fields} | {
    "id_lokalId": UUID,
    "status": "6",
}
LISTING = {"availableFileDownloads": [{"fileName": "x", "entityName": "y", "generationNumber": 1, "typeOfDownload": "z",
                                       "typeOfData": "Current", "municipalityCode": None}]}  # fmt: skip
RING = [[12.55, 55.67], [12.56, 55.67], [12.56, 55.68], [12.55, 55.67]]
CPR_STATUS = "CPR extract (product P12170), Persons and addresses (Det Centrale Personregister)"
CPR_CHANGES = "CPR extract (product P12170), Daily changes of persons and addresses (CPR-ændringsudtræk)"
CPR_ROADS = "CPR road register (vejregister, product P05780), Roads and their districts (CPR-vejregister)"
ROADS = b"00090110320250102\n00101010004" + b"0" * 40 + "Ærøgade".encode("latin-1") + b"\n99900000001\n"
ORDER = b"01901102" + b"6102703456" + b"nogle".ljust(15) + b" " * 47 + b"\n"
AUTHORITIES = b"000" + b" " * 417 + b"\n" + (b"0010101" + b"x" * 413 + b"\n") * 3
OTHER_PRODUCT = cpr_bytes([extract([])[0], *("015" + "9" * 400 for _ in range(9))])


@pytest.mark.parametrize(
    ("data", "layout", "what"),
    [
        (cpr_bytes(extract(persons(2))), "cpr_p12170", CPR_STATUS),
        (cpr_bytes(extract(persons(2)), trim=True, end="\r\n"), "cpr_p12170", CPR_STATUS),
        (cpr_bytes(extract(persons(2)), end=""), "cpr_p12170", CPR_STATUS),
        (cpr_bytes(extract(persons(2), task="901102")), "cpr_p12170", CPR_CHANGES),
        (cpr_bytes(extract(persons(2), task="123456")), "cpr_p12170", "CPR extract (product P12170)"),
        (ROADS, "cpr_p05780", CPR_ROADS),
        (ras_bytes(3), "ras_status", "semicolon-separated table with 10 columns"),
        (b"\xef\xbb\xbf" + ras_bytes(3), "ras_status", "semicolon-separated table with 10 columns"),
        (DAR, "dar_adresse", "comma-separated table with 5 columns"),
        (zip_bytes({"a.csv": DAR}), "dar_adresse", "zip file with one comma-separated table with 5 columns"),
        (json.dumps([UNIT]).encode(), "bbr_enhed", "JSON array of objects"),
        (json.dumps(LISTING).encode(), "dar_listing", "JSON object with an array of objects"),
        (
            geojson_bytes("bydel", 4326, [({"bydel_nr": 5, "navn": "Valby", "areal_m2": 1}, RING)]),
            "geografi_bydel",
            "GeoJSON layer",
        ),
    ],
)
def test_a_file_is_recognised_by_its_contents(data: bytes, layout: str, what: str, tmp_path: Path) -> None:
    path = tmp_path / "unnamed"
    path.write_bytes(data)

    report = inspect(path)

    assert (report.layout, report.what, report.problems) == (layout, what, ())
    assert report.record_count


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (ORDER, "order to CPR (inddata, personnummernøgle), not an extract"),
        (AUTHORITIES, "CPR authority register (myndigheder, product P02680)"),
        (OTHER_PRODUCT, "CPR extract of another product than P12170, such as the bitemporal one (its start record is "
                        "alike, its records are not)"),
        (b"<!DOCTYPE html><html></html>", "HTML page"),
        (sidecar_xml("x", b"", Delivered(), 0).encode(), "sidecar of a delivery (metadata of the SFTP service)"),
        (zip_bytes({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), "Excel workbook (.xlsx)"),
        (zip_bytes({"a.csv": b"", "b.csv": b""}), "zip file"),
        (b"PAR1....", "Parquet"),
        (b"%PDF-1.7", "PDF"),
        (b"\x7fELF\0\0", "binary file"),
        ("år;måned\n1;2\n".encode("utf-16"), "UTF-16"),
        ("år;måned\n1;2\n".encode(), "text with semicolons"),
        (b"[build-system]\n", "text"),
        (b'{"a": 1}', "JSON"),
        (b"<a/>", "XML"),
        (b"123 etc\n", "text that begins with digits"),
    ],
)  # fmt: skip
def test_a_file_that_no_layout_reads_is_named_with_advice(data: bytes, what: str, tmp_path: Path) -> None:
    path = tmp_path / "RAS_2024.csv"
    path.write_bytes(data)

    report = inspect(path)

    assert (report.what, report.layout) == (what, None)
    assert report.advice


def test_the_report_tells_form_counts_and_problems(tmp_path: Path) -> None:
    path = tmp_path / "d250102.l901101"
    path.write_bytes(cpr_bytes(extract(persons(2), count=99)))

    lines = report_lines(inspect(path))

    assert lines[0] == f"d250102.l901101: {CPR_STATUS}, {path.stat().st_size:,} bytes"
    assert "  form                      lines of full width, line ends LF" in lines
    assert "  encoding                  ISO-8859-1" in lines
    assert "  production date           2025-01-02" in lines
    assert "  previous production date  2024-01-02" in lines
    assert any(line.startswith("  002") and "aktuel adresse" in line for line in lines)
    assert any("end_record_count_differs" in line for line in lines)


def test_a_web_page_is_a_problem_and_not_only_a_kind(tmp_path: Path) -> None:
    path = tmp_path / "RAS_2024.csv"
    path.write_bytes(b"<html></html>")

    assert [problem.reason_code for problem in inspect(path).problems] == ["html_page"]


def test_no_report_shows_a_value_of_a_person(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(cpr_bytes([*extract(persons(2))[:-1], *person(1)]))

    shown = "\n".join(report_lines(inspect(path)))

    for value in (number(0), number(1), "Åse", "Ærø", "Blågårdsgade", "pædagog", UUID.upper(), UUID):
        assert value not in shown


def test_a_file_can_be_taken_for_a_named_layout(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(ras_bytes(2))

    report = inspect(path, "ind_indkomst")

    assert report.layout == "ind_indkomst"
    assert [problem.reason_code for problem in report.problems] == ["column_missing"]
    with pytest.raises(LayoutError, match="there are"):
        inspect(path, "nothing")


def test_what_is_not_there_is_a_problem(tmp_path: Path) -> None:
    assert [problem.reason_code for problem in inspect(tmp_path / "none").problems] == ["not_a_regular_file"]
