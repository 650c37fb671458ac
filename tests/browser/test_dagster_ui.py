"""What a data engineer sees: the graph with every stage, and a refresh started with one press and no typing."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.store import HOME_VARIABLE, Store
from tests.conftest import TEST_PERSON_KEY
from tests.end_to_end.conftest import Town

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(CHROMIUM is None, reason="needs a Chromium on the machine (Debian: apt-get install chromium)"),
]
SCREENSHOTS = Path(__file__).with_name("screenshots")
STAGES = (
    "landing",
    "vault",
    "geography",
    "staging",
    "intermediate",
    "indicators",
    "mart",
    "katalog",
    "quality",
    "shelf",
)
START_SECONDS, RUN_SECONDS = 180, 300


@pytest.fixture(scope="module")
def ui(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Dagster UI, started as ``make ui`` starts it, over a small city that waits in landing."""
    town = Town(Store(tmp_path_factory.mktemp("ui") / "data"), Path("unused"))
    town.must("synthesise", "--scale", "0.003", "--years", "2025:2026")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (town.store.root / "ui.log").open("w")
    process = subprocess.Popen(
        [str(Path(sys.executable).with_name("byomraader")), "ui", "--port", str(port)],
        env={**os.environ, HOME_VARIABLE: str(town.store.root), "BYOMRAADER_PERSON_KEY": TEST_PERSON_KEY},
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/server_info", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=60)
        log.close()


@pytest.fixture
def page(ui: str) -> Iterator[Any]:
    """A page of a real browser, with the greeting of a first visit put away."""
    from playwright.sync_api import sync_playwright

    SCREENSHOTS.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        opened = browser.new_page(viewport={"width": 1800, "height": 1100})
        opened.goto(ui)
        opened.evaluate("window.localStorage.setItem('communityNux', '1')")
        yield opened
        browser.close()


def test_the_asset_graph_shows_every_stage_with_its_group(page: Any, ui: str) -> None:
    page.goto(f"{ui}/asset-groups", wait_until="networkidle")
    _put_greeting_away(page)
    page.get_by_text("landing", exact=True).first.wait_for(timeout=60_000)

    shown = [stage for stage in STAGES if page.get_by_text(stage, exact=True).count()]
    page.screenshot(path=SCREENSHOTS / "asset_graph.png")

    assert shown == list(STAGES)


def test_pressing_materialize_on_the_refresh_job_succeeds_without_typing(page: Any, ui: str) -> None:
    page.goto(f"{ui}/locations/byomraader/jobs/refresh", wait_until="networkidle")
    _put_greeting_away(page)

    page.get_by_role("button", name="Materialize all").click()
    page.get_by_role("button", name="Confirm").click()  # asked as long as no register has ever been received
    page.goto(f"{ui}/runs")
    page.get_by_text("Success", exact=True).or_(page.get_by_text("Failure", exact=True)).first.wait_for(
        timeout=RUN_SECONDS * 1000
    )
    page.screenshot(path=SCREENSHOTS / "runs.png")

    assert page.get_by_text("Failure", exact=True).count() == 0
    assert page.get_by_text("refresh", exact=True).count() > 0


def _put_greeting_away(page: Any) -> None:
    skip = page.get_by_text("Skip", exact=True)
    if skip.count():
        skip.first.click()


def _wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, f"the UI ended with {process.returncode}"
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - our own server on this machine
                return
        except OSError:
            time.sleep(0.5)
    raise AssertionError(f"the UI did not answer within {START_SECONDS} s")
