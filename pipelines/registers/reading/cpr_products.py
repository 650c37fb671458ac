"""Which product of CPR a file looks like, told from its first records.

The same record number means another thing in each, so a file is never read by the layout of another product.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipelines.registers.layout import Layout, load_layout

# Below this share of lines that a layout describes, a file is called another product rather than damaged.
LEAST_SHARE = 0.5
# A public script had to cut 15 characters from over-long records: some excess is normal.
USUAL_EXCESS = 20
_P12170 = re.compile(rb"000" + rb"0{10}" + rb"\d{22}(?=\D|\d{3}|$)")
# Record 000 of 17 characters; in an unbroken file the first road (111 characters, a name at its end) follows at once.
_P05780 = re.compile(rb"000\d{14}(?:\s*$|001\d{8}[\d ]{24})")
# Personnummernøgle: type 01, task, person number, key constant and blanks, 80 characters without start record.
_ORDER = re.compile(rb"01\d{16}.{15} {0,47}$")
_P02680_LENGTHS = range(400, 422)


@dataclass(frozen=True)
class CprProduct:
    """A product of CPR by its name, and its layout if there is one."""

    name: str
    layout: str | None = None


PERSONS = CprProduct("CPR extract (product P12170)", "cpr_p12170")
ROADS = CprProduct("CPR road register (vejregister, product P05780)", "cpr_p05780")
AUTHORITIES = CprProduct("CPR authority register (myndigheder, product P02680)")
BITEMPORAL = CprProduct(
    "CPR extract of another product than P12170, such as the bitemporal one (its start record is alike, its records "
    "are not)"
)
ORDER = CprProduct("order to CPR (inddata, personnummernøgle), not an extract")


def product_of(head: bytes) -> CprProduct | None:
    """Name the product that the beginning of a file looks like; None when it is none of CPR's that we know."""
    lines = [line.rstrip(b"\r") for line in head.split(b"\n")]
    first = lines[0]
    if _P12170.match(first):
        return PERSONS if share_described(lines[1:-1], load_layout("cpr_p12170")) >= LEAST_SHARE else BITEMPORAL
    if _P05780.match(first):
        return ROADS
    if first.startswith(b"000") and any(len(line.rstrip()) in _P02680_LENGTHS for line in lines[1:6]):
        return AUTHORITIES
    return ORDER if _ORDER.match(first) else None


def share_described(lines: Iterable[bytes], layout: Layout) -> float:
    """Share of lines whose record type is known and whose length is possible; 1 where there are no lines to judge."""
    lengths = [(line[:3].decode("latin-1"), len(line.rstrip(b"\r"))) for line in lines if line]
    possible = [
        code in layout.records and length <= layout.records[code].longest + USUAL_EXCESS for code, length in lengths
    ]
    return sum(possible) / len(possible) if possible else 1.0
