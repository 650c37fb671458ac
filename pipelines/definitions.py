"""The code location: everything that Dagster loads, put together here and nowhere else."""

from pathlib import Path
from typing import Any

import dagster as dg

from pipelines.orchestration import checking, placing, publishing, receiving
from pipelines.orchestration.dbt_manifest import prepare
from pipelines.orchestration.indicators import dbt_resource, workshop_assets
from pipelines.orchestration.jobs import plan_refresh_job, refresh_job
from pipelines.orchestration.progress import LOGGER, plain_logger
from pipelines.orchestration.resources import DataRoot, Writer, use_environment
from pipelines.orchestration.sensors import delivery_sensor
from pipelines.store import Store


def build_definitions(store: Store | None = None, **overrides: Any) -> dg.Definitions:  # noqa: ANN401
    """Return the code location over one data root; ``overrides`` replace resources, in tests."""
    store = store or Store.from_environment()
    use_environment(store)
    return _assembled(prepare(store), store, overrides)


def _assembled(manifest: Path, store: Store, overrides: dict[str, Any]) -> dg.Definitions:
    workshop = workshop_assets(manifest)
    marts = sorted(key for key in workshop.keys if key.path[0] in ("mart", "katalog"))
    refresh = refresh_job(workshop.keys, placing.made_keys())
    data_root = DataRoot(root=str(store.root))
    return dg.Definitions(
        assets=[
            receiving.deliveries,
            *receiving.register_assets(),
            placing.geography,
            placing.residence,
            workshop,
            checking.expectations,
            checking.evidence_asset(marts),
            publishing.shelf_asset(marts),
            publishing.edition,
        ],
        asset_checks=checking.register_checks(),
        jobs=[refresh, plan_refresh_job()],
        sensors=[delivery_sensor(refresh)],
        resources={"data_root": data_root, "writer": Writer(data_root=data_root), "dbt": dbt_resource(), **overrides},
        loggers={LOGGER: plain_logger, "console": dg.colored_console_logger},
        executor=dg.in_process_executor,
    )


@dg.definitions
def defs() -> dg.Definitions:
    """Return the definitions for ``workspace.yaml`` and ``[tool.dg]``, which both load this module."""
    return build_definitions()
