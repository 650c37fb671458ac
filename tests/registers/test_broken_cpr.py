"""A broken CPR extract is refused whole, with its reason and place, and leaves nothing behind."""

import re
from pathlib import Path
from typing import Any

import pytest

from pipelines.registers.refusals import Finding, RefusedError
from tests.registers.samples import cpr_bytes, extract, person, persons
from tests.registers.test_fixed_width import read


def refusal_of(folder: Path, data: bytes, **options: Any) -> Finding:
    with pytest.raises(RefusedError) as refusal:
        read(folder, data, **options)
    assert not list((folder / "out").iterdir()), "a refused file leaves nothing behind"
    return refusal.value.finding


FULL = extract(persons(4))


def cut_line(lines: list[str], row: int, length: int) -> list[str]:
    return [text[:length] if index == row else text for index, text in enumerate(lines)]


def trimmed_but_for(row: int) -> list[str]:
    """A trimmed file in which one line ends in a blank: it was cut there."""
    return [text.rstrip() + (" " if index == row else "") for index, text in enumerate(FULL)]


@pytest.mark.parametrize(
    ("data", "reason", "place"),
    [
        (cpr_bytes(FULL[:-1]), "end_record_missing", "line 29"),
        (cpr_bytes(FULL)[: -len(FULL[-1]) - 60], "end_record_missing", "line 29"),
        (cpr_bytes(FULL[1:]), "start_record_missing", "line 1, byte 0"),
        (cpr_bytes([*FULL, *FULL]), "start_record_repeated", "line 31"),
        (cpr_bytes([*FULL, FULL[1]]), "records_after_end", "line 30"),
        (cpr_bytes(extract(persons(4), count=99)), "end_record_count_differs", "line 30"),
        (cpr_bytes([*FULL[:-1], "999" + "9" * 10 + "0000AB12"]), "end_record_count_differs", "line 30"),
        (cpr_bytes(cut_line(FULL, 7, 30)), "truncated_line", "line 8"),
        (cpr_bytes(cut_line(FULL, 8, 340)), "truncated_line", "line 9"),
        (cpr_bytes(cut_line(FULL, 7, 30), trim=True), "truncated_line", "line 8"),
        (cpr_bytes(trimmed_but_for(8)), "truncated_line", "line 9"),
        (cpr_bytes(FULL).decode("latin-1").encode("utf-8"), "encoding_utf8_in_latin1", "byte 1"),
        (cpr_bytes(FULL).replace(b"1234", b"1\x0034", 1), "nul_byte", "byte"),
        (cpr_bytes(FULL).decode("latin-1").encode("utf-16"), "encoding_utf16", "byte 0"),
        (b"<!DOCTYPE html>\n<html><body>503</body></html>", "html_page", "byte 0"),
        (b"PK\x03\x04 and more", "wrong_file_type", "byte 0"),
        (b"", "file_empty", None),
        (cpr_bytes(FULL, end="")[:-100], "unbroken_out_of_step", "byte"),
        (cpr_bytes(cut_line(FULL, 9, 36), end=""), "unbroken_out_of_step", "byte"),
        (b"00090110120250102\n001" + b"0" * 108 + b"\n", "wrong_product", "line 1, byte 0"),
        (cpr_bytes(extract([*persons(1), person(0)[0]])), "duplicate_key", "lines 2 and 9"),
        (b"AAR;PERSON_ID\n", "start_record_missing", "line 1, byte 0"),
        (b"x" * 100, "start_record_missing", "line 1, byte 0"),
        (b"\xef\xbb\xbf" + cpr_bytes(FULL), "encoding_utf8_in_latin1", "byte 0"),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_with_reason_and_place(
    data: bytes, reason: str, place: str | None, tmp_path: Path
) -> None:
    finding = refusal_of(tmp_path, data)

    assert finding.reason_code == reason
    assert finding.place is None if place is None else str(finding.place).startswith(place)
    assert finding.remedy
    assert not re.search(r"\d{10}", str(finding))


def test_an_extract_for_another_task_is_refused_when_tasks_are_agreed(tmp_path: Path) -> None:
    data = cpr_bytes(extract(persons(2), task="123456"))

    finding = refusal_of(tmp_path, data, task_numbers=("901101",))

    assert finding.reason_code == "product_not_agreed"
    assert read(tmp_path, data).record_count == 14
