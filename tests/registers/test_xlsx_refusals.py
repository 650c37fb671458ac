"""What a workbook is refused or set aside for, and what is said of it: by row and column, never by value."""

from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.registers.inspecting import inspect, report_lines
from tests.registers.test_xlsx import aside, read, refusal_of, rows
from tests.registers.workbooks import COUNTS, HEADER, initiative, plan, workbook


def test_an_area_nobody_knows_is_set_aside_with_its_row_and_without_its_name(tmp_path: Path) -> None:
    report = read(tmp_path, plan(initiative(1), initiative(2, Områder="Nørrebro, Paradisøen")))

    assert aside(tmp_path, "initiative_area") == [(3, "area_code", "area_unknown")]
    assert len(rows(tmp_path, "initiative_area")) == 2
    assert "Paradis" not in str(report)


def test_hidden_rows_are_read_and_hidden_sheets_are_not_and_both_are_said(tmp_path: Path) -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions[2].hidden = True
        copy = sheet.parent.copy_worksheet(sheet)
        copy.sheet_state = "hidden"

    report = read(tmp_path, plan(initiative(1), arrange=hide))

    assert len(rows(tmp_path)) == 1
    assert {"sheets that are hidden, not read: 1", "rows that are hidden, read like the others: 1"} <= {*report.notes}


def test_the_table_on_two_sheets_is_refused_rather_than_chosen(tmp_path: Path) -> None:
    data = plan(initiative(1), arrange=lambda sheet: sheet.parent.copy_worksheet(sheet) and None)

    assert refusal_of(tmp_path, data).reason_code == "sheet_ambiguous"


@pytest.mark.parametrize(
    ("header", "reason_code", "said"),
    [
        (["Nummer", "Navn"], "header_missing", "No sheet"),
        ([*HEADER[:-1], "Kontakt"], "column_missing", "Kontaktenhed"),
        ([*HEADER, "Ekstra"], "column_unregistered", "Ekstra"),
        ([*HEADER, "Status"], "column_repeated", "Status"),
        (HEADER, "no_records", "no rows"),
    ],
)
def test_columns_that_are_not_those_agreed_refuse_the_workbook(
    header: list[str], reason_code: str, said: str, tmp_path: Path
) -> None:
    data = workbook([header, *([] if header is HEADER else [initiative(1)])])

    finding = refusal_of(tmp_path, data)

    assert finding.reason_code == reason_code
    assert said in finding.sentence


def test_persons_named_in_a_column_of_their_own_stop_at_the_border(tmp_path: Path) -> None:
    data = workbook([[*HEADER, "Kontaktperson"], [*initiative(1), "Ea Prøve"]])

    report = read(tmp_path, data)

    assert "columns nobody asked for were dropped unread: Kontaktperson" in report.notes
    assert "Ea" not in str(rows(tmp_path)) + str(report)


def test_counts_of_a_workbook_keep_their_states(tmp_path: Path) -> None:
    shown = [0, "*", "..", "-", None, 1250]
    table = [["Bydel", number, "2024", "T04", count, 4000] for number, count in enumerate(shown, 1)]

    read(tmp_path, workbook([COUNTS, *table]), "forvaltning_tal_xlsx")

    found = [(row["numerator"], row["value_state_code"]) for row in rows(tmp_path, "area_count")]
    assert found == [(0, "observed"), (None, "suppressed"), (None, "missing"), (None, "not_collected"),
                     (None, "missing"), (1250, "observed")]  # fmt: skip


def test_a_known_workbook_is_recognised_and_an_unknown_one_is_compared(tmp_path: Path) -> None:
    known, unknown = tmp_path / "known", tmp_path / "unknown"
    known.write_bytes(plan(initiative(1)))
    unknown.write_bytes(workbook([["Område", "Periode", "Antal"], ["Valby", 2024, 3]]))

    assert inspect(known).layout == "indsatser_plan"
    told = "\n".join(report_lines(inspect(unknown)))
    assert "Nearest is forvaltning_tal_xlsx; of its columns, found: Område, Periode; missing: Inddeling" in told
