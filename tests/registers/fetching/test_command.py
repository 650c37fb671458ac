"""What is fetched becomes a delivery like any other: laid whole, received by the same intake, laid once."""

import os
from pathlib import Path

import polars as pl
import pytest

from pipelines.registers.fetching.command import fetch
from pipelines.registers.fetching.http import FetchError
from pipelines.registers.fetching.statbank_tables import EVERYTHING, TIME, WANTED
from pipelines.registers.fetching.stil import KEY_VARIABLE
from pipelines.store import Store
from tests.registers.fetching.servers import KEY, Table, running, statbank, stil
from tests.registers.samples import receive_all


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, KEY)


def every_table(year: int) -> dict[str, Table]:
    """The wanted tables with the figures of one reference year."""
    return {
        table.code: Table(
            {name: ["TOT", "1"] if EVERYTHING in codes else [*codes] for name, codes in table.categories.items()}
            | {TIME: [*table.periods(year)]}
        )
        for table in WANTED
    }


@pytest.mark.usefixtures("key")
def test_stil_becomes_a_delivery_that_is_accepted(store: Store) -> None:
    with running(stil()) as server:
        laid = fetch(store, "stil", server.url, [2026], pause_seconds=0.001)
        (verdict,) = receive_all(store)

    assert [path.name for path in laid] == [
        f"STIL_{cube}_2025.json" for cube in ("KARAGNS", "KARADM", "TRIVIND", "OVERSKO")
    ]
    assert (verdict.verdict, verdict.period) == ("accepted", "2026")
    grades = pl.read_parquet(store.current_link("stil", "exam_average", "2026"))
    assert {*grades["pupil_count"]} == {2351.0}
    overview = pl.read_parquet(store.current_link("stil", "school_overview", "2026"))
    assert {*overview["class_size_state_code"]} == {"unknown"}


@pytest.mark.usefixtures("key")
def test_the_same_figures_are_laid_once(store: Store) -> None:
    with running(stil()) as server:
        first = fetch(store, "stil", server.url, [2026], pause_seconds=0.001)
        while_waiting = fetch(store, "stil", server.url, [2026], pause_seconds=0.001)
        receive_all(store)
        after = fetch(store, "stil", server.url, [2026], pause_seconds=0.001)

    assert len(first) == 4
    assert while_waiting == after == []


@pytest.mark.usefixtures("key")
def test_new_figures_come_under_the_next_number(store: Store) -> None:
    with running(stil(rows=5)) as server:
        fetch(store, "stil", server.url, [2026], pause_seconds=0.001)
    receive_all(store)

    with running(stil(rows=6)) as server:
        fetch(store, "stil", server.url, [2026], pause_seconds=0.001)
    (verdict,) = receive_all(store)

    assert (verdict.verdict, verdict.delivery_number) == ("accepted", 2)
    assert pl.read_parquet(store.current_link("stil", "exam_average", "2026")).height == 6


@pytest.mark.usefixtures("key")
def test_a_fetch_that_fails_lays_nothing(store: Store) -> None:
    with running(stil()) as server:
        plain = server.answer
        server.answer = lambda path, question, headers: (
            (500, b"", {"Retry-After": "0"}) if question["underemne"] == "OVERSKO" else plain(path, question, headers)
        )
        with pytest.raises(FetchError, match="HTTP 500"):
            fetch(store, "stil", server.url, [2026], pause_seconds=0.001)

    assert not store.landing.exists()


def test_statbank_becomes_a_delivery_that_is_accepted(store: Store) -> None:
    said: list[str] = []
    tables = every_table(2022)
    tables["BOL101"].variables[TIME] = ["2020", "2023"]
    with running(statbank(tables)) as server:
        laid = fetch(store, "statbank", server.url, [2022], pause_seconds=0.001, say=said.append)
        (verdict,) = receive_all(store)

    assert len(laid) == len(WANTED) - 1
    assert any("BOL101: no figures" in line for line in said)
    assert (verdict.verdict, verdict.period) == ("accepted", "2022")
    assert pl.read_parquet(store.current_link("statbank", "folk1a", "2022"))["value"].sum() == 12 * 1234


def test_statbank_is_fetched_offline_from_what_was_kept(store: Store) -> None:
    with running(statbank(every_table(2026))) as server:
        fetch(store, "statbank", server.url, [2026], pause_seconds=0.001)
        address = server.url

    assert fetch(store, "statbank", address, [2026], offline=True) == []
    with pytest.raises(FetchError):
        fetch(store, "statbank", address, [2025], offline=True)


def test_what_cannot_be_fetched_is_refused(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)

    with pytest.raises(FetchError, match="has no API"):
        fetch(store, "cpr", None, [2026])
    with pytest.raises(FetchError, match=KEY_VARIABLE):
        fetch(store, "stil", None, [2026])


@pytest.mark.usefixtures("key")
def test_the_key_is_in_no_file(store: Store) -> None:
    with running(stil()) as server:
        fetch(store, "stil", server.url, [2026], pause_seconds=0.001)
    receive_all(store)

    files = [Path(folder) / name for folder, _, names in os.walk(store.root) for name in names]
    assert files
    assert not any(KEY.encode() in file.read_bytes() for file in files)
