"""CPR changes of some 50,000 lines, received in a warm process: ``python -m tests.benchmarks.delta``.

Measures what stands between a file in the inbox and rows in the vault: envelope, hash, reading, keys, Parquet, ledger,
links. The process is warm: it has received a status extract and a small extract of changes before.
"""

import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pipelines.registers.deliveries import receive, waiting
from pipelines.registers.person_secret import PersonSecret
from pipelines.store import Store
from pipelines.synthetic.city import City, make_city
from pipelines.synthetic.deliver import SUPPLIERS, Order, Supplier, land, parcels_of
from pipelines.synthetic.suppliers import CHANGES, of_the_day
from pipelines.synthetic.writers.cpr_changes import write_changes
from pipelines.synthetic.writers.reference_dates import cpr_production_date
from pipelines.synthetic.writers.written import WrittenFile

SCALE, YEAR, LEAST_LINES, MOST_SECONDS = 0.2, 2026, 50_000, 5.0
SMALL, LARGE = date(YEAR, 1, 5), date(YEAR, 3, 20)
SECRET = PersonSecret(bytes(range(11, 43)))


def main() -> None:
    """Print seconds and lines; end with 1 when the limit is passed."""
    with tempfile.TemporaryDirectory(prefix="byomraader-delta-") as folder:
        store = Store(Path(folder) / "data")
        city = make_city(SCALE, [YEAR], seed=1)
        lines = send(city, store, Path(folder))
        seconds = [received(store, period) for period in (str(YEAR), SMALL.isoformat(), LARGE.isoformat())]
    print(f"changes of {lines:,} lines in the vault within {seconds[-1]:.2f} s; {MOST_SECONDS:.0f} s are allowed")
    sys.exit(int(lines < LEAST_LINES or seconds[-1] > MOST_SECONDS))


def send(city: City, store: Store, folder: Path) -> int:
    """Land a status extract, a small and a large extract of changes; return the lines of the large one."""
    status = next(supplier for supplier in SUPPLIERS if supplier.name == "cpr")
    produced = cpr_production_date(YEAR)
    _send(status, status.write(Order(city, city.snapshot(YEAR), folder, "full", None)), store)
    files = write_changes(city.changes([SMALL, LARGE]), folder, previous_production=produced)
    for number, (day, file) in enumerate(zip((SMALL, LARGE), files, strict=True), start=1):
        _send(of_the_day(CHANGES, day), [file], store, number)
    return files[-1].record_count + 2


def received(store: Store, period: str) -> float:
    """Receive what waits for a period and return how long it took."""
    arrived = next(delivery for delivery in waiting(store) if str(delivery.period) == period)
    began = time.perf_counter()
    verdict = receive(store, arrived, SECRET)
    seconds = time.perf_counter() - began
    if verdict.verdict != "accepted":
        raise SystemExit(f"{period}: {verdict.sentence}")
    return seconds


def _send(supplier: Supplier, files: Sequence[WrittenFile], store: Store, number: int = 1) -> None:
    for parcel in parcels_of(supplier, YEAR, number, files, ()):
        land(parcel, store.inbox(supplier.register))


if __name__ == "__main__":
    main()
