"""A tiny city whose deliveries are made once and copied for every defect: settled data roots, sound files.

Only the register that a defect is about is delivered: its first year and the other products of its second year are in
force when the defect arrives; of the daily changes, those of the days before.
"""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import groupby
from pathlib import Path

from pipelines.registers.deliveries import Verdict, receive_all
from pipelines.registers.person_secret import PersonSecret
from pipelines.store import Store
from pipelines.synthetic.city import City, make_city
from pipelines.synthetic.defect_model import Defect, Parcel
from pipelines.synthetic.deliver import land, parcels_of
from pipelines.synthetic.snapshot import Snapshot
from pipelines.synthetic.suppliers import CHANGES, SUPPLIERS, Order, Supplier
from pipelines.synthetic.writers import reference_dates as dates
from pipelines.synthetic.writers.cpr_changes import write_changes
from pipelines.synthetic.writers.written import WrittenFile

SCALE, SEED, YEARS = 0.002, 1, (2025, 2026)
DAYS_OF_CHANGES = 3
STAND_INS = {"shelf": "marts.duckdb", "editions": "2025/manifest.json"}
"""What has been published and frozen before: no delivery may touch it, whatever it holds."""
SECRET = PersonSecret(bytes(range(3, 67, 2)))
"""For made-up persons only: the roots of the catalogue are thrown away."""


class Workshop:
    """Makes what the catalogue needs, each thing once, below one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._written: dict[tuple[str, int], tuple[WrittenFile, ...]] = {}

    @cached_property
    def city(self) -> City:
        """The tiny city; a delivery of a register has some hundred to some thousand rows."""
        return make_city(SCALE, list(YEARS), SEED)

    @cached_property
    def _snapshots(self) -> dict[int, Snapshot]:
        return {year: self.city.snapshot(year) for year in YEARS}

    def parcels(self, supplier: Supplier, year: int, folder: Path, defects: Sequence[Defect]) -> tuple[Parcel, ...]:
        """Return what a supplier sends for a year, written into a folder, damaged where asked for."""
        if supplier.name == CHANGES.name:
            return self._parcels_of_changes(DAYS_OF_CHANGES, folder, defects)
        copies = _copied(self._sound(supplier, year), folder)
        return tuple(parcels_of(supplier, year, YEARS.index(year) + 1, copies, defects))

    def _parcels_of_changes(self, number: int, folder: Path, defects: Sequence[Defect]) -> tuple[Parcel, ...]:
        day, file = self._changes[number - 1]
        sender = replace(CHANGES, reference_date=lambda _: day)
        return tuple(parcels_of(sender, day.year, number, _copied((file,), folder), defects))

    @cached_property
    def _changes(self) -> list[tuple[date, WrittenFile]]:
        after = dates.cpr_production_date(YEARS[-1])
        days = dates.working_days_after(after, DAYS_OF_CHANGES)
        folder = self._folder / "sound" / CHANGES.name
        folder.mkdir(parents=True)
        files = write_changes(self.city.changes(days), folder, previous_production=after, line_form="full")
        return list(zip(days, files, strict=True))

    def settled(self, supplier: Supplier, root: Path) -> Store:
        """Return a copy of the root in which everything of the register is in force but the delivery of interest."""
        original = self._folder / "settled" / supplier.name
        if not original.exists():
            self._settle(supplier, Store(original))
        shutil.copytree(original, root, symlinks=True)
        return Store(root)

    def _settle(self, supplier: Supplier, store: Store) -> None:
        for name, file in STAND_INS.items():
            path = {"shelf": store.shelf, "editions": store.editions}[name].joinpath(file)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{name} of the year before\n", encoding="utf-8")
        siblings = [each for each in SUPPLIERS if each.register == supplier.register]
        before = [(each, YEARS[0]) for each in siblings] + [(each, YEARS[1]) for each in siblings if each != supplier]
        folder = store.staging / "settling"
        parcels = [parcel for each, year in before for parcel in self.parcels(each, year, folder, ())]
        if supplier.name == CHANGES.name:
            parcels += [sent for day in range(1, DAYS_OF_CHANGES) for sent in self._parcels_of_changes(day, folder, ())]
        for parcel in parcels:
            land(parcel, store.inbox(supplier.register))
        shutil.rmtree(folder)
        refused = [verdict for verdict in receive_all(store, SECRET) if verdict.verdict != "accepted"]
        if refused:
            told = "; ".join(f"{verdict.register}: {verdict.reason_code} {verdict.sentence}" for verdict in refused)
            raise RuntimeError(f"a sound delivery was not accepted, so nothing can be shown by spoiling it: {told}")

    def _sound(self, supplier: Supplier, year: int) -> tuple[WrittenFile, ...]:
        key = (supplier.name, year)
        if key not in self._written:
            folder = self._folder / "sound" / f"{supplier.name}_{year}"
            folder.mkdir(parents=True)
            previous = dates.cpr_production_date(YEARS[0]) if year == YEARS[1] else None
            self._written[key] = supplier.write(Order(self.city, self._snapshots[year], folder, "full", previous))
        return self._written[key]


def _copied(files: Iterable[WrittenFile], folder: Path) -> list[WrittenFile]:
    folder.mkdir(parents=True, exist_ok=True)
    return [replace(file, path=Path(shutil.copyfile(file.path, folder / file.path.name))) for file in files]


def supplier_of(defect: Defect) -> Supplier:
    """Return the supplier whose delivery a defect spoils."""
    return next(supplier for supplier in (*SUPPLIERS, CHANGES) if supplier.gets(defect))


def waves(parcels: Iterable[Parcel]) -> Iterator[list[Parcel]]:
    """Yield parcels in the order in which they land."""
    for _, wave in groupby(sorted(parcels, key=lambda parcel: parcel.wave), key=lambda parcel: parcel.wave):
        yield list(wave)


def received(store: Store, register: str) -> list[Verdict]:
    """Receive what waits of a register."""
    return list(receive_all(store, SECRET, {register}))
