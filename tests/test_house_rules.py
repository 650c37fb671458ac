"""Rules of the house that no linter knows."""

import re
import subprocess
from pathlib import Path

import pytest

from pipelines.store import PROJECT_ROOT

MOST_LINES = 250
TRACKED = [
    PROJECT_ROOT / name
    for name in subprocess.run(
        ["git", "-C", str(PROJECT_ROOT), "ls-files"], capture_output=True, text=True, check=False
    ).stdout.splitlines()
]


def test_no_python_file_is_longer_than_one_idea() -> None:
    files = [file for folder in ("pipelines", "tests") for file in (PROJECT_ROOT / folder).rglob("*.py")]

    long = {str(file.relative_to(PROJECT_ROOT)): n for file in files if (n := _lines(file)) > MOST_LINES}

    assert long == {}


def test_every_module_of_the_platform_states_its_border() -> None:
    files = [file for file in (PROJECT_ROOT / "pipelines").rglob("*.py") if file.stat().st_size]

    silent = [str(file.relative_to(PROJECT_ROOT)) for file in files if not file.read_text("utf-8").startswith('"""')]

    assert silent == []


def test_only_the_store_joins_paths_below_the_data_root() -> None:
    joins = re.compile(r"store\.(root|vault|archive|landing|shelf|workshop|vault_current)\s*/")
    files = [file for file in (PROJECT_ROOT / "pipelines").rglob("*.py") if file.name != "store.py"]

    joining = [str(file.relative_to(PROJECT_ROOT)) for file in files if joins.search(file.read_text("utf-8"))]

    assert joining == []


@pytest.mark.skipif(not TRACKED, reason="needs a git checkout")
def test_the_locks_name_no_host() -> None:
    for name in ("requirements.lock", "requirements.uv.lock"):
        assert "://" not in (PROJECT_ROOT / name).read_text("utf-8")


def _lines(file: Path) -> int:
    return len(file.read_text(encoding="utf-8").splitlines())
