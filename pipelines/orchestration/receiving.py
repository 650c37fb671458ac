"""Assets of what arrives: the deliveries of a refresh, and one asset per table of a register, by reference year."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import dagster as dg

from pipelines.faults import kind_and_place
from pipelines.orchestration.partitions import REFERENCE_YEARS
from pipelines.orchestration.resources import DataRoot, Writer
from pipelines.registers.agreements import Agreement, load_agreements
from pipelines.registers.deliveries import ArrivedDelivery, Verdict, receive, settle, waiting
from pipelines.store import Store

if TYPE_CHECKING:
    from pipelines.registers.person_secret import PersonSecret

DELIVERIES = dg.AssetKey(["vault", "deliveries", "delivery"])
LANDING_GROUP, VAULT_GROUP = "landing", "vault"
REFUSED = ("rejected", "waiting")


def register_key(register: str, table: str) -> dg.AssetKey:
    """Return the asset of one table of a register."""
    return dg.AssetKey(["vault", register, table])


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
    accepted = [verdict for verdict in verdicts if verdict.verdict == "accepted"]
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
    return [_register_asset(agreement) for agreement in load_agreements().values()]


def _register_asset(agreement: Agreement) -> dg.AssetsDefinition:
    register = agreement.register
    tables = agreement.vault_tables

    @dg.multi_asset(
        name=f"register_{register}",
        specs=[
            dg.AssetSpec(
                register_key(register, table),
                deps=[DELIVERIES],
                group_name=VAULT_GROUP,
                kinds={"parquet", "polars"},
                owners=[f"team:{agreement.owner.lower()}"],
                description=f"{agreement.title}: table `{table}`, typed and pseudonymised, one version per delivery.",
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
        missing = [year for year in sorted(years) if not store.current_link(register, tables[0], str(year)).exists()]
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
    arrived = [
        delivery
        for delivery in waiting(store)
        if register in (None, delivery.register)
        and (years is None or delivery.period is None or int(delivery.period) in years)
    ]
    settle(store)
    if not arrived:
        context.log.info("landing: nothing waits")
        return []
    from pipelines.registers.person_secret import PersonKeyError, load_key  # late: reading brings polars and pyarrow

    try:
        key = load_key(store)
    except PersonKeyError as problem:
        raise dg.Failure(description=f"no delivery was opened: {problem}", allow_retries=False) from None
    verdicts = []
    for number, delivery in enumerate(arrived, start=1):
        verdict = _received(store, delivery, key)
        context.log.info(f"landing: {number}/{len(arrived)} {_line(verdict)}")
        verdicts.append(verdict)
        if verdict.verdict == "accepted":
            _record(context, verdict)
    return verdicts


def _received(store: Store, delivery: ArrivedDelivery, key: "PersonSecret") -> Verdict:
    """Receive one delivery. Whatever breaks is told by kind and place: a message could quote what was being read."""
    try:
        return receive(store, delivery, key)
    except Exception as error:
        description = (
            f"{delivery.register} {delivery.period}: {kind_and_place(error)} while it was read; nothing was changed. "
            "This is an error of the platform: report it with this line"
        )
    raise dg.Failure(description=description, allow_retries=False)


def refusal_lines(verdicts: Sequence[Verdict]) -> list[str]:
    """Return a line per refused delivery that its supplier could act on: reason, sentence, file, place, remedy."""
    return [
        f"{v.reason_code}: {v.sentence} [{', '.join(part for part in (v.register, v.period, v.file, v.place) if part)}]"
        f" {v.remedy}"
        for v in verdicts
        if v.verdict in REFUSED
    ]


def _line(verdict: Verdict) -> str:
    rows = sum(rows for rows, _ in verdict.tables.values())
    counted = f", {rows:,} rows" if verdict.tables else ""
    reason = f" ({verdict.reason_code})" if verdict.reason_code else ""
    return f"{verdict.register} {verdict.period or 'of unknown period'}: {verdict.verdict}{reason}{counted}"


def verdict_table(verdicts: Sequence[Verdict]) -> str:
    """Return verdicts as a Markdown table: what, why, where and what to do; never a value of a person."""
    names = ("register", "period", "verdict", "reason_code", "sentence", "file", "place", "remedy")
    lines = [names, ("---",) * len(names), *(tuple(getattr(v, name) or "" for name in names) for v in verdicts)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _record(context: dg.AssetExecutionContext, verdict: Verdict) -> None:
    """Record the tables of an accepted delivery as materialised partitions, so that counts can be read over time."""
    assert verdict.period is not None
    context.instance.add_dynamic_partitions(str(REFERENCE_YEARS.name), [verdict.period])
    for table, (row_count, quarantined_count) in verdict.tables.items():
        context.log_event(
            dg.AssetMaterialization(
                register_key(verdict.register, table),
                partition=verdict.period,
                metadata={
                    "dagster/row_count": row_count,
                    "quarantined_rows": quarantined_count,
                    "delivery_key": verdict.delivery_key,
                    "version": verdict.version,
                    "notes": "; ".join(verdict.notes) or "none",
                },
            )
        )


def _in_force(store: Store, register: str, table: str, years: Sequence[int]) -> dict[str, int]:
    import polars as pl  # late: only counts are read

    files = [store.current_link(register, table, str(year)) for year in years]
    return {"dagster/row_count": sum(pl.scan_parquet(file).select(pl.len()).collect().item() for file in files)}
