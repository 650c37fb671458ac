"""Who delivers what: the registers and their products, who sends them, which day they describe, how they are written.

Belongs here: one row per product. Does not belong here: numbers, sidecars and landing (``deliver``), file formats
(``writers``).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.synthetic.defect_model import Defect
from pipelines.synthetic.map.green_and_stations import further_layers
from pipelines.synthetic.snapshot import Snapshot
from pipelines.synthetic.writers import reference_dates as dates
from pipelines.synthetic.writers.bbr import write_bbr
from pipelines.synthetic.writers.boern import write_assessments, write_dental_examinations, write_measurements
from pipelines.synthetic.writers.cpr import LineForm, write_status_extract
from pipelines.synthetic.writers.cpr_changes import write_changes
from pipelines.synthetic.writers.cpr_road import write_road_register
from pipelines.synthetic.writers.dar import write_dar
from pipelines.synthetic.writers.dream import write_dream
from pipelines.synthetic.writers.forvaltning import OWNERS, write_counts
from pipelines.synthetic.writers.geografi import write_geografi
from pipelines.synthetic.writers.ind import write_ind
from pipelines.synthetic.writers.indsatser import HABITS, write_plan
from pipelines.synthetic.writers.kraf import write_kraf
from pipelines.synthetic.writers.lbf import write_lbf
from pipelines.synthetic.writers.ras import write_ras
from pipelines.synthetic.writers.statbank import write_statbank
from pipelines.synthetic.writers.stil import write_institutions, write_pupils
from pipelines.synthetic.writers.stil_cubes import write_cubes
from pipelines.synthetic.writers.street_register import write_street_register
from pipelines.synthetic.writers.sundhed import write_sundhed
from pipelines.synthetic.writers.tryghed import write_tryghed
from pipelines.synthetic.writers.udda import write_udda
from pipelines.synthetic.writers.written import WrittenFile

if TYPE_CHECKING:
    from pipelines.synthetic.city import City


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
    """Who delivers a register, which day a reference year is described by, and how it is written.

    ``product`` tells what a register gets in several products apart; each is counted by itself.
    """

    register: str
    sender: str
    reference_date: Callable[[int], date]
    write: Callable[[Order], tuple[WrittenFile, ...]]
    product: str = ""

    @property
    def name(self) -> str:
        """Name of the product; that of the register where it is the only one."""
        return self.product or self.register

    def gets(self, defect: Defect) -> bool:
        """Tell whether a defect is one of this product."""
        return (defect.register, defect.product or defect.register) == (self.register, self.name)


def _cpr(order: Order) -> tuple[WrittenFile, ...]:
    extract = write_status_extract(
        order.snapshot, order.folder, previous_production=order.previous_production, line_form=order.cpr_form
    )
    return (extract,)


def _geografi(order: Order) -> tuple[WrittenFile, ...]:
    layers = (*order.city.layers, *further_layers(order.snapshot.year))
    return (
        *write_geografi(layers, order.snapshot.year, order.folder),
        write_street_register(order.snapshot, order.folder),
    )


_ADMINISTRATIONS = {
    "BIF": "Beskaeftigelses- og Integrationsforvaltningen", "BUF": "Boerne- og Ungdomsforvaltningen",
    "KFF": "Kultur- og Fritidsforvaltningen", "OKF": "Oekonomiforvaltningen", "SOF": "Socialforvaltningen",
    "SUF": "Sundheds- og Omsorgsforvaltningen", "TMF": "Teknik- og Miljoeforvaltningen",
}  # fmt: skip


def _plan(administration: str) -> Supplier:
    return Supplier("indsatser", f"Koebenhavns Kommune, {_ADMINISTRATIONS[administration]}", dates.first_of_january,
                    lambda order: write_plan(administration, order.snapshot.year, order.folder),
                    product=f"indsatser_{administration.lower()}")  # fmt: skip


def _counts(administration: str) -> Supplier:
    return Supplier("forvaltning", f"Koebenhavns Kommune, {_ADMINISTRATIONS[administration]}", dates.last_of_december,
                    lambda order: write_counts(administration, order.snapshot, order.folder),
                    product=f"forvaltning_{administration.lower()}")  # fmt: skip


SUPPLIERS = (
    Supplier("geografi", "Koebenhavns Kommune, Stadsdata", dates.first_of_january, _geografi),
    Supplier("dar", "Klimadatastyrelsen", dates.first_of_january,
             lambda order: write_dar(order.snapshot, order.folder)),
    Supplier("bbr", "Vurderingsstyrelsen", dates.first_of_january,
             lambda order: write_bbr(order.snapshot, order.folder)),
    Supplier("cpr", "CPR-kontoret", dates.first_of_january, _cpr),
    Supplier("cpr", "CPR-kontoret", dates.first_of_january,
             lambda order: write_road_register(order.snapshot, order.folder), product="cpr_vej"),
    Supplier("ras", "Danmarks Statistik", dates.last_working_day_of_november,
             lambda order: write_ras(order.snapshot, order.folder)),
    Supplier("udda", "Danmarks Statistik", dates.first_of_october,
             lambda order: write_udda(order.snapshot, order.folder)),
    Supplier("ind", "Danmarks Statistik", dates.last_of_december,
             lambda order: write_ind(order.snapshot, order.folder)),
    Supplier("dream", "Styrelsen for Arbejdsmarked og Rekruttering", dates.last_of_december,
             lambda order: write_dream(order.snapshot, order.folder)),
    Supplier("kraf", "Danmarks Statistik", dates.last_of_december,
             lambda order: write_kraf(order.snapshot, order.folder)),
    Supplier("tryghed", "Koebenhavns Kommune, OKF", dates.first_of_january,
             lambda order: write_tryghed(order.snapshot, order.folder)),
    Supplier("sundhed", "Region Hovedstaden", dates.last_of_december,
             lambda order: write_sundhed(order.snapshot, order.folder)),
    Supplier("boern", "Koebenhavns Kommune, Boerne- og Ungdomsforvaltningen", dates.last_of_december,
             lambda order: write_assessments(order.snapshot, order.folder), product="boern_sprog"),
    Supplier("boern", "Sundhedsdatastyrelsen", dates.last_of_december,
             lambda order: write_measurements(order.snapshot, order.folder), product="boern_bdb"),
    Supplier("boern", "Koebenhavns Kommune, Boerne- og Ungdomstandplejen", dates.last_of_december,
             lambda order: write_dental_examinations(order.snapshot, order.folder), product="boern_scor"),
    Supplier("lbf", "Landsbyggefonden", dates.first_of_january,
             lambda order: write_lbf(order.snapshot, order.folder)),
    Supplier("stil", "Styrelsen for It og Laering", dates.last_of_july,
             lambda order: write_cubes(order.snapshot, order.folder)),
    Supplier("stil", "Styrelsen for It og Laering", dates.first_of_january,
             lambda order: write_institutions(order.snapshot, order.folder), product="stil_institutioner"),
    Supplier("stil", "Koebenhavns Kommune, Boerne- og Ungdomsforvaltningen", dates.last_of_july,
             lambda order: write_pupils(order.snapshot, order.folder), product="stil_elever"),
    Supplier("statbank", "Danmarks Statistik", dates.first_of_january,
             lambda order: write_statbank(order.snapshot, order.folder)),
    *(_plan(administration) for administration in HABITS),
    *(_counts(administration) for administration in OWNERS),
)  # fmt: skip


def _first_changes(order: Order) -> tuple[WrittenFile, ...]:
    produced = dates.cpr_production_date(order.snapshot.year)
    told = order.city.changes(dates.working_days_after(produced, 1))
    return write_changes(told, order.folder, previous_production=produced, line_form=order.cpr_form)


# Of a day, not of a year: ``deliver`` sends several and gives each its own day; asked for a year, it is the first.
CHANGES = Supplier(
    "cpr", "CPR-kontoret", dates.first_day_of_changes, _first_changes, product="cpr_aendring"
)  # fmt: skip


def of_the_day(supplier: Supplier, day: date) -> Supplier:
    """A supplier of something that describes a day, whatever the year."""
    return replace(supplier, reference_date=lambda _: day)
