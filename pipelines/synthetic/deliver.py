"""Deliver the made-up city: every register of every reference year into its inbox, as its supplier would.

Belongs here: which supplier sends what when, under which number, and in which order files appear. Does not belong
here: file formats (``writers``), what can go wrong on the way (``defects``), the city itself (``city``).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import polars as pl

from pipelines.store import Store
from pipelines.synthetic.defects import Defect, Parcel, requested_defects
from pipelines.synthetic.snapshot import Snapshot, truth
from pipelines.synthetic.writers import reference_dates as dates
from pipelines.synthetic.writers.bbr import write_bbr
from pipelines.synthetic.writers.cpr import LineForm, write_status_extract
from pipelines.synthetic.writers.dar import write_dar
from pipelines.synthetic.writers.geografi import write_geografi
from pipelines.synthetic.writers.ind import write_ind
from pipelines.synthetic.writers.ras import write_ras
from pipelines.synthetic.writers.sidecar import describe, sidecar_path
from pipelines.synthetic.writers.udda import write_udda
from pipelines.synthetic.writers.written import WrittenFile

if TYPE_CHECKING:
    from pipelines.synthetic.city import City

Progress = Callable[[str, float], None]
"""Called with what is being done and the share of the work already done, 0 to 1."""


@dataclass(frozen=True)
class Order:
    """What a supplier is asked for: one reference year of the city, in a folder of its own."""

    city: "City"
    snapshot: Snapshot
    folder: Path
    cpr_form: LineForm
    previous_production: date | None


@dataclass(frozen=True)
class Supplier:
    """Who delivers a register, which day a reference year is described by, and how it is written."""

    register: str
    sender: str
    reference_date: Callable[[int], date]
    write: Callable[[Order], tuple[WrittenFile, ...]]


def _cpr(order: Order) -> tuple[WrittenFile, ...]:
    extract = write_status_extract(
        order.snapshot, order.folder, previous_production=order.previous_production, line_form=order.cpr_form
    )
    return (extract,)


SUPPLIERS = (
    Supplier("geografi", "Koebenhavns Kommune, Stadsdata", dates.first_of_january,
             lambda order: write_geografi(order.city.layers, order.snapshot.year, order.folder)),
    Supplier("dar", "Klimadatastyrelsen", dates.first_of_january,
             lambda order: write_dar(order.snapshot, order.folder)),
    Supplier("bbr", "Vurderingsstyrelsen", dates.first_of_january,
             lambda order: write_bbr(order.snapshot, order.folder)),
    Supplier("cpr", "CPR-kontoret", dates.first_of_january, _cpr),
    Supplier("ras", "Danmarks Statistik", dates.last_working_day_of_november,
             lambda order: write_ras(order.snapshot, order.folder)),
    Supplier("udda", "Danmarks Statistik", dates.first_of_october,
             lambda order: write_udda(order.snapshot, order.folder)),
    Supplier("ind", "Danmarks Statistik", dates.last_of_december,
             lambda order: write_ind(order.snapshot, order.folder)),
)  # fmt: skip


def deliver(
    city: "City",
    store: Store,
    years: Iterable[int],
    defects: Sequence[str] = (),
    cpr_form: LineForm = "full",
    progress: Progress | None = None,
    truth_folder: Path | None = None,
) -> list[Path]:
    """Write every register of every reference year into its inbox and return the data files, in order of arrival.

    A file is written under ``store.staging``, moved into the inbox in one rename, and only then gets its sidecar.
    Delivery numbers count per register from 1 over the years. ``defects`` are codes as ``defects`` reads them;
    ``truth_folder`` also gets what the files were made from. Raises ValueError for an unknown defect or year,
    before anything is written.
    """
    wanted = sorted(set(years))
    faults = requested_defects(defects, wanted, cpr_form)
    numbers = dict.fromkeys((supplier.register for supplier in SUPPLIERS), 0)
    previous_production: date | None = None
    arrived: list[Path] = []
    store.staging.mkdir(parents=True, exist_ok=True)
    for year_number, year in enumerate(wanted):
        _report(progress, f"{year}: the city on 1 January", year_number / len(wanted))
        snapshot = city.snapshot(year)
        if truth_folder is not None:
            _write_truth_of_year(snapshot, truth_folder)
        for position, supplier in enumerate(SUPPLIERS):
            _report(progress, f"{year}: {supplier.register}", (year_number + position / len(SUPPLIERS)) / len(wanted))
            with TemporaryDirectory(dir=store.staging) as folder:
                files = supplier.write(Order(city, snapshot, Path(folder), cpr_form, previous_production))
                ours = [fault for fault, when in faults if when == year and fault.register == supplier.register]
                parcels = tuple(_parcels(supplier, year, numbers[supplier.register] + 1, files, ours))
                arrived += [_land(parcel, store.inbox(supplier.register)) for parcel in parcels]
            numbers[supplier.register] = _last_number(parcels, numbers[supplier.register] + 1)
        previous_production = dates.cpr_production_date(year)
    _report(progress, "delivered", 1.0)
    return arrived


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


def _parcels(
    supplier: Supplier, year: int, number: int, files: tuple[WrittenFile, ...], faults: Sequence[Defect]
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


def _land(parcel: Parcel, inbox: Path) -> Path:
    """Move a data file into the inbox in one rename and put its sidecar beside it, last."""
    inbox.mkdir(parents=True, exist_ok=True)
    target = inbox / parcel.path.name
    sidecar_path(target).unlink(missing_ok=True)
    parcel.path.replace(target)
    if parcel.sidecar is not None:
        staged = sidecar_path(parcel.path)
        staged.write_bytes(parcel.sidecar.xml().encode("utf-8"))
        staged.replace(sidecar_path(target))
    return target


def _last_number(parcels: Sequence[Parcel], otherwise: int) -> int:
    return max((parcel.sidecar.delivery_number for parcel in parcels if parcel.sidecar), default=otherwise)


def _report(progress: Progress | None, step: str, share: float) -> None:
    if progress is not None:
        progress(step, share)
