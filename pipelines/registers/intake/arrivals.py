"""What waits in landing: files with their sidecars, grouped into deliveries, before anything is opened.

Only names, sizes and sidecars are looked at. Nothing heavy is imported: this runs every time somebody asks whether
there is anything to do.
"""

import hashlib
import re
import stat
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.registers.agreements import Agreement, agreement_for, agreements_of
from pipelines.registers.intake.sidecar import SUFFIX, Sidecar, read_sidecar
from pipelines.registers.refusals import Finding, RefusedError, safe_name
from pipelines.store import Store

SAFE_NAME = re.compile(r"[A-Za-z0-9._-]{1,100}")
KEY_LENGTH = 16
# A delivery with one of these is not whole yet; everything else that is found before opening is a refusal.
WAITING_CODES = frozenset(
    {
        "register_without_agreement",
        "sidecar_missing",
        "sidecar_unreadable",
        "data_file_missing",
        "delivery_incomplete",
        "file_still_growing",
        "chain_gap",
        "generation_gap",
    }
)


@dataclass(frozen=True)
class ArrivedFile:
    """A data file, its sidecar and what the sidecar says; None for what is not there or cannot be read."""

    path: Path | None
    sidecar_path: Path | None
    sidecar: Sidecar | None

    @property
    def paths(self) -> tuple[Path, ...]:
        """The data file and its sidecar, as far as they are there."""
        return tuple(path for path in (self.path, self.sidecar_path) if path is not None)


@dataclass(frozen=True)
class ArrivedDelivery:
    """Files that belong together; ``finding`` says why they cannot be taken in as they lie there.

    ``product`` names the agreement; it is the register's own name where nothing tells which product came.
    """

    register: str
    product: str
    period: str | None
    reference_date: date | None
    delivery_number: int | None
    delivery_key: str
    files: tuple[ArrivedFile, ...]
    finding: Finding | None = None

    @property
    def reference_year(self) -> int | None:
        """The reference year that the delivery belongs to; None where nothing tells."""
        return None if self.period is None else int(self.period[:4])

    @property
    def is_waiting(self) -> bool:
        """Tell whether something is still to come."""
        return self.finding is not None and self.finding.reason_code in WAITING_CODES


def arrived_deliveries(store: Store) -> list[ArrivedDelivery]:
    """Return what waits in landing, by register and delivery number."""
    found: list[ArrivedDelivery] = []
    if not store.landing.is_dir():
        return found
    for inbox in sorted(store.landing.iterdir()):
        is_agreed = bool(agreements_of(inbox.name))
        if inbox.is_dir() and not inbox.is_symlink() and is_agreed:
            found += _of_register(inbox)
        elif inbox.is_dir() and inbox.name not in ("rejected",):
            found += _without_agreement(inbox)
    return found


def delivery_key(files: list[tuple[str, str]]) -> str:
    """Return the identity of a delivery from the layout and hash of each file."""
    lines = sorted({f"{layout} {sha256}" for layout, sha256 in files})
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:KEY_LENGTH]


def _of_register(inbox: Path) -> list[ArrivedDelivery]:
    register = inbox.name
    deliveries: list[ArrivedDelivery] = []
    groups: dict[tuple[str, date, int], list[ArrivedFile]] = defaultdict(list)
    agreements: dict[str, Agreement] = {}
    for file, finding in _files(inbox):
        sidecar = file.sidecar
        agreement = agreement_for(register, sidecar.layout, sidecar.file_name, sidecar.sender) if sidecar else None
        if finding is None and sidecar is not None and agreement is not None:
            groups[agreement.product, sidecar.reference_date, sidecar.delivery_number].append(file)
            agreements[agreement.product] = agreement
        else:
            deliveries.append(_alone(register, file, finding))
    for (product, reference_date, number), files in sorted(groups.items()):
        key = delivery_key([(file.sidecar.layout, file.sidecar.sha256) for file in files if file.sidecar])
        finding = next(_unfinished(files, agreements[product]), None)
        period = agreements[product].period(reference_date)
        deliveries.append(
            ArrivedDelivery(register, product, period, reference_date, number, key, tuple(files), finding)
        )
    return sorted(deliveries, key=lambda each: (each.product, each.delivery_number is None, each.delivery_number or 0))


def _files(inbox: Path) -> Iterator[tuple[ArrivedFile, Finding | None]]:
    """Yield data files with their sidecars, with what is wrong before they are opened."""
    paths = {path.name: path for path in sorted(inbox.iterdir()) if not path.name.startswith(".")}
    for name, path in paths.items():
        finding = _unsafe(path)
        if finding is not None:
            yield ArrivedFile(path, None, None), finding
        elif name.endswith(SUFFIX):
            if name.removesuffix(SUFFIX) not in paths:
                yield _with_sidecar(None, path)
        elif f"{name}{SUFFIX}" not in paths:
            sentence = "The file has no sidecar."
            yield ArrivedFile(path, None, None), Finding("sidecar_missing", sentence, safe_name(name))
        elif _unsafe(paths[f"{name}{SUFFIX}"]) is None:
            yield _with_sidecar(path, paths[f"{name}{SUFFIX}"])


def _with_sidecar(path: Path | None, sidecar_path: Path) -> tuple[ArrivedFile, Finding | None]:
    try:
        sidecar = read_sidecar(sidecar_path)
    except RefusedError as refusal:
        return ArrivedFile(path, sidecar_path, None), refusal.finding
    file = ArrivedFile(path, sidecar_path, sidecar)
    if sidecar.file_name != sidecar_path.name.removesuffix(SUFFIX):
        sentence = "The sidecar describes a file of another name."
        return file, Finding("sidecar_not_for_file", sentence, safe_name(sidecar_path.name))
    return file, None


def _unsafe(path: Path) -> Finding | None:
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode):
        return Finding("not_a_regular_file", "This is a link or a folder, not a file.", safe_name(path.name))
    if not SAFE_NAME.fullmatch(path.name):
        return Finding("file_name_refused", "The name of the file is not a plain name.", safe_name(path.name))
    return None


def _unfinished(files: list[ArrivedFile], agreement: Agreement) -> Iterator[Finding]:
    """Yield what a delivery still lacks: data files, bytes, whole files."""
    for file in files:
        sidecar = file.sidecar
        if sidecar is None:
            continue
        if file.path is None:
            yield Finding("data_file_missing", "A sidecar announces a file that is not there.", sidecar.file_name)
        elif _is_growing(file.path, file.sidecar_path, sidecar):
            sentence = f"The file has {file.path.stat().st_size:,} of the {sidecar.size_bytes:,} bytes announced."
            yield Finding("file_still_growing", sentence, sidecar.file_name)
    present = {file.sidecar.layout for file in files if file.sidecar}
    missing = [file.layout for file in agreement.files if file.layout not in present]
    if missing and (agreement.files_needed == "all" or not present):
        sentence = f"The delivery has {len(present)} of {len(agreement.files)} files; missing: {', '.join(missing)}."
        yield Finding("delivery_incomplete", sentence)


def _is_growing(path: Path, sidecar_path: Path | None, sidecar: Sidecar) -> bool:
    """Tell a file that is still being written from one of the wrong size: it was written to after its sidecar.

    A sidecar is put down last. No clock is asked: the two times come from the same file system.
    """
    status = path.stat()
    is_newer = sidecar_path is not None and status.st_mtime_ns > sidecar_path.stat().st_mtime_ns
    return status.st_size < sidecar.size_bytes and is_newer


def _alone(register: str, file: ArrivedFile, finding: Finding | None) -> ArrivedDelivery:
    """A file that belongs to no delivery; its name stands in for the contents that nobody has looked at."""
    names = "\n".join(path.name for path in file.paths)
    key = hashlib.sha256(names.encode("utf-8", "surrogateescape")).hexdigest()[:KEY_LENGTH]
    return ArrivedDelivery(register, register, None, None, None, key, (file,), finding)


def _without_agreement(inbox: Path) -> list[ArrivedDelivery]:
    if not any(inbox.iterdir()):
        return []
    name = safe_name(inbox.name)
    finding = Finding("register_without_agreement", f"No register {name} has been agreed; its files stay.", name)
    return [ArrivedDelivery(name, name, None, None, None, "0" * KEY_LENGTH, (), finding)]
