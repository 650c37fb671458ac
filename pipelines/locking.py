"""The right to be the only one who writes to a data root. What is written is not known here."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from pipelines.store import Store


class BusyError(Exception):
    """Another process is writing to the same data root."""


@contextmanager
def only_writer(store: Store) -> Iterator[None]:
    """Hold the lock of the data root for the length of the block.

    The lock belongs to the process and goes with it, however it ends.

    Raises:
        BusyError: another process holds it.
    """
    store.lock.parent.mkdir(parents=True, exist_ok=True)
    with store.lock.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise BusyError(f"process {holder} is writing to {store.root}; try again when it has ended") from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)
