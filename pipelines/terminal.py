"""How the command line takes words and gives answers: years, files, progress, refusals, exit codes.

What the answers are about belongs to the stages of the platform.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from pipelines.locking import BusyError, only_writer
from pipelines.store import Store

REFUSED, BUSY, INTERNAL = 1, 3, 4


@contextmanager
def only_writer_or_exit(store: Store) -> Iterator[None]:
    """Hold the data root for the length of the block, or exit with 3 when another process does."""
    try:
        with only_writer(store):
            yield
    except BusyError as busy:
        print(f"busy: {busy}", file=sys.stderr)
        raise typer.Exit(BUSY) from None


def year_range(text: str) -> list[int]:
    """Return the years of ``2019:2026`` or ``2026``."""
    first, _, last = text.partition(":")
    if not first.isdigit() or (last and not last.isdigit()):
        raise typer.BadParameter(f"--years takes FIRST:LAST, for example 2019:2026, not {text!r}")
    years = list(range(int(first), int(last or first) + 1))
    if not years:
        raise typer.BadParameter(f"--years {text}: the first year comes after the last")
    return years


def existing(file: Path) -> Path:
    """Return the path of a file that is there."""
    if not file.is_file():
        raise typer.BadParameter(f"{file} is not a file")
    return file


def plain_progress() -> Callable[[str], None]:
    """Return what writes a line with the seconds since now to standard error."""
    began = time.monotonic()
    return lambda line: print(f"{time.monotonic() - began:6.1f} s  {line}", file=sys.stderr, flush=True)


def refused(sentence: str) -> typer.Exit:
    """Say why something is refused; raise what this returns, and the command exits with 1."""
    print(f"refused: {sentence}", file=sys.stderr)
    return typer.Exit(REFUSED)
