"""How a file can arrive otherwise than it should: without its sidecar, under a wrong description, twice.

Only the envelope is touched here; wrong bytes are made in ``defect_damage``.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.synthetic.defect_damage import header_only
from pipelines.synthetic.writers.sidecar import Sidecar, describe
from pipelines.synthetic.writers.written import WrittenFile

UNKNOWN_SENDER = "Ukendt afsender"


@dataclass(frozen=True)
class Parcel:
    """A data file on its way to an inbox, and what its sidecar will say; None means that no sidecar comes."""

    path: Path
    sidecar: Sidecar | None


def as_is(parcel: Parcel) -> tuple[Parcel, ...]:
    """The parcel as it should arrive."""
    return (parcel,)


def without_sidecar(parcel: Parcel) -> tuple[Parcel, ...]:
    """The data file alone."""
    return (replace(parcel, sidecar=None),)


def with_wrong_size(parcel: Parcel) -> tuple[Parcel, ...]:
    """A sidecar that counts one byte too many."""
    if parcel.sidecar is None:
        return (parcel,)
    return (replace(parcel, sidecar=replace(parcel.sidecar, size_bytes=parcel.sidecar.size_bytes + 1)),)


def from_an_unknown_sender(parcel: Parcel) -> tuple[Parcel, ...]:
    """A sidecar whose sender is not the one agreed on."""
    if parcel.sidecar is None:
        return (parcel,)
    return (replace(parcel, sidecar=replace(parcel.sidecar, sender=UNKNOWN_SENDER)),)


def sent_twice(parcel: Parcel) -> tuple[Parcel, ...]:
    """The parcel, and its bytes once more under the next delivery number; the name in capitals, as CPR varies it."""
    if parcel.sidecar is None:
        return (parcel,)
    again = parcel.path.with_name(parcel.path.name.upper())
    again.write_bytes(parcel.path.read_bytes())
    number = parcel.sidecar.delivery_number + 1
    return (parcel, Parcel(again, replace(parcel.sidecar, file_name=again.name, delivery_number=number)))


def beside_a_stub_of_the_next_version(parcel: Parcel) -> tuple[Parcel, ...]:
    """The parcel, and a file of the next version of the same entity that holds a header and no rows."""
    if parcel.sidecar is None:
        return (parcel,)
    stub = parcel.path.with_name(parcel.path.name.replace("_V1_", "_V2_"))
    stub.write_bytes(header_only(parcel.path.read_bytes()))
    sidecar = describe(
        WrittenFile(stub, parcel.sidecar.layout, 0),
        sender=parcel.sidecar.sender,
        register=parcel.sidecar.register,
        reference_date=parcel.sidecar.reference_date,
        delivery_number=parcel.sidecar.delivery_number,
    )
    return (parcel, Parcel(stub, sidecar))
