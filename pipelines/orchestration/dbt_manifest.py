"""The dbt project made ready to load: the union of all indicators written, the manifest parsed.

Both are made again only when a file of the project has changed. Running dbt belongs to ``indicators``.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from pipelines.store import HOME_VARIABLE, Project, Store

UNION_MODEL = "int_indicator_counts.sql"
_NOT_SOURCE = {"target", "logs", "generated", "dbt_packages", "__pycache__"}


class DbtProjectError(Exception):
    """The dbt project cannot be read; the message is dbt's own."""


def prepare(store: Store, project: Project | None = None) -> Path:
    """Return the manifest of the dbt project, parsed anew when the project has changed since the last time.

    Raises:
        DbtProjectError: dbt cannot parse the project.
    """
    project = project or Project()
    write_union(project)
    target = store.dbt_target
    manifest, mark = target / "manifest.json", target / "manifest.mark"
    wanted = f"{project_fingerprint(project)} {store.root}"
    if manifest.exists() and mark.exists() and mark.read_text(encoding="utf-8") == wanted:
        return manifest
    target.mkdir(parents=True, exist_ok=True)
    answer = subprocess.run(
        [dbt_executable(), "--quiet", "parse", "--project-dir", str(project.dbt_project), "--target-path", str(target)],
        capture_output=True,
        text=True,
        check=False,
        env={**dbt_environment(store, project), "DBT_LOG_PATH": str(target)},
    )
    if answer.returncode != 0:
        raise DbtProjectError(f"dbt cannot parse {project.dbt_project}:\n{(answer.stdout + answer.stderr).strip()}")
    mark.write_text(wanted, encoding="utf-8")
    return manifest


def write_union(project: Project) -> Path:
    """Write the model that unites all indicators, from the files that lie in ``models/indicators``.

    One SQL file and one seed row make an indicator; this is why no third place has to be edited.
    """
    names = sorted(file.stem for file in project.indicator_models.rglob("*.sql"))
    text = union_of(names)
    file = project.generated_models / UNION_MODEL
    if not file.exists() or file.read_text(encoding="utf-8") != text:
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_suffix(f".{os.getpid()}.new")
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(file)
    return file


def union_of(indicator_models: Iterable[str]) -> str:
    """Return the SQL of the union of these indicator models."""
    grain = "-- one row per indicator, atom, reference year, sex, age band and origin group"
    selections = "\nunion all\n".join(f"select * from {{{{ ref('{name}') }}}}" for name in indicator_models)  # noqa: S608
    return f"{grain}; all of models/indicators\n{selections}\n"


def project_fingerprint(project: Project) -> str:
    """Return a hash over every source file of the dbt project."""
    files = sorted(
        file
        for file in project.dbt_project.rglob("*")
        if file.is_file() and not _NOT_SOURCE & set(file.relative_to(project.dbt_project).parts)
    )
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.relative_to(project.dbt_project).as_posix().encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def dbt_environment(store: Store, project: Project) -> dict[str, str]:
    """Return the environment that dbt needs to find the data root and its profile."""
    return {
        **os.environ,
        HOME_VARIABLE: str(store.root),
        "DBT_PROFILES_DIR": str(project.dbt_project),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }


def dbt_executable() -> str:
    """Return the dbt command of this environment, whether or not its folder is on the path."""
    beside = Path(sys.executable).with_name("dbt")
    return str(beside) if beside.exists() else (shutil.which("dbt") or "dbt")
