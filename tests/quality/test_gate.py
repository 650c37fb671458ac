"""The table of the gate: what opens it, what closes it, and what it says."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.quality.evidence import Finding, Outcome
from pipelines.quality.gate import decide
from pipelines.quality.rules import RequiredRule

PER_YEAR = RequiredRule("CPR-001", per_year=True)
OF_REFRESH = RequiredRule("MART-001", per_year=False)


def finding(
    rule_id: str = "CPR-001", outcome: Outcome = Outcome.PASSED, severity: str = "critical", year: int | None = 2025
) -> Finding:
    return Finding(rule_id, "Every record names a person.", severity, outcome, "test", "cpr.person", year, 10, 0)


def test_the_gate_opens_when_every_required_rule_passed_for_every_year() -> None:
    findings = [finding(year=2024), finding(year=2025), finding("MART-001", year=None)]

    verdict = decide([PER_YEAR, OF_REFRESH], [2024, 2025], findings)

    assert verdict.is_open
    assert verdict.reasons == ()


def test_a_missing_result_keeps_the_gate_closed_and_is_named() -> None:
    verdict = decide([PER_YEAR, OF_REFRESH], [2024, 2025], [finding(year=2024), finding("MART-001", year=None)])

    assert not verdict.is_open
    assert verdict.reasons == ("CPR-001 2025: no result in this refresh",)


def test_an_edition_without_years_never_opens() -> None:
    assert not decide([], [], []).is_open


def test_a_finding_of_a_year_outside_the_edition_does_not_count() -> None:
    verdict = decide([PER_YEAR], [2025], [finding(year=2025), finding(year=2026, outcome=Outcome.FAILED)])

    assert verdict.is_open


@pytest.mark.parametrize(
    ("outcome", "severity", "is_waived"), list(itertools.product(Outcome, ("critical", "warning"), (False, True)))
)
def test_every_combination_of_outcome_severity_and_waiver(outcome: Outcome, severity: str, is_waived: bool) -> None:
    waived = frozenset({"CPR-001"}) if is_waived else frozenset()
    opens = outcome is Outcome.PASSED or (outcome is Outcome.FAILED and (severity == "warning" or is_waived))

    verdict = decide([PER_YEAR], [2025], [finding(outcome=outcome, severity=severity)], waived)

    assert verdict.is_open is opens


@given(st.sets(st.integers(2017, 2030), min_size=1), st.data())
def test_taking_any_one_result_away_closes_an_open_gate(years: set[int], data: st.DataObject) -> None:
    findings = [finding(year=year) for year in sorted(years)]
    lost = data.draw(st.sampled_from(findings))

    verdict = decide([PER_YEAR], years, [f for f in findings if f is not lost])

    assert decide([PER_YEAR], years, findings).is_open
    assert verdict.reasons == (f"CPR-001 {lost.reference_year}: no result in this refresh",)


def test_a_rule_that_failed_once_and_passed_once_stays_failed() -> None:
    verdict = decide(
        [OF_REFRESH], [2025], [finding("MART-001", year=None), finding("MART-001", Outcome.FAILED, year=None)]
    )

    assert not verdict.is_open
