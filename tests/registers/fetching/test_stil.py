"""STIL is asked page by page with a key that nobody sees; whatever goes wrong there is said and leaves nothing."""

import json
import logging
from collections.abc import Iterator

import pytest

from pipelines.registers.fetching.http import Api, BearerKey, FetchError
from pipelines.registers.fetching.stil import CUBES, fetch_cube
from tests.registers.fetching.servers import KEY, Reply, Server, as_json, running, stil

GRADES = CUBES[0]
WEB_PAGE: Reply = (200, b"<!DOCTYPE html><html><body>Log ind</body></html>", {"Content-Type": "text/html"})


@pytest.fixture
def server() -> Iterator[Server]:
    with running(stil()) as server:
        yield server


def api(server: Server, key: str = KEY) -> Api:
    return Api(server.url, key=key, pause_seconds=0.001)


def test_all_pages_become_one_array_with_the_rows_as_they_came(server: Server) -> None:
    file = fetch_cube(api(server), GRADES, 2026)

    rows = json.loads(file.body)
    assert (file.name, file.layout, file.record_count) == ("STIL_KARAGNS_2025.json", "stil_karagns", 5)
    assert [row["[Institution].[Institutionsnummer]"] for row in rows] == [str(101001 + n) for n in range(5)]
    assert rows[0]["Antal elever med alle bundne prøver"] == "2.351"
    assert [question["side"] for _, question in server.asked] == [1, 2, 3, 4, 1]
    assert server.asked[0][1]["filtre"]["[Skoleår].[Skoleår]"] == ["2024/2025"]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_passing_fault_is_tried_again(server: Server, status: int) -> None:
    server.mishaps = [(status, b"", {"Retry-After": "0"})] * 2

    file = fetch_cube(api(server), GRADES, 2026)

    assert file.record_count == 5
    assert len(server.asked) == 7


def test_a_cut_answer_is_asked_for_again(server: Server) -> None:
    server.mishaps = [(200, b'[{"[Inst', {"Content-Length": "500"})]

    file = fetch_cube(api(server), GRADES, 2026)

    assert file.record_count == 5


@pytest.mark.parametrize(
    ("mishaps", "sentence"),
    [
        ([(401, b"", {})], "the key was refused"),
        ([(404, b"", {})], "no such address"),
        ([(400, b"", {})], "not accepted"),
        ([(302, b"", {"Location": "http://127.0.0.1:1/"})], "not accepted"),
        ([(503, b"", {"Retry-After": "0"})] * 6, "still HTTP 503"),
        ([WEB_PAGE], "not valid JSON"),
        ([as_json({"fejl": "x"})], "no list of rows"),
        ([as_json([{"[Institution].[Skole]": "101001"}])], "another name now"),
        ([as_json([])], "no rows for 2024/2025"),
    ],
)
def test_what_does_not_pass_is_said(server: Server, mishaps: list[Reply], sentence: str) -> None:
    server.mishaps = mishaps

    with pytest.raises(FetchError, match=sentence):
        fetch_cube(api(server), GRADES, 2026)


def test_an_answer_that_is_cut_every_time_is_given_up(server: Server) -> None:
    server.mishaps = [(200, b"[", {"Content-Length": "500"})] * 9

    with pytest.raises(FetchError, match="cut every time"):
        fetch_cube(api(server), GRADES, 2026)


def test_nobody_there_is_said() -> None:
    with running(stil()) as server:
        address = server.url

    with pytest.raises(FetchError, match="no answer"):
        fetch_cube(Api(address, key=KEY, pause_seconds=0.001), GRADES, 2026)


def test_a_page_that_comes_twice_is_refused() -> None:
    whole = stil()
    same = Server(lambda path, question, headers: whole.answer(path, question | {"side": 1}, headers))

    with running(same), pytest.raises(FetchError, match="the paging does not work"):
        fetch_cube(api(same), GRADES, 2026)


def test_pages_that_overlap_are_refused() -> None:
    shifted = stil(page_rows=2)
    plain = shifted.answer

    def overlapping(path: str, question: dict[str, object], headers: dict[str, str]) -> Reply:
        rows = json.loads(plain(path, question, headers)[1]) + json.loads(
            plain(path, question | {"side": int(str(question["side"])) + 1}, headers)[1]
        )
        return as_json(rows[:3])

    with running(Server(overlapping)) as server, pytest.raises(FetchError, match="repeats rows"):
        fetch_cube(api(server), GRADES, 2026)


def test_a_cube_that_changes_meanwhile_is_read_once_more() -> None:
    with running(stil()) as server:
        rows = json.loads(server.answer("/Api/v1/statistik", _question(), _headers())[1])
        server.mishaps = [as_json([row | {"Gennemsnit i bundne prøver": "1,0"} for row in rows])]

        file = fetch_cube(api(server), GRADES, 2026)

    assert all(row["Gennemsnit i bundne prøver"] == "7,3" for row in json.loads(file.body))
    assert len(server.asked) == 10


def test_an_answer_beyond_all_measure_is_refused(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.registers.fetching.stil.LARGEST_PAGE_BYTES", 100)

    with pytest.raises(FetchError, match="larger than"):
        fetch_cube(api(server), GRADES, 2026)


def test_the_key_is_shown_nowhere(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    server.mishaps = [(401, KEY.encode(), {})]

    with pytest.raises(FetchError) as refusal:
        fetch_cube(api(server), GRADES, 2026)

    assert KEY not in f"{refusal.value} {refusal.value.__cause__} {caplog.text} {BearerKey(KEY)!r}"


@pytest.mark.parametrize("address", ["http://api.example", "https://key@api.example", "https://api.example/?key=x"])
def test_an_address_that_would_show_the_key_is_refused(address: str) -> None:
    with pytest.raises(FetchError, match="the address must"):
        Api(address, key=KEY)


def _question() -> dict[str, object]:
    return {"side": 1, "underemne": "KARAGNS", "nøgletal": [*GRADES.measures], "detaljering": [*GRADES.by]}


def _headers() -> dict[str, str]:
    return {"Authorization": f"Bearer {KEY}"}
