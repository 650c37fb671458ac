"""Extracts of changes follow on each other: what leads nowhere waits, and says what to ask for."""

import pytest

from pipelines.registers.deliveries import ledger_entries, receive_all, waiting
from pipelines.store import Store
from tests.registers.chain_samples import changes, status
from tests.registers.samples import SECRET

STATUS = status("20250102", 4)
FRIDAY = changes("20250103", "20250102", 2, number=1)
MONDAY = changes("20250106", "20250103", 3, number=2)
TUESDAY = changes("20250107", "20250106", 2, number=3)


def verdicts(store: Store) -> list[tuple[str, str | None]]:
    return [(verdict.verdict, verdict.reason_code) for verdict in receive_all(store, SECRET)]


def test_changes_follow_on_a_status_extract_and_on_each_other(store: Store) -> None:
    for sent in (STATUS, FRIDAY, MONDAY):
        sent.arrives(store)

    assert verdicts(store) == [("accepted", None)] * 3
    assert store.current_link("cpr", "changed_person", "2025-01-06").exists()


def test_changes_after_a_gap_wait_and_say_what_is_missing(store: Store) -> None:
    for sent in (STATUS, MONDAY):
        sent.arrives(store)

    _, held = receive_all(store, SECRET)

    assert (held.verdict, held.reason_code, held.place) == ("waiting", "chain_gap", "record 000, PRODDTOFORRIG")
    assert "2025-01-03" in held.sentence
    assert "2025-01-02" in held.sentence
    assert held.remedy
    assert [arrived.product for arrived in waiting(store)] == ["cpr_aendring"]
    assert [entry.verdict for entry in ledger_entries(store)] == ["accepted"]
    assert list(store.staging.iterdir()) == []


def test_held_changes_are_taken_in_once_the_gap_is_filled(store: Store) -> None:
    for sent in (STATUS, TUESDAY, MONDAY):
        sent.arrives(store)
    assert verdicts(store) == [("accepted", None), ("waiting", "chain_gap"), ("waiting", "chain_gap")]

    FRIDAY.arrives(store)

    assert verdicts(store) == [("accepted", None)] * 3
    assert waiting(store) == []


def test_changes_before_any_status_extract_wait_for_one(store: Store) -> None:
    FRIDAY.arrives(store)

    (held,) = receive_all(store, SECRET)

    assert held.reason_code == "chain_gap"
    assert "nothing of cpr has been loaded" in held.sentence


def test_a_later_status_extract_heals_the_gap(store: Store) -> None:
    for sent in (STATUS, TUESDAY):
        sent.arrives(store)
    assert verdicts(store)[-1] == ("waiting", "chain_gap")

    status("20260102", 4, number=2, previous="20250102").arrives(store)

    assert verdicts(store) == [("accepted", None)] * 2


@pytest.mark.parametrize("number", [1, 4])
def test_replayed_changes_are_recognised(number: int, store: Store) -> None:
    for sent in (STATUS, FRIDAY, MONDAY):
        sent.arrives(store)
    verdicts(store)

    changes("20250103", "20250102", 2, number=number).arrives(store)

    assert verdicts(store) == [("no-op", None)]


def test_changes_of_a_day_can_be_corrected(store: Store) -> None:
    for sent in (STATUS, FRIDAY, MONDAY, changes("20250103", "20250102", 4, number=5, is_correction=True)):
        sent.arrives(store)

    assert verdicts(store) == [("accepted", None)] * 4
    assert [entry.version for entry in ledger_entries(store)] == [1, 1, 1, 2]
