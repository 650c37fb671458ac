"""What goes wrong with the machine while a sound delivery is taken: a full disk, a second run, a clock set back.

Each scenario ends in the verdict on the delivery and in what was not as it must be, None when all was.
"""

import hashlib
import json
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict

from pipelines.catalogue.comparing import contents
from pipelines.catalogue.workshop import received
from pipelines.locking import BusyError, only_writer
from pipelines.registers.deliveries import Verdict
from pipelines.registers.intake import ledger
from pipelines.store import Store
from pipelines.synthetic.defect_model import Machine

FULL_AT_BYTES = 4096
LATER_YEAR = "2098"
Outcome = tuple[Verdict, str | None]


def with_a_full_disk(store: Store, register: str) -> Outcome:
    """Take a delivery while no file can grow; then once more with room."""
    before = contents(store)
    try:
        with _no_room():
            received(store, register)
        problem: str | None = "a delivery was taken although no table could be written"
    except OSError:
        problem = None if contents(store) == before else "the failed attempt left something behind"
    return received(store, register)[-1], problem


def with_a_second_run(store: Store, register: str) -> Outcome:
    """Start a second run while the first one holds the lock."""
    problem: str | None = "a second run was let in"
    with only_writer(store):
        try:
            with only_writer(store):
                pass
        except BusyError:
            problem = None
        verdict = received(store, register)[-1]
    return verdict, problem


def with_a_clock_set_back(store: Store, register: str) -> Outcome:
    """Take a delivery after verdicts that a clock far ahead has dated."""
    _date_ahead(store)
    verdict = received(store, register)[-1]
    in_force = ledger.in_force(ledger.read_ledger(store)).get((verdict.product, str(verdict.period)))
    if in_force is None or in_force.delivery_key != verdict.delivery_key:
        return verdict, "the delivery is not in force"
    return verdict, None if ledger.broken_link(store) is None else "the ledger no longer follows on itself"


SCENARIOS: dict[Machine, Callable[[Store, str], Outcome]] = {
    "disk full": with_a_full_disk,
    "second run": with_a_second_run,
    "clock back": with_a_clock_set_back,
}


@contextmanager
def _no_room() -> Iterator[None]:
    """Let no file of this process grow beyond a few kilobytes; the operating system answers as for a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (FULL_AT_BYTES, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def _date_ahead(store: Store) -> None:
    """Write the ledger as a clock far ahead would have dated it, chained anew."""
    previous, lines = "0" * 64, []
    for entry in ledger.read_ledger(store):
        data = asdict(entry) | {"decided_at": f"{LATER_YEAR}{entry.decided_at[4:]}", "previous": previous}
        lines.append(json.dumps(data, ensure_ascii=False, sort_keys=True).encode("utf-8"))
        previous = hashlib.sha256(lines[-1]).hexdigest()
    store.ledger.write_bytes(b"".join(line + b"\n" for line in lines))
