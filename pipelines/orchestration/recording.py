"""What Dagster keeps of verdicts: lines for the log, a table for the run, events on the tables of a register.

Counts, names, reasons and places only; never a value of a person. Receiving itself is ``receiving``'s.
"""

from collections.abc import Sequence

import dagster as dg

from pipelines.orchestration.partitions import REFERENCE_YEARS
from pipelines.registers.agreements import load_agreements
from pipelines.registers.deliveries import Verdict, ledger_entries
from pipelines.store import Store

ACCEPTED, REJECTED = "accepted", "rejected"
REFUSED = (REJECTED, "waiting")


def register_key(register: str, table: str) -> dg.AssetKey:
    """Return the asset of one table of a register."""
    return dg.AssetKey(["vault", register, table])


def refusal_lines(verdicts: Sequence[Verdict]) -> list[str]:
    """Return a line per refused delivery that its supplier could act on: reason, sentence, file, place, remedy."""
    return [
        f"{v.reason_code}: {v.sentence} [{', '.join(part for part in (v.register, v.period, v.file, v.place) if part)}]"
        f" {v.remedy}"
        for v in verdicts
        if v.verdict in REFUSED
    ]


def verdict_line(verdict: Verdict) -> str:
    """Return a verdict in one line."""
    rows = sum(rows for rows, _ in verdict.tables.values())
    counted = f", {rows:,} rows" if verdict.tables else ""
    reason = f" ({verdict.reason_code})" if verdict.reason_code else ""
    return f"{verdict.product} {verdict.period or 'of unknown period'}: {verdict.verdict}{reason}{counted}"


def verdict_table(verdicts: Sequence[Verdict]) -> str:
    """Return verdicts as a Markdown table: what, why, where and what to do; never a value of a person."""
    names = ("register", "period", "verdict", "reason_code", "sentence", "file", "place", "remedy")
    lines = [names, ("---",) * len(names), *(tuple(getattr(v, name) or "" for name in names) for v in verdicts)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def record(context: dg.AssetExecutionContext, store: Store, verdict: Verdict) -> None:
    """Record a verdict on the tables of its product, by reference year, so that counts can be read over time.

    What was accepted is a materialised partition; what was rejected or waits is an observation of it.
    """
    agreement = load_agreements().get(verdict.product)
    if verdict.period is None or agreement is None:
        return
    year = verdict.period[:4]
    context.instance.add_dynamic_partitions(str(REFERENCE_YEARS.name), [year])
    metadata: dict[str, str | int | None] = {
        "product": verdict.product,
        "period": verdict.period,
        "verdict": verdict.verdict,
        "delivery_key": verdict.delivery_key,
        "rejected_deliveries": _rejected_count(store, verdict),
    }
    if verdict.verdict != ACCEPTED:
        reason: dict[str, str | int | None] = {"reason_code": verdict.reason_code or "", "sentence": verdict.sentence}
        for table in agreement.vault_tables:
            key = register_key(verdict.register, table)
            context.log_event(dg.AssetObservation(key, partition=year, metadata=metadata | reason))
        return
    for table, (row_count, quarantined_count) in verdict.tables.items():
        counts: dict[str, str | int | None] = {
            "dagster/row_count": row_count,
            "quarantined_rows": quarantined_count,
            "version": verdict.version,
            "notes": "; ".join(verdict.notes) or "none",
        }
        key = register_key(verdict.register, table)
        context.log_event(dg.AssetMaterialization(key, partition=year, metadata=metadata | counts))


def _rejected_count(store: Store, verdict: Verdict) -> int:
    """Count the deliveries of the same product and period that have been rejected so far."""
    place = (verdict.product, verdict.period)
    return sum((each.product, each.period) == place and each.verdict == REJECTED for each in ledger_entries(store))
