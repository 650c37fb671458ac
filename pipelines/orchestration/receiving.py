"""Assets of what arrives: the deliveries of a refresh, and one asset per table of a register, by reference year."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import dagster as dg

from pipelines.faults import kind_and_place
from pipelines.orchestration.partitions import REFERENCE_YEARS
from pipelines.orchestration.recording import (
    ACCEPTED,
    REFUSED,
    record,
    refusal_lines,
    register_key,
    verdict_line,
    verdict_table,
)
from pipelines.orchestration.resources import DataRoot, Writer
from pipelines.registers.agreements import agreements_of, registers
from pipelines.registers.deliveries import ArrivedDelivery, Verdict, receive_all, settle, waiting
from pipelines.store import Store

if TYPE_CHECKING:
    from pipelines.registers.person_secret import PersonSecret

DELIVERIES = dg.AssetKey(["vault", "deliveries", "delivery"])
LANDING_GROUP, VAULT_GROUP = "landing", "vault"


@dg.asset(
    key=DELIVERIES,
    group_name=LANDING_GROUP,
    kinds={"xml", "parquet"},
    owners=["team:tmf"],
    description=(
        "Deliveries (leverancer): takes every complete delivery out of landing, reads it by its layout, and gives a "
        "verdict. What is accepted goes to the archive untouched and to the vault typed and pseudonymised; what is "
        "rejected is set aside with reason, place and remedy, and changes nothing else."
    ),
)
def deliveries(context: dg.AssetExecutionContext, data_root: DataRoot, writer: Writer) -> dg.MaterializeResult:
    """Receive whatever waits in landing."""
    del writer
    store = data_root.store()
    verdicts = receive_waiting(context, store, register=None, years=None)
    accepted = [verdict for verdict in verdicts if verdict.verdict == ACCEPTED]
    refused = [verdict for verdict in verdicts if verdict.verdict in REFUSED]
    metadata: dict[str, int | str | dg.MetadataValue] = {
        "deliveries_seen": len(verdicts),
        "accepted": len(accepted),
        "refused": len(refused),
        "refusals": "\n".join(refusal_lines(refused)),
        "verdicts": dg.MetadataValue.md(verdict_table(verdicts)),
    }
    if refused and not accepted:
        raise dg.Failure(
            description="\n".join(
                [f"{len(refused)} deliveries refused, nothing was changed:", *refusal_lines(refused)]
            ),
            metadata=metadata,
            allow_retries=False,
        )
    return dg.MaterializeResult(metadata=metadata)


def register_assets() -> list[dg.AssetsDefinition]:
    """Return one multi-asset per register: its tables, partitioned by reference year."""
    return [_register_asset(register) for register in registers()]


def _register_asset(register: str) -> dg.AssetsDefinition:
    agreements = agreements_of(register)
    by_table = {table: agreement for agreement in reversed(agreements) for table in agreement.vault_tables}
    tables = sorted(by_table)

    @dg.multi_asset(
        name=f"register_{register}",
        specs=[
            dg.AssetSpec(
                register_key(register, table),
                deps=[DELIVERIES],
                group_name=VAULT_GROUP,
                kinds={"parquet", "polars"},
                owners=[f"team:{by_table[table].owner.lower()}"],
                description=f"{by_table[table].title}: table `{table}`, typed and pseudonymised, a file per delivery.",
                partitions_def=REFERENCE_YEARS,
                skippable=True,
            )
            for table in tables
        ],
        partitions_def=REFERENCE_YEARS,
        backfill_policy=dg.BackfillPolicy.single_run(),
        pool="vault_writer",
    )
    def register_tables(
        context: dg.AssetExecutionContext, data_root: DataRoot, writer: Writer
    ) -> Iterator[dg.MaterializeResult]:
        del writer
        store = data_root.store()
        years = {int(key) for key in context.partition_keys}
        refused = [v for v in receive_waiting(context, store, register, years) if v.verdict in REFUSED]
        missing = [year for year in sorted(years) if not any(_files(store, register, table, year) for table in tables)]
        if missing or refused:
            raise dg.Failure(
                description=f"{register}: "
                + "; ".join(
                    [f"no delivery of {year} has been accepted, put one in {store.inbox(register)}" for year in missing]
                    + refusal_lines(refused)
                ),
                allow_retries=False,
            )
        for table in tables:
            yield dg.MaterializeResult(
                asset_key=register_key(register, table), metadata=_in_force(store, register, table, sorted(years))
            )

    return register_tables


def receive_waiting(
    context: dg.AssetExecutionContext, store: Store, register: str | None, years: set[int] | None
) -> list[Verdict]:
    """Receive the waiting deliveries of a register (or of all) and record each table as a materialised partition."""
    settle(store)
    count = len(waiting(store))
    if not count:
        context.log.info("landing: nothing waits")
        return []
    from pipelines.registers.delivery_report import write_delivery_report  # late: reading brings polars and pyarrow
    from pipelines.registers.person_secret import PersonKeyError, load_key

    try:
        key = load_key(store)
    except PersonKeyError as problem:
        raise dg.Failure(description=f"no delivery was opened: {problem}", allow_retries=False) from None
    verdicts = []
    for verdict in _received(store, key, register, years):
        verdicts.append(verdict)
        context.log.info(f"landing: {len(verdicts)}/{count} {verdict_line(verdict)}")
        record(context, store, verdict)
        write_delivery_report(store, verdict)
    return verdicts


def _received(store: Store, key: "PersonSecret", register: str | None, years: set[int] | None) -> Iterator[Verdict]:
    """Receive deliveries. Whatever breaks is told by kind and place: a message could quote what was being read."""
    begun: list[ArrivedDelivery] = []
    try:
        yield from receive_all(store, key, None if register is None else {register}, years, begun.append)
    except Exception as error:
        which = f"{begun[-1].product} {begun[-1].period}" if begun else "landing"
        description = (
            f"{which}: {kind_and_place(error)} while it was read; nothing was changed. "
            "This is an error of the platform: report it with this line"
        )
    else:
        return
    raise dg.Failure(description=description, allow_retries=False)


def _in_force(store: Store, register: str, table: str, years: Sequence[int]) -> dict[str, int]:
    import polars as pl  # late: only counts are read

    files = [file for year in years for file in _files(store, register, table, year)]
    return {"dagster/row_count": sum(pl.scan_parquet(file).select(pl.len()).collect().item() for file in files)}


def _files(store: Store, register: str, table: str, year: int) -> list[Path]:
    """Files in force of a table and reference year; of changes and of several suppliers there are many."""
    return sorted(store.current_link(register, table, str(year)).parent.glob(f"{year}*.parquet"))
