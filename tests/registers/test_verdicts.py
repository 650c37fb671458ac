"""What is refused and what waits: reason, sentence and remedy, and everything else left as it was."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from pipelines.registers.agreements import load_agreements
from pipelines.registers.deliveries import ledger_entries, receive, waiting
from pipelines.registers.intake.selecting import selected
from pipelines.store import Store
from tests.registers.samples import (
    CPR_TOLD,
    OTHER_SECRET,
    SECRET,
    Delivered,
    cpr_bytes,
    deliver,
    deliver_ras,
    extract,
    files_below,
    number,
    persons,
    ras_bytes,
    receive_all,
    zip_bytes,
)
from tests.registers.test_deliveries import PERIOD, told_udda, udda

RAS = Delivered()
DATA = ras_bytes(3)


@pytest.mark.parametrize(
    ("name", "data", "told", "reason"),
    [
        ("RAS_2024.csv", DATA, replace(RAS, sender="Ukendt"), "sender_not_agreed"),
        ("RAS_2024.csv", DATA, replace(RAS, recipient="Aarhus Kommune"), "recipient_not_agreed"),
        ("RAS_2024.csv", DATA, replace(RAS, reference_date="2024-06-01"), "reference_date_not_agreed"),
        ("ras.csv", DATA, RAS, "file_name_not_agreed"),
        ("RAS_2024.csv", DATA, replace(RAS, size=len(DATA) - 1), "size_differs"),
        ("RAS_2024.csv", DATA, replace(RAS, size=len(DATA) + 1), "size_differs"),
        ("RAS_2024.csv", DATA, replace(RAS, sha256="0" * 64), "hash_differs"),
        ("RAS_2024.csv", DATA, replace(RAS, count=4), "record_count_announced_differs"),
        ("RAS_2024.csv", DATA, replace(RAS, file_name="RAS_2023.csv"), "sidecar_not_for_file"),
        ("RAS_2024.csv", DATA.splitlines()[0] + b"\n", RAS, "no_records"),
        ("RAS_2024.csv", DATA[:-20], RAS, "truncated_last_row"),
        ("RAS_2024.csv", DATA.replace(b";132;", b";13;", 1), RAS, "too_many_quarantined"),
        ("RAS_2024.csv", DATA.replace(number(1).encode(), number(1)[:9].encode()), RAS, "too_many_quarantined"),
        ("RAS_2024.csv", b"<html>503</html>", RAS, "html_page"),
        ("RAS_2024.csv", b"", RAS, "file_empty"),
    ],
)  # fmt: skip
def test_a_bad_delivery_is_rejected_and_the_vault_stays(
    name: str, data: bytes, told: Delivered, reason: str, store: Store
) -> None:
    deliver_ras(store, 2, number=1)
    receive_all(store)
    before = files_below(store.vault)
    deliver(store, name, data, replace(told, number=2), 3)

    (verdict,) = receive_all(store)

    assert (verdict.verdict, verdict.reason_code) == ("rejected", reason)
    assert verdict.sentence
    assert verdict.remedy
    assert files_below(store.vault) == before
    folder = store.refused("ras", verdict.delivery_key)
    assert json.loads((folder / "verdict.json").read_text())["reason_code"] == reason
    assert (folder / name).read_bytes() == data
    assert list(store.inbox("ras").iterdir()) == []


FULL = extract(persons(4))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (cpr_bytes(FULL[:-1]), "end_record_missing"),
        (cpr_bytes(extract(persons(4), count=7)), "end_record_count_differs"),
        (cpr_bytes([text[:30] if row == 7 else text for row, text in enumerate(FULL)]), "truncated_line"),
        (cpr_bytes(FULL).decode("latin-1").encode("utf-8"), "encoding_utf8_in_latin1"),
        (cpr_bytes(extract(persons(4), task="111111")), "product_not_agreed"),
    ],
)
def test_a_broken_cpr_extract_is_rejected(data: bytes, reason: str, store: Store) -> None:
    deliver(store, "d250102.l901101", data, CPR_TOLD, 28)

    (verdict,) = receive_all(store)

    assert (verdict.verdict, verdict.reason_code, verdict.file) == ("rejected", reason, "d250102.l901101")
    assert not any(link.is_symlink() for link in store.vault_current.rglob("*"))


def test_rejected_rows_are_explained_beside_the_rejected_file(store: Store) -> None:
    deliver(store, "RAS_2024.csv", DATA.replace(b";132;", b";13;", 1), RAS, 3)

    (verdict,) = receive_all(store)

    aside = pl.read_parquet(store.refused("ras", verdict.delivery_key) / "status.quarantine.parquet")
    assert aside.select("line_number", "field", "reason_code").rows() == [(2, "ras_status_code", "value_unreadable")]


def without(suffix: str) -> Callable[[Path], None]:
    def remove(path: Path) -> None:
        path.with_name(path.name + suffix).unlink()

    return remove


def grow(path: Path) -> None:
    path.write_bytes(DATA[:50])
    later = path.stat().st_mtime + 5
    os.utime(path, (later, later))


def half_written_sidecar(path: Path) -> None:
    sidecar = path.with_name(f"{path.name}.metadata")
    sidecar.write_bytes(sidecar.read_bytes()[:100])


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (without(".metadata"), "sidecar_missing"),
        (without(""), "data_file_missing"),
        (grow, "file_still_growing"),
        (half_written_sidecar, "sidecar_unreadable"),
    ],
)
def test_what_is_not_whole_yet_waits_in_the_inbox(spoil: Callable[[Path], None], reason: str, store: Store) -> None:
    spoil(deliver_ras(store, 3))
    before = files_below(store.landing)

    (verdict,) = receive_all(store)

    assert (verdict.verdict, verdict.reason_code) == ("waiting", reason)
    assert files_below(store.landing) == before
    assert ledger_entries(store) == []


def test_a_delivery_of_several_files_waits_for_all_of_them(store: Store) -> None:
    deliver(store, "UDDA_2024.csv", udda(), told_udda(PERIOD, 1), 1)

    (verdict,) = receive_all(store)

    assert (verdict.verdict, verdict.reason_code) == ("waiting", "delivery_incomplete")
    assert "udda_klassifikation" in verdict.sentence


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('<!DOCTYPE x [<!ENTITY a "b">]><Trigger>&a;</Trigger>', "sidecar_unsafe"),
        ("<Trigger/>", "sidecar_incomplete"),
    ],
)
def test_an_unsafe_or_empty_sidecar_is_rejected(text: str, reason: str, store: Store) -> None:
    path = deliver_ras(store, 3)
    path.with_name(f"{path.name}.metadata").write_text(text)

    (verdict,) = receive_all(store)

    assert (verdict.verdict, verdict.reason_code) == ("rejected", reason)


def test_links_and_strange_names_are_set_aside_unopened(store: Store, tmp_path: Path) -> None:
    inbox = store.inbox("ras")
    inbox.mkdir(parents=True)
    secret = tmp_path / "secret"
    secret.write_text("not to be read")
    (inbox / "RAS_2024.csv").symlink_to(secret)
    (inbox / "RAS 2024; drop table.csv").write_bytes(DATA)
    (inbox / ("x" * 200)).write_bytes(DATA)

    verdicts = receive_all(store)

    assert {verdict.reason_code for verdict in verdicts} == {"not_a_regular_file", "file_name_refused"}
    assert {verdict.verdict for verdict in verdicts} == {"rejected"}
    assert list(inbox.iterdir()) == []
    assert secret.read_text() == "not to be read"


def test_a_stub_without_records_beside_the_populated_file_is_left_unread(store: Store) -> None:
    head = "id_lokalId,navngivenVej,kommune,vejkode,status\n"
    row = "0a3f50b4-0000-32b8-e044-0003ba298018,0a3f50b4-0000-32b8-e044-0003ba298018,0101,1234,3\n"
    others = [file.layout for file in load_agreements()["dar"].files]
    told = Delivered("dar", "dar_navngivenvejkommunedel", "2025-01-01", 1, "Datafordeleren")
    stem = "NavngivenVejKommunedel_TotalDownload_csv_Current_1"
    deliver(store, f"DAR_V1_{stem}.zip", zip_bytes({"a.csv": (head + row).encode()}), told, 1)
    deliver(store, f"DAR_V2_{stem}.zip", zip_bytes({"a.csv": head.encode()}), told, 0)

    (arrived,) = waiting(store)
    notes = list(selected(arrived, store.inbox("dar")).notes)

    assert arrived.finding is not None
    assert all(layout in arrived.finding.sentence for layout in others if layout != told.layout)
    assert notes == [f"DAR_V2_{stem}.zip was left unread: it holds no records"]


def test_another_person_key_than_that_of_the_vault_is_noticed(store: Store) -> None:
    deliver_ras(store, 3)
    receive_all(store)
    deliver_ras(store, 4, number=2)

    (arrived,) = waiting(store)
    verdict = receive(store, arrived, OTHER_SECRET)

    assert (verdict.verdict, verdict.reason_code) == ("waiting", "person_key_differs")
    assert SECRET.fingerprint in verdict.sentence


def test_files_of_a_register_without_agreement_stay_and_are_reported(store: Store) -> None:
    store.inbox("vejr").mkdir(parents=True)
    (store.inbox("vejr") / "x.csv").write_bytes(DATA)

    (verdict,) = receive_all(store)

    assert (verdict.verdict, verdict.reason_code) == ("waiting", "register_without_agreement")
    assert (store.inbox("vejr") / "x.csv").exists()
