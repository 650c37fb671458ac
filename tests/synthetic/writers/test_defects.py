"""Defects of bytes and envelopes: what they change, and that they change nothing else.

What becomes of every defect of the catalogue is shown in ``tests/catalogue``.
"""

import hashlib
import io
import re
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from pipelines.store import Store
from pipelines.synthetic.defects import DEFECTS, requested_defects
from pipelines.synthetic.deliver import deliver

if TYPE_CHECKING:
    from pipelines.synthetic.city import City

YEAR = 2026
TARGETS = {
    "cpr_p12170": "cpr/d260102.l901101",
    "ras_status": "ras/RAS_2025.csv",
    "ind_indkomst": "ind/IND_2025.csv",
    "udda_uddannelse": "udda/UDDA_2025.csv",
    "udda_klassifikation": "udda/UDDA_KLASSIFIKATION_2025.csv",
    "dar_adresse": "dar/DAR_V1_Adresse_TotalDownload_csv_Current_1353.zip",
}
NOT_ABOUT_THE_BYTES = ("D04", "D05", "D05A", "D05S", "D10V")


@pytest.fixture(scope="module")
def sound(city: "City", tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("sound")
    deliver(city, Store(root), (YEAR,))
    return root / "landing"


@pytest.fixture(scope="module")
def landing_with(city: "City", tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The landing zone after a delivery with one defect, made once per defect."""

    @cache
    def delivered(code: str) -> Path:
        root = tmp_path_factory.mktemp(code)
        deliver(city, Store(root), (YEAR,), defects=[code])
        return root / "landing"

    return delivered


def files_of(landing: Path) -> dict[str, bytes]:
    return {str(path.relative_to(landing)): path.read_bytes() for path in landing.rglob("*") if path.is_file()}


def stated(landing: Path, name: str) -> tuple[int, str, int, int]:
    """Size, hash, record count and delivery number as the sidecar states them."""
    root = ET.fromstring((landing / f"{name}.metadata").read_bytes())  # noqa: S314
    text = {element.tag.rpartition("}")[2]: element.text or "" for element in root.iter()}
    return int(text["SizeInBytes"]), text["Sha256"], int(text["RecordCount"]), int(text["DeliveryNumber"])


def lines(data: bytes) -> list[bytes]:
    return data.split(b"\n")


def changed_rows(before: bytes, after: bytes) -> int:
    return sum(1 for old, new in zip(lines(before), lines(after), strict=True) if old != new)


CHECKS: dict[str, Callable[[bytes, bytes], bool]] = {
    "D01": lambda old, new: old.startswith(new) and b"\n999" not in new and new.endswith(b"\n"),
    "D01T": lambda old, new: old.startswith(new) and not new.endswith(b"\n") and len(lines(new)[-1]) in range(20, 249),
    "D01L": lambda old, new: changed_rows(old, new) == 1 and {len(line) for line in lines(new)} >= {30, 106},
    "D02": lambda old, new: int(new[-9:]) == int(old[-9:]) + 1 and new[:-9] == old[:-9],
    "D06": lambda old, new: new.decode("utf-8").encode("latin-1") == old != new,
    "D06C": lambda old, new: new.decode("utf-8").encode("latin-1") == old != new,
    "D07": lambda old, new: new == old.replace(b"\n", b"\r\n"),
    "D07B": lambda old, new: new == b"\xef\xbb\xbf" + old,
    "D07T": lambda old, new: new == re.sub(rb" +\n", b"\n", old) != old,
    "D07U": lambda old, new: new == old.replace(b"\n", b""),
    "D08": lambda old, new: 0 < changed_rows(old, new) <= len(lines(old)) / 10 and new.replace(b";;", b";") == old,
    "D08A": lambda old, new: {line.count(b";") for line in lines(new)[1:-1]} == {lines(old)[0].count(b";") + 1},
    "D08C": lambda old, new: changed_rows(old, new) == 1 and len(new) == len(old),
    "D09": lambda _, new: {len(line) for line in lines(new) if line.startswith(b"002")} == {306, 382},
    "D09U": lambda old, new: len(lines(new)) == len(lines(old)) + 1 and int(new[-9:]) == int(old[-9:]) + 1,
    "D10": lambda old, new: len(zipped(new)) == 1 and zipped(new)[0] == zipped(old)[0],
    "D13": lambda old, new: bool(re.search(rb"^001\d{6}AAA\d", new, re.MULTILINE)) and len(new) == len(old),
    "D13U": lambda old, new: changed_rows(old, new) == 1 and bool(re.search(rb"^2025;\d{6}AAA\d;", new, re.MULTILINE)),
    "D10H": lambda _, new: new.startswith(b"<!DOCTYPE html>"),
}


def zipped(data: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(archive.namelist()[0]).splitlines()


@pytest.mark.parametrize("code", [*CHECKS, *NOT_ABOUT_THE_BYTES])
def test_defect_touches_its_own_file_only(sound: Path, landing_with: Callable[[str], Path], code: str) -> None:
    landing = landing_with(code)

    before, after = files_of(sound), files_of(landing)
    target = TARGETS[DEFECTS[code].layout]
    touched = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert touched
    assert all(name.lower().startswith(target.lower()) or "DAR_V2" in name for name in touched)


@pytest.mark.parametrize("code", CHECKS)
def test_damaged_file_looks_as_described_and_has_a_sidecar_that_fits(
    sound: Path, landing_with: Callable[[str], Path], code: str
) -> None:
    landing = landing_with(code)

    name = TARGETS[DEFECTS[code].layout]
    data = (landing / name).read_bytes()
    assert CHECKS[code]((sound / name).read_bytes(), data)
    assert stated(landing, name)[:2] == (len(data), hashlib.sha256(data).hexdigest())


@pytest.mark.parametrize(("code", "added"), [("D02", 0), ("D09U", 1), ("D10", None)])
def test_sidecar_counts_the_records_that_are_there(
    sound: Path, landing_with: Callable[[str], Path], code: str, added: int | None
) -> None:
    landing = landing_with(code)

    name = TARGETS[DEFECTS[code].layout]
    expected = 0 if added is None else stated(sound, name)[2] + added
    assert stated(landing, name)[2] == expected


def test_missing_sidecar_leaves_the_data_alone(sound: Path, landing_with: Callable[[str], Path]) -> None:
    landing = landing_with("D05")

    name = TARGETS["cpr_p12170"]
    assert (landing / name).read_bytes() == (sound / name).read_bytes()
    assert not (landing / f"{name}.metadata").exists()


def test_wrong_size_and_unknown_sender_stand_in_the_sidecar_alone(city: "City", sound: Path, tmp_path: Path) -> None:
    deliver(city, Store(tmp_path), (YEAR,), defects=["D05S", "D05A"])

    name = TARGETS["cpr_p12170"]
    data = (tmp_path / "landing" / name).read_bytes()
    assert data == (sound / name).read_bytes()
    assert stated(tmp_path / "landing", name)[0] == len(data) + 1
    assert b"<Sender>Ukendt afsender</Sender>" in (tmp_path / "landing" / f"{name}.metadata").read_bytes()


def test_replay_brings_the_same_bytes_under_the_next_number(landing_with: Callable[[str], Path]) -> None:
    landing = landing_with("D04")

    first, again = (
        stated(landing, "cpr/d260102.l901101"),
        stated(landing, "cpr/D260102.L901101"),
    )
    assert again == (*first[:3], first[3] + 1)


def test_stub_of_the_next_version_lies_beside_the_populated_file(
    sound: Path, landing_with: Callable[[str], Path]
) -> None:
    landing = landing_with("D10V")

    name = TARGETS["dar_adresse"]
    stub = landing / name.replace("_V1_", "_V2_")
    assert (landing / name).read_bytes() == (sound / name).read_bytes()
    assert len(zipped(stub.read_bytes())) == 1
    assert stated(landing, name.replace("_V1_", "_V2_"))[2] == 0


def test_defect_without_a_year_strikes_the_last_one() -> None:
    assert [year for _, year in requested_defects(["D02", "d02@2024"], [2024, 2025])] == [2025, 2024]


@pytest.mark.parametrize("request_text", ["D99", "D02@2030", "D02@", "D02@soon", "@2024"])
def test_unknown_request_is_refused_before_anything_is_written(city: "City", tmp_path: Path, request_text: str) -> None:
    with pytest.raises(ValueError, match=r"unknown defect|must be one of those delivered"):
        deliver(city, Store(tmp_path), (2024, 2025), defects=[request_text])

    assert list(tmp_path.iterdir()) == []


def test_defect_of_lines_is_refused_for_an_unbroken_file(city: "City", tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"D08C .* needs lines"):
        deliver(city, Store(tmp_path), (YEAR,), defects=["D08C"], cpr_form="unbroken")

    assert list(tmp_path.iterdir()) == []
