"""Commands on files of registers: make them up, say what they are, read them, fetch them, damage them."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from pipelines.store import Store
from pipelines.terminal import REFUSED, existing, only_writer_or_exit, plain_progress, refused, year_range

CprForm = Literal["full", "trimmed", "crlf", "unbroken"]


def synthesise(
    scale: Annotated[float, typer.Option(help="Size of the city; 1 is 670,000 residents.", min=0.001, max=10)] = 0.1,
    years: Annotated[str, typer.Option(help="Reference years, FIRST:LAST or a single one.")] = "2019:2026",
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 1,
    defect: Annotated[list[str] | None, typer.Option(help="Defect to put in, by code; repeatable.")] = None,
    cpr_form: Annotated[CprForm, typer.Option(help="Physical shape of the CPR file.")] = "full",
    changes: Annotated[
        int | None, typer.Option(help="Working days of CPR changes after the last year; 3 if there are several.", min=0)
    ] = None,
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
            changes=changes,
            realistic_numbers=realistic_numbers,
            truth_folder=truth,
            progress=lambda step, share: say(f"{share:4.0%}  {step}"),
        )
    except ValueError as refusal:
        raise typer.BadParameter(str(refusal)) from None
    size_mb = sum(file.stat().st_size for file in written if file.exists()) / 1e6
    print(f"{len(written)} files, {size_mb:,.0f} MB, delivered to {store.landing}")


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


def fetch(
    register: Annotated[str, typer.Argument(help="Register that has an API: stil or statbank.")],
    year: Annotated[str, typer.Option(help="Reference years, FIRST:LAST or a single one.")],
    url: Annotated[str | None, typer.Option(help="Address of the API; the public one if left out.")] = None,
    offline: Annotated[bool, typer.Option(help="Use answers that were kept; ask nobody.")] = False,
) -> None:
    """Fetch a register from its API and lay it into landing, as a delivery like any other."""
    from pipelines.registers.fetching.command import fetch as fetch_years
    from pipelines.registers.fetching.http import FetchError

    store = Store.from_environment()
    with only_writer_or_exit(store):
        try:
            laid = fetch_years(store, register, url, year_range(year), offline=offline, say=plain_progress())
        except FetchError as refusal:
            raise refused(str(refusal)) from None
    print(f"{len(laid)} files laid into {store.inbox(register)}; `byomraader refresh` takes them in")


def defects(
    codes: Annotated[list[str] | None, typer.Argument(help="Codes such as D02 or R17; all if left out.")] = None,
) -> None:
    """Deliver every known defect of a small city to roots of its own, and show that each ends as it must."""
    from pipelines.catalogue.running import report, run_catalogue

    try:
        say = plain_progress()
        rows = run_catalogue(tuple(codes or ()), lambda code, share: say(f"{share:4.0%}  {code}"))
    except ValueError as refusal:
        raise typer.BadParameter(str(refusal)) from None
    print(report(rows))
    if not all(row.is_ok for row in rows):
        raise typer.Exit(REFUSED)
