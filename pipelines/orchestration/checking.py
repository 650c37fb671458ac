"""Assets of quality: the rules on what came in, evaluated; the evidence of a refresh, put together.

Each rule is also an asset check on the table that it speaks of, so that it can be read, and run, from there.
"""

import dataclasses
from collections.abc import Iterable, Iterator, Sequence

import dagster as dg

from pipelines.orchestration.placing import made_keys
from pipelines.orchestration.receiving import DELIVERIES
from pipelines.orchestration.recording import register_key
from pipelines.orchestration.refresh_state import planned_refresh_id
from pipelines.orchestration.resources import DataRoot
from pipelines.quality.evaluating import evaluate
from pipelines.quality.evidence import Finding, Outcome, dbt_findings, read_evidence, write_evidence
from pipelines.quality.guards import guard_rules
from pipelines.quality.rules import Rule, load_rules
from pipelines.quality.told import write_reports

QUALITY_GROUP = "quality"
EXPECTATIONS = dg.AssetKey(["quality", "expectations"])
EVIDENCE = dg.AssetKey(["quality", "evidence"])


@dg.asset(
    key=EXPECTATIONS,
    deps=[DELIVERIES, *made_keys()],
    group_name=QUALITY_GROUP,
    kinds={"python", "duckdb"},
    owners=["team:tmf"],
    description=(
        "Every rule on what came in, evaluated by Great Expectations on every reference year in force. A finding "
        "holds until its delivery or its rule changes. Writes a report per delivery that its supplier can be sent."
    ),
)
def expectations(context: dg.AssetExecutionContext, data_root: DataRoot) -> dg.MaterializeResult:
    """Evaluate what has to be evaluated, and record each rule as a check on its table."""
    store, rules = data_root.store(), _rules()
    findings = evaluate(store, rules, context.log.info)
    write_evidence(findings, store.findings)
    for rule in rules:
        context.log_event(_evaluation(rule, findings))
    reports = write_reports(store, findings, rules)
    context.log.info(f"quality: {reports} reports for suppliers written to {store.reports}")
    return dg.MaterializeResult(metadata={**_counts(findings), "reports": dg.MetadataValue.path(str(store.reports))})


def evidence_asset(marts: Iterable[dg.AssetKey]) -> dg.AssetsDefinition:
    """Return the asset that puts together what Great Expectations and dbt found in this refresh."""

    @dg.asset(
        key=EVIDENCE,
        deps=[EXPECTATIONS, *marts],
        group_name=QUALITY_GROUP,
        kinds={"parquet"},
        owners=["team:tmf"],
        description="Evidence: one row per rule and refresh (passed, failed, not evaluated); counts, never values.",
    )
    def evidence(data_root: DataRoot) -> dg.MaterializeResult:
        store = data_root.store()
        refresh_id = planned_refresh_id(store)
        findings = [*read_evidence(store.findings), *dbt_findings(store.dbt_run, refresh_id)]
        write_evidence((dataclasses.replace(finding, refresh_id=refresh_id) for finding in findings), store.evidence)
        return dg.MaterializeResult(metadata={"refresh_id": refresh_id, **_counts(findings)})

    return evidence


def register_checks() -> list[dg.AssetChecksDefinition]:
    """Return, per register, its rules as checks on its tables, to be run from the page of a table."""
    by_register: dict[str, list[Rule]] = {}
    for rule in _rules():
        by_register.setdefault(rule.register, []).append(rule)
    return [_register_checks(register, rules) for register, rules in sorted(by_register.items())]


def _register_checks(register: str, rules: Sequence[Rule]) -> dg.AssetChecksDefinition:
    @dg.multi_asset_check(
        name=f"rules_on_{register}",
        specs=[
            dg.AssetCheckSpec(
                name=_check_name(rule), asset=register_key(rule.register, rule.table), description=_description(rule)
            )
            for rule in rules
        ],
        can_subset=True,
    )
    def rules_on_register(context: dg.AssetCheckExecutionContext, data_root: DataRoot) -> Iterator[dg.AssetCheckResult]:
        selected = {key.name for key in context.selected_asset_check_keys}
        asked = [rule for rule in rules if _check_name(rule) in selected]
        findings = evaluate(data_root.store(), asked, context.log.info)
        for rule in asked:
            evaluation = _evaluation(rule, findings)
            yield dg.AssetCheckResult(
                passed=evaluation.passed,
                asset_key=evaluation.asset_key,
                check_name=evaluation.check_name,
                severity=evaluation.severity,
                metadata=evaluation.metadata,
                description=evaluation.description,
            )

    return rules_on_register


def _evaluation(rule: Rule, findings: Iterable[Finding]) -> dg.AssetCheckEvaluation:
    """Return one rule over all its years as the evaluation of a check. Nothing evaluated is not a pass."""
    own = [finding for finding in findings if finding.rule_id == rule.rule_id]
    failed = [finding for finding in own if finding.outcome is not Outcome.PASSED]
    return dg.AssetCheckEvaluation(
        asset_key=register_key(rule.register, rule.table),
        check_name=_check_name(rule),
        passed=bool(own) and not failed,
        severity=dg.AssetCheckSeverity.ERROR if rule.severity == "critical" else dg.AssetCheckSeverity.WARN,
        description=rule.says if not failed else f"{rule.says} What to do: {rule.remedy}",
        metadata={
            "years_evaluated": len(own),
            "years_not_passed": ", ".join(str(finding.reference_year) for finding in failed) or "none",
            "rows": sum(finding.element_count or 0 for finding in own),
            "unexpected_rows": sum(finding.unexpected_count or 0 for finding in own),
        },
    )


def _rules() -> list[Rule]:
    """Return the rules on what came in and the guards of known errors, which warn when a source has been repaired."""
    return [*load_rules(), *guard_rules()]


def _check_name(rule: Rule) -> str:
    return rule.rule_id.replace("-", "_")


def _description(rule: Rule) -> str:
    return f"{rule.says} Why: {rule.why} Owner: {rule.owner}. {rule.severity.capitalize()}."


def _counts(findings: Sequence[Finding]) -> dict[str, int]:
    return {
        "findings": len(findings),
        **{str(outcome): sum(finding.outcome is outcome for finding in findings) for outcome in Outcome},
    }
