"""Assets of what others may read: the marts on the shelf, and the frozen editions of the plan."""

from collections.abc import Iterable

import dagster as dg

from pipelines.orchestration.checking import EVIDENCE
from pipelines.orchestration.partitions import EDITIONS
from pipelines.orchestration.refresh_state import (
    RefreshState,
    fingerprint,
    planned_number,
    planned_refresh_id,
    write_state,
)
from pipelines.orchestration.resources import DataRoot, Writer

MARTS = dg.AssetKey(["shelf", "marts"])
EDITION = dg.AssetKey(["editions", "edition"])
_CHECKS = "En række pr. regel og emne: bestået, ikke bestået eller ikke vurderet, i antal, aldrig værdier."


class EditionConfig(dg.Config):
    """How to freeze: a draft may be frozen against a closed gate, and says so."""

    draft: bool = False


def shelf_asset(marts: Iterable[dg.AssetKey]) -> dg.AssetsDefinition:
    """Return the asset that publishes the marts of a finished build."""

    @dg.asset(
        key=MARTS,
        deps=[EVIDENCE, *marts],
        group_name="shelf",
        kinds={"duckdb"},
        owners=["team:tmf"],
        description=(
            "The shelf: `shelf/marts.duckdb`, schemas mart and katalog only, swapped in by one rename. Readers are "
            "never locked out and never see half. Not protected against disclosure."
        ),
        pool="warehouse_writer",
    )
    def shelf(context: dg.AssetExecutionContext, data_root: DataRoot, writer: Writer) -> dg.MaterializeResult:
        del writer
        from pipelines.publication.shelf import Extra, publish_marts  # late: brings duckdb

        store = data_root.store()
        refresh_id = planned_refresh_id(store)
        published, rows = publish_marts(store, refresh_id, {"katalog.kontroller": Extra(store.evidence, _CHECKS)})
        write_state(store, RefreshState(refresh_id, planned_number(store), fingerprint(store), published.name))
        context.log.info(f"shelf: published {published.name}, {len(rows)} tables")
        return dg.MaterializeResult(
            metadata={
                "refresh_id": refresh_id,
                "file": dg.MetadataValue.path(str(published)),
                "size_bytes": published.stat().st_size,
                **{name: count for name, count in rows.items() if name.startswith("mart.")},
            }
        )

    return shelf


@dg.asset(
    key=EDITION,
    deps=[MARTS],
    group_name="editions",
    kinds={"parquet"},
    owners=["team:tmf"],
    partitions_def=EDITIONS,
    description=(
        "Edition (udgave): the frozen content of one plan refresh, with manifest and evidence. Frozen only when the "
        "gate is open; never overwritten. A draft carries the reasons of a closed gate."
    ),
)
def edition(
    context: dg.AssetExecutionContext, config: EditionConfig, data_root: DataRoot, writer: Writer
) -> dg.MaterializeResult:
    """Ask the gate, then freeze the marts on the shelf as this edition."""
    del writer
    from pipelines.editions.freezing import EditionRefusedError
    from pipelines.editions.refreshing import refresh_plan  # late: brings duckdb

    try:
        frozen, verdict = refresh_plan(data_root.store(), int(context.partition_key), is_draft=config.draft)
    except EditionRefusedError as refusal:
        raise dg.Failure(description=str(refusal), allow_retries=False) from None
    context.log.info(f"edition: {frozen.folder.name} {'frozen' if frozen.is_new else 'was frozen before, unchanged'}")
    return dg.MaterializeResult(
        metadata={
            "status": frozen.manifest.status,
            "gate_is_open": verdict.is_open,
            "gate_reasons": dg.MetadataValue.md("\n".join(f"- {reason}" for reason in verdict.reasons) or "none"),
            "folder": dg.MetadataValue.path(str(frozen.folder)),
            "files": len(frozen.manifest.files),
            "content_key": frozen.manifest.content_key(),
            "disclosure_status": frozen.manifest.disclosure_status,
        }
    )
