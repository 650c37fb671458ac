"""Whether an extract of changes follows on what has been loaded.

CPR's changes carry the date of production and that of the extract before (P12170, record 000): a gap between the two
means that changes of persons are missing. A status extract made later heals the gap, because it holds everybody
whole.
"""

from collections.abc import Sequence
from pathlib import Path

from pipelines.registers.agreements import Agreement, Chain
from pipelines.registers.intake.arrivals import ArrivedDelivery
from pipelines.registers.intake.ledger import LedgerEntry, in_force
from pipelines.registers.layout import Layout, load_layout
from pipelines.registers.refusals import Finding

LONGEST_START_BYTES = 512


def chain_finding(
    arrived: ArrivedDelivery, agreement: Agreement, entries: Sequence[LedgerEntry], originals: Path
) -> Finding | None:
    """Return why a delivery of changes must wait: nothing that is loaded leads up to it. None when it may be read."""
    chain, sidecar = agreement.chain, arrived.files[0].sidecar
    if chain is None or sidecar is None:
        return None
    facts = start_facts(originals / sidecar.file_name, load_layout(sidecar.layout))
    produced, previous = facts.get(chain.date, ""), facts.get(chain.previous, "")
    if not produced or not previous:  # no start record that could be read: reading says what is wrong
        return None
    loaded = {entry.facts.get(chain.date, "") for entry in _of_product(entries, agreement.product)}
    begun = {entry.facts.get(chain.date, "") for entry in _of_product(entries, chain.starts_after)}
    if previous in loaded | begun or any(date >= produced for date in begun):
        return None
    return _gap(chain, previous, max(loaded | begun, default=""), sidecar.file_name)


def start_facts(path: Path, layout: Layout) -> dict[str, str]:
    """Return the digits of the start record of a file of fixed width by field; nothing where there is none."""
    start = layout.record_of("start")
    if start is None:
        return {}
    with path.open("rb") as file:
        line = file.read(LONGEST_START_BYTES).decode("latin-1")
    if not line.startswith(start.code):
        return {}
    found = {field.name: line[field.start - 1 : field.end].strip() for field in start.fields}
    return {name: _iso(value) if name.endswith("_date") else value for name, value in found.items() if value.isdigit()}


def _iso(digits: str) -> str:
    return "" if not digits.strip("0") else f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}"


def _of_product(entries: Sequence[LedgerEntry], product: str) -> list[LedgerEntry]:
    return [entry for (name, _), entry in in_force(entries).items() if name == product]


def _gap(chain: Chain, previous: str, latest: str, file_name: str) -> Finding:
    known = f"the latest loaded is of {latest}" if latest else f"nothing of {chain.starts_after} has been loaded"
    sentence = f"The extract follows on that of {previous}, which has not come; {known}."
    return Finding("chain_gap", sentence, file_name, "record 000, PRODDTOFORRIG")
