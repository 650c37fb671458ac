"""The page of defects is what the tables say."""

from pathlib import Path

from pipelines.catalogue.page import main, page
from pipelines.store import Project
from pipelines.synthetic.defects import DEFECTS


def test_the_page_in_the_documentation_is_current() -> None:
    written = Project().defects_page.read_text(encoding="utf-8")

    assert written == page(DEFECTS.values()), "run: python -m pipelines.catalogue.page"


def test_the_page_has_a_line_for_every_defect_and_no_open_cell(tmp_path: Path) -> None:
    target = tmp_path / "defects.md"

    main(target)

    rows = [line for line in target.read_text(encoding="utf-8").splitlines() if line.startswith(("| D", "| R"))]
    assert [row.split(" | ")[0].removeprefix("| ") for row in rows] == list(DEFECTS)
    assert all(row.count(" | ") == 5 for row in rows)
