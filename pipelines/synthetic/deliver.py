"""Deliver the made-up city: every register of every reference year into its inbox, as its supplier would.

Belongs here: what is sent when, under which number, and in which order files appear. Does not belong here: who sends
what (``suppliers``), file formats (``writers``), what can go wrong (``defects``), the city itself (``city``).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import polars as pl

from pipelines.store import Store
from pipelines.synthetic.defect_model import Defect, Parcel
from pipelines.synthetic.defects import requested_defects
from pipelines.synthetic.snapshot import Snapshot, truth
from pipelines.synthetic.suppliers import CHANGES, SUPPLIERS, Order, Supplier, of_the_day
from pipelines.synthetic.writers import reference_dates as dates
from pipelines.synthetic.writers.cpr import LineForm
from pipelines.synthetic.writers.cpr_changes import write_changes
from pipelines.synthetic.writers.sidecar import describe, sidecar_path
from pipelines.synthetic.writers.written import WrittenFile

if TYPE_CHECKING:
    from pipelines.synthetic.city import City

__all__ = ["SUPPLIERS", "Order", "Supplier", "deliver", "land", "parcels_of", "write_truth"]

USUAL_CHANGES = 3
Progress = Callable[[str, float], None]
"""Called with what is being done and the share of the work already done, 0 to 1."""


def deliver(
    city: "City",
    store: Store,
    years: Iterable[int],
    defects: Sequence[str] = (),
    cpr_form: LineForm = "full",
    progress: Progress | None = None,
    truth_folder: Path | None = None,
    changes: int | None = None,
) -> list[Path]:
    """Write every register of every reference year into its inbox and return the data files, in order of arrival.

    A file is written under ``store.staging``, moved into the inbox in one rename, and only then gets its sidecar.
    Delivery numbers count per product from 1 over the years. ``defects`` are codes as ``defects`` reads them;
    ``truth_folder`` also gets what the files were made from. ``changes`` is the count of working days whose changes
    CPR sends after the last status extract: 3 if nothing is said, none when a single year is asked for. Raises
    ValueError for an unknown defect or year, before anything is written.
    """
    wanted = sorted(set(years))
    faults = requested_defects(defects, wanted, cpr_form)
    numbers = dict.fromkeys((supplier.name for supplier in SUPPLIERS), 0)
    previous_production: date | None = None
    arrived: list[Path] = []
    store.staging.mkdir(parents=True, exist_ok=True)
    for year_number, year in enumerate(wanted):
        _report(progress, f"{year}: the city on 1 January", year_number / len(wanted))
        snapshot = city.snapshot(year)
        if truth_folder is not None:
            _write_truth_of_year(snapshot, truth_folder)
        for position, supplier in enumerate(SUPPLIERS):
            _report(progress, f"{year}: {supplier.name}", (year_number + position / len(SUPPLIERS)) / len(wanted))
            with TemporaryDirectory(dir=store.staging) as folder:
                files = supplier.write(Order(city, snapshot, Path(folder), cpr_form, previous_production))
                ours = [fault for fault, when in faults if when == year and supplier.gets(fault)]
                parcels = tuple(parcels_of(supplier, year, numbers[supplier.name] + 1, files, ours))
                arrived += [path for parcel in parcels for path in land(parcel, store.inbox(supplier.register))]
            if files:  # a survey is not held every year
                numbers[supplier.name] = _last_number(parcels, numbers[supplier.name] + 1)
        previous_production = dates.cpr_production_date(year)
    count = changes if changes is not None else USUAL_CHANGES if len(wanted) > 1 else 0
    if count:
        ours = [fault for fault, _ in faults if CHANGES.gets(fault)]
        arrived += _deliver_changes(city, store, dates.cpr_production_date(wanted[-1]), count, cpr_form, ours)
    _report(progress, "delivered", 1.0)
    return arrived


def _deliver_changes(
    city: "City", store: Store, after: date, count: int, cpr_form: LineForm, faults: Sequence[Defect]
) -> Iterator[Path]:
    """Changes of the working days after a status extract, each a delivery of its own; defects hit the last."""
    working_days = dates.working_days_after(after, count)
    with TemporaryDirectory(dir=store.staging) as folder:
        told = city.changes(working_days)
        files = write_changes(told, Path(folder), previous_production=after, line_form=cpr_form)
        for number, (day, file) in enumerate(zip(working_days, files, strict=True), start=1):
            sender = of_the_day(CHANGES, day)
            for parcel in parcels_of(sender, day.year, number, (file,), faults if number == count else ()):
                yield from land(parcel, store.inbox(CHANGES.register))


def write_truth(city: "City", years: Iterable[int], folder: Path) -> None:
    """Write what the files are made from: ``<folder>/<year>/<frame>.parquet`` for every frame of every snapshot.

    ``truth.parquet`` beside them has one row per resident with age, areas, education group and dwelling area.
    """
    for year in sorted(set(years)):
        _write_truth_of_year(city.snapshot(year), folder)


def _write_truth_of_year(snapshot: Snapshot, folder: Path) -> None:
    target = folder / str(snapshot.year)
    target.mkdir(parents=True, exist_ok=True)
    frames = {field.name: getattr(snapshot, field.name) for field in fields(snapshot)} | {"truth": truth(snapshot)}
    for name, frame in frames.items():
        if isinstance(frame, pl.DataFrame):
            frame.write_parquet(target / f"{name}.parquet")


def parcels_of(
    supplier: Supplier, year: int, number: int, files: Iterable[WrittenFile], faults: Sequence[Defect]
) -> Iterator[Parcel]:
    """What leaves the supplier: damaged files where asked for, each with a sidecar that fits its bytes."""
    for written in files:
        own_faults = [fault for fault in faults if fault.layout == written.layout]
        file = written
        for fault in own_faults:
            file = fault.damaged(file)
        sidecar = describe(
            file,
            sender=supplier.sender,
            register=supplier.register,
            reference_date=supplier.reference_date(year),
            delivery_number=number,
        )
        parcels: tuple[Parcel, ...] = (Parcel(file.path, sidecar),)
        for fault in own_faults:
            parcels = tuple(sent for parcel in parcels for sent in fault.readdressed(parcel))
        yield from parcels


def land(parcel: Parcel, inbox: Path) -> tuple[Path, ...]:
    """Move a data file into the inbox in one rename and put its sidecar beside it, last; return the data file, if any.

    The sidecar lies beside the data file that it belongs to, also where it names another.
    """
    inbox.mkdir(parents=True, exist_ok=True)
    if parcel.path is None and parcel.sidecar is None:
        return ()
    target = inbox / (parcel.path.name if parcel.path is not None else str(parcel.sidecar and parcel.sidecar.file_name))
    sidecar_path(target).unlink(missing_ok=True)
    if parcel.path is not None:
        parcel.path.replace(target)
    if parcel.sidecar is not None:
        staged = sidecar_path(parcel.path) if parcel.path is not None else inbox / f".{target.name}.new"
        staged.write_bytes(parcel.sidecar_bytes or parcel.sidecar.xml().encode("utf-8"))
        staged.replace(sidecar_path(target))
    return (target,) if parcel.path is not None else ()


def _last_number(parcels: Sequence[Parcel], otherwise: int) -> int:
    return max((parcel.sidecar.delivery_number for parcel in parcels if parcel.sidecar), default=otherwise)


def _report(progress: Progress | None, step: str, share: float) -> None:
    if progress is not None:
        progress(step, share)
