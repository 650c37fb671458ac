"""Damage sound files of every layout at random and read them: ``python -m tests.fuzzing --minutes 10``.

Files come from a tiny synthetic city, so that a new register is fuzzed as soon as it is delivered. Every case follows
from ``--seed`` and its number; what went wrong is kept in ``--keep`` and named at the end. Not part of CI.
"""

import argparse
import multiprocessing
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.store import Store
from pipelines.synthetic.city import make_city
from pipelines.synthetic.deliver import deliver
from tests.fuzzing.judging import Sample
from tests.fuzzing.working import keep, work

SCALE, YEAR = 0.002, 2022
HANGS_AFTER_SECONDS = 30


def samples(folder: Path) -> Iterator[Sample]:
    """Yield every file that a tiny city delivers, with the layout that its sidecar names."""
    store = Store(folder)
    for path in deliver(make_city(SCALE, [YEAR], seed=1), store, [YEAR]):
        sidecar = path.with_name(f"{path.name}.metadata").read_text("utf-8")
        layout = sidecar.partition("Layout>")[2].partition("<")[0]
        yield Sample(layout, path.name, path.read_bytes())


def supervise(found: list[Sample], folder: Path, seed: int, until: float) -> int:
    """Keep a worker at work until the time is up, and return how many cases were tried."""
    context = multiprocessing.get_context("spawn")
    case = context.Value("q", 0)
    while time.time() < until:
        worker = context.Process(target=work, args=(found, folder, seed, case.value + 1, until, case))
        worker.start()
        seen, since = case.value, time.time()
        while worker.is_alive():
            worker.join(0.5)
            if case.value != seen:
                seen, since = case.value, time.time()
            elif time.time() - since > HANGS_AFTER_SECONDS:
                keep(folder, f"still reading after {HANGS_AFTER_SECONDS} s")
                worker.kill()
                worker.join()
        if worker.exitcode and worker.exitcode != -9:
            keep(folder, f"the process ended with {worker.exitcode}")
    return int(case.value)


def main() -> int:
    """Fuzz for some minutes; return 1 when something went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzzing", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--layout", help="only layouts whose name begins so")
    parser.add_argument("--keep", type=Path, help="folder for the files that went wrong")
    options = parser.parse_args()
    with TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        found = [each for each in samples(Path(temporary) / "city") if each.layout.startswith(options.layout or "")]
        print(f"{len(found)} files of {len({each.layout for each in found})} layouts", flush=True)
        count = supervise(found, folder, options.seed, time.time() + 60 * options.minutes)
        faults = len(list((folder / "findings").glob("*"))) if (folder / "findings").exists() else 0
    print(f"{count:,} damaged files read, {faults} of them not as they should be")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
