"""A point that cannot be where it says is given up with its reason; its row is kept."""

from pathlib import Path

import polars as pl
import pytest

from pipelines.registers.layout import load_layout
from pipelines.registers.reader import ReadReport, read_file
from tests.registers.samples import SECRET, UUID, zip_bytes

HEADER = ("id_lokalId", "position", "oprindelse_nøjagtighedsklasse", "status")


def read(folder: Path, *positions: str) -> tuple[ReadReport, pl.DataFrame]:
    rows = [f"{number:08x}{UUID[8:]},{position},A,3" for number, position in enumerate(positions)]
    csv = "\n".join([",".join(HEADER), *rows]) + "\n"
    (folder / "points.zip").write_bytes(zip_bytes({"points.csv": csv.encode()}))
    report = read_file(folder / "points.zip", "dar_adressepunkt", folder / "out", SECRET)
    return report, pl.read_parquet(folder / "out" / "access_point.parquet")


def test_a_point_in_denmark_keeps_its_coordinates(tmp_path: Path) -> None:
    report, points = read(tmp_path, "POINT(725000.12 6175000.50)", "POINT Z (441000 6402000 3.1)", "")

    assert points["easting_m"].to_list() == [725000.12, 441000.0, None]
    assert points["northing_m"].to_list() == [6175000.5, 6402000.0, None]
    assert report.unreadable == {}


@pytest.mark.parametrize(
    ("position", "reason_code"),
    [
        ("POINT(6175000.50 725000.12)", "axes_swapped"),
        ("POINT(12.5683 55.6761)", "point_in_degrees"),
        ("POINT(55.6761 12.5683)", "point_in_degrees"),
        ("POINT(0 0)", "point_outside_denmark"),
        ("POINT(-725000.12 6175000.50)", "point_outside_denmark"),
        ("POINT(725000.12)", "value_unreadable"),
        ("POINT EMPTY", "value_unreadable"),
        ("725000.12 6175000.50", "value_unreadable"),
    ],
)
def test_a_point_elsewhere_is_given_up_with_its_reason_and_its_row_is_kept(
    tmp_path: Path, position: str, reason_code: str
) -> None:
    report, points = read(tmp_path, position, "POINT(725000.12 6175000.50)")

    assert points["easting_m"].to_list() == [None, 725000.12]
    assert points["northing_m"].to_list() == [None, 6175000.5]
    assert {reason for _, _, reason in report.unreadable} == {reason_code}
    assert set(report.unreadable.values()) == {1}
    assert any(reason_code in note for note in report.notes)


def test_half_of_a_point_is_no_point(tmp_path: Path) -> None:
    _, points = read(tmp_path, "POINT(725000.12 12.5)")

    assert points.select("easting_m", "northing_m").row(0) == (None, None)


def test_both_coordinates_of_every_layout_come_from_one_field() -> None:
    fields = {field.type: field.source for field in load_layout("dar_adressepunkt").only_record.fields}

    assert fields["point_easting"] == fields["point_northing"] == "position"
