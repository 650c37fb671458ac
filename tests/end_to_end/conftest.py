"""A small synthetic city that has gone the whole way, once per test run, through the real command."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines.store import HOME_VARIABLE, Store
from tests.conftest import TEST_PERSON_KEY

SCALE, YEARS, SEED = "0.004", "2024:2026", "7"


@dataclass(frozen=True)
class Answer:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Town:
    """A data root and the truth about the people in it."""

    store: Store
    truth: Path

    def run(self, *words: str, **environment: str) -> Answer:
        """Run ``byomraader`` on this data root as a user would, in a process of its own."""
        command = [str(Path(sys.executable).with_name("byomraader")), *words]
        answer = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            env={
                **os.environ,
                HOME_VARIABLE: str(self.store.root),
                "BYOMRAADER_PERSON_KEY": TEST_PERSON_KEY,
                **environment,
            },
        )
        return Answer(answer.returncode, answer.stdout, answer.stderr)

    def must(self, *words: str, **environment: str) -> Answer:
        """Run a command that has to succeed."""
        answer = self.run(*words, **environment)
        assert answer.code == 0, f"{words} ended with {answer.code}\n{answer.out}\n{answer.err}"
        return answer


def whole_way(root: Path, **environment: str) -> Town:
    """Synthesise, refresh and freeze both editions, as ``make run`` does."""
    town = Town(Store(root / "data"), root / "truth")
    arguments = ("--scale", SCALE, "--years", YEARS, "--seed", SEED, "--truth", str(town.truth))
    town.must("synthesise", *arguments, **environment)
    town.must("refresh", **environment)
    town.must("plan-refresh", "2025", **environment)
    town.must("plan-refresh", "2027", "--draft", **environment)
    return town


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """The town after the whole way. Tests read it; whoever changes something takes ``own_town``."""
    return whole_way(tmp_path_factory.mktemp("town"))


@pytest.fixture
def own_town(town: Town, tmp_path: Path) -> Town:
    """A copy of the town that a test may damage."""
    root = tmp_path / "data"
    shutil.copytree(town.store.root, root, symlinks=True, ignore=shutil.ignore_patterns("spill"))
    return Town(Store(root), town.truth)


def content(*folders: Path) -> dict[str, bytes | str]:
    """Return every file and link below the folders, by path, with what it holds or points to."""
    found: dict[str, bytes | str] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_symlink():
                found[str(path)] = str(path.readlink())
            elif path.is_file():
                found[str(path)] = path.read_bytes()
    return found
