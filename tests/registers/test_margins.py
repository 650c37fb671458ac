"""A table that was exported from a spreadsheet: what stands around it is skipped, and lines count as in the file."""

from pathlib import Path

import polars as pl
import pytest

from pipelines.registers.inspecting import inspect
from pipelines.registers.reader import ReadReport, read_file
from pipelines.registers.refusals import RefusedError
from tests.registers.samples import SECRET, number

HEADER = "Barn;Institution;Vurderingsdato;Alder_mdr;Talesprog;Førskriftlig;Samlet_gruppe"
ABOVE = ["Sprogvurderinger 2025;;;;;;", "Udtrukket 15-01-2026;;;;;;", ";;;;;;", ";;;;Resultat;;", HEADER]
SOURCE = "Kilde: sprogvurderingsværktøjet"


def assessment(index: int, *, months: str = "40", day: str = "05-03-2025") -> str:
    return f"{number(index)};Børnehuset Ærø;{day};{months};55;;generel"


def read(folder: Path, lines: list[str], end: str = "\r\n") -> ReadReport:
    path = folder / "SPROGVURDERING_2025.csv"
    path.write_bytes((end.join(lines) + end).encode("latin-1"))
    return read_file(path, "boern_sprogvurdering", folder / "out", SECRET)


def aside(folder: Path) -> list[tuple[object, ...]]:
    frame = pl.read_parquet(folder / "out" / "language_assessment.quarantine.parquet").sort("line_number")
    return frame.select("line_number", "reason_code").rows()


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "below", [[], [SOURCE], [";;;;;;", f"{SOURCE};;;;;;"], ["", "", f'"{SOURCE}"', "Udtrukket i dag"]]
)
def test_titles_blank_rows_and_footer_are_skipped(below: list[str], end: str, tmp_path: Path) -> None:
    report = read(tmp_path, [*ABOVE, assessment(1), assessment(2), *below], end)

    frame = pl.read_parquet(tmp_path / "out" / "language_assessment.parquet")
    assert report.record_count == frame.height == 2
    assert frame["assessed_date"].dt.strftime("%Y-%m-%d").to_list() == ["2025-03-05"] * 2
    assert frame["preliteracy_score"].to_list() == [None, None]
    assert "lines before the header, skipped: 4" in report.notes
    assert aside(tmp_path) == []


def test_a_table_without_titles_is_taken_too(tmp_path: Path) -> None:
    report = read(tmp_path, [HEADER, assessment(1)])

    assert (report.record_count, report.notes) == (1, ())


def test_places_count_the_lines_of_the_file(tmp_path: Path) -> None:
    rows = [
        assessment(1),
        "",
        assessment(2, months="400"),
        assessment(3) + ";9",
        assessment(4, day="2025-03-05"),
        SOURCE,
    ]

    read(tmp_path, [*ABOVE, *rows])

    assert aside(tmp_path) == [(8, "value_out_of_range"), (9, "column_count"), (10, "value_unreadable")]


@pytest.mark.parametrize(
    ("lines", "reason", "place"),
    [
        ([*ABOVE, assessment(1), SOURCE, assessment(2)], "records_after_end", "line 8"),
        ([*ABOVE, assessment(1), f"{SOURCE};;;;;;", assessment(2) + ";9"], "records_after_end", "line 8"),
        (["Titel;;"] * 7 + [HEADER, assessment(1)], "header_missing", "line 1"),
        ([*ABOVE[:4], HEADER.replace("Alder_mdr", "Alder"), assessment(1)], "column_missing", "line 5"),
    ],
)
def test_a_table_that_is_not_as_agreed_is_refused(lines: list[str], reason: str, place: str, tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as refusal:
        read(tmp_path, lines)

    assert (refusal.value.finding.reason_code, refusal.value.finding.place) == (reason, place)


def test_damaged_letters_above_the_table_are_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as refusal:
        read(tmp_path, ["Børn".encode().decode("latin-1"), HEADER, assessment(1)])

    assert refusal.value.finding.reason_code == "encoding_utf8_in_latin1"


def test_a_cut_last_row_is_still_found(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes("\r\n".join([*ABOVE, assessment(1), assessment(2)[:20]]).encode("latin-1"))

    with pytest.raises(RefusedError) as refusal:
        read_file(path, "boern_sprogvurdering", tmp_path / "out", SECRET)

    assert (refusal.value.finding.reason_code, refusal.value.finding.place) == ("truncated_last_row", "line 7")


def test_a_table_below_titles_is_recognised(tmp_path: Path) -> None:
    (tmp_path / "unnamed").write_bytes("\n".join([*ABOVE, assessment(1), SOURCE]).encode("latin-1"))

    report = inspect(tmp_path / "unnamed")

    assert (report.layout, report.what) == ("boern_sprogvurdering", "table with 7 columns below a title")
