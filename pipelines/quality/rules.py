"""Rules as people write them: sentences with an owner, read from ``expectations/*.yml``.

Nothing is evaluated here: ``suites`` does that for what came in, dbt for what we made.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from pipelines.store import Project

_SCHEMA = Path(__file__).with_name("rules.schema.json")
REQUIRED_FILE = "required_rules.yml"


class RuleError(ValueError):
    """A rule file that cannot be used, with the file and the place in it."""


@dataclass(frozen=True)
class Rule:
    """One rule on one table of a register, evaluated on each reference year in force."""

    rule_id: str
    register: str
    table: str
    says: str
    says_da: str
    why: str
    owner: str
    severity: str
    remedy: str
    expect: Mapping[str, Any]
    remedy_da: str | None = None

    @cached_property
    def rule_hash(self) -> str:
        """Identity of what the rule asks; evidence given under another wording of ``expect`` does not count."""
        asked = json.dumps([self.rule_id, self.register, self.table, self.severity, dict(self.expect)], sort_keys=True)
        return hashlib.sha256(asked.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class RequiredRule:
    """A rule that an edition cannot be frozen without; ``per_year`` rules are asked for every reference year.

    Rules on registers that do not come every year are not asked for: they count where there is a finding.
    """

    rule_id: str
    per_year: bool


def load_rules(project: Project | None = None) -> list[Rule]:
    """Return every rule of ``expectations/``, ordered by id.

    Raises:
        RuleError: a file does not fit the schema, or two rules share an id.
    """
    folder = (project or Project()).expectations
    rules = [rule for file in sorted(folder.glob("*.yml")) if file.name != REQUIRED_FILE for rule in _rules_of(file)]
    ids = [rule.rule_id for rule in rules]
    twice = sorted({rule_id for rule_id in ids if ids.count(rule_id) > 1})
    if twice:
        raise RuleError(f"{folder.name}: rule ids used twice: {', '.join(twice)}; give each rule an id of its own")
    return sorted(rules, key=lambda rule: rule.rule_id)


def load_required_rules(project: Project | None = None) -> list[RequiredRule]:
    """Return the rules that an edition needs evidence for, from ``expectations/required_rules.yml``."""
    file = (project or Project()).required_rules
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    return [
        *(RequiredRule(rule_id, per_year=True) for rule_id in content["for_every_reference_year"]),
        *(RequiredRule(rule_id, per_year=False) for rule_id in content["for_the_refresh"]),
    ]


def _rules_of(file: Path) -> list[Rule]:
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    schema = json.loads(_SCHEMA.read_text(encoding="utf-8"))
    problem = jsonschema.exceptions.best_match(jsonschema.Draft202012Validator(schema).iter_errors(content))
    if problem is not None:
        raise RuleError(f"{file.name}, {problem.json_path}: {problem.message}")
    return [
        Rule(
            rule_id=entry["id"],
            register=content["register"],
            remedy_da=entry.get("remedy_da"),
            **{
                name: entry[name]
                for name in ("table", "says", "says_da", "why", "owner", "severity", "remedy", "expect")
            },
        )
        for entry in content["rules"]
    ]
