"""What stays in the archive: addresses go to a file of their own or nowhere, protection becomes a number."""

from datetime import date
from pathlib import Path

import pytest

from pipelines.registers.refusals import RefusedError
from tests.registers.samples import UUID, cpr_bytes, extract, line, number, persons
from tests.registers.test_fixed_width import PEOPLE, read, restricted, shaped, table
from tests.registers.test_pseudonyms import expected_key


def test_addresses_go_to_a_file_of_their_own_row_by_row_with_the_table(tmp_path: Path) -> None:
    report = read(tmp_path, shaped("full"), reference_year=2025, keep_restricted=True)

    beside = restricted(report, "address")
    assert beside.row(3, named=True) == {
        "person_key": expected_key(number(3)),
        "road_code": "1234",
        "house_number": "12B",
        "floor_code": "3",
        "door_code": "tv",
        "address_id": UUID,
    }
    assert beside["person_key"].to_list() == table(report, "address")["person_key"].to_list()
    assert {name for name, count in report.tables.items() if count.restricted_path} == {"address", "former_address"}
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "out").glob("*.restricted.parquet"))


def test_unless_they_are_asked_for_addresses_are_written_nowhere(tmp_path: Path) -> None:
    report = read(tmp_path, shaped("full"))

    assert {count.restricted_path for count in report.tables.values()} == {None}
    assert {path.suffixes[0] for path in (tmp_path / "out").iterdir()} == {".parquet", ".quarantine"}


def test_a_refused_file_leaves_no_addresses_behind(tmp_path: Path) -> None:
    with pytest.raises(RefusedError):
        read(tmp_path, cpr_bytes(extract(persons(PEOPLE), count=3)), keep_restricted=True)

    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize(
    ("kind", "since", "until", "protected"),
    [
        ("0001", "2025-01-01", "2101-01-01", True),
        ("0001", "2025-01-01", "          ", True),
        ("0001", "2025-01-02", "2101-01-01", False),
        ("0001", "2020-01-01", "2025-01-01", False),
        ("0001", "2020-01-01", "2025-01-02", True),
        ("0001", "0000-00-00", "2101-01-01", False),
        ("0003", "2020-01-01", "2101-01-01", False),
    ],
)
def test_protection_in_force_at_the_reference_date_is_counted_by_person(
    kind: str, since: str, until: str, protected: bool, tmp_path: Path
) -> None:
    protection = {"BESKYTTYPE": kind, "START_DT_BESKYTTELSE": since, "SLET_DT_BESKYTTELSE": until}
    lines = [line("001", PNR=number(i), STATUS="01", KOEN="K", FOED_DT="1970-05-04") for i in range(3)]
    lines += [line("004", PNR=number(i), **protection) for i in (0, 0, 1)]

    report = read(tmp_path, cpr_bytes(extract(lines)), reference_date=date(2025, 1, 1))

    expected = 2 if protected else 0
    assert f"persons with address protection in force at 2025-01-01: {expected}" in report.notes
    assert not list((tmp_path / "out").glob("protection*"))
