"""What a defect of the catalogue is: how a delivery goes wrong, and what the platform owes it in return.

The types only. The defects themselves stand in tables by family (``defect_envelopes``, ``defect_cpr`` and so on),
``defects`` puts them together, and ``pipelines.catalogue`` shows that each ends as its table says.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pipelines.synthetic.writers.sidecar import Sidecar
from pipelines.synthetic.writers.written import WrittenFile

Verdict = Literal["accepted", "waiting", "rejected", "no-op", "superseded"]
Machine = Literal["disk full", "second run", "clock back"]
Spoil = Callable[[bytes], bytes]


@dataclass(frozen=True)
class Parcel:
    """A data file on its way to an inbox, and what its sidecar will say; None means that it does not come.

    Parcels of wave 1 land after those of wave 0 have been received, and so on. ``sidecar_bytes`` are sent in place of
    a sidecar that says what ``sidecar`` holds.
    """

    path: Path | None
    sidecar: Sidecar | None
    wave: int = 0
    sidecar_bytes: bytes | None = None


Readdress = Callable[[Parcel], tuple[Parcel, ...]]


def as_is(parcel: Parcel) -> tuple[Parcel, ...]:
    """The parcel as it should arrive."""
    return (parcel,)


@dataclass(frozen=True, kw_only=True)
class Defect:
    """One thing that goes wrong with one file of a delivery, and what must come of it.

    ``code`` is D01 to D28 (defects known in the registers) or R01 to R39 (bad input of any kind); a letter behind it
    tells variants apart. ``title`` and ``title_da`` say what it looks like, ``tell_supplier_da`` what to write to the
    supplier. ``product`` is needed where a register has several.

    Expected: ``verdict`` and ``reason_code`` are those of the delivery that arrives last. What is accepted must have
    been noticed: ``note`` is a part of a note in the verdict, ``quarantine`` the reason code of rows or values set
    aside. ``harmless`` says, for the page, why an accepted oddity needs no notice; one of the three must be there.

    Damage: ``spoil`` turns the right bytes into the wrong ones; ``added_records`` says how many data records that
    adds, or reckons it from the bytes before and after; None means that no record is left. ``needs_lines`` says that
    it cannot be done to an unbroken file. ``readdressed`` turns one parcel into what arrives instead, in waves.
    ``machine`` names what goes wrong with the machine instead of with the files; only the catalogue can do that.
    """

    code: str
    title: str
    title_da: str
    register: str
    layout: str
    verdict: Verdict
    tell_supplier_da: str
    product: str | None = None
    reason_code: str | None = None
    note: str | None = None
    quarantine: str | None = None
    harmless: str | None = None
    spoil: Spoil | None = None
    added_records: int | Callable[[bytes, bytes], int] | None = 0
    needs_lines: bool = False
    readdressed: Readdress = as_is
    machine: Machine | None = None

    def __post_init__(self) -> None:
        """Hold that the entry says enough to be shown.

        Raises:
            ValueError: a refusal without reason code, or an acceptance that nothing shows to have been noticed.
        """
        is_noticed = self.note or self.quarantine or self.harmless
        if self.verdict in ("rejected", "waiting") and self.reason_code is None:
            raise ValueError(f"defect {self.code}: a delivery is not {self.verdict} without a reason code")
        if self.verdict == "accepted" and not is_noticed:
            raise ValueError(
                f"defect {self.code}: say by which note or quarantine it is noticed, or why it is harmless"
            )

    def damaged(self, file: WrittenFile) -> WrittenFile:
        """The file with its bytes spoiled in place; ``added_records`` None means that no record is left."""
        if self.spoil is None:
            return file
        before = file.path.read_bytes()
        after = self.spoil(before)
        file.path.write_bytes(after)
        if self.added_records is None:
            return replace(file, record_count=0)
        added = self.added_records(before, after) if callable(self.added_records) else self.added_records
        return replace(file, record_count=file.record_count + added)
