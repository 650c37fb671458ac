"""Statistikbanken is asked what a table has before it is asked for cells; answers are kept, and serve offline."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from pipelines.registers.fetching import statbank as client
from pipelines.registers.fetching.http import Api, FetchError
from pipelines.registers.fetching.kept_answers import KeptAnswers
from pipelines.registers.fetching.statbank import fetch_table, stale_listings
from pipelines.registers.fetching.statbank_tables import WANTED, WantedTable
from pipelines.registers.reader import read_file
from pipelines.registers.refusals import RefusedError
from tests.registers.fetching.servers import Reply, Server, Table, running, statbank
from tests.registers.samples import SECRET

BY_CODE = {table.code: table for table in WANTED}
FOLK1A, STRAF11, RAS200 = BY_CODE["FOLK1A"], BY_CODE["STRAF11"], BY_CODE["RAS200"]
RATES = {"OMRÅDE": ["000", "101"], "BEREGNING": ["EFK", "BFK"], "ALDER": ["1664"], "KØN": ["TOT"]}


def population(cell: tuple[str, ...]) -> str:
    return ".." if cell[2] == "125" else "670000"


def tables() -> dict[str, Table]:
    return {
        "FOLK1A": Table(
            {"OMRÅDE": ["000", "101", "147"], "KØN": ["TOT", "1", "2"], "ALDER": ["IALT", "0", "125"],
             "CIVILSTAND": ["TOT", "U"], "Tid": ["2025K4", "2026K1"]},
            population,
        ),
        "STRAF11": Table(
            {"OMRÅDE": ["000", "101"], "OVERTRÆD": ["TOT", "1460"], "Tid": ["2025K1", "2025K2", "2025K3", "2025K4"]},
            lambda cell: "0" if cell[1] == "1460" else "12034",
        ),
        "RAS200": Table({**RATES, "Tid": ["2025"]}, lambda _: "77,4"),
        "BOL101": Table({"OMRÅDE": ["101"], "BEBO": ["1000"], "ANVENDELSE": ["140"], "UDLFORH": ["TOT"],
                         "Tid": ["2020", "2023"]}),
    }  # fmt: skip


@pytest.fixture
def server() -> Iterator[Server]:
    with running(statbank(tables())) as server:
        yield server


@pytest.fixture
def kept(server: Server, tmp_path: Path) -> KeptAnswers:
    return KeptAnswers(Api(server.url, pause_seconds=0.001), tmp_path / "kept", server.url)


def rows(kept: KeptAnswers, table: WantedTable, folder: Path, form: str = "CSV") -> pl.DataFrame:
    file = fetch_table(kept, table, 2026, form=form)
    assert file is not None
    (folder / file.name).write_bytes(file.body)
    report = read_file(folder / file.name, file.layout, folder / "out", SECRET)
    assert report.record_count == file.record_count
    return pl.read_parquet(folder / "out" / f"{table.code.lower()}.parquet")


@pytest.mark.parametrize("form", ["CSV", "BULK", "JSONSTAT"])
@pytest.mark.parametrize("code", ["FOLK1A", "STRAF11", "RAS200"])
def test_every_form_gives_the_same_rows(kept: KeptAnswers, tmp_path: Path, code: str, form: str) -> None:
    reference = rows(kept, BY_CODE[code], tmp_path)

    assert rows(kept, BY_CODE[code], tmp_path, form).equals(reference)


def test_codes_values_and_states_are_told_apart(kept: KeptAnswers, tmp_path: Path) -> None:
    people = rows(kept, FOLK1A, tmp_path)
    offences = rows(kept, STRAF11, tmp_path)
    rates = rows(kept, RAS200, tmp_path)

    assert people.height == 18
    assert {*people["region_code"]} == {"0000", "0101"}
    assert {*people["period_code"]} == {"2026K1"}
    missing = people.filter(pl.col("age_code") == "125")
    assert {*missing["value"]} == {None}
    assert {*missing["value_state_code"]} == {"not_available"}
    rare = offences.filter(pl.col("offence_code") == "1460")
    assert {*rare["value"]} == {None}
    assert {*rare["value_state_code"]} == {"suppressed"}
    assert {*rates["value"]} == {77.4}


def test_only_danish_is_asked_for(kept: KeptAnswers, server: Server) -> None:
    fetch_table(kept, RAS200, 2026)

    assert {question["lang"] for _, question in server.asked} == {"da"}


def test_the_decimal_mark_of_another_language_is_no_number(server: Server, tmp_path: Path) -> None:
    plain = server.answer
    server.answer = lambda path, question, headers: plain(path, question | {"lang": "en"}, headers)
    kept = KeptAnswers(Api(server.url), tmp_path / "kept", server.url)

    read = rows(kept, RAS200, tmp_path)

    assert read.height == 0
    assert pl.read_parquet(tmp_path / "out" / "ras200.quarantine.parquet").height == 4


def test_a_table_without_figures_for_the_year_is_left_out(kept: KeptAnswers) -> None:
    said: list[str] = []

    assert fetch_table(kept, BY_CODE["BOL101"], 2022, say=said.append) is None
    assert said == ["BOL101: no figures for reference year 2022; they end with 2023"]


def test_a_list_of_tables_that_is_behind_is_told_and_not_trusted(server: Server, kept: KeptAnswers) -> None:
    behind = statbank(tables() | {"FOLK1A": _listed_to("2025K4")})
    server.answer = behind.answer

    assert stale_listings(kept, (FOLK1A, RAS200)) == ["FOLK1A: listed up to 2025K4, has 2026K1"]
    assert fetch_table(kept, FOLK1A, 2026) is not None


def test_more_cells_than_the_limit_are_asked_for_in_bulk(
    kept: KeptAnswers, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "MOST_CELLS_OUTSIDE_BULK", 10)

    file = fetch_table(kept, FOLK1A, 2026)

    assert file is not None
    assert server.asked[-1][1]["format"] == "BULK"


def test_an_answer_is_kept_until_the_table_is_updated(kept: KeptAnswers, server: Server) -> None:
    fetch_table(kept, FOLK1A, 2026)
    fetch_table(kept, FOLK1A, 2026)
    asked_before = _data_questions(server)
    later = tables()["FOLK1A"]
    later.updated = "2026-05-12T08:00:00"
    server.answer = statbank({"FOLK1A": later}).answer

    fetch_table(kept, FOLK1A, 2026)

    assert asked_before == 1
    assert _data_questions(server) == 2


def test_kept_answers_serve_without_a_network(server: Server, kept: KeptAnswers, tmp_path: Path) -> None:
    before = fetch_table(kept, FOLK1A, 2026)

    offline = KeptAnswers(None, tmp_path / "kept", server.url)

    assert fetch_table(offline, FOLK1A, 2026) == before
    with pytest.raises(FetchError, match="not kept"):
        fetch_table(offline, RAS200, 2026)


def test_an_answer_that_was_kept_serves_when_nobody_answers(server: Server, kept: KeptAnswers) -> None:
    before = fetch_table(kept, FOLK1A, 2026)
    server.mishaps = [(503, b"", {"Retry-After": "0"})] * 6

    assert fetch_table(kept, FOLK1A, 2026) == before


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"<!DOCTYPE html><html></html>", "may be a web page"),
        (b"OMR\xc3\x85DE;OVERTR\xc3\x86D;TID;INDHOLD\r\n101;TOT;2025", "in the middle of a row"),
        (b"OMR\xc3\x85DE;OVERTR\xc3\x86D;TID;INDHOLD\r\n101;TOT;2025K1;7\r\n", "1 cells came, 16 were asked for"),
        (b"REGION;OVERTR\xc3\x86D;TID;INDHOLD\r\n101;TOT;2025K1;7\r\n", "no table with the variables"),
    ],
)
def test_an_answer_that_is_not_the_table_is_refused(
    server: Server, kept: KeptAnswers, body: bytes, sentence: str
) -> None:
    plain = server.answer

    def answer(path: str, question: dict[str, object], headers: dict[str, str]) -> Reply:
        return (200, body, {}) if path.endswith("/data") else plain(path, question, headers)

    server.answer = answer

    with pytest.raises(FetchError, match=sentence):
        fetch_table(kept, STRAF11, 2026)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"OMRÅDE": ["000", "101"], "TYPE": ["TOT"], "Tid": ["2025K1"]}, "OVERTRÆD, TYPE"),
        ({"OMRÅDE": ["000"], "OVERTRÆD": ["TOT"], "Tid": ["2025K1"]}, "no longer has 101"),
    ],
)
def test_a_table_that_has_changed_is_refused(
    server: Server, kept: KeptAnswers, change: dict[str, list[str]], sentence: str
) -> None:
    server.answer = statbank({"STRAF11": Table(change)}).answer

    with pytest.raises(FetchError, match=sentence):
        fetch_table(kept, STRAF11, 2026)


def test_another_sign_for_what_is_suppressed_is_refused(server: Server, kept: KeptAnswers) -> None:
    changed = tables()["STRAF11"]
    changed.suppressed = ".."
    server.answer = statbank({"STRAF11": changed}).answer

    with pytest.raises(FetchError, match="shown in another way"):
        fetch_table(kept, STRAF11, 2026)


def test_json_stat_of_another_table_is_refused_by_the_reader(kept: KeptAnswers, tmp_path: Path) -> None:
    file = fetch_table(kept, STRAF11, 2026, form="JSONSTAT")
    assert file is not None
    (tmp_path / "x.json").write_bytes(file.body)

    with pytest.raises(RefusedError, match="column_missing"):
        read_file(tmp_path / "x.json", FOLK1A.layout, tmp_path / "out", SECRET)


def _listed_to(period: str) -> Table:
    table = tables()["FOLK1A"]
    table.listed_to = period
    return table


def _data_questions(server: Server) -> int:
    return sum(path.endswith("/data") for path, _ in server.asked)
