"""Time a command in a process of its own, with its peak memory; say what came out in one table."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Measured:
    """Wall seconds and peak memory (largest single process, MB) of one command, the median of its runs."""

    seconds: float
    peak_mb: float


def measured(command: Sequence[str], environment: dict[str, str] | None = None, runs: int = 1) -> Measured:
    """Run a command so many times and return the run of median length; it must succeed each time."""
    results = sorted((_once(command, environment) for _ in range(runs)), key=lambda result: result.seconds)
    return results[len(results) // 2]


def python(module: str, *arguments: str) -> list[str]:
    """Return the command that runs a module of this project."""
    return [sys.executable, "-m", module, *arguments]


def byomraader(*words: str) -> list[str]:
    """Return the command of the platform."""
    return [str(Path(sys.executable).with_name("byomraader")), *words]


def say(what: str, result: Measured, size_mb: float | None = None, against: Measured | None = None) -> None:
    """Print one line of the table."""
    speed = f"{size_mb / result.seconds:8.0f} MB/s" if size_mb else " " * 13
    ratio = f"{result.seconds / against.seconds:6.2f} x" if against else ""
    print(f"  {what:58} {result.seconds:8.2f} s {speed} {result.peak_mb:8.0f} MB {ratio}", flush=True)


def _once(command: Sequence[str], environment: dict[str, str] | None) -> Measured:
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}\n{said[-2000:]}")
    return Measured(time.perf_counter() - began, usage.ru_maxrss / 1024)
