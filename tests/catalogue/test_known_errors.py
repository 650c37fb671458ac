"""Every known error is in what the suppliers send; its guard holds for that long, and fails once it is repaired."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from pipelines.catalogue.workshop import Workshop
from pipelines.quality.evaluating import tables_in_force
from pipelines.quality.evidence import Finding, Outcome
from pipelines.quality.guards import guard_rules, is_guard
from pipelines.quality.rules import Rule
from pipelines.quality.suites import Validator
from pipelines.registers import known_errors
from pipelines.registers.known_errors import KnownErrorError, load_known_errors
from pipelines.store import Store
from pipelines.synthetic.deliver import SUPPLIERS

YEAR = 2025
REPAIRED: dict[str, Callable[[pl.DataFrame], pl.DataFrame]] = {
    "BBR-101": lambda rows: rows.with_columns(pl.col("usage_code").replace("130", "131")),
    "GEO-101": lambda rows: rows.with_columns(pl.col("bydel_name").str.replace("-", "/")),
    "GEO-102": lambda rows: rows.unique("delomraade_name", maintain_order=True),
    "STAT-101": lambda rows: pl.concat([rows, rows.head(1).with_columns(pl.lit("2021").alias("period_code"))]),
    "STAT-102": lambda rows: rows.filter(pl.col("value").is_not_null()),
    "UDDA-101": lambda rows: rows.with_columns(pl.col("title").str.replace_all("  ", " ", literal=True)),
}


@pytest.fixture(scope="module")
def stores(workshop: Workshop, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Store]:
    """A root per register that has known errors, with what its supplier sends."""
    folder = tmp_path_factory.mktemp("known")
    registers = {error.register for error in load_known_errors()}
    return {
        supplier.register: workshop.settled(supplier, folder / supplier.register)
        for supplier in SUPPLIERS
        if supplier.register in registers
    }


def judged(rule: Rule, table: Path, scratch: Path) -> Finding:
    validator = Validator({(rule.register, rule.table, YEAR): [table]}, scratch)
    try:
        return validator.validate([rule], YEAR)[0]
    finally:
        validator.close()


@pytest.mark.end_to_end
@pytest.mark.xdist_group("great_expectations")
@pytest.mark.parametrize("rule", guard_rules(), ids=lambda rule: rule.rule_id)
def test_a_guard_holds_until_the_source_is_repaired(rule: Rule, stores: dict[str, Store], tmp_path: Path) -> None:
    (table,) = tables_in_force(stores[rule.register])[rule.register, rule.table, YEAR]
    repaired = tmp_path / "repaired.parquet"
    REPAIRED[rule.rule_id.removeprefix("KNOWN-")](pl.read_parquet(table)).write_parquet(repaired)

    before, after = judged(rule, table, tmp_path), judged(rule, repaired, tmp_path)

    assert before.outcome is Outcome.PASSED
    assert after.outcome is Outcome.FAILED
    assert after.severity == "warning"


def test_a_guard_is_told_from_a_rule_and_says_what_to_do_when_it_fails() -> None:
    rules = guard_rules()

    assert {rule.rule_id.removeprefix("KNOWN-") for rule in rules} == set(REPAIRED)
    assert all(is_guard(rule.rule_id) and "remove" in rule.remedy for rule in rules)
    assert not is_guard("CPR-001")


def test_what_is_entered_as_repaired_is_no_longer_guarded() -> None:
    open_one, *_ = load_known_errors()

    rules = guard_rules([known_errors.KnownError(**{**vars(open_one), "status": "repaired"})])

    assert rules == []


def test_an_entry_without_guard_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.yml").write_text("register: x\nknown_errors: [{id: X-101, table: t}]\n", encoding="utf-8")
    monkeypatch.setattr(known_errors, "KNOWN_ERROR_FOLDER", tmp_path)

    with pytest.raises(KnownErrorError, match=r"x\.yml.*required"):
        load_known_errors.__wrapped__()
