"""Workbooks are read as offices fill them in: the table is found, its mess is met, nothing is guessed or worked out."""

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.registers.reader import ReadReport, read_file
from pipelines.registers.refusals import Finding, RefusedError
from tests.registers.samples import SECRET
from tests.registers.workbooks import HEADER, initiative, packed, parts_of, plan, workbook


def read(folder: Path, data: bytes, layout: str = "indsatser_plan") -> ReadReport:
    (folder / "file.xlsx").write_bytes(data)
    return read_file(folder / "file.xlsx", layout, folder / "out", SECRET)


def rows(folder: Path, table: str = "initiative") -> list[dict[str, Any]]:
    return pl.read_parquet(folder / "out" / f"{table}.parquet").to_dicts()


def aside(folder: Path, table: str) -> list[tuple[int, str, str]]:
    frame = pl.read_parquet(folder / "out" / f"{table}.quarantine.parquet")
    return frame.select("line_number", "field", "reason_code").rows()


def refusal_of(folder: Path, data: bytes, layout: str = "indsatser_plan") -> Finding:
    with pytest.raises(RefusedError) as refusal:
        read(folder, data, layout)
    return refusal.value.finding


def test_an_initiative_becomes_rows_of_three_tables(tmp_path: Path) -> None:
    data = plan(initiative(7, Områder="Tingbjerg/Husum og NV", Indikatorer="E02; Sigtede unge"))

    report = read(tmp_path, data)

    (row,) = rows(tmp_path)
    assert {name: value for name, value in row.items() if name != "initiative_key"} == {
        "initiative_number": "7", "administration_code": "BIF", "initiative_title": "Fritidsjob", "goal_code": "1",
        "theme_code": "employment", "start_date": date(2025, 3, 1), "end_date": date(2027, 12, 31),
        "budget_oere": 125_000_000, "status_code": "under_way", "progress_pct": 35.0,
        "contact_unit": "Center for Jobindsats",
    }  # fmt: skip
    assert [(area["area_set"], area["area_code"]) for area in rows(tmp_path, "initiative_area")] == [
        ("udsat_byomraade", "tingbjerg-husum"),
        ("udsat_byomraade", "nordvest"),
    ]
    assert [each["indicator_code"] for each in rows(tmp_path, "initiative_indicator")] == ["E02", "T04"]
    assert {each["initiative_key"] for table in ("initiative_area", "initiative_indicator")
            for each in rows(tmp_path, table)} == {row["initiative_key"]}  # fmt: skip
    assert report.record_count == 1


def test_titles_blank_rows_and_totals_around_the_table_are_passed_over(tmp_path: Path) -> None:
    above = [["Handleplan 2025"], [], ["BIF", None, "Udarbejdet 2025"], []]
    below = [[], ["I alt", *[None] * 8, 2_500_000], ["Kilde: egen opgørelse"], HEADER]
    header = [name.replace(" i kr.", "\n I  KR. ") for name in HEADER]
    data = workbook([*above, header, initiative(1), [], [None] * 13, initiative(2), *below])

    report = read(tmp_path, data)

    assert [row["initiative_number"] for row in rows(tmp_path)] == ["1", "2"]
    assert report.form.facts["table"] == "sheet 1, row 5"
    assert "rows that are totals, notes or the header again, skipped: 3" in report.notes


def test_merged_cells_are_filled_and_a_merged_sum_is_counted_once(tmp_path: Path) -> None:
    def merge(sheet: Worksheet) -> None:
        for reference in ("B2:B4", "J2:J3", "A1:A1"):
            sheet.merge_cells(reference)

    data = plan(*(initiative(number) for number in (1, 2, 3)), arrange=merge)

    report = read(tmp_path, data)

    found = rows(tmp_path)
    assert [row["administration_code"] for row in found] == ["BIF"] * 3
    assert [row["budget_oere"] for row in found] == [125_000_000, None, 125_000_000]
    assert any("merged cells" in note for note in report.notes)


def test_a_header_merged_over_two_rows_is_one_header(tmp_path: Path) -> None:
    def merge(sheet: Worksheet) -> None:
        for column in range(1, len(HEADER) + 1):
            sheet.merge_cells(start_row=1, end_row=2, start_column=column, end_column=column)

    data = workbook([HEADER, ["x"] * len(HEADER), initiative(1)], arrange=merge)

    read(tmp_path, data)

    assert len(rows(tmp_path)) == 1


def test_an_initiative_over_several_rows_is_one_initiative_in_several_areas(tmp_path: Path) -> None:
    def merge(sheet: Worksheet) -> None:
        for column in "ABC":
            sheet.merge_cells(f"{column}2:{column}3")

    data = plan(initiative(1), initiative(1, Områder="Ryparken"), initiative(2), arrange=merge)

    report = read(tmp_path, data)

    assert [row["initiative_number"] for row in rows(tmp_path)] == ["1", "2"]
    assert [row["area_code"] for row in rows(tmp_path, "initiative_area")] == ["noerrebro", "ryparken", "noerrebro"]
    assert report.record_count == 2


@pytest.mark.parametrize(
    ("value", "day"),
    [(datetime(2025, 3, 1), date(2025, 3, 1)), ("1. marts 2025", date(2025, 3, 1)), ("løbende", None), ("Ukendt", None),
     ("-", None), (None, None)],
)  # fmt: skip
def test_days_come_as_days_as_text_or_not_at_all(value: object, day: date | None, tmp_path: Path) -> None:
    report = read(tmp_path, plan(initiative(1, Start=value)))

    assert rows(tmp_path)[0]["start_date"] == day
    assert not report.unreadable


def test_numbers_and_shares_are_read_as_they_are_formatted(tmp_path: Path) -> None:
    def format_share(sheet: Worksheet) -> None:
        sheet["L2"].number_format = "0.0%"
        sheet["J2"].number_format = '#,##0.00 "kr. d."'

    read(tmp_path, plan(initiative(1, Fremdrift=0.1 + 0.2), arrange=format_share))

    assert (rows(tmp_path)[0]["progress_pct"], rows(tmp_path)[0]["budget_oere"]) == (30.0, 125_000_000)


def test_a_formula_is_never_worked_out(tmp_path: Path) -> None:
    report = read(tmp_path, plan(initiative(1, **{"Budget i kr.": "=1+1"})))

    assert rows(tmp_path)[0]["budget_oere"] is None
    assert report.unreadable == {("initiative", "budget_oere", "value_unreadable"): 1}
    assert "formulas without a stored value, not worked out: 1" in report.notes


def test_the_value_that_excel_stored_with_a_formula_counts(tmp_path: Path) -> None:
    parts = parts_of(plan(initiative(1, **{"Budget i kr.": "=1+1"})))
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>").replace(
        b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")  # fmt: skip

    read(tmp_path, packed(parts))

    assert rows(tmp_path)[0]["budget_oere"] == 200


def test_a_text_that_begins_like_a_formula_is_text(tmp_path: Path) -> None:
    def as_text(sheet: Worksheet) -> None:
        sheet["C2"].value = "=cmd|' /C calc'!A0"
        sheet["C2"].data_type = "s"

    read(tmp_path, plan(initiative(1), arrange=as_text))

    assert rows(tmp_path)[0]["initiative_title"] == "=cmd|' /C calc'!A0"


def test_texts_that_cells_share_are_found_without_their_pronunciation(tmp_path: Path) -> None:
    texts: list[bytes] = []

    def shared(found: re.Match[bytes]) -> bytes:
        texts.append(found.group(2))
        return b'%s t="s"><v>%d</v></c>' % (found.group(1), len(texts) - 1)

    parts = parts_of(plan(initiative(1)))
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = re.sub(rb'(<c r="[A-Z0-9]+"[^>]*?) t="inlineStr"><is><t>([^<]*)</t></is></c>', shared, parts[sheet])
    runs = b"".join(b"<si><r><t>%s</t></r><rPh><t>x</t></rPh></si>" % text for text in texts)
    parts["xl/sharedStrings.xml"] = b"<sst>" + runs + b"</sst>"

    read(tmp_path, packed(parts))

    assert len(texts) > len(HEADER)
    assert rows(tmp_path)[0]["initiative_title"] == "Fritidsjob"
