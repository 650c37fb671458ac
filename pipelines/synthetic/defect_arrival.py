"""How a file can arrive otherwise than it should: without its sidecar, under a wrong description, twice, too late.

Only the envelope is touched here; wrong bytes are made in ``defect_damage``. A second delivery of the same file bears
its name in capitals, as CPR-kontoret varies it, so that both fit into one inbox.
"""

import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from pipelines.synthetic.defect_damage import cut_in_half, header_only
from pipelines.synthetic.defect_model import Parcel, Readdress, Spoil
from pipelines.synthetic.writers.sidecar import Sidecar, describe
from pipelines.synthetic.writers.written import WrittenFile

UNKNOWN_SENDER = "Ukendt afsender"
LONG_AFTER_NS = 4_102_444_800 * 10**9  # 2100-01-01: after any sidecar, whatever the clock says
ENTITY_BOMB = b'<?xml version="1.0"?>\n<!DOCTYPE Trigger [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>\n'


def of_sidecar(change: Callable[[Sidecar], Sidecar]) -> Readdress:
    """A sidecar that says something else than it should."""

    def readdressed(parcel: Parcel) -> tuple[Parcel, ...]:
        return (parcel if parcel.sidecar is None else replace(parcel, sidecar=change(parcel.sidecar)),)

    return readdressed


def without_sidecar(parcel: Parcel) -> tuple[Parcel, ...]:
    """The data file alone."""
    return (replace(parcel, sidecar=None),)


def without_data_file(parcel: Parcel) -> tuple[Parcel, ...]:
    """The sidecar alone; the file is on its way, or was never sent."""
    return (replace(parcel, path=None),)


def never_sent(parcel: Parcel) -> tuple[Parcel, ...]:
    """Neither file nor sidecar of one of the files of a delivery."""
    del parcel
    return ()


with_wrong_size = of_sidecar(lambda sidecar: replace(sidecar, size_bytes=sidecar.size_bytes + 1))
with_wrong_hash = of_sidecar(lambda sidecar: replace(sidecar, sha256=sidecar.sha256[::-1]))
with_wrong_count = of_sidecar(lambda sidecar: replace(sidecar, record_count=sidecar.record_count + 1))
from_an_unknown_sender = of_sidecar(lambda sidecar: replace(sidecar, sender=UNKNOWN_SENDER))
for_a_path_outside = of_sidecar(lambda sidecar: replace(sidecar, file_name=f"../../{sidecar.file_name}"))


def with_entities(parcel: Parcel) -> tuple[Parcel, ...]:
    """A sidecar with a DTD whose entities multiply."""
    if parcel.sidecar is None:
        return (parcel,)
    _, _, body = parcel.sidecar.xml().encode("utf-8").partition(b"?>\n")
    return (replace(parcel, sidecar_bytes=ENTITY_BOMB + body),)


def with_half_a_sidecar(parcel: Parcel) -> tuple[Parcel, ...]:
    """A sidecar that is still being written."""
    if parcel.sidecar is None:
        return (parcel,)
    return (replace(parcel, sidecar_bytes=cut_in_half(parcel.sidecar.xml().encode("utf-8"))),)


def still_growing(parcel: Parcel) -> tuple[Parcel, ...]:
    """Half of the file, written to after its sidecar was put down."""
    if parcel.path is not None:
        parcel.path.write_bytes(cut_in_half(parcel.path.read_bytes()))
        os.utime(parcel.path, ns=(LONG_AFTER_NS, LONG_AFTER_NS))
    return (parcel,)


def damaged_on_the_way(spoil: Spoil) -> Readdress:
    """Bytes that no longer are those that the sidecar describes; their number is right."""

    def readdressed(parcel: Parcel) -> tuple[Parcel, ...]:
        if parcel.path is not None:
            parcel.path.write_bytes(spoil(parcel.path.read_bytes()))
        return (parcel,)

    return readdressed


def renamed(rename: Callable[[str], str]) -> Readdress:
    """The file under another name; its sidecar knows it."""

    def readdressed(parcel: Parcel) -> tuple[Parcel, ...]:
        if parcel.path is None or parcel.sidecar is None:
            return (parcel,)
        path = parcel.path.rename(parcel.path.with_name(rename(parcel.path.name)))
        return (replace(parcel, path=path, sidecar=replace(parcel.sidecar, file_name=path.name)),)

    return readdressed


def as_a_link(parcel: Parcel) -> tuple[Parcel, ...]:
    """A symbolic link in place of the file, to a file outside the inbox."""
    if parcel.path is None:
        return (parcel,)
    parcel.path.unlink()
    parcel.path.symlink_to("/etc/hostname")
    return (parcel,)


def sent_twice(parcel: Parcel) -> tuple[Parcel, ...]:
    """The parcel, and later its bytes once more under another name and the next delivery number."""
    return (parcel, *_again(parcel, lambda data: data, wave=1))


def corrected(spoil: Spoil) -> Readdress:
    """The parcel, and later other contents of the same period under the next delivery number."""
    return lambda parcel: (parcel, *_again(parcel, spoil, wave=1))


def overtaken_by(spoil: Spoil) -> Readdress:
    """The correction first; the delivery that it corrects, with the lower number, comes later."""

    def readdressed(parcel: Parcel) -> tuple[Parcel, ...]:
        return (*_again(parcel, spoil, wave=0), replace(parcel, wave=1))

    return readdressed


def reusing_the_number(spoil: Spoil) -> Readdress:
    """The parcel, and later other contents under the number it came with."""
    return lambda parcel: (parcel, *_again(parcel, spoil, wave=1, later_by=0))


def beside_a_stub_of_the_next_version(parcel: Parcel) -> tuple[Parcel, ...]:
    """The parcel, and a file of the next version of the same entity that holds a header and no rows."""
    if parcel.path is None or parcel.sidecar is None:
        return (parcel,)
    stub = parcel.path.with_name(re.sub("_V1_", "_V2_", parcel.path.name))
    stub.write_bytes(header_only(parcel.path.read_bytes()))
    return (parcel, Parcel(stub, _described(stub, parcel.sidecar, record_count=0)))


def _again(parcel: Parcel, spoil: Spoil, wave: int, later_by: int = 1) -> tuple[Parcel, ...]:
    if parcel.path is None or parcel.sidecar is None:
        return ()
    again = parcel.path.with_name(parcel.path.name.upper())
    again.write_bytes(spoil(parcel.path.read_bytes()))
    sidecar = _described(again, parcel.sidecar, parcel.sidecar.record_count)
    return (Parcel(again, replace(sidecar, delivery_number=sidecar.delivery_number + later_by), wave),)


def _described(path: Path, like: Sidecar, record_count: int) -> Sidecar:
    return describe(
        WrittenFile(path, like.layout, record_count),
        sender=like.sender,
        register=like.register,
        reference_date=like.reference_date,
        delivery_number=like.delivery_number,
    )
