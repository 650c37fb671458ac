"""The command ``byomraader``: thin. It parses what was typed, calls a stage of the platform, says what came of it.

Nothing heavy is imported before a command needs it: ``--help`` answers at once. Exit codes: 0 done, 1 refused (bad
input, closed gate), 2 usage, 3 busy, 4 internal error.
"""

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from pipelines.faults import kind_and_place
from pipelines.store import HOME_VARIABLE, PROJECT_ROOT, Store
from pipelines.terminal import INTERNAL, REFUSED, existing, only_writer_or_exit, plain_progress, refused, year_range

_SHOWN_REASONS = 6
CprForm = Literal["full", "trimmed", "crlf", "unbroken"]

app = typer.Typer(
    help="The data platform behind Copenhagen's Politik for Udsatte Byområder 2025-2035. "
    f"Data lie under ${HOME_VARIABLE} (default ./data).",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
edition_app = typer.Typer(help="Frozen editions: list them, verify one.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(edition_app, name="edition")


def main() -> None:
    """Run the command; an error nobody foresaw names its kind and place, and never a value."""
    try:
        app()
    except Exception as error:  # noqa: BLE001, RUF100 - the last resort, so that no value of a person reaches a terminal
        print(f"internal error: {kind_and_place(error)}; please report it with this line", file=sys.stderr)
        sys.exit(INTERNAL)


@app.command()
def synthesise(
    scale: Annotated[float, typer.Option(help="Size of the city; 1 is 670,000 residents.", min=0.001, max=10)] = 0.1,
    years: Annotated[str, typer.Option(help="Reference years, FIRST:LAST or a single one.")] = "2019:2026",
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 1,
    defect: Annotated[list[str] | None, typer.Option(help="Defect to put in, by code; repeatable.")] = None,
    cpr_form: Annotated[CprForm, typer.Option(help="Physical shape of the CPR file.")] = "full",
    realistic_numbers: Annotated[
        bool, typer.Option(help="Person numbers inside CPR's own range; never let such files leave this machine.")
    ] = False,
    truth: Annotated[
        Path | None, typer.Option(help="Also write what is true of every resident to this folder.")
    ] = None,
) -> None:
    """Make a synthetic Copenhagen and deliver it to landing, in the registers' true file formats."""
    from pipelines.synthetic.command import synthesise as make

    store, wanted, say = Store.from_environment(), year_range(years), plain_progress()
    try:
        written = make(
            store,
            scale=scale,
            years=wanted,
            seed=seed,
            defects=tuple(defect or ()),
            cpr_form=cpr_form,
            realistic_numbers=realistic_numbers,
            truth_folder=truth,
            progress=lambda step, share: say(f"{share:4.0%}  {step}"),
        )
    except ValueError as refusal:
        raise typer.BadParameter(str(refusal)) from None
    size_mb = sum(file.stat().st_size for file in written if file.exists()) / 1e6
    print(f"{len(written)} files, {size_mb:,.0f} MB, delivered to {store.landing}")


@app.command()
def inspect(
    file: Annotated[Path, typer.Argument(help="Any file a register may have sent.")],
    layout: Annotated[str | None, typer.Option(help="Read it as this layout instead of recognising it.")] = None,
) -> None:
    """Say what a file is: layout, record counts, encoding, problems. Never a value of a person."""
    from pipelines.registers.inspecting import inspect as look
    from pipelines.registers.inspecting import report_lines
    from pipelines.registers.layout import LayoutError

    try:
        report = look(existing(file), layout)
    except LayoutError as refusal:
        raise typer.BadParameter(str(refusal)) from None
    print("\n".join(report_lines(report)))
    if report.problems:
        raise typer.Exit(REFUSED)


@app.command()
def read(
    file: Annotated[Path, typer.Argument(help="A file of a register.")],
    layout: Annotated[str, typer.Option(help="Name of the layout; `byomraader inspect` recognises it.")],
    out: Annotated[Path, typer.Option(help="Folder for one Parquet file per table.")],
) -> None:
    """Read one file by its layout into typed, pseudonymised Parquet, one file per table."""
    from pipelines.registers.layout import LayoutError
    from pipelines.registers.person_secret import PersonKeyError, load_key
    from pipelines.registers.reader import read_file
    from pipelines.registers.refusals import RefusedError

    try:
        report = read_file(existing(file), layout, out, load_key(Store.from_environment()))
    except LayoutError as refusal:
        raise typer.BadParameter(str(refusal)) from None
    except (RefusedError, PersonKeyError) as refusal:
        raise refused(str(refusal)) from None
    for table, counts in sorted(report.tables.items()):
        print(f"{table:24} {counts.rows:>12,} rows {counts.quarantined:>8,} quarantined")
    for note in report.notes:
        print(f"note: {note}")


@app.command()
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


@app.command("plan-refresh")
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


@app.command()
def overview(
    year: Annotated[int | None, typer.Option(help="Reference year; the latest on the shelf if left out.")] = None,
) -> None:
    """Show the five criteria of the 2017 policy per udsat byområde, against the rest of the city."""
    from pipelines.publication.overview import NothingPublishedError, overview_lines

    try:
        print("\n".join(overview_lines(Store.from_environment(), year)))
    except NothingPublishedError as refusal:
        raise refused(str(refusal)) from None


@app.command()
def ui(port: Annotated[int, typer.Option(help="Port on localhost.")] = 3000) -> None:
    """Start the Dagster UI and daemon on localhost, on the instance of this data root."""
    import os

    from pipelines.orchestration.instance import use_instance

    store = Store.from_environment()
    os.environ[HOME_VARIABLE] = str(store.root)
    use_instance(store)
    dagster = Path(sys.executable).with_name("dagster")
    workspace = PROJECT_ROOT / "workspace.yaml"
    os.chdir(store.root)  # not the project: Dagster would warn of the settings file that lies there
    os.execv(dagster, [str(dagster), "dev", "-w", str(workspace), "-h", "127.0.0.1", "-p", str(port)])  # noqa: S606


@edition_app.command("list")
def edition_list() -> None:
    """List the frozen editions."""
    from pipelines.editions.freezing import list_editions
    from pipelines.editions.manifest import total_size

    found = list_editions(Store.from_environment())
    if not found:
        print("No edition has been frozen yet: run `byomraader plan-refresh 2025`.")
    for folder, manifest in found:
        years = (
            f"{manifest.reference_years[0]}-{manifest.reference_years[-1]}" if manifest.reference_years else "no years"
        )
        size_mb = total_size(manifest.files) / 1e6
        gate = "open" if manifest.gate_is_open else "closed"
        print(
            f"{folder.name:12} {manifest.status:6} reference years {years}  {len(manifest.files)} files "
            f"{size_mb:6.1f} MB  gate {gate}  {manifest.content_key()[:16]}  {manifest.disclosure_status}"
        )


@edition_app.command("verify")
def edition_verify(
    edition: Annotated[str, typer.Argument(help="Name of an edition, or the path of its folder.")],
) -> None:
    """Verify that an edition is as it was frozen, from its folder alone."""
    from pipelines.editions.verifying import verify

    folder = Path(edition) if Path(edition).is_dir() else Store.from_environment().editions / edition
    try:
        problems = verify(folder)
    except (FileNotFoundError, ValueError) as refusal:
        raise refused(str(refusal)) from None
    for problem in problems:
        print(f"{problem.path}: {problem.sentence}", file=sys.stderr)
    if problems:
        raise refused(f"{folder.name} is not as it was frozen: {len(problems)} problems")
    print(f"{folder.name}: every file is as it was frozen")
