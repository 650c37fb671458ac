"""A plan refresh: what an edition covers, what the gate says of it, and the freezing of it."""

import duckdb

from pipelines.editions.freezing import EditionRefusedError, Frozen, edition_years, freeze
from pipelines.quality.evidence import read_evidence
from pipelines.quality.gate import Verdict, decide
from pipelines.quality.rules import load_required_rules
from pipelines.store import Project, Store


def refresh_plan(
    store: Store, edition: int, *, is_draft: bool, project: Project | None = None
) -> tuple[Frozen, Verdict]:
    """Freeze an edition from the shelf, if the gate is open or a draft is asked for.

    Raises:
        EditionRefusedError: no such edition, nothing published, or the gate is closed.
    """
    if edition not in edition_years():
        known = ", ".join(str(year) for year in edition_years())
        raise EditionRefusedError(f"there is no edition {edition}: the plan is refreshed every second year, {known}")
    if not store.marts_link.exists():
        raise EditionRefusedError("nothing has been published yet: run `byomraader refresh` first")
    findings = read_evidence(store.evidence)
    refreshes = {finding.refresh_id for finding in findings}
    verdict = decide(load_required_rules(project), covered_years(store, edition), findings)
    if len(refreshes) > 1:
        verdict = Verdict(is_open=False, reasons=(*verdict.reasons, "the evidence comes from more than one refresh"))
    refresh_id = next(iter(refreshes), "none")
    return freeze(store, edition, refresh_id, verdict, is_draft=is_draft), verdict


def covered_years(store: Store, edition: int) -> list[int]:
    """Return the reference years of an edition: its own, whether or not it has been delivered, and all before it."""
    with duckdb.connect(str(store.marts_link.resolve()), read_only=True) as connection:
        rows = connection.execute("select distinct reference_year from mart.population").fetchall()
    return sorted({int(year) for (year,) in rows if year <= edition} | {edition})
