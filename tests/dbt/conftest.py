"""One build of the dbt project on the tiny vault, shared by the tests that look at what came out."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.orchestration.dbt_manifest import dbt_environment, dbt_executable, write_union
from pipelines.store import Project, Store
from tests.dbt.tiny_vault import write_tiny_vault


@dataclass(frozen=True)
class Build:
    """A data root that dbt has built, and where dbt left its artefacts."""

    store: Store
    target: Path
    output: str

    @cached_property
    def nodes(self) -> dict[str, dict[str, Any]]:
        """The nodes of the manifest by unique id, with the SQL that was run."""
        manifest = json.loads((self.target / "manifest.json").read_text(encoding="utf-8"))
        return dict(manifest["nodes"])

    @cached_property
    def rules(self) -> dict[str, dict[str, Any]]:
        """The data tests by the id of the rule they hold."""
        tests = [node for node in self.nodes.values() if node["resource_type"] == "test"]
        return {node["config"]["meta"]["rule_id"]: node for node in tests}


def run_dbt(store: Store, target: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run dbt on a data root, as the platform runs it."""
    project = Project()
    write_union(project)
    environment = {
        **dbt_environment(store, project),
        "DBT_TARGET_PATH": str(target),
        "DBT_LOG_PATH": str(target),
        "NO_COLOR": "1",
    }
    command = [dbt_executable(), "--no-use-colors", *words, "--project-dir", str(project.dbt_project)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The tiny vault, built and tested by dbt."""
    store = write_tiny_vault(tmp_path_factory.mktemp("tiny"))
    target = store.workshop / "target"
    done = run_dbt(store, target, "build")
    assert done.returncode == 0, done.stdout[-5000:]
    return Build(store, target, done.stdout)


@pytest.fixture
def figures(build: Build) -> Iterator[duckdb.DuckDBPyConnection]:
    """The build, to read."""
    with duckdb.connect(str(build.store.build_database), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def scratch(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of the build to plant errors in and roll them back; it keeps its file name, which dbt's SQL speaks of."""
    copy = tmp_path_factory.mktemp("scratch") / build.store.build_database.name
    shutil.copyfile(build.store.build_database, copy)
    with duckdb.connect(str(copy)) as connection:
        yield connection


@pytest.fixture(autouse=True)
def no_data_root_of_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep settings of the shell that runs the tests away from dbt."""
    for name in [name for name in os.environ if name.startswith("DBT_")]:
        monkeypatch.delenv(name)
