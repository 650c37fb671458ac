"""Files of a delivery on their way from the inbox to the archive or to the rejected ones, without ever being lost.

Files are claimed by a second link, reach their destination by another, and leave the inbox last. An attempt works in a
folder named after the ledger line it is to write, so that whoever comes after an interruption can tell whether the
line was written: then the inbox is cleared, otherwise the attempt is forgotten.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.registers.intake.arrivals import ArrivedDelivery
from pipelines.registers.intake.ledger import LedgerEntry
from pipelines.registers.reading.parquet import sync
from pipelines.store import Store

_ATTEMPT = re.compile(r"receiving-(?P<register>[a-z]+)-(?P<key>[0-9a-f]{16})-(?P<line>\d+)")
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700


@dataclass(frozen=True)
class Attempt:
    """The working folder of one attempt to receive a delivery."""

    folder: Path

    @classmethod
    def begin(cls, store: Store, arrived: ArrivedDelivery, ledger_lines: int) -> "Attempt":
        """Make a fresh folder for the attempt that is to write the next line of the ledger."""
        folder = store.staging / f"receiving-{arrived.register}-{arrived.delivery_key}-{ledger_lines}"
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "originals").mkdir(parents=True, mode=PRIVATE_FOLDER)
        return cls(folder)

    @property
    def originals(self) -> Path:
        """Folder of the claimed files."""
        return self.folder / "originals"

    @property
    def tables(self) -> Path:
        """Folder of the tables being made."""
        return self.folder / "tables"

    def claim(self, paths: Iterable[Path]) -> None:
        """Take hold of files: whatever happens to their names in the inbox, these bytes stay.

        Raises:
            FileNotFoundError: a file has been taken away meanwhile.
        """
        for path in paths:
            _second_name(path, self.originals / path.name)

    def deposit(self, target: Path) -> None:
        """Put the claimed files into a folder of their own, readable to nobody else."""
        target.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
        for original in sorted(self.originals.iterdir()):
            fresh = target / f".{original.name}.new"
            fresh.unlink(missing_ok=True)
            _second_name(original, fresh)
            fresh.chmod(PRIVATE_FILE)
            sync(fresh)
            fresh.replace(target / original.name)
            fresh.unlink(missing_ok=True)  # a rename onto another name of the same file leaves both
        sync(target)

    def clear_inbox(self, inbox: Path) -> None:
        """Take the claimed files out of the inbox; a file that has been replaced there meanwhile stays."""
        for original in sorted(self.originals.iterdir()):
            arrived = inbox / original.name
            if arrived.is_file() and not arrived.is_symlink() and _same_bytes(arrived, original):
                arrived.unlink()

    def end(self) -> None:
        """Forget the attempt."""
        shutil.rmtree(self.folder, ignore_errors=True)


def finish_interrupted(store: Store, entries: Sequence[LedgerEntry]) -> None:
    """Finish the attempts whose verdict is in the ledger, forget the others."""
    if not store.staging.is_dir():
        return
    for folder in sorted(store.staging.iterdir()):
        named = _ATTEMPT.fullmatch(folder.name)
        if named is None:
            continue
        line = int(named["line"])
        entry = entries[line] if line < len(entries) else None
        attempt = Attempt(folder)
        if entry is not None and (entry.register, entry.delivery_key) == (named["register"], named["key"]):
            attempt.clear_inbox(store.inbox(named["register"]))
        attempt.end()


def _second_name(path: Path, name: Path) -> None:
    try:
        os.link(path, name, follow_symlinks=False)
    except FileNotFoundError:
        raise
    except OSError:  # another file system, or one without links
        shutil.copyfile(path, name, follow_symlinks=False)


def _same_bytes(one: Path, other: Path) -> bool:
    if one.samefile(other):
        return True
    return one.stat().st_size == other.stat().st_size and _sha256(one) == _sha256(other)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
