"""The files of Datafordeleren and the city's map layers, read back with the standard library."""

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.registers.lineages import judge_lineages
from pipelines.synthetic.snapshot import Snapshot
from pipelines.synthetic.writers.bbr import write_bbr
from pipelines.synthetic.writers.dar import write_dar
from pipelines.synthetic.writers.geografi import write_geografi

if TYPE_CHECKING:
    from pipelines.synthetic.city import City

BITEMPORAL = {
    "status", "registreringFra", "registreringTil", "virkningFra", "virkningTil", "datafordelerOpdateringstid",
    "forretningshændelse", "forretningsområde", "forretningsproces", "id_namespace", "registreringsaktør",
    "virkningsaktør",
}  # fmt: skip


def zipped_rows(path: Path) -> list[dict[str, str]]:
    with zipfile.ZipFile(path) as archive:
        (entry,) = archive.infolist()
        assert entry.filename == path.stem + ".csv"
        assert entry.date_time == (1980, 1, 1, 0, 0, 0)
        return list(csv.DictReader(io.StringIO(archive.read(entry).decode("utf-8"))))


def dar_rows(snapshot: Snapshot, folder: Path) -> dict[str, list[dict[str, str]]]:
    return {file.layout: zipped_rows(file.path) for file in write_dar(snapshot, folder)[:4]}


def test_dar_files_have_their_names_and_counts(snapshot: Snapshot, tmp_path: Path) -> None:
    files = write_dar(snapshot, tmp_path)

    assert [file.path.name for file in files] == [
        "DAR_V1_Adresse_TotalDownload_csv_Current_1353.zip",
        "DAR_V1_Husnummer_TotalDownload_csv_Current_1353.zip",
        "DAR_V1_Adressepunkt_TotalDownload_csv_Current_1353.zip",
        "DAR_V1_NavngivenVejKommunedel_TotalDownload_csv_Current_1353.zip",
        "DAR_V1_availableFileDownloads_1353.json",
    ]
    assert [file.record_count for file in files[:4]] == [len(zipped_rows(file.path)) for file in files[:4]]


def test_dar_address_and_house_number_carry_the_real_fields(snapshot: Snapshot, tmp_path: Path) -> None:
    rows = dar_rows(snapshot, tmp_path)

    address, house_number = rows["dar_adresse"][3], rows["dar_husnummer"][0]
    assert set(address) == BITEMPORAL | {
        "id_lokalId", "adressebetegnelse", "etagebetegnelse", "dørbetegnelse", "dørpunkt", "husnummer", "bygning",
    }  # fmt: skip
    assert address["adressebetegnelse"] == "Øster Ærø Boulevard 12B, kl. 12, 2300 København S"
    assert (address["etagebetegnelse"], address["dørbetegnelse"], address["status"]) == ("kl", "12", "3")
    assert address["husnummer"] == house_number["id_lokalId"]
    assert (house_number["husnummertekst"], house_number["postnummer"]) == ("12B", "2300")
    assert (house_number["kommuneinddeling"], house_number["status"]) == ("0101", "3")
    (road,) = rows["dar_navngivenvejkommunedel"]
    assert (road["kommune"], road["vejkode"], road["navngivenVej"]) == ("0101", "0004", house_number["navngivenVej"])


def test_every_inhabited_house_number_has_a_precise_point(snapshot: Snapshot, tmp_path: Path) -> None:
    rows = dar_rows(snapshot, tmp_path)

    points = {row["id_lokalId"]: row for row in rows["dar_adressepunkt"]}
    assert len(points) == len(rows["dar_adressepunkt"])
    for number, row in enumerate(rows["dar_husnummer"][:3]):
        assert points[row["adgangspunkt"]]["position"] == f"POINT({725000 + number}.50 6176000.07)"
        assert points[row["adgangspunkt"]]["oprindelse_nøjagtighedsklasse"] == "A"


def test_some_house_numbers_lack_a_usable_point_in_three_ways(snapshot: Snapshot, tmp_path: Path) -> None:
    rows = dar_rows(snapshot, tmp_path)

    points = {row["id_lokalId"]: row for row in rows["dar_adressepunkt"]}
    without_key, to_nothing, class_u = rows["dar_husnummer"][3:]
    assert without_key["adgangspunkt"] == ""
    assert to_nothing["adgangspunkt"] not in points
    assert points[class_u["adgangspunkt"]]["oprindelse_nøjagtighedsklasse"] == "U"
    assert points[class_u["adgangspunkt"]]["position"] == ""


def test_addresses_shut_down_or_planned_are_nobodys(snapshot: Snapshot, tmp_path: Path) -> None:
    addresses = dar_rows(snapshot, tmp_path)["dar_adresse"]

    ids = [row["id_lokalId"] for row in addresses]
    extra = {row["id_lokalId"] for row in addresses if row["status"] in ("2", "4")}
    assert {row["status"] for row in addresses} == {"2", "3", "4"}
    assert len(ids) == len(set(ids))
    assert not extra & set(snapshot.dwellings["address_id"])


def test_listing_names_every_file_with_generation_and_size(snapshot: Snapshot, tmp_path: Path) -> None:
    *files, listing = write_dar(snapshot, tmp_path)

    content = json.loads(listing.path.read_text("utf-8"))
    downloads = content["availableFileDownloads"]
    ours = [item for item in downloads if item["generationNumber"] == 1353]
    assert (listing.layout, listing.record_count, len(downloads)) == ("dar_listing", 20, 20)
    assert [item["fileName"] for item in ours] == [file.path.name for file in files]
    assert [item["fileSizeInBytes"] for item in ours] == [file.path.stat().st_size for file in files]
    assert {(item["typeOfDownload"], item["typeOfData"]) for item in downloads} == {("TotalDownload", "Current")}
    assert content["paginationMetadata"]["totalCount"] == 20


def test_listing_names_stubs_older_generations_and_files_of_single_municipalities(
    snapshot: Snapshot, tmp_path: Path
) -> None:
    *files, listing = write_dar(snapshot, tmp_path)

    downloads = json.loads(listing.path.read_text("utf-8"))["availableFileDownloads"]
    assert {type(item["generationNumber"]) for item in downloads} == {int, str}
    assert {item["municipalityCode"] for item in downloads} == {None, "", "0101", "0147"}
    assert {item["version"] for item in downloads if item["fileSizeInBytes"] == 408} == {2}
    judged = judge_lineages(downloads, [file.path.name for file in files])
    assert (judged.finding, judged.notes, len(judged.read)) == (None, (), 4)


def test_bbr_units_are_one_array_with_danish_keys(snapshot: Snapshot, tmp_path: Path) -> None:
    units, _ = write_bbr(snapshot, tmp_path)

    objects: list[dict[str, Any]] = json.loads(units.path.read_text("utf-8"))
    assert units.path.name == "BBR_V3_Enhed_0101_TotalDownload_json_Current_1353.json"
    assert (units.layout, units.record_count, len(objects)) == ("bbr_enhed", 10, 10)
    assert set(objects[0]) > BITEMPORAL
    assert {key: objects[0][key] for key in ("enh020EnhedensAnvendelse", "enh023Boligtype", "enh031AntalVærelser")} == {
        "enh020EnhedensAnvendelse": "140",
        "enh023Boligtype": "1",
        "enh031AntalVærelser": 3,
    }
    assert (objects[0]["enh026EnhedensSamledeAreal"], objects[0]["enh028ArealTilErhverv"]) == (70, 5)
    assert objects[0]["adresseIdentificerer"] == snapshot.dwellings["address_id"][0]
    business = objects[9]
    assert (business["enh020EnhedensAnvendelse"], business["enh027ArealTilBeboelse"]) == ("320", None)


def test_bbr_buildings_carry_their_coordinates(snapshot: Snapshot, tmp_path: Path) -> None:
    _, buildings = write_bbr(snapshot, tmp_path)

    objects = json.loads(buildings.path.read_text("utf-8"))
    assert buildings.path.name == "BBR_V3_Bygning_0101_TotalDownload_json_Current_1353.json"
    assert (buildings.layout, buildings.record_count, len(objects)) == ("bbr_bygning", 3, 3)
    assert objects[0]["byg404Koordinat"] == "POINT(725000.50 6176000.07)"
    assert (objects[0]["byg026Opførelsesår"], objects[0]["byg021BygningensAnvendelse"]) == (1905, "140")
    assert objects[0]["husnummer"] == snapshot.buildings["access_address_id"][0]


def test_layers_name_their_coordinate_system_and_round_to_it(city: "City", tmp_path: Path) -> None:
    files = write_geografi(city.layers, 2026, tmp_path)

    collections = {file.layout: json.loads(file.path.read_text("utf-8")) for file in files}
    assert [file.path.name for file in files] == [
        "bydel_2026.geojson", "kvarter_2026.geojson", "rode_2026.geojson", "udsatte_byomraader_2026.geojson",
    ]  # fmt: skip
    assert [file.record_count for file in files] == [1, 1, 1, 1]
    assert collections["geografi_bydel"]["crs"]["properties"]["name"] == "urn:ogc:def:crs:EPSG::4326"
    assert collections["geografi_rode"]["crs"]["properties"]["name"] == "urn:ogc:def:crs:EPSG::25832"
    (bydel,) = collections["geografi_bydel"]["features"]
    assert list(bydel["properties"]) == ["id", "bydel_nr", "navn", "areal_m2", "ogc_fid"]
    assert bydel["geometry"]["type"] == "MultiPolygon"
    assert min(x for x, _ in bydel["geometry"]["coordinates"][0][0]) == 12.5
    (rode,) = collections["geografi_rode"]["features"]
    assert min(x for x, _ in rode["geometry"]["coordinates"][0][0]) == 724000.12
