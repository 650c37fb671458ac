"""JSON arrays of any form are cut between objects; layers must lie where their coordinate system says."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.registers.layout import load_layout
from pipelines.registers.reader import ReadReport, read_file
from pipelines.registers.reading import json_records
from pipelines.registers.reading.json_split import split_objects
from pipelines.registers.refusals import Finding, RefusedError
from tests.registers.samples import SECRET, UUID, geojson_bytes

IN_DEGREES = [[12.55, 55.67], [12.56, 55.67], [12.56, 55.68], [12.55, 55.67]]
IN_METRES = [[724000.0, 6175000.0], [725000.0, 6175000.0], [725000.0, 6176000.0], [724000.0, 6175000.0]]
BYDEL = {"id": 31, "bydel_nr": 5, "navn": "Valby", "areal_m2": 9235110.0, "ogc_fid": 1}


def unit(index: int, **changes: object) -> dict[str, object]:
    sources = {field.source: None for field in load_layout("bbr_enhed").only_record.fields}
    return {
        **sources,
        "id_lokalId": f"{index:08x}{UUID[8:]}",
        "enh020EnhedensAnvendelse": "140",
        "enh027ArealTilBeboelse": 78,
        "enh031AntalVærelser": 3,
        "status": "6",
        "kommunekode": "0101",
        **changes,
    }


def read(folder: Path, data: bytes, layout: str = "bbr_enhed") -> ReadReport:
    (folder / "file.json").write_bytes(data)
    return read_file(folder / "file.json", layout, folder / "out", SECRET)


def refusal_of(folder: Path, data: bytes, layout: str = "bbr_enhed") -> Finding:
    with pytest.raises(RefusedError) as refusal:
        read(folder, data, layout)
    assert not list((folder / "out").iterdir()), "a refused file leaves nothing behind"
    return refusal.value.finding


def rows(folder: Path, table: str) -> pl.DataFrame:
    return pl.read_parquet(folder / "out" / f"{table}.parquet")


@pytest.mark.parametrize("block_bytes", [700, 1 << 24])
@pytest.mark.parametrize("indent", [None, 2])
def test_an_array_is_read_however_it_is_printed(
    indent: int | None, block_bytes: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_records, "BLOCK_BYTES", block_bytes)
    data = json.dumps([unit(i) for i in range(50)], ensure_ascii=indent is None, indent=indent).encode()

    report = read(tmp_path, data)

    frame = rows(tmp_path, "unit")
    assert report.record_count == frame.height == 50
    assert frame["room_count"].to_list() == [3] * 50
    assert frame["residential_area_m2"].to_list() == [78] * 50


text = st.text(alphabet=st.sampled_from('a"\\{}[],:\n\tæ ')).filter(lambda value: value.isprintable() or "\n" in value)


@given(
    st.lists(st.dictionaries(text, st.one_of(text, st.integers(), st.lists(text, max_size=2)), max_size=3)),
    st.booleans(),
)
@settings(max_examples=60)
def test_objects_are_cut_where_they_end_whatever_their_strings_hold(
    objects: list[dict[str, Any]], is_indented: bool
) -> None:
    array = json.dumps(objects, ensure_ascii=False, indent=1 if is_indented else None).encode()

    found = split_objects(array[1:], is_first=True)

    assert [json.loads(line) for line in found.lines.splitlines()] == objects
    assert found.closed_at == len(array) - 2


def test_places_of_quarantined_objects_are_known(tmp_path: Path) -> None:
    data = json.dumps([unit(0), unit(1, status=None), unit(2, id_lokalId="x")]).encode()

    read(tmp_path, data)

    aside = pl.read_parquet(tmp_path / "out" / "unit.quarantine.parquet")
    assert aside.select("line_number", "field", "reason_code").rows() == [
        (2, "status_code", "required_missing"),
        (3, "unit_id", "value_unreadable"),
    ]
    assert [data[offset : offset + 2] for offset in aside["byte_offset"]] == [b'{"', b'{"']


ARRAY = json.dumps([unit(i) for i in range(3)], ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (ARRAY[:-1], "json_truncated"),
        (ARRAY[:-40], "json_truncated"),
        (ARRAY + b"]", "json_malformed"),
        (ARRAY.replace(b"}, {", b"} {", 1), "json_malformed"),
        (ARRAY.replace(b"}, {", b"},, {", 1), "json_malformed"),
        (ARRAY[:-1] + b",]", "json_malformed"),
        (ARRAY.replace(b'"status": "6"', b'"status": six'), "json_malformed"),
        (ARRAY.replace(b'"status"', b'"statusKode"'), "column_unregistered"),
        (json.dumps([{k: v for k, v in unit(1).items() if k != "status"}]).encode(), "column_missing"),
        (b'{"type": "object"}', "json_malformed"),
        (b'["a", "b"]', "json_malformed"),
        (b"[1, 2", "json_truncated"),
        (ARRAY.replace("Værelser".encode(), "Værelser".encode("latin-1")), "encoding_invalid_utf8"),
        (b"<!doctype html><html></html>", "html_page"),
    ],
)
def test_a_broken_array_is_refused(data: bytes, reason: str, tmp_path: Path) -> None:
    finding = refusal_of(tmp_path, data)

    assert finding.reason_code == reason


def test_a_listing_is_read_out_of_its_object(tmp_path: Path) -> None:
    entry = {"fileName": "DAR.zip", "register": "DAR", "entityName": "Adresse", "typeOfDownload": "TotalDownload",
             "typeOfData": "Current", "containedFileFormat": "csv", "generationNumber": "256", "version": 1,
             "municipalityCode": None, "fileSizeInBytes": 408}  # fmt: skip
    data = json.dumps({"availableFileDownloads": [entry, {**entry, "generationNumber": 257}], "paginationMetadata": {}})

    read(tmp_path, data.encode(), "dar_listing")

    assert rows(tmp_path, "listing")["generation_number"].to_list() == [256, 257]


def test_a_layer_is_read_with_its_geometry_and_system(tmp_path: Path) -> None:
    read(tmp_path, geojson_bytes("bydel", 4326, [(BYDEL, IN_DEGREES)]), "geografi_bydel")

    row = rows(tmp_path, "bydel").row(0, named=True)
    assert (row["bydel_code"], row["bydel_name"], row["area_m2"], row["crs_epsg"]) == ("5", "Valby", 9235110.0, 4326)
    assert shapely.from_wkb(row["geometry_wkb"]).geoms[0].exterior.coords[0] == (12.55, 55.67)


@pytest.mark.parametrize(
    ("epsg", "ring", "reason", "words"),
    [
        (25832, IN_DEGREES, "crs_contradicted", "look like EPSG:4326"),
        (4326, IN_METRES, "crs_contradicted", "look like EPSG:25832"),
        (4326, [[y, x] for x, y in IN_DEGREES], "crs_contradicted", "swapped"),
        (4326, [[x + 60, y] for x, y in IN_DEGREES], "crs_contradicted", "outside Denmark"),
        (3857, IN_METRES, "crs_unknown", "other than"),
        (25832, [[x - 150_000, y] for x, y in IN_METRES], "layer_elsewhere", "not in Copenhagen"),
        (4326, [[x - 2.4, y + 0.5] for x, y in IN_DEGREES], "layer_elsewhere", "not in Copenhagen"),
    ],
)
def test_coordinates_that_contradict_their_system_are_refused(
    epsg: int, ring: list[list[float]], reason: str, words: str, tmp_path: Path
) -> None:
    finding = refusal_of(tmp_path, geojson_bytes("bydel", epsg, [(BYDEL, ring)]), "geografi_bydel")

    assert finding.reason_code == reason
    assert words in finding.sentence


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (geojson_bytes("bydel", 4326, [({**BYDEL, "navn": None}, IN_DEGREES)])[:-5], "json_truncated"),
        (b'{"type": "FeatureCollection", "features": [1]}', "json_malformed"),
        (b'{"type": "FeatureCollection", "features": [{,}]}', "json_malformed"),
        (geojson_bytes("bydel", 4326, [({"bydel_nr": 5}, IN_DEGREES)]), "column_missing"),
        (geojson_bytes("bydel", 4326, [({**BYDEL, "ny": 5}, IN_DEGREES)]), "column_unregistered"),
    ],
)
def test_a_broken_layer_is_refused(data: bytes, reason: str, tmp_path: Path) -> None:
    finding = refusal_of(tmp_path, data, "geografi_bydel")

    assert finding.reason_code == reason


@pytest.mark.parametrize(
    ("data", "layout"),
    [
        (geojson_bytes("bydel", 4326, [(BYDEL, IN_DEGREES)]).replace(b"Valby", b"Va\\ud800y"), "geografi_bydel"),
        (b'{"availableFileDownloads": [{"fileName": "\\ud800"}]}', "dar_listing"),
    ],
)
def test_half_a_letter_is_refused_and_not_stumbled_over(data: bytes, layout: str, tmp_path: Path) -> None:
    finding = refusal_of(tmp_path, data, layout)

    assert finding.reason_code == "json_malformed"
