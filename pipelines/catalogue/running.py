"""Run the catalogue: deliver each defect to a settled root, and hold verdict, reason and traces against the table."""

import shutil
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from pipelines.catalogue.comparing import Contents, changed, contents, unexpected
from pipelines.catalogue.machine import SCENARIOS
from pipelines.catalogue.workshop import YEARS, Workshop, received, supplier_of, waves
from pipelines.quality.number_pattern import count_in_text
from pipelines.quality.person_scanner import scan
from pipelines.registers.deliveries import Verdict
from pipelines.store import Store
from pipelines.synthetic.defect_model import Defect
from pipelines.synthetic.defects import DEFECTS
from pipelines.synthetic.deliver import land

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Row:
    """One line of the catalogue's table; ``remark`` says what was not as it must be."""

    code: str
    title: str
    expected_verdict: str
    expected_reason: str | None
    verdict: str
    reason_code: str | None
    remark: str | None

    @property
    def is_ok(self) -> bool:
        """Tell whether everything was as the table says."""
        return self.remark is None


def run_catalogue(codes: Sequence[str] = (), progress: Progress | None = None) -> list[Row]:
    """Deliver the named defects, or all, each to a root of its own, and return what came of them.

    ``progress`` is told the code at hand and the share already done, 0 to 1. Raises ValueError for an unknown code.
    """
    wanted = _defects(codes)
    rows = []
    with TemporaryDirectory(prefix="byomraader_defects_") as folder:
        workshop = Workshop(Path(folder))
        for position, defect in enumerate(wanted):
            if progress is not None:
                progress(defect.code, position / len(wanted))
            root = Path(folder) / "roots" / defect.code
            rows.append(run_one(defect, workshop, root))
            shutil.rmtree(root)
    return rows


def run_one(defect: Defect, workshop: Workshop, root: Path) -> Row:
    """Deliver one defect to a copy of a settled root."""
    supplier = supplier_of(defect)
    store = workshop.settled(supplier, root)
    parcels = workshop.parcels(supplier, YEARS[-1], store.staging / "sent", (defect,))
    verdicts: list[Verdict] = []
    before: Contents = {}
    problem: str | None = None
    for wave in waves(parcels):
        for parcel in wave:
            land(parcel, store.inbox(supplier.register))
        before = contents(store)
        if defect.machine is not None:
            verdict, problem = SCENARIOS[defect.machine](store, supplier.register)
            verdicts = [verdict]
        else:
            verdicts = received(store, supplier.register)
    if not verdicts:
        return _row(defect, None, "nothing was received")
    paths = changed(before, contents(store))
    return _row(defect, verdicts[-1], problem or _remark(defect, verdicts[-1], paths, store))


def report(rows: Collection[Row]) -> str:
    """Return the table ``code, expected verdict, got, ok``, and below it what was not as it must be."""
    lines = [f"{'code':6} {'expected verdict':46} {'got':46} ok"]
    for row in rows:
        expected = _told(row.expected_verdict, row.expected_reason)
        lines.append(
            f"{row.code:6} {expected:46} {_told(row.verdict, row.reason_code):46} {'yes' if row.is_ok else 'NO'}"
        )
    wrong = [row for row in rows if not row.is_ok]
    lines += [f"{row.code} ({row.title}): {row.remark}" for row in wrong]
    lines.append(f"{len(rows)} defects, {len(wrong)} not as the catalogue says")
    return "\n".join(lines)


def _defects(codes: Sequence[str]) -> list[Defect]:
    unknown = [code for code in codes if code.upper() not in DEFECTS]
    if unknown:
        raise ValueError(f"unknown defects {', '.join(unknown)}; known are {', '.join(DEFECTS)}")
    return [DEFECTS[code.upper()] for code in codes] or list(DEFECTS.values())


def _row(defect: Defect, verdict: Verdict | None, remark: str | None) -> Row:
    got = ("nothing", None) if verdict is None else (verdict.verdict, verdict.reason_code)
    return Row(defect.code, defect.title, defect.verdict, defect.reason_code, *got, remark)


def _remark(defect: Defect, verdict: Verdict, paths: list[str], store: Store) -> str | None:
    if (verdict.verdict, verdict.reason_code) != (defect.verdict, defect.reason_code):
        return f"another verdict: {verdict.sentence}"
    if _leaks(verdict, paths, store):
        return "what could be a person number stands in the verdict or in the vault"
    astray = unexpected(paths, verdict)
    if astray:
        return f"files changed that have nothing to do with it: {', '.join(astray[:3])}"
    if defect.note is not None and defect.note not in " ".join((*verdict.notes, verdict.sentence)):
        return f"no note says {defect.note!r}; there are: {'; '.join(verdict.notes) or 'none'}"
    if defect.quarantine is not None and defect.quarantine not in _set_aside(verdict, paths, store):
        return f"nothing was set aside as {defect.quarantine}; notes: {'; '.join(verdict.notes) or 'none'}"
    return None


def _leaks(verdict: Verdict, paths: list[str], store: Store) -> bool:
    files = [store.root.joinpath(path) for path in paths if not path.startswith("archive/")]
    explained = [store.refused(verdict.register, verdict.delivery_key)] if verdict.verdict == "rejected" else []
    told = [file for folder in explained for file in folder.glob("verdict.json")]
    return count_in_text(repr(verdict)) > 0 or bool(scan([file for file in (*files, *told) if file.exists()]))


def _set_aside(verdict: Verdict, paths: list[str], store: Store) -> set[str]:
    """Return the reason codes of rows in the new quarantine files, and of values that the notes count."""
    files = [store.root.joinpath(path) for path in paths if path.endswith(".quarantine.parquet")]
    codes = {code for file in files for code in pl.read_parquet(file)["reason_code"].to_list()}
    return codes | {note.partition("(")[2].partition(")")[0] for note in verdict.notes}


def _told(verdict: str, reason_code: str | None) -> str:
    return verdict if reason_code is None else f"{verdict}: {reason_code}"
