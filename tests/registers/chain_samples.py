"""Small deliveries of CPR that follow on each other: status extracts, changes day by day, corrections of both."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipelines.store import Store
from tests.registers.samples import CPR_TOLD, Delivered, cpr_bytes, deliver, extract, line, persons


@dataclass(frozen=True)
class Sent:
    """A file with what its sidecar says, ready to be put into an inbox at any time."""

    name: str
    data: bytes
    told: Delivered
    count: int

    def arrives(self, store: Store) -> None:
        """Put the file and its sidecar into the inbox."""
        deliver(store, self.name, self.data, self.told, self.count)


def status(produced: str, count: int, *, number: int = 1, previous: str = "20240102") -> Sent:
    """The status extract at the start of the year in which it was produced."""
    lines = _produced(extract(persons(count)), produced, previous)
    told = replace(CPR_TOLD, number=number, reference_date=f"{produced[:4]}-01-01")
    return Sent(f"d{produced[2:]}.l901101", cpr_bytes(lines), told, len(lines) - 2)


def changes(produced: str, previous: str, count: int, *, number: int, is_correction: bool = False) -> Sent:
    """The changes of one day; a correction is named in capitals, so that both may wait in one inbox."""
    lines = _produced(extract(persons(count), task="901102"), produced, previous)
    day = f"{produced[:4]}-{produced[4:6]}-{produced[6:]}"
    told = replace(CPR_TOLD, number=number, reference_date=day)
    name = f"d{produced[2:]}.l901102"
    return Sent(name.upper() if is_correction else name, cpr_bytes(lines), told, len(lines) - 2)


def _produced(lines: Sequence[str], produced: str, previous: str) -> list[str]:
    start = line("000", SORTFELT_10="0" * 10, OPGAVENR=lines[0][13:19], PRODDTO=produced, PRODDTOFORRIG=previous)
    return [start, *lines[1:]]
