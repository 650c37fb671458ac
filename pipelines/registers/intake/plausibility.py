"""Whether a status extract is too unlike that of the year before to be taken without somebody looking at it.

Where people live is restricted: roads are counted in the archive's side files, and only counts leave them. A delivery
that is held waits in landing until it is approved by its key, or is replaced. Limits are those of a town whose
population changes by one or two per cent a year and whose streets do not empty at once.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from pipelines.registers.agreements import Agreement
from pipelines.registers.intake.arrivals import ArrivedDelivery
from pipelines.registers.reading.tables import TableCount
from pipelines.registers.refusals import Finding
from pipelines.store import Store

LARGEST_CHANGE_PCT = 5.0
LEAST_ROWS_OF_A_PLACE = 50


@dataclass(frozen=True)
class Watched:
    """A table whose rows are counted against the year before, in all and by a restricted column that says where."""

    table: str
    place_column: str
    place: str


WATCHED = {"cpr": Watched("address", "road_code", "road")}


def jump_finding(
    store: Store, arrived: ArrivedDelivery, agreement: Agreement, tables: Mapping[str, TableCount]
) -> Finding | None:
    """Return what is so unlike the year before that the delivery is held; None when it is not, or is approved."""
    watched = WATCHED.get(arrived.product)
    if watched is None or watched.table not in tables or is_approved(store, arrived.delivery_key):
        return None
    count = tables[watched.table]
    period = str(int(arrived.period or 0) - 1)
    link = store.current_link(arrived.register, watched.table, agreement.link_name(period))
    if not link.exists():
        return None
    finding = changed_total(pq.read_metadata(link).num_rows, count.rows, watched)
    roads = store.restricted(arrived.register, period, link.resolve().stem, watched.table)
    if finding is not None or count.restricted_path is None or not roads.exists():
        return finding
    return emptied_places(roads, count.restricted_path, watched)


def changed_total(before: int, after: int, watched: Watched) -> Finding | None:
    """Compare the rows of two years; a year without rows says nothing of the next."""
    if not before or abs(after - before) * 100 <= LARGEST_CHANGE_PCT * before:
        return None
    change = f"{100 * (after - before) / before:+.1f} %"
    sentence = f"Rows of {watched.table}: {after:,}, the year before {before:,} ({change}; held above 5 %)."
    return Finding("figures_jump", sentence, place=watched.table)


def emptied_places(before: Path, after: Path, watched: Watched) -> Finding | None:
    """Return a finding when places of some size have no rows any more; it names how many, not which."""
    old, new = (pl.read_parquet(file, columns=[watched.place_column]) for file in (before, after))
    large = old.group_by(watched.place_column).len().filter(pl.col("len") >= LEAST_ROWS_OF_A_PLACE)
    emptied = large.join(new, on=watched.place_column, how="anti")
    if not emptied.height:
        return None
    sentence = f"Nobody is left at {emptied.height:,} {watched.place}(s) that had {emptied['len'].sum():,} rows."
    return Finding("figures_jump", sentence, place=watched.table)


def approve(store: Store, delivery_key: str, by: str, because: str) -> None:
    """Let a delivery pass that is held for its figures; whoever approves has asked the supplier, and says so."""
    approval = store.approval(delivery_key)
    approval.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    told = {"delivery_key": delivery_key, "approved_by": by, "because": because}
    fresh = approval.with_suffix(".new")
    fresh.write_text(
        json.dumps(told | {"approved_at": datetime.now(UTC).isoformat(timespec="seconds")}) + "\n", "utf-8"
    )
    fresh.replace(approval)


def is_approved(store: Store, delivery_key: str) -> bool:
    """Tell whether somebody has approved the figures of a delivery."""
    return store.approval(delivery_key).exists()
