"""Commands on frozen editions: list them, verify one."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipelines.store import Store
from pipelines.terminal import refused


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
