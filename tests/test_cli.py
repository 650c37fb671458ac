"""The command line: what it answers to wrong words, to a busy data root and to what nobody foresaw."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines import cli
from pipelines.locking import BusyError, only_writer
from pipelines.store import HOME_VARIABLE, Store

COMMAND = Path(sys.executable).with_name("byomraader")


def test_help_imports_nothing_heavy() -> None:
    probe = (
        "import sys; sys.argv = ['byomraader', '--help']\n"
        "from pipelines import cli\n"
        "try: cli.app()\n"
        "except SystemExit: pass\n"
        "heavy = {'polars', 'pyarrow', 'duckdb', 'dagster', 'numpy', 'pandas', 'great_expectations', 'dbt', 'rich'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )

    answer = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=False)

    assert answer.returncode == 0, answer.stderr
    assert "plan-refresh" in answer.stdout


@pytest.mark.parametrize(
    "words",
    [
        ["synthesise", "--years", "2026:2019"],
        ["synthesise", "--years", "soon"],
        ["synthesise", "--scale", "-1"],
        ["synthesise", "--scale", "0.001", "--years", "2026", "--defect", "D99"],
        ["plan-refresh"],
        ["plan-refresh", "2026"],
        ["inspect", "no_such_file"],
        ["inspect", __file__, "--layout", "no_such_layout"],
        ["nothing-of-the-kind"],
    ],
)
def test_wrong_words_end_with_2(words: list[str], store: Store) -> None:
    answer = CliRunner().invoke(cli.app, words)

    assert answer.exit_code == 2
    assert not store.landing.exists()


def test_an_unknown_layout_ends_with_2_and_makes_no_folder(store: Store, tmp_path: Path) -> None:
    words = ["read", __file__, "--layout", "no_such_layout", "--out", str(tmp_path / "out")]

    answer = CliRunner().invoke(cli.app, words)

    assert answer.exit_code == 2
    assert not (tmp_path / "out").exists()


def test_a_busy_data_root_ends_with_3_at_once(store: Store) -> None:
    with only_writer(store):
        answer = subprocess.run(
            [COMMAND, "refresh"],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, HOME_VARIABLE: str(store.root)},
        )

    assert answer.returncode == 3
    assert f"process {os.getpid()} is writing" in answer.stderr


def test_the_lock_is_free_again_after_an_error(store: Store) -> None:
    with pytest.raises(KeyError), only_writer(store):
        raise KeyError

    with only_writer(store), pytest.raises(BusyError), only_writer(store):
        pass


@pytest.mark.parametrize("words", [["plan-refresh", "2025"], ["overview"], ["edition", "verify", "2025"]])
def test_what_is_not_there_yet_is_refused_with_what_to_do(words: list[str], store: Store) -> None:
    if words[0] == "plan-refresh":
        from pipelines.editions.freezing import EditionRefusedError
        from pipelines.editions.refreshing import refresh_plan

        with pytest.raises(EditionRefusedError, match="byomraader refresh"):
            refresh_plan(store, 2025, is_draft=False)
        return

    answer = CliRunner().invoke(cli.app, words)

    assert answer.exit_code == 1


def test_an_error_nobody_foresaw_ends_with_4_and_shows_no_value(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> None:
        raise RuntimeError("6103921230")

    monkeypatch.setattr(cli, "app", broken)

    with pytest.raises(SystemExit) as ended:
        cli.main()

    assert ended.value.code == 4
    shown = capsys.readouterr()
    assert "RuntimeError at test_cli.py:" in shown.err
    assert "6103921230" not in shown.err + shown.out


def test_listing_editions_of_an_empty_root_says_how_to_make_one(store: Store) -> None:
    answer = CliRunner().invoke(cli.app, ["edition", "list"])

    assert answer.exit_code == 0
    assert "plan-refresh" in answer.stdout
