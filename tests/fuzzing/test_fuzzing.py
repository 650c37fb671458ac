"""A short walk over damaged files of every form; ``python -m tests.fuzzing`` takes a long one."""

import json
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.registers.layout import load_layout
from tests.fuzzing.judging import Sample, fault_of
from tests.fuzzing.mutations import mutated
from tests.registers.samples import UUID, cpr_bytes, extract, geojson_bytes, number, persons, ras_bytes, zip_bytes

RING = [[12.55, 55.67], [12.56, 55.67], [12.56, 55.68], [12.55, 55.67]]
UNIT = {field.source: None for field in load_layout("bbr_enhed").only_record.fields} | {
    "id_lokalId": UUID,
    "status": "6",
}
DAR = f"id_lokalId,etagebetegnelse,dørbetegnelse,husnummer,status\n{UUID},3,tv,{UUID},3\n".encode()
SCOR = "".join(
    f"<Undersoegelse><Cpr>{number(i)}</Cpr><Dato>2025-03-04</Dato><Aldersgruppe>7</Aldersgruppe><dmfs>0</dmfs>"
    "<defs/></Undersoegelse>\n"
    for i in range(5)
)
SPROG = [
    "Sprogvurderinger 2025;;;;;;",
    "Barn;Institution;Vurderingsdato;Alder_mdr;Talesprog;Førskriftlig;Samlet_gruppe",
    *(f"{number(i)};Børnehuset;05-03-2025;40;55;;generel" for i in range(5)),
    "Kilde: sprogvurderingsværktøjet",
]
SAMPLES = (
    Sample("cpr_p12170", "cpr.l901101", cpr_bytes(extract(persons(2)))),
    Sample("ras_status", "RAS_2025.csv", ras_bytes(5)),
    Sample("boern_sprogvurdering", "SPROGVURDERING_2025.csv", "\r\n".join(SPROG).encode("latin-1")),
    Sample("dar_adresse", "DAR.zip", zip_bytes({"a.csv": DAR})),
    Sample("bbr_enhed", "BBR.json", json.dumps([UNIT] * 3, ensure_ascii=False).encode()),
    Sample(
        "geografi_bydel",
        "bydel.geojson",
        geojson_bytes("bydel", 4326, [({"bydel_nr": 5, "navn": "Valby", "areal_m2": 1}, RING)]),
    ),
    Sample("boern_scor", "SCOR_2025.xml", f"<ScorIndberetning>{SCOR}</ScorIndberetning>".encode()),
)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.layout)
def test_a_sound_sample_is_read(sample: Sample, tmp_path: Path) -> None:
    (tmp_path / sample.name).write_bytes(sample.data)

    assert fault_of(tmp_path / sample.name, sample.layout) is None


@given(st.sampled_from(SAMPLES), st.integers(0, 1 << 32))
@settings(max_examples=60, deadline=None)
def test_a_damaged_file_ends_in_a_report(tmp_path_factory: pytest.TempPathFactory, sample: Sample, seed: int) -> None:
    path = tmp_path_factory.getbasetemp() / sample.name
    path.write_bytes(mutated(sample.data, Random(seed)))

    fault = fault_of(path, sample.layout)

    assert fault is None, f"{sample.layout}, seed {seed}: {fault}"


def test_a_reader_that_falls_over_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fall_over(*_: object) -> None:
        raise ZeroDivisionError("as it happens")

    (tmp_path / "RAS_2025.csv").write_bytes(ras_bytes(1))
    monkeypatch.setattr("tests.fuzzing.judging.examine_file", fall_over)

    assert fault_of(tmp_path / "RAS_2025.csv", "ras_status") == "ZeroDivisionError: as it happens"
