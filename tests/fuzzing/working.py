"""The part that reads damaged files in a process of its own, and keeps those that went wrong."""

import shutil
import time
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from tests.fuzzing.judging import Sample, fault_of
from tests.fuzzing.mutations import mutated

if TYPE_CHECKING:
    from multiprocessing.sharedctypes import Synchronized


def work(found: list[Sample], folder: Path, seed: int, first: int, until: float, case: "Synchronized[int]") -> None:
    """Try case after case in a process of its own, so that even a crash is noticed."""
    number = first
    while time.time() < until:
        random = Random(f"{seed}/{number}")
        sample = random.choice(found)
        path = folder / f"current_{sample.name}"
        path.write_bytes(mutated(sample.data, random))
        (folder / "case").write_text(f"{number}\t{sample.layout}\t{path.name}")
        case.value = number
        fault = fault_of(path, sample.layout)
        if fault is not None:
            keep(folder, fault)
        path.unlink()
        number += 1


def keep(folder: Path, fault: str) -> None:
    """Put the file that is being read aside and say why."""
    number, layout, name = (folder / "case").read_text().split("\t")
    kept = folder / "findings" / f"{number}_{name.removeprefix('current_')}"
    kept.parent.mkdir(exist_ok=True)
    shutil.copyfile(folder / name, kept)
    print(f"case {number}, {layout}, {kept.name}: {fault}", flush=True)
