"""The gate: may this edition be frozen? A pure function of rules, evidence and waivers; it reads and writes nothing.

Silence closes it: a rule without a result is treated exactly like one that failed.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from pipelines.quality.evidence import Finding, Outcome
from pipelines.quality.rules import RequiredRule


@dataclass(frozen=True)
class Verdict:
    """Whether the gate is open, and every reason why it is not."""

    is_open: bool
    reasons: tuple[str, ...]


def decide(
    required: Iterable[RequiredRule],
    reference_years: Collection[int],
    findings: Iterable[Finding],
    waived: frozenset[str] = frozenset(),
) -> Verdict:
    """Decide whether an edition that covers ``reference_years`` may be frozen.

    Open only when every required rule has a result (for every year, where it is asked per year), no result is missing
    its evaluation, and no critical rule failed. A waived rule may fail, but it must have been evaluated.
    """
    years = sorted(reference_years)
    seen: dict[tuple[str, int | None], list[Finding]] = {}
    for finding in findings:
        if finding.reference_year is None or finding.reference_year in reference_years:
            seen.setdefault((finding.rule_id, finding.reference_year), []).append(finding)
    asked = [key for rule in required for key in _asked(rule, years)]
    reasons = [f"{_named(key)}: no result in this refresh" for key in asked if key not in seen]
    if not years:
        reasons.append("the edition covers no reference year")
    for key, results in seen.items():
        reasons.extend(f"{_named(key)}: {_sentence(result)}" for result in results if _closes(result, waived))
    return Verdict(is_open=not reasons, reasons=tuple(sorted(reasons)))


def _asked(rule: RequiredRule, years: Iterable[int]) -> list[tuple[str, int | None]]:
    return [(rule.rule_id, year) for year in years] if rule.per_year else [(rule.rule_id, None)]


def _closes(finding: Finding, waived: frozenset[str]) -> bool:
    if finding.outcome is Outcome.NOT_EVALUATED:
        return True
    return finding.outcome is Outcome.FAILED and finding.severity == "critical" and finding.rule_id not in waived


def _named(key: tuple[str, int | None]) -> str:
    rule_id, year = key
    return rule_id if year is None else f"{rule_id} {year}"


def _sentence(finding: Finding) -> str:
    if finding.outcome is Outcome.NOT_EVALUATED:
        return f"not evaluated ({finding.subject})"
    count = "" if finding.unexpected_count is None else f" ({finding.unexpected_count} unexpected)"
    return f"failed: {finding.says}{count}"
