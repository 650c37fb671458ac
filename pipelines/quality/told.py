"""Outcomes of rules as a supplier is told them: which of the findings rest on a delivery, in Danish, in counts.

How a report looks stands in ``registers.delivery_report``.
"""

from collections.abc import Iterable, Mapping, Sequence

from pipelines.quality.evidence import Finding, Outcome
from pipelines.quality.guards import is_guard
from pipelines.quality.rules import Rule
from pipelines.registers.delivery_report import RuleOutcome, write_delivery_report
from pipelines.registers.intake.ledger import LedgerEntry, in_force, read_ledger
from pipelines.store import Store


def outcomes_for(entry: LedgerEntry, findings: Iterable[Finding], rules: Mapping[str, Rule]) -> list[RuleOutcome]:
    """Return the outcomes of rules that looked at a delivery; guards of known errors are our business alone.

    ``rules`` are those of ``expectations/`` by id.
    """
    outcomes = []
    for finding in sorted(findings, key=lambda finding: (finding.rule_id, finding.reference_year or 0)):
        rule = rules.get(finding.rule_id)
        is_evaluated = finding.outcome is not Outcome.NOT_EVALUATED
        if rule is None or is_guard(finding.rule_id) or not is_evaluated or not _looked_at(finding, entry):
            continue
        outcomes.append(
            RuleOutcome(
                rule_id=finding.rule_id,
                says_da=rule.says_da,
                remedy_da=rule.remedy_da,
                severity=finding.severity,
                has_passed=finding.outcome is Outcome.PASSED,
                element_count=finding.element_count,
                unexpected_count=finding.unexpected_count,
            )
        )
    return outcomes


def write_reports(store: Store, findings: Sequence[Finding], rules: Sequence[Rule]) -> int:
    """Write the report on every delivery in force again, with what the rules found in it; return how many."""
    by_id = {rule.rule_id: rule for rule in rules}
    entries = in_force(read_ledger(store)).values()
    for entry in entries:
        write_delivery_report(store, entry, outcomes_for(entry, findings, by_id))
    return len(entries)


def _looked_at(finding: Finding, entry: LedgerEntry) -> bool:
    """Tell whether a finding is on a table of the delivery; ``delivery_key`` lists what it rests on."""
    keys = finding.delivery_key.replace("+", ".").split(".")
    return finding.subject.split(".")[0] == entry.register and entry.delivery_key in keys
