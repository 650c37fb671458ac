"""Servers on this machine that answer as the documented APIs do, and as they do on a bad day."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "a-key-that-must-never-be-shown"
Reply = tuple[int, bytes, dict[str, str]]


@dataclass
class Server:
    """Answers questions by path; ``mishaps`` are given first, one per question, whatever it is."""

    answer: Callable[[str, dict[str, Any], dict[str, str]], Reply]
    mishaps: list[Reply] = field(default_factory=list)
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    url: str = ""


@contextmanager
def running(server: Server) -> Iterator[Server]:
    """Serve on a free port of this machine for the length of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            server.asked.append((self.path, question))
            reply = server.mishaps.pop(0) if server.mishaps else None
            status, body, headers = reply or server.answer(self.path, question, dict(self.headers))
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(body))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        server.url = f"http://127.0.0.1:{http.server_address[1]}"
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            http.shutdown()
            thread.join()


def as_json(content: object) -> Reply:
    return 200, json.dumps(content, ensure_ascii=False).encode(), {"Content-Type": "application/json"}


def stil_row(cube: str, number: int, measures: list[str], by: list[str]) -> dict[str, str]:
    """A row of a cube by the names asked for."""
    known = {
        "[Institution].[Institutionsnummer]": f"{101001 + number}",
        "[Institution].[Afdelingsnummer]": f"{101001 + number}",
        "[Institution].[Beliggenhedskommunenummer]": "101",
        "[Skoleår].[Skoleår]": "2024/2025",
        "[Trivselsindikator].[Trivselsindikator]": "Generel trivsel",
        "Antal elever med alle bundne prøver": "2.351",
        "Andel elever med mindst 2 i dansk og matematik": "100,0 %",
        "Klassekvotient": "<uoplyst>",
    }
    del cube
    return {name: known.get(name, "7,3") for name in [*by, *measures]}


def stil(rows: int = 5, page_rows: int = 2) -> Server:
    """STIL with so many rows in every cube, in pages of ``page_rows``, for whoever has the key."""

    def answer(path: str, question: dict[str, Any], headers: dict[str, str]) -> Reply:
        if headers.get("Authorization") != f"Bearer {KEY}":
            return 401, b'{"message": "nej"}', {}
        assert path == "/Api/v1/statistik"
        first = (question["side"] - 1) * page_rows
        numbers = range(first, min(first + page_rows, rows))
        return as_json(
            [stil_row(question["underemne"], n, question["nøgletal"], question["detaljering"]) for n in numbers]
        )

    return Server(answer)


@dataclass
class Table:
    """A table of Statistikbanken: categories by variable, the time last; a value by the codes of a cell."""

    variables: dict[str, list[str]]
    value: Callable[[tuple[str, ...]], str] = lambda _: "1234"
    updated: str = "2026-02-11T08:00:00"
    suppressed: str = "0"
    listed_to: str | None = None


def statbank(tables: dict[str, Table]) -> Server:
    """Statistikbanken with the given tables, in the forms CSV, BULK and JSONSTAT and two languages."""

    def answer(path: str, question: dict[str, Any], headers: dict[str, str]) -> Reply:
        function = path.rsplit("/", 1)[1]
        if function == "tables":
            return as_json([{"id": code, "latestPeriod": table.listed_to or [*table.variables.values()][-1][-1]}
                            for code, table in tables.items()])  # fmt: skip
        table = tables.get(question["table"])
        if table is None:
            return 404, b'{"errorTypeCode": "EXTRACT-NOTFOUND"}', {}
        if function == "tableinfo":
            variables = [{"id": name, "time": name == "Tid", "values": [{"id": code} for code in codes]}
                         for name, codes in table.variables.items()]  # fmt: skip
            return as_json({"id": question["table"], "updated": table.updated,
                            "suppressedDataValue": table.suppressed, "variables": variables})  # fmt: skip
        return _data(table, question)

    return Server(answer)


def _data(table: Table, question: dict[str, Any]) -> Reply:
    chosen = {each["code"]: each["values"] for each in question["variables"]}
    codes = {name: known if chosen[name] == ["*"] else chosen[name] for name, known in table.variables.items()}
    cells: list[tuple[str, ...]] = [()]
    for values in codes.values():
        cells = [(*cell, value) for cell in cells for value in values]
    texts = [table.value(cell) for cell in cells]
    if question["lang"] == "en":
        texts = [text.replace(",", ".") for text in texts]
    if question["format"] == "JSONSTAT":
        numbers = [float(text.replace(",", ".")) if text[-1:].isdigit() else None for text in texts]
        dimension = {name: {"category": {"index": {code: n for n, code in enumerate(own)}}}
                     for name, own in codes.items()}  # fmt: skip
        shape = {"id": [*codes], "size": [len(own) for own in codes.values()]}
        signs = {str(n): text for n, text in enumerate(texts) if numbers[n] is None}
        return as_json({"dataset": {"dimension": {**dimension, **shape}, "value": numbers, "status": signs}})
    rows = [
        [name.upper() for name in codes] + ["INDHOLD"],
        *([*cell, text] for cell, text in zip(cells, texts, strict=True)),
    ]
    body = "".join(";".join(row) + "\r\n" for row in rows)
    return 200, b"\xef\xbb\xbf" + body.encode(), {"Content-Type": "text/csv; charset=utf-8"}
