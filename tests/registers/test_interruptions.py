"""Interrupted anywhere while a delivery is received, and started again: the end is the same as without."""

import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.registers.deliveries import ledger_entries, settle
from pipelines.registers.intake import custody, ledger, receiving, vault
from pipelines.store import Store
from tests.registers.samples import Delivered, deliver, deliver_ras, files_below, ras_bytes, receive_all

# What is called on the way, by kind of delivery: killed before or after each of these, nothing may be lost.
STEPS = {
    (custody.Attempt, "claim"): ("correction", "rejected", "again"),
    (receiving, "judge_contents"): ("correction", "rejected"),
    (receiving, "install"): ("correction",),
    (custody.Attempt, "deposit"): ("correction", "rejected"),
    (ledger, "append"): ("correction", "rejected", "again"),
    (receiving, "derive"): ("correction", "rejected", "again"),
    (vault, "_point"): ("correction",),
    (custody.Attempt, "clear_inbox"): ("correction", "rejected", "again"),
    (custody.Attempt, "end"): ("correction", "rejected", "again"),
}
CASES = [(kind, owner, name) for (owner, name), kinds in STEPS.items() for kind in kinds]
KINDS = ("correction", "rejected", "again")


class KilledError(BaseException):
    """Stands for a process that is killed: nothing catches it."""


def killed_in(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, *, after: bool) -> None:
    original = getattr(owner, name)

    def dying(*arguments: Any, **options: Any) -> Any:
        if after:
            original(*arguments, **options)
        raise KilledError

    monkeypatch.setattr(owner, name, dying)


def end_state(store: Store) -> tuple[object, ...]:
    entries = [(each.verdict, each.delivery_key, each.version, each.tables) for each in ledger_entries(store)]
    archive = {name: data for name, data in files_below(store.archive).items() if name != store.ledger.name}
    return entries, files_below(store.vault), archive, files_below(store.landing), files_below(store.staging)


@pytest.fixture(scope="module")
def beginnings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Data roots with one delivery in force and a second one of each kind in the inbox."""
    roots = {}
    for kind in KINDS:
        store = Store(tmp_path_factory.mktemp(kind))
        deliver_ras(store, 3)
        receive_all(store)
        if kind == "rejected":
            deliver(store, "RAS_2024.csv", b"<html></html>", Delivered(number=2), 1)
        else:
            deliver_ras(store, 4 if kind == "correction" else 3, number=2)
        roots[kind] = store.root
    return roots


@pytest.fixture(scope="module")
def undisturbed(beginnings: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[object, ...]]:
    """Where each kind ends when nothing happens on the way."""
    ends = {}
    for kind, root in beginnings.items():
        store = Store(tmp_path_factory.mktemp("end") / kind)
        shutil.copytree(root, store.root, symlinks=True)
        receive_all(store)
        ends[kind] = end_state(store)
    return ends


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(("kind", "owner", "name"), CASES)
def test_an_interrupted_receipt_ends_like_an_undisturbed_one(
    kind: str,
    owner: Any,
    name: str,
    after: bool,
    beginnings: dict[str, Path],
    undisturbed: dict[str, tuple[object, ...]],
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shutil.copytree(beginnings[kind], store.root, symlinks=True)

    with monkeypatch.context() as patched:
        killed_in(patched, owner, name, after=after)
        with pytest.raises(KilledError):
            receive_all(store)
    settle(store)
    receive_all(store)

    assert end_state(store) == undisturbed[kind]
    assert ledger.broken_link(store) is None


def test_a_line_cut_while_it_was_written_does_not_count(store: Store) -> None:
    deliver_ras(store, 3)
    receive_all(store)
    with store.ledger.open("ab") as file:
        file.write(b'{"register": "ras", "per')
    deliver_ras(store, 4, number=2)

    receive_all(store)

    assert [entry.version for entry in ledger_entries(store)] == [1, 2]
    assert ledger.broken_link(store) is None


def test_a_file_replaced_while_it_is_received_is_not_lost(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    path = deliver_ras(store, 3)
    newer = ras_bytes(5)
    judge = receiving.judge_contents

    def replaced_meanwhile(*arguments: Any) -> Any:
        fresh = path.with_name(".coming")
        fresh.write_bytes(newer)
        fresh.replace(path)
        return judge(*arguments)

    monkeypatch.setattr(receiving, "judge_contents", replaced_meanwhile)

    (verdict,) = receive_all(store)

    assert verdict.verdict == "accepted"
    assert path.read_bytes() == newer
    assert pl.read_parquet(store.current_link("ras", "status", "2025")).height == 3
