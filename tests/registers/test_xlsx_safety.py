"""A workbook is a stranger's zip file: bombs, archives within, macros, passwords and entities are refused by name."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.registers.inspecting import inspect
from pipelines.registers.reader import examine_file
from pipelines.registers.reading import xlsx_cells, xlsx_package
from pipelines.synthetic import defect_damage_workbook as damage
from tests.registers.samples import zip_bytes
from tests.registers.workbooks import initiative, packed, parts_of, plan

SOUND = plan(*(initiative(number) for number in range(1, 6)))
SHEET = "xl/worksheets/sheet1.xml"


def reasons(folder: Path, data: bytes) -> list[str]:
    path = folder / "file.xlsx"
    path.write_bytes(data)
    return [problem.reason_code for problem in examine_file(path, "indsatser_plan").problems]


@pytest.mark.parametrize(
    ("spoil", "reason_code"),
    [
        (damage.truncated, "workbook_damaged"),
        (damage.bomb, "workbook_too_large"),
        (damage.nested, "workbook_unsafe"),
        (damage.with_macros, "workbook_macros"),
        (damage.with_dtd, "workbook_unsafe"),
        (damage.encrypted, "workbook_encrypted"),
        (damage.of_the_old_form, "workbook_old_form"),
        (lambda data: packed(parts_of(data) | {"../xl/evil.xml": b"<a/>"}), "workbook_unsafe"),
        (lambda data: packed(parts_of(data) | {SHEET: b"<worksheet>"}), "workbook_damaged"),
        (lambda data: zip_bytes({"a.csv": data[:10]}), "wrong_file_type"),
        (lambda _: b"Nr.;Indsats\n", "wrong_file_type"),
        (lambda _: b"<html></html>", "html_page"),
    ],
)
def test_a_dangerous_or_broken_workbook_is_refused_by_name(
    spoil: Callable[[bytes], bytes], reason_code: str, tmp_path: Path
) -> None:
    assert reasons(tmp_path, spoil(SOUND)) == [reason_code]
    assert inspect(tmp_path / "file.xlsx").layout is None


@pytest.mark.parametrize(
    ("module", "limit"),
    [
        (xlsx_cells, "MOST_ROWS"),
        (xlsx_cells, "MOST_MERGED_CELLS"),
        (xlsx_package, "MOST_ELEMENTS"),
        (xlsx_package, "MOST_PARTS"),
    ],
)
def test_a_workbook_larger_than_any_plan_is_refused(
    module: ModuleType, limit: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = plan(*(initiative(number) for number in range(1, 6)), arrange=lambda sheet: sheet.merge_cells("B2:E3"))
    monkeypatch.setattr(module, limit, 3)

    assert reasons(tmp_path, data) == ["workbook_too_large"]


def test_other_workbooks_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "file.xlsx").write_bytes(packed(parts_of(SOUND) | {"xl/externalLinks/externalLink1.xml": b"<a/>"}))

    report = examine_file(tmp_path / "file.xlsx", "indsatser_plan")

    assert "the workbook refers to other workbooks; they were not followed" in report.notes


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_of_a_workbook_bring_the_reader_down(data: st.DataObject, tmp_path: Path) -> None:
    parts = parts_of(SOUND)
    name = data.draw(st.sampled_from(sorted(parts)))
    content = bytearray(parts[name])
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))

    (tmp_path / "file.xlsx").write_bytes(packed(parts | {name: bytes(content)}))
    report = examine_file(tmp_path / "file.xlsx", "indsatser_plan")

    assert report.problems or report.record_count


@given(place=st.integers(0, len(SOUND) - 1), byte=st.integers(0, 255))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_byte_of_the_package_brings_the_reader_down(place: int, byte: int, tmp_path: Path) -> None:
    path = tmp_path / "file.xlsx"
    path.write_bytes(SOUND[:place] + bytes([byte]) + SOUND[place + 1 :])

    report = examine_file(path, "indsatser_plan")

    assert report.problems or report.record_count
