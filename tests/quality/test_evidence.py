"""Evidence is written, read back, and taken from dbt's own record without believing what is not there."""

import json
from pathlib import Path

from pipelines.quality.evidence import Finding, Outcome, dbt_findings, read_evidence, write_evidence


def artefacts(folder: Path, status: str | None) -> Path:
    node = {"resource_type": "test", "name": "t", "config": {"meta": {"rule_id": "MART-001", "says": "It adds up."}}}
    results = [] if status is None else [{"unique_id": "test.t", "status": status, "failures": 3}]
    (folder / "manifest.json").write_text(json.dumps({"nodes": {"test.t": node}}))
    (folder / "run_results.json").write_text(json.dumps({"results": results}))
    return folder


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    findings = [
        Finding("A-001", "says", "critical", Outcome.FAILED, "dbt", "x", 2025, 10, 1),
        Finding("A-002", "says", "warning", Outcome.NOT_EVALUATED, "dbt", "x"),
    ]

    write_evidence(findings, tmp_path / "evidence.parquet")

    assert read_evidence(tmp_path / "evidence.parquet") == findings


def test_no_file_is_no_findings(tmp_path: Path) -> None:
    assert read_evidence(tmp_path / "none.parquet") == []


def test_a_dbt_test_that_did_not_run_is_not_evaluated(tmp_path: Path) -> None:
    outcomes = {
        status: dbt_findings(artefacts(tmp_path, status), "0001")[0].outcome
        for status in ("pass", "fail", "warn", "error", "skipped", None)
    }

    assert outcomes == {
        "pass": Outcome.PASSED,
        "fail": Outcome.FAILED,
        "warn": Outcome.FAILED,
        "error": Outcome.NOT_EVALUATED,
        "skipped": Outcome.NOT_EVALUATED,
        None: Outcome.NOT_EVALUATED,
    }
