"""Rules as data: every file fits, every rule is required, every required rule exists."""

from pathlib import Path

import pytest
import yaml

from pipelines.geography import building as geography
from pipelines.quality.rules import RuleError, load_required_rules, load_rules
from pipelines.registers.agreements import load_agreements, registers
from pipelines.residence import building as residence
from pipelines.store import Project

MADE_BY_US = {"geography": {*geography.TABLES}, "residence": {*residence.TABLES}}


def test_every_rule_on_what_came_in_is_required_or_belongs_to_a_register_that_does_not_come_every_year() -> None:
    required = {rule.rule_id for rule in load_required_rules() if rule.per_year}
    listed = yaml.safe_load(Project().required_rules.read_text(encoding="utf-8"))

    assert required.isdisjoint(listed["where_delivered"])
    assert required | set(listed["where_delivered"]) == {rule.rule_id for rule in load_rules()}


def test_every_rule_speaks_of_a_table_that_its_register_delivers() -> None:
    delivered = {(each.register, table) for each in load_agreements().values() for table in each.vault_tables}
    made = {(own, table) for own, tables in MADE_BY_US.items() for table in tables}

    strangers = [rule.rule_id for rule in load_rules() if (rule.register, rule.table) not in delivered | made]

    assert strangers == []


def test_every_register_that_delivers_has_rules() -> None:
    assert {rule.register for rule in load_rules()} - set(MADE_BY_US) == set(registers())


def test_a_file_that_does_not_fit_the_schema_is_refused_with_its_place(tmp_path: Path) -> None:
    folder = tmp_path / "expectations"
    folder.mkdir()
    rule = {"id": "CPR-1", "table": "person"}
    (folder / "cpr.yml").write_text(yaml.safe_dump({"register": "cpr", "rules": [rule]}), encoding="utf-8")

    with pytest.raises(RuleError, match=r"cpr\.yml, \$\.rules\[0\]"):
        load_rules(Project(tmp_path))


def test_an_id_used_twice_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "expectations"
    folder.mkdir()
    source = Project().expectations / "ras.yml"
    for name in ("ras.yml", "ras_again.yml"):
        (folder / name).write_bytes(source.read_bytes())

    with pytest.raises(RuleError, match="RAS-001"):
        load_rules(Project(tmp_path))


def test_changing_what_a_rule_asks_changes_its_hash_and_changing_its_sentence_does_not() -> None:
    import dataclasses

    rule = load_rules()[0]

    assert dataclasses.replace(rule, says="Another sentence.").rule_hash == rule.rule_hash
    assert dataclasses.replace(rule, expect={**rule.expect, "mostly": 0.5}).rule_hash != rule.rule_hash
