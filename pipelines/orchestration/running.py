"""Run the platform's jobs from the command line: the same jobs on the same instance as the button in the UI."""

import io
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from typing import Any

import dagster as dg
from dagster_shared.error import SerializableErrorInfo

from pipelines.orchestration.instance import use_instance
from pipelines.orchestration.jobs import PLAN_REFRESH, REFRESH
from pipelines.orchestration.progress import LOGGER
from pipelines.orchestration.receiving import DELIVERIES
from pipelines.orchestration.resources import use_environment
from pipelines.store import Store

# What builds the code location over a data root: handed in, because the code location knows every asset and we do not.
Build = Callable[[Store], dg.Definitions]


class RunFailedError(Exception):
    """A run that did not succeed: what failed and, where it is known, what to do."""


def run_refresh(store: Store, build: Build) -> dict[str, Any]:
    """Run the refresh job in this process; return what it recorded about the deliveries.

    Raises:
        RunFailedError: a step failed; the shelf is as it was.
    """
    result = _run(store, build, REFRESH)
    return _metadata(result, DELIVERIES)


def run_plan_refresh(store: Store, build: Build, edition: int, *, is_draft: bool) -> dict[str, Any]:
    """Run the plan refresh of one edition in this process; return what it recorded about the edition.

    Raises:
        RunFailedError: the gate is closed, or the edition exists with other content.
    """
    from pipelines.orchestration.publishing import EDITION

    config = {"ops": {EDITION.to_python_identifier(): {"config": {"draft": is_draft}}}}
    result = _run(store, build, PLAN_REFRESH, str(edition), config)
    return _metadata(result, EDITION)


def _run(
    store: Store, build: Build, job: str, partition: str | None = None, op_config: Mapping[str, Any] | None = None
) -> dg.ExecuteInProcessResult:
    use_environment(store)
    use_instance(store)
    # dbt's own report goes to the run's log; standard output belongs to the command's answer.
    with dg.DagsterInstance.get() as instance, redirect_stdout(io.StringIO()):
        result = (
            build(store)
            .resolve_job_def(job)
            .execute_in_process(
                instance=instance,
                partition_key=partition,
                run_config={**(op_config or {}), "loggers": {LOGGER: {}}},
                raise_on_error=False,
            )
        )
        if not result.success:
            raise RunFailedError("\n".join(_failures(result)) or "the run failed; see its page in the UI")
        return result


def _failures(result: dg.ExecuteInProcessResult) -> list[str]:
    """Return the sentences of failed steps: those that were written for a reader; of any other only kind and place."""
    sentences = []
    for event in result.all_events:
        if event.is_step_failure:
            data = event.step_failure_data
            if data.user_failure_data is not None and data.user_failure_data.description:
                sentences.append(data.user_failure_data.description)
            else:
                sentences.append(
                    f"{event.step_key}: {_root(data.error)}; the run's page in the UI (`make ui`) has more"
                )
    return sentences


def _root(error: SerializableErrorInfo | None) -> str:
    while error is not None and error.cause is not None:
        error = error.cause
    if error is None:
        return "an error without a record"
    frame = error.stack[-1].strip().splitlines()[0] if error.stack else ""
    return f"{error.cls_name} at {frame}"


def _metadata(result: dg.ExecuteInProcessResult, key: dg.AssetKey) -> dict[str, Any]:
    for event in result.get_asset_materialization_events():
        if event.asset_key == key:
            return {name: value.value for name, value in event.materialization.metadata.items()}
    return {}
