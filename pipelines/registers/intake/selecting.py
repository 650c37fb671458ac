"""Which files of a delivery are read, when several say the same: told from sidecars, names and the listing.

A header without records gives way to a populated file, the same bytes are read once, and of Datafordeleren's lineages
one is chosen. No data file is opened, the listing apart.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.registers.intake.arrivals import ArrivedDelivery, ArrivedFile
from pipelines.registers.lineages import LISTING_MEMBER, generation_of, judge_lineages
from pipelines.registers.refusals import Finding

LARGEST_LISTING_BYTES = 32 << 20
_LISTING = "availablefiledownloads"


@dataclass(frozen=True)
class Selection:
    """The files to read, in the order of their names; why others are left; why the delivery must wait."""

    files: tuple[ArrivedFile, ...]
    notes: tuple[str, ...] = ()
    finding: Finding | None = None

    @property
    def by_layout(self) -> dict[str, list[ArrivedFile]]:
        """The files by the layout that their sidecars name."""
        found: dict[str, list[ArrivedFile]] = defaultdict(list)
        for file in self.files:
            if file.sidecar is not None:
                found[file.sidecar.layout].append(file)
        return found


def selected(arrived: ArrivedDelivery, originals: Path) -> Selection:
    """Choose among the files of a complete delivery; ``originals`` is where they lie."""
    files = sorted((file for file in arrived.files if file.sidecar), key=_name)
    once, notes = _without_copies(files)
    populated, stub_notes = _without_stubs(once)
    judged = judge_lineages(_listing_rows(populated, originals), [_name(file) for file in populated])
    read = tuple(file for file in populated if generation_of(_name(file)) is None or _name(file) in judged.read)
    return Selection(read, (*notes, *stub_notes, *judged.notes), judged.finding)


def _name(file: ArrivedFile) -> str:
    return file.sidecar.file_name if file.sidecar else ""


def _without_copies(files: Iterable[ArrivedFile]) -> tuple[list[ArrivedFile], list[str]]:
    first: dict[tuple[str, str], ArrivedFile] = {}
    notes = []
    for file in files:
        assert file.sidecar is not None
        if first.setdefault((file.sidecar.layout, file.sidecar.sha256), file) is not file:
            notes.append(f"{_name(file)} was left unread: its bytes came under another name too")
    return list(first.values()), notes


def _without_stubs(files: Iterable[ArrivedFile]) -> tuple[list[ArrivedFile], list[str]]:
    """Leave out files without records where a populated one of the same layout came."""
    populated = {file.sidecar.layout for file in files if file.sidecar and file.sidecar.record_count}
    kept, notes = [], []
    for file in files:
        assert file.sidecar is not None
        if file.sidecar.record_count or file.sidecar.layout not in populated:
            kept.append(file)
        else:
            notes.append(f"{_name(file)} was left unread: it holds no records")
    return kept, notes


def _listing_rows(files: Iterable[ArrivedFile], originals: Path) -> list[dict[str, Any]]:
    """Return the rows of the listing in a delivery; none where it cannot be read: reading it says what is wrong."""
    for file in files:
        path = originals / _name(file)
        if _LISTING not in _name(file).lower() or not path.is_file() or path.stat().st_size > LARGEST_LISTING_BYTES:
            continue
        try:
            listing = json.loads(path.read_bytes())
        except (ValueError, RecursionError):
            return []
        rows = listing.get(LISTING_MEMBER) if isinstance(listing, dict) else None
        return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return []
