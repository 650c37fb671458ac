"""Lint the SQL of the dbt project: ``python -m tests.lint_sql``.

The templater compiles the models, so it needs a data root; an empty one of its own is enough.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from pipelines.orchestration.dbt_manifest import write_union
from pipelines.store import HOME_VARIABLE, Project, Store


def main() -> int:
    """Return sqlfluff's exit code."""
    project = Project()
    write_union(project)
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        store.workshop.mkdir()
        store.spill.mkdir()
        environment = {**os.environ, HOME_VARIABLE: folder, "DBT_TARGET_PATH": str(store.workshop / "target")}
        command = [str(Path(sys.executable).with_name("sqlfluff")), "lint", "--processes", "2"]
        return subprocess.run([*command, "dbt_project"], env=environment, cwd=project.root, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
