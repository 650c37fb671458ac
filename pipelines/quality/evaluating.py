"""Which rules on what came in have to be evaluated in a refresh, and which findings still hold.

A finding holds as long as the rule asks the same of the same delivery: bytes that were judged need not be judged
twice. How a rule is evaluated is ``suites``'.
"""

import dataclasses
from collections.abc import Callable, Iterable
from pathlib import Path

from pipelines.quality.evidence import Finding, Outcome, read_evidence
from pipelines.quality.rules import Rule
from pipelines.store import Store

Place = tuple[str, str, int]


def evaluate(store: Store, rules: Iterable[Rule], progress: Callable[[str], None] | None = None) -> list[Finding]:
    """Return one finding per rule and reference year in force; only what is new or changed is evaluated.

    Rules on a register that has no delivery for a year have no finding for it: that silence is for the gate to hear.
    """
    tables = tables_in_force(store)
    kept = {
        (finding.rule_id, finding.reference_year, finding.rule_hash, finding.delivery_key): finding
        for finding in read_evidence(store.findings)
        if finding.outcome is not Outcome.NOT_EVALUATED
    }
    findings: list[Finding] = []
    asked: dict[Place, list[tuple[Rule, str]]] = {}
    for rule in rules:
        for year in sorted(
            year for register, table, year in tables if (register, table) == (rule.register, rule.table)
        ):
            looked_at = _looked_at(rule, year, tables)
            finding = kept.get((rule.rule_id, year, rule.rule_hash, looked_at))
            if finding is None:
                asked.setdefault((rule.register, rule.table, year), []).append((rule, looked_at))
            else:
                findings.append(finding)
    if asked:
        findings.extend(_evaluated(store, tables, asked, progress))
    return findings


def tables_in_force(store: Store) -> dict[Place, list[Path]]:
    """Return the files in force of every (register, table, reference year) that has been delivered.

    Several products may fill a table, and changes come by the day: the name of a link begins with its year.
    """
    found: dict[Place, list[Path]] = {}
    for link in sorted(store.vault_current.glob("*__*/[0-9]*.parquet")):
        register, table = link.parent.name.split("__", 1)
        found.setdefault((register, table, int(link.stem[:4])), []).append(link.resolve())
    return found


def _evaluated(
    store: Store,
    tables: dict[Place, list[Path]],
    asked: dict[Place, list[tuple[Rule, str]]],
    progress: Callable[[str], None] | None,
) -> Iterable[Finding]:
    from pipelines.quality.suites import Validator  # late: importing Great Expectations takes seconds

    validator = Validator(tables, store.staging)
    try:
        for year in sorted({place[2] for place in asked}):
            places = sorted(place for place in asked if place[2] == year)
            if progress is not None:
                progress(f"quality: {year}, {sum(len(asked[place]) for place in places)} rules on what came in")
            for place in places:
                looked_at = {rule.rule_id: key for rule, key in asked[place]}
                for finding in validator.validate([rule for rule, _ in asked[place]], year):
                    yield dataclasses.replace(finding, delivery_key=looked_at[finding.rule_id])
    finally:
        validator.close()


def _looked_at(rule: Rule, year: int, tables: dict[Place, list[Path]]) -> str:
    """Return what a finding rests on: files of the vault are named after the deliveries they were read from."""
    places = {(rule.register, rule.table, year)}
    if "register" in rule.expect:
        places.add((rule.expect["register"], rule.expect["table"], year))
    return "+".join(".".join(file.stem for file in tables.get(place, [])) for place in sorted(places))
