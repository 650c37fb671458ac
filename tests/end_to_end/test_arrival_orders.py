"""In whatever order deliveries arrive, the vault and the archive end byte for byte the same.

All 720 orders of six deliveries are gone through as a tree: each beginning is received once and copied for its ends.
"""

import itertools
import os
import shutil
from pathlib import Path

import pytest

from pipelines.registers.deliveries import receive_all, state_fingerprint, waiting
from pipelines.store import Store
from tests.registers.chain_samples import Sent, changes, status
from tests.registers.samples import SECRET, Delivered, files_below, ras_bytes

pytestmark = [pytest.mark.end_to_end]

SIX = (
    status("20250102", 3),
    status("20250102", 4, number=2),
    changes("20250103", "20250102", 2, number=1),
    changes("20250106", "20250103", 3, number=2),
    changes("20250103", "20250102", 4, number=3, is_correction=True),
    Sent("RAS_2024.csv", ras_bytes(3), Delivered(), 3),
)
State = tuple[str, dict[str, bytes | str], dict[str, bytes | str]]


def arrived(store: Store, sent: Sent) -> None:
    sent.arrives(store)
    for _ in receive_all(store, SECRET):
        pass


def copied(source: str, target: str) -> None:
    """Give a file a second name; the ledger alone is written to where it lies."""
    if source.endswith(".jsonl"):
        shutil.copyfile(source, target)
    else:
        os.link(source, target)


def final_state(store: Store) -> State:
    archive = files_below(store.archive)
    del archive[str(store.ledger.relative_to(store.archive))]  # the ledger tells in which order things came
    return state_fingerprint(store), files_below(store.vault), archive


@pytest.fixture(scope="module")
def in_order(tmp_path_factory: pytest.TempPathFactory) -> State:
    store = Store(tmp_path_factory.mktemp("in_order"))
    for sent in SIX:
        arrived(store, sent)
    return final_state(store)


@pytest.mark.parametrize("first", range(len(SIX)))
def test_every_order_of_six_deliveries_ends_the_same(first: int, in_order: State, tmp_path: Path) -> None:
    ends = itertools.count()

    def go_on(store: Store, left: tuple[Sent, ...]) -> None:
        if not left:
            assert waiting(store) == []
            assert final_state(store) == in_order
            next(ends)
        for sent in left:
            branch = Store(store.root.with_name(f"{len(left)}"))
            shutil.copytree(store.root, branch.root, symlinks=True, copy_function=copied)
            arrived(branch, sent)
            go_on(branch, tuple(other for other in left if other is not sent))
            shutil.rmtree(branch.root)

    beginning = Store(tmp_path / "beginning")
    arrived(beginning, SIX[first])
    go_on(beginning, tuple(sent for sent in SIX if sent is not SIX[first]))

    assert next(ends) == 120
