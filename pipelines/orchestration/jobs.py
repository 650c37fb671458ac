"""The jobs that a data engineer runs: ``refresh`` and ``plan_refresh``. The command line runs the same two."""

from collections.abc import Iterable

import dagster as dg
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

from pipelines.orchestration.checking import EVIDENCE, EXPECTATIONS
from pipelines.orchestration.publishing import EDITION, MARTS
from pipelines.orchestration.receiving import DELIVERIES

REFRESH = "refresh"
PLAN_REFRESH = "plan_refresh"


def refresh_job(dbt_keys: Iterable[dg.AssetKey], placing_keys: Iterable[dg.AssetKey]) -> UnresolvedAssetJobDefinition:
    """Return the job that takes in what waits, rebuilds, checks and publishes; it needs no configuration."""
    keys = [
        DELIVERIES,
        *placing_keys,
        *dbt_keys,
        EXPECTATIONS,
        EVIDENCE,
        MARTS,
    ]
    return dg.define_asset_job(
        REFRESH,
        selection=dg.AssetSelection.assets(*keys),
        description=(
            "Take in what waits in landing, place addresses and people, build and test the marts, evaluate the rules, "
            "publish to the shelf. Press Materialize: nothing has to be filled in. `byomraader refresh` runs this job."
        ),
        tags={"byomraader/job": REFRESH},
    )


def plan_refresh_job() -> UnresolvedAssetJobDefinition:
    """Return the job that asks the gate and freezes an edition."""
    return dg.define_asset_job(
        PLAN_REFRESH,
        selection=dg.AssetSelection.assets(EDITION),
        description=(
            "Ask the gate and freeze an edition of the plan from the marts on the shelf. Nothing runs this by itself. "
            "`byomraader plan-refresh EDITION` runs this job."
        ),
        tags={"byomraader/job": PLAN_REFRESH},
    )
