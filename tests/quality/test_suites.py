"""Great Expectations really validates: each kind of rule passes on good rows and fails on bad ones."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.quality.evidence import Finding, Outcome
from pipelines.quality.rules import Rule
from pipelines.quality.suites import Validator

# One process imports Great Expectations, which takes seconds.
pytestmark = [pytest.mark.end_to_end, pytest.mark.xdist_group("great_expectations")]
MARKER = "6103921230"
GOOD = pl.DataFrame(
    {
        "person_key": [1, 2, 3, 4],
        "code": ["a", "a", "b", "b"],
        "amount": [1, 2, 3, 4],
        "other": [7, 8, 9, 7],
        "weight": [0.5] * 4,
    }
)
KINDS: dict[str, tuple[dict[str, Any], dict[str, list[Any]]]] = {
    "not_null": ({"column": "code", "mostly": 0.9}, {"code": [None, "a", "b", "b"]}),
    "in_set": ({"column": "code", "values": ["a", "b"]}, {"code": ["a", "a", "b", MARKER]}),
    "between": ({"column": "amount", "at_least": 0, "at_most": 10}, {"amount": [1, 2, 3, int(MARKER)]}),
    "unique": ({"column": "person_key"}, {"person_key": [1, 2, 3, 3]}),
    "unique_together": ({"columns": ["person_key", "code"]}, {"person_key": [1, 1, 3, 4]}),
    "row_count": ({"at_least": 4}, {}),
    "rows_where": ({"where": "code = 'a'", "at_least": 1, "at_most": 2}, {"code": ["a", "a", "a", MARKER]}),
    "sums_to": (
        {"column": "weight", "register": "dar", "table": "address", "where": "id > 7", "mostly": 0.9},
        {"weight": [0.5, 0.5, 0.5, 2.5]},
    ),
    "refers_to": ({"column": "other", "register": "dar", "table": "address", "key": "id"}, {"other": [7, 8, 9, 99]}),
}


def a_rule(kind: str, **expect: Any) -> Rule:
    return Rule(
        "TST-001", "tst", "table", "It fits.", "Det passer.", "why", "TMF", "critical", "do", {"type": kind, **expect}
    )


def validated(tmp_path: Path, rows: pl.DataFrame, rules: list[Rule]) -> list[Finding]:
    rows.write_parquet(tmp_path / "rows.parquet")
    pl.DataFrame({"id": [7, 8, 9]}).write_parquet(tmp_path / "other.parquet")
    tables = {
        ("tst", "table", 2025): [tmp_path / "rows.parquet"],
        ("dar", "address", 2025): [tmp_path / "other.parquet"],
    }
    validator = Validator(tables, tmp_path)
    try:
        return validator.validate(rules, 2025)
    finally:
        validator.close()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_each_kind_of_rule_passes_on_good_rows_and_fails_on_bad_ones(kind: str, tmp_path: Path) -> None:
    expect, damage = KINDS[kind]
    bad = GOOD.with_columns(pl.Series(name, values) for name, values in damage.items()) if damage else GOOD.head(3)

    passed = validated(tmp_path, GOOD, [a_rule(kind, **expect)])
    failed = validated(tmp_path, bad, [a_rule(kind, **expect)])

    assert [finding.outcome for finding in passed] == [Outcome.PASSED]
    assert [finding.outcome for finding in failed] == [Outcome.FAILED]
    assert MARKER not in repr(failed)


def test_a_share_is_compared_with_what_the_rule_allows(tmp_path: Path) -> None:
    rows = pl.DataFrame({"other": [7] * 99 + [99]})

    findings = [
        validated(tmp_path, rows, [a_rule("refers_to", **KINDS["refers_to"][0], mostly=mostly)])[0]
        for mostly in (0.99, 0.995)
    ]

    assert [finding.outcome for finding in findings] == [Outcome.PASSED, Outcome.FAILED]
    assert (findings[1].element_count, findings[1].unexpected_count) == (100, 1)


def test_a_missing_column_is_not_evaluated_and_neither_passed_nor_failed(tmp_path: Path) -> None:
    findings = validated(tmp_path, GOOD.drop("code"), [a_rule("not_null", column="code")])

    assert [finding.outcome for finding in findings] == [Outcome.NOT_EVALUATED]


def test_a_rule_whose_other_register_has_not_arrived_is_not_evaluated(tmp_path: Path) -> None:
    rule = a_rule("refers_to", column="other", register="bbr", table="unit", key="id")

    findings = validated(tmp_path, GOOD, [rule])

    assert [finding.outcome for finding in findings] == [Outcome.NOT_EVALUATED]
