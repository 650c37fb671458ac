"""Deliveries: what waits, what was decided, what is in force, and receiving one.

The way in for whoever runs the platform. Everything here but ``receive`` and ``settle`` is cheap: no data file is
opened and nothing heavy is imported. How a delivery is received stands in ``receiving``.
"""

from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING

from pipelines.registers.intake import ledger
from pipelines.registers.intake.arrivals import ArrivedDelivery, arrived_deliveries
from pipelines.registers.intake.ledger import LedgerEntry
from pipelines.store import Store

if TYPE_CHECKING:  # reading files brings polars and pyarrow
    from pipelines.registers.person_secret import PersonSecret
    from pipelines.registers.reading.byte_guard import Progress

# What is said of a delivery is what stands in the ledger, or would stand there.
Verdict = LedgerEntry

__all__ = [
    "ArrivedDelivery",
    "Verdict",
    "ledger_entries",
    "receive",
    "receive_all",
    "settle",
    "state_fingerprint",
    "waiting",
]


def waiting(store: Store) -> list[ArrivedDelivery]:
    """Return what lies in landing: deliveries that are whole and those that still lack something."""
    return arrived_deliveries(store)


def ledger_entries(store: Store) -> list[LedgerEntry]:
    """Return every verdict given so far."""
    return ledger.read_ledger(store)


def state_fingerprint(store: Store) -> str:
    """Return a hash of the deliveries in force; the order in which they came does not matter."""
    return ledger.fingerprint(ledger.read_ledger(store))


def settle(store: Store) -> list[LedgerEntry]:
    """Finish what was interrupted, derive links and tables from the ledger, and return the ledger.

    Every agreed table can be read afterwards, also before anything has arrived.
    """
    from pipelines.registers.intake.custody import finish_interrupted
    from pipelines.registers.intake.vault import derive, ensure_empty_tables

    entries = ledger.read_ledger(store)
    finish_interrupted(store, entries)
    ensure_empty_tables(store)
    derive(store, entries)
    return entries


def receive(store: Store, arrived: ArrivedDelivery, key: "PersonSecret", progress: "Progress | None" = None) -> Verdict:
    """Give a delivery its verdict and put everything in its place.

    ``progress`` is called with bytes done and bytes in all. Bad input never raises: the verdict says what is wrong.
    One process at a time may receive.
    """
    from pipelines.registers.intake.receiving import receive_delivery

    return receive_delivery(store, arrived, settle(store), key, progress)


def receive_all(
    store: Store,
    key: "PersonSecret",
    registers: Collection[str] | None = None,
    years: Collection[int] | None = None,
    begins: Callable[[ArrivedDelivery], None] = lambda _: None,
) -> Iterator[Verdict]:
    """Receive what waits, of all registers or some, and yield the final verdict on each as it is given.

    What waits for another delivery is tried again once something has been accepted, so that the order in which things
    lie in landing does not matter. ``begins`` is told of each delivery before it is opened.
    """
    from pipelines.registers.intake.receiving import receive_delivery

    entries = settle(store)
    asked = _asked_for(store, registers, years)
    while asked:
        held: list[tuple[ArrivedDelivery, Verdict]] = []
        has_news = False
        for arrived in asked:
            begins(arrived)
            verdict = receive_delivery(store, arrived, entries, key, None)
            if verdict.verdict == ledger.WAITING and not arrived.is_waiting:
                held.append((arrived, verdict))
                continue
            if verdict.verdict != ledger.WAITING and verdict not in entries:
                entries = [*entries, verdict]
            has_news |= verdict.verdict == ledger.ACCEPTED
            yield verdict
        if not has_news:
            yield from (verdict for _, verdict in held)
        asked = [arrived for arrived, _ in held] if has_news else []


def _asked_for(store: Store, registers: Collection[str] | None, years: Collection[int] | None) -> list[ArrivedDelivery]:
    return [
        arrived
        for arrived in waiting(store)
        if (registers is None or arrived.register in registers)
        and (years is None or arrived.reference_year is None or arrived.reference_year in years)
    ]
