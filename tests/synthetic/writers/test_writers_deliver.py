"""What lies in the inboxes after a delivery, and in which order it came there."""

import hashlib
import time
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import polars as pl
import pytest

from pipelines.store import Store
from pipelines.synthetic import suppliers
from pipelines.synthetic.deliver import SUPPLIERS, deliver, write_truth

if TYPE_CHECKING:
    from pipelines.synthetic.city import City

TRANSFER = "{http://serviceplatformen.dk/xml/wsdl/soap11/SFTP/1/types}"
CONTENT = "{urn:byomraader:leverance:1}"
YEARS = (2026, 2025)


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def content_of(data_file: Path) -> dict[str, str]:
    root = ET.fromstring(data_file.with_name(data_file.name + ".metadata").read_bytes())  # noqa: S314
    found = root.find(f"{CONTENT}Indhold")
    assert found is not None
    return {element.tag.removeprefix(CONTENT): element.text or "" for element in found}


def test_every_register_arrives_for_every_year_with_a_sidecar_for_each_file(city: "City", tmp_path: Path) -> None:
    store = Store(tmp_path)

    arrived = deliver(city, store, YEARS)

    assert {path.parent.name for path in arrived} == {supplier.register for supplier in SUPPLIERS}
    assert len(set(arrived)) == len(arrived)
    landed = {path for path in store.landing.rglob("*") if path.is_file()}
    assert landed == {file for path in arrived for file in (path, path.with_name(path.name + ".metadata"))}
    assert list(store.staging.iterdir()) == []


def test_sidecars_agree_with_the_bytes(city: "City", tmp_path: Path) -> None:
    arrived = deliver(city, Store(tmp_path), YEARS)

    for path in arrived:
        root = ET.fromstring(path.with_name(path.name + ".metadata").read_bytes())  # noqa: S314
        descriptor = {element.tag.removeprefix(TRANSFER): element.text for element in root[0]}
        assert [element.tag for element in root] == [
            f"{TRANSFER}FileDescriptor", f"{TRANSFER}FileContentDescriptor", f"{CONTENT}Indhold",
        ]  # fmt: skip
        assert list(descriptor) == ["FileName", "SizeInBytes", "Sender", "SendersFileId", "Recipients"]
        assert (descriptor["FileName"], descriptor["SizeInBytes"]) == (path.name, str(path.stat().st_size))
        content = content_of(path)
        assert list(content) == [
            "Register", "Layout", "ReferenceDate", "DeliveryNumber", "Sha256", "RecordCount", "SchemaVersion",
            "Synthetic",
        ]  # fmt: skip
        assert content["Sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
        assert (content["Register"], content["Synthetic"]) == (path.parent.name, "true")


@pytest.mark.parametrize(
    ("register", "file", "reference_date", "number"),
    [
        ("cpr", "d250102.l901101", "2025-01-01", "1"),
        ("cpr", "d260102.l901101", "2026-01-01", "2"),
        ("bbr", "BBR_V3_Enhed_0101_TotalDownload_json_Current_1301.json", "2025-01-01", "1"),
        ("dar", "DAR_V1_availableFileDownloads_1353.json", "2026-01-01", "2"),
        ("geografi", "rode_2026.geojson", "2026-01-01", "2"),
        ("ras", "RAS_2024.csv", "2024-11-29", "1"),
        ("udda", "UDDA_2025.csv", "2025-10-01", "2"),
        ("ind", "IND_2024.csv", "2024-12-31", "1"),
    ],
)
def test_delivery_names_the_day_it_describes_and_its_number(
    city: "City", tmp_path: Path, register: str, file: str, reference_date: str, number: str
) -> None:
    deliver(city, Store(tmp_path), YEARS)

    content = content_of(tmp_path / "landing" / register / file)

    assert (content["ReferenceDate"], content["DeliveryNumber"]) == (reference_date, number)


def test_extracts_form_a_chain_of_production_dates(city: "City", tmp_path: Path) -> None:
    deliver(city, Store(tmp_path), (2021, 2022, 2025))

    openings = [path.read_bytes()[19:35] for path in sorted((tmp_path / "landing/cpr").glob("d*.l901101"))]
    assert openings == [b"2021010400000000", b"2022010320210104", b"2025010220220103"]


def test_same_city_gives_the_same_bytes_on_any_machine(
    city: "City", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(city, Store(tmp_path / "first"), YEARS, truth_folder=tmp_path / "first" / "truth")
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    monkeypatch.setenv("LC_ALL", "tr_TR.UTF-8")
    time.tzset()

    deliver(city, Store(tmp_path / "second"), YEARS, truth_folder=tmp_path / "second" / "truth")

    monkeypatch.undo()
    time.tzset()
    assert tree(tmp_path / "first") == tree(tmp_path / "second")


def test_sidecar_comes_after_its_file_and_neither_is_seen_half_written(
    city: "City", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moves: list[tuple[Path, Path]] = []
    move = Path.replace

    def recorded(self: Path, target: Path) -> Path:
        moves.append((self, Path(target)))
        return move(self, target)

    monkeypatch.setattr(Path, "replace", recorded)

    arrived = deliver(city, Store(tmp_path), (2026,))

    targets = [target for _, target in moves]
    assert targets == [file for path in arrived for file in (path, path.with_name(path.name + ".metadata"))]
    assert all(source.is_relative_to(tmp_path / "staging") for source, _ in moves)


def test_supplier_that_fails_leaves_nothing_in_its_inbox(
    city: "City", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(snapshot: object, folder: Path) -> None:
        (folder / "IND_2025.csv").write_text("half")
        raise OSError("disk full")

    monkeypatch.setattr(suppliers, "write_ind", fails)

    with pytest.raises(OSError, match="disk full"):
        deliver(city, Store(tmp_path), (2026,))

    assert not (tmp_path / "landing/ind").exists()
    assert list((tmp_path / "staging").iterdir()) == []


def test_new_delivery_of_the_same_name_never_stands_beside_the_old_sidecar(city: "City", tmp_path: Path) -> None:
    deliver(city, Store(tmp_path), (2026,))

    deliver(city, Store(tmp_path), (2026,), defects=["D05"])

    assert [path.name for path in (tmp_path / "landing/cpr").glob("*.l901101*")] == ["d260102.l901101"]


def test_progress_rises_to_the_whole(city: "City", tmp_path: Path) -> None:
    steps: list[tuple[str, float]] = []

    deliver(city, Store(tmp_path), YEARS, progress=lambda step, share: steps.append((step, share)))

    shares = [share for _, share in steps]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert steps[1][0] == "2025: geografi"


def test_truth_is_what_the_files_were_made_from(city: "City", tmp_path: Path) -> None:
    write_truth(city, (2026,), tmp_path)

    truth = pl.read_parquet(tmp_path / "2026/truth.parquet")
    residents = pl.read_parquet(tmp_path / "2026/residents.parquet")
    assert truth.height == residents.height == 30
    assert {"age_years", "rode_code", "disced15_main_code", "dwelling_area_m2"} <= set(truth.columns)
    names = {path.stem for path in (tmp_path / "2026").iterdir()}
    assert names > {"dwellings", "units", "buildings", "former_addresses", "former_numbers", "protections"}


def test_changes_follow_the_last_status_extract_when_several_years_are_asked_for(city: "City", tmp_path: Path) -> None:
    arrived = deliver(city, Store(tmp_path / "two"), YEARS)
    one = deliver(city, Store(tmp_path / "one"), (2026,))
    five = deliver(city, Store(tmp_path / "five"), (2026,), changes=5)

    days = ["d260105.l901102", "d260106.l901102", "d260107.l901102"]
    assert [path.name for path in arrived[-3:]] == days
    assert not [path for path in one if path.name.endswith("l901102")]
    assert [path.name for path in five[-5:]] == [*days, "d260108.l901102", "d260109.l901102"]
    told = [content_of(path) for path in arrived[-3:]]
    assert [content["ReferenceDate"] for content in told] == ["2026-01-05", "2026-01-06", "2026-01-07"]
    assert [content["DeliveryNumber"] for content in told] == ["1", "2", "3"]
