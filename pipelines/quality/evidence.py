"""The evidence of a refresh: one row per rule and subject, in counts, never in values.

Rows come from Great Expectations (``suites``) and from dbt's own record of its tests. Deciding on them is the gate's.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import polars as pl


class Outcome(StrEnum):
    """What became of a rule; a rule that could not be evaluated is never a rule that passed."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_EVALUATED = "not_evaluated"


@dataclass(frozen=True)
class Finding:
    """One rule on one subject. ``reference_year`` is null for rules on the refresh as a whole."""

    rule_id: str
    says: str
    severity: str
    outcome: Outcome
    source: str
    subject: str
    reference_year: int | None = None
    element_count: int | None = None
    unexpected_count: int | None = None
    limit: str = ""
    delivery_key: str = ""
    rule_hash: str = ""
    refresh_id: str = ""


SCHEMA = pl.Schema(
    {
        "rule_id": pl.String(),
        "says": pl.String(),
        "severity": pl.String(),
        "outcome": pl.String(),
        "source": pl.String(),
        "subject": pl.String(),
        "reference_year": pl.Int16(),
        "element_count": pl.Int64(),
        "unexpected_count": pl.Int64(),
        "limit": pl.String(),
        "delivery_key": pl.String(),
        "rule_hash": pl.String(),
        "refresh_id": pl.String(),
    }
)
_DBT_OUTCOMES = {"pass": Outcome.PASSED, "warn": Outcome.FAILED, "fail": Outcome.FAILED}


def to_frame(findings: Iterable[Finding]) -> pl.DataFrame:
    """Return findings as a frame of ``SCHEMA``, in a stable order."""
    rows = [asdict(finding) for finding in findings]
    return pl.DataFrame(rows, schema=SCHEMA).sort("rule_id", "reference_year", "subject", nulls_last=True)


def write_evidence(findings: Iterable[Finding], file: Path) -> None:
    """Write the evidence of a refresh beside its place and move it there in one rename."""
    file.parent.mkdir(parents=True, exist_ok=True)
    made = file.with_suffix(".new")
    to_frame(findings).write_parquet(made)
    made.replace(file)


def read_evidence(file: Path) -> list[Finding]:
    """Return the findings of a file; none when there is no file, which the gate treats as rules without a result."""
    if not file.exists():
        return []
    rows = pl.read_parquet(file).iter_rows(named=True)
    return [Finding(**{**row, "outcome": Outcome(row["outcome"])}) for row in rows]


def dbt_findings(target: Path, refresh_id: str) -> list[Finding]:
    """Return one finding per dbt test that carries a ``rule_id``, from the artefacts of one ``dbt build``.

    A test that dbt skipped or could not run is not evaluated; so is one that the manifest knows and the run does not.
    """
    manifest = _artefact(target / "manifest.json")
    results = {result["unique_id"]: result for result in _artefact(target / "run_results.json")["results"]}
    findings = []
    for unique_id, node in sorted(manifest["nodes"].items()):
        meta = {**node.get("config", {}).get("meta", {}), **node.get("meta", {})}
        if node["resource_type"] == "test" and "rule_id" in meta:
            findings.append(_dbt_finding(node, meta, results.get(unique_id, {}), refresh_id))
    return findings


def dbt_failures(target: Path) -> list[str]:
    """Return a sentence per node of one ``dbt build`` that failed or broke; dbt's messages may quote rows and stay out.

    Nothing to read is told as such: dbt ended before it had built anything.
    """
    try:
        manifest, results = _artefact(target / "manifest.json"), _artefact(target / "run_results.json")["results"]
    except FileNotFoundError:
        return ["dbt ended before it had built anything"]
    sentences = []
    for result in results:
        if result["status"] in ("error", "fail"):
            rule = manifest["nodes"].get(result["unique_id"], {}).get("config", {}).get("meta", {})
            says = f"{rule['rule_id']}: {rule['says']}" if "rule_id" in rule else result["unique_id"]
            count = f" ({result['failures']} rows)" if result.get("failures") else ""
            sentences.append(f"{says} {result['status']}{count}")
    return sentences


def _dbt_finding(node: dict[str, Any], meta: dict[str, Any], result: dict[str, Any], refresh_id: str) -> Finding:
    failures = result.get("failures")
    return Finding(
        rule_id=meta["rule_id"],
        says=meta.get("says", node["name"]),
        severity=meta.get("severity", "critical"),
        outcome=_DBT_OUTCOMES.get(result.get("status", ""), Outcome.NOT_EVALUATED),
        source="dbt",
        subject=node.get("attached_node") or node["name"],
        unexpected_count=None if failures is None else int(failures),
        refresh_id=refresh_id,
    )


def _artefact(file: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return content
