"""Deliveries full of faults and of marked values: no mark is found in anything but the originals."""

from pathlib import Path

import polars as pl
import pytest

from pipelines.quality.number_pattern import count_in_text
from pipelines.registers.deliveries import Verdict
from pipelines.store import Store
from tests.registers.samples import (
    CPR_TOLD,
    Delivered,
    cpr_bytes,
    deliver,
    extract,
    line,
    number,
    person,
    persons,
    ras_bytes,
    receive_all,
)

NAMES = ("Åse", "Ærø", "Blågårdsgade", "Ærtemor", "Børnehavepædagog")
FAULTY_PERSONS = [
    *persons(30),
    line("001", PNR="61025AAAA4", STATUS="01", KOEN="K", FOED_DT="1970-05-04", STILLING=NAMES[4]),
    line("001", PNR=number(77), STATUS="9", KOEN="K", FOED_DT="2070-05-04"),
    line("015", PNR=number(3), PNRMOR="6113501234", MORNVN=NAMES[3]),
    "095" + number(5) + NAMES[0],
]
BROKEN = {
    "faulty rows": cpr_bytes(extract(FAULTY_PERSONS)),
    "doubled person": cpr_bytes(extract([*persons(3), person(1)[0]])),
    "shifted": cpr_bytes(extract([text[:13] + " " + text[13:-1] for text in persons(3)])),
    "without start": cpr_bytes(persons(3)),
    "in utf-8": cpr_bytes(extract(persons(3))).decode("latin-1").encode(),
    "unbroken and cut": cpr_bytes(extract(persons(3)), end="")[:-333],
    "in no record at all": "\n".join([number(1), *NAMES]).encode("latin-1"),
}
RAS = ras_bytes(4).decode()
BROKEN_RAS = {
    "without header": RAS.split("\n", 1)[1].encode("latin-1"),
    "with a row of another width": RAS.replace(";132;", ";", 1).encode("latin-1"),
    "with a quote that never ends": RAS.replace(";K;", ';"K;', 1).encode("latin-1"),
    "with a number in its header": RAS.replace("ARB_KOM", number(2)).encode("latin-1"),
    "doubled person": (RAS + RAS.splitlines()[1] + "\n").encode("latin-1"),
    "with nine digits": RAS.replace(number(2), number(2)[1:]).encode("latin-1"),
}


def everything_said(store: Store, verdicts: list[Verdict]) -> str:
    """All that leaves the readers: verdicts, ledger, explanations, every column of every table."""
    texts = [repr(verdict) for verdict in verdicts]
    files = [file for file in store.root.rglob("*") if file.is_file() and file.stat().st_size]
    for file in files:
        if file.suffix == ".parquet":
            frame = pl.read_parquet(file)
            texts += [str(file), frame.select(pl.all().cast(pl.String, strict=False)).write_csv()]
        elif file.suffix in (".json", ".jsonl"):
            texts.append(file.read_text(encoding="utf-8"))
    return "\n".join(texts)


@pytest.mark.parametrize("kind", [*BROKEN, *(f"ras {kind}" for kind in BROKEN_RAS)])
def test_no_name_and_no_number_of_a_person_leaves_the_original(
    kind: str, store: Store, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    if kind in BROKEN:
        deliver(store, "d250102.l901101", BROKEN[kind], CPR_TOLD, 214)
    else:
        deliver(store, "RAS_2024.csv", BROKEN_RAS[kind.removeprefix("ras ")], Delivered(), 4)

    verdicts = receive_all(store)

    printed = capsys.readouterr()
    said = everything_said(store, verdicts) + printed.out + printed.err + caplog.text
    assert verdicts
    for name in NAMES:
        assert name not in said
    assert count_in_text(said) == 0
    assert "61025AAAA4" not in said
    assert "6113501234" not in said


def test_the_faulty_extract_is_taken_and_its_faults_are_counted(store: Store, tmp_path: Path) -> None:
    del tmp_path
    deliver(store, "d250102.l901101", BROKEN["faulty rows"], CPR_TOLD, len(FAULTY_PERSONS))

    (verdict,) = receive_all(store)

    assert verdict.verdict == "accepted"
    assert verdict.tables["person"] == (30, 2)
    assert any("095" in note for note in verdict.notes)
