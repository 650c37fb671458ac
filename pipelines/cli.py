"""The command ``byomraader``: which words there are. What they do stands in ``commands``.

Nothing heavy is imported before a command needs it: ``--help`` answers at once. Exit codes: 0 done, 1 refused (bad
input, closed gate), 2 usage, 3 busy, 4 internal error.
"""

import sys

import typer

from pipelines.commands import editions, files, refreshing
from pipelines.faults import kind_and_place
from pipelines.store import HOME_VARIABLE
from pipelines.terminal import INTERNAL

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


app.command()(files.synthesise)
app.command()(files.inspect)
app.command()(files.read)
app.command()(files.fetch)
app.command()(files.defects)
app.command()(refreshing.refresh)
app.command()(refreshing.approve)
app.command("plan-refresh")(refreshing.plan_refresh)
app.command()(refreshing.overview)
app.command()(refreshing.ui)
edition_app.command("list")(editions.edition_list)
edition_app.command("verify")(editions.edition_verify)


def main() -> None:
    """Run the command; an error nobody foresaw names its kind and place, and never a value."""
    try:
        app()
    except Exception as error:  # noqa: BLE001, RUF100 - the last resort, so that no value of a person reaches a terminal
        print(f"internal error: {kind_and_place(error)}; please report it with this line", file=sys.stderr)
        sys.exit(INTERNAL)
