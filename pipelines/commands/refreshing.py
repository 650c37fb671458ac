"""Commands that run the platform: refresh, plan refresh, the overview, the UI."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipelines.store import HOME_VARIABLE, PROJECT_ROOT, Store
from pipelines.terminal import only_writer_or_exit, refused

_SHOWN_REASONS = 6


def refresh(
    rebuild: Annotated[bool, typer.Option(help="Build, check and publish even when nothing has changed.")] = False,
) -> None:
    """Take in what waits in landing, rebuild what changed, check, publish to the shelf."""
    from pipelines.orchestration.refresh_state import is_current, read_state
    from pipelines.registers.deliveries import waiting

    store = Store.from_environment()
    with only_writer_or_exit(store):
        if not rebuild and not waiting(store) and is_current(store):
            state = read_state(store)
            print(f"Nothing to do: nothing waits in landing, and the shelf shows refresh {state and state.refresh_id}.")
            return
    from pipelines.definitions import build_definitions
    from pipelines.orchestration.running import RunFailedError, run_refresh

    try:
        outcome = run_refresh(store, build_definitions)
    except RunFailedError as failure:
        raise refused(str(failure)) from None
    print(f"Published: {store.marts_link} ({outcome.get('accepted', 0)} deliveries accepted)")
    if outcome.get("refused"):
        raise refused(f"{outcome['refused']} deliveries, the others were taken in:\n{outcome['refusals']}")


def approve(
    delivery: Annotated[str, typer.Argument(help="Key of a held delivery, as its verdict and its report name it.")],
    by: Annotated[str, typer.Option(help="Unit that decides; never a resident.")],
    because: Annotated[str, typer.Option(help="What the supplier answered.")],
) -> None:
    """Let a delivery pass that is held because its figures jump; the next refresh takes it in."""
    from pipelines.registers.deliveries import waiting
    from pipelines.registers.intake.plausibility import approve as approve_figures

    store = Store.from_environment()
    if delivery not in {arrived.delivery_key for arrived in waiting(store)}:
        raise refused(f"no delivery {delivery} waits in {store.landing}")
    approve_figures(store, delivery, by, because)
    print(f"{delivery} approved; `byomraader refresh` takes it in")


def plan_refresh(
    edition: Annotated[int, typer.Argument(help="Year of the edition: 2025, 2027, ... 2035.")],
    draft: Annotated[
        bool, typer.Option(help="Freeze a draft, whatever the gate says; the reasons go with it.")
    ] = False,
) -> None:
    """Ask the gate, then freeze the marts on the shelf as an edition of the plan."""
    from pipelines.editions.freezing import edition_years

    if edition not in edition_years():
        known = ", ".join(str(year) for year in edition_years())
        raise typer.BadParameter(f"there is no edition {edition}: the plan is refreshed every second year, {known}")
    from pipelines.definitions import build_definitions
    from pipelines.orchestration.running import RunFailedError, run_plan_refresh

    store = Store.from_environment()
    with only_writer_or_exit(store):
        pass  # another writer is told apart here, before Dagster is started
    try:
        outcome = run_plan_refresh(store, build_definitions, edition, is_draft=draft)
    except RunFailedError as failure:
        raise refused(str(failure)) from None
    print(f"Edition {edition}, {outcome['status']}: {outcome['folder']} ({outcome['disclosure_status']})")
    if not outcome["gate_is_open"]:
        reasons = str(outcome["gate_reasons"]).splitlines()
        print("The gate is closed, so this is a draft:")
        print("\n".join(f"  {reason}" for reason in reasons[:_SHOWN_REASONS]))
        if len(reasons) > _SHOWN_REASONS:
            print(f"  and {len(reasons) - _SHOWN_REASONS} more, all in manifest.json")


def overview(
    year: Annotated[int | None, typer.Option(help="Reference year; the latest on the shelf if left out.")] = None,
) -> None:
    """Show the five criteria of the 2017 policy per udsat byområde, against the rest of the city."""
    from pipelines.publication.overview import NothingPublishedError, overview_lines

    try:
        print("\n".join(overview_lines(Store.from_environment(), year)))
    except NothingPublishedError as refusal:
        raise refused(str(refusal)) from None


def ui(port: Annotated[int, typer.Option(help="Port on localhost.")] = 3000) -> None:
    """Start the Dagster UI and daemon on localhost, on the instance of this data root."""
    from pipelines.orchestration.instance import use_instance

    store = Store.from_environment()
    os.environ[HOME_VARIABLE] = str(store.root)
    use_instance(store)
    dagster = Path(sys.executable).with_name("dagster")
    workspace = PROJECT_ROOT / "workspace.yaml"
    os.chdir(store.root)  # not the project: Dagster would warn of the settings file that lies there
    os.execv(dagster, [str(dagster), "dev", "-w", str(workspace), "-h", "127.0.0.1", "-p", str(port)])  # noqa: S606
