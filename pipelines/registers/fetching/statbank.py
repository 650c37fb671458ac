"""Asking Statistikbanken for tables: what a table has first, then its cells; answers are kept and used again.

Source: StatBank API (api.statbank.dk/v1), functions ``tables``, ``tableinfo`` and ``data``. Only Danish is asked for,
because the language decides the decimal mark and the layouts say comma.
"""

import json
import math
from collections.abc import Callable
from typing import Any

from pipelines.registers.fetching.http import FetchError
from pipelines.registers.fetching.kept_answers import KeptAnswers
from pipelines.registers.fetching.laying import FetchedFile
from pipelines.registers.fetching.statbank_tables import EVERYTHING, TIME, WantedTable

LANGUAGE = "da"
# More cells than this are given in the form BULK only.
MOST_CELLS_OUTSIDE_BULK = 1_000_000
LARGEST_INFO_BYTES = 32 << 20
LARGEST_DATA_BYTES = 1 << 30
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
VALUE_COLUMN = "INDHOLD"
# Forms that may leave out cells: there a missing row stands for the table's suppressedDataValue.
STREAMED_FORMS = frozenset({"BULK"})
Say = Callable[[str], None]


def fetch_table(
    answers: KeptAnswers, table: WantedTable, reference_year: int, *, form: str | None = None, say: Say = lambda _: None
) -> FetchedFile | None:
    """Return the cells of a table for a reference year, or None when it has no figures for it.

    What a table has is told by ``tableinfo``; the list ``tables`` may be behind.

    Raises:
        FetchError: no answer, a variable or category that the table no longer has, an answer that is cut or no table.
    """
    info = _info(answers, table)
    _check_suppressed(table, info)
    variables = {variable["id"]: [value["id"] for value in variable["values"]] for variable in info["variables"]}
    published = variables.get(TIME, [])
    periods = [period for period in table.periods(reference_year) if period in published]
    if not periods:
        say(
            f"{table.code}: no figures for reference year {reference_year}; they end with {max(published, default='-')}"
        )
        return None
    wanted = {**{name: [*values] for name, values in table.categories.items()}, TIME: periods}
    cells = _cell_count(table, wanted, variables)
    chosen = "BULK" if cells > MOST_CELLS_OUTSIDE_BULK else form or table.form
    question = {
        "table": table.code,
        "format": chosen,
        "lang": LANGUAGE,
        "valuePresentation": "Code",
        "delimiter": "Semicolon",
        "variables": [{"code": name, "values": values} for name, values in wanted.items()],
    }
    body = answers.get(table.path("data"), question, str(info["updated"]), LARGEST_DATA_BYTES)
    rows = _rows_of_json(body, table) if chosen == "JSONSTAT" else _rows_of_csv(body, table, [*wanted])
    if rows == 0 or (rows != cells and chosen not in STREAMED_FORMS):
        raise FetchError(f"{table.code}: {rows:,} cells came, {cells:,} were asked for; try again later")
    ending = "json" if chosen == "JSONSTAT" else "csv"
    say(f"{table.code}: {rows:,} cells, {', '.join(periods)}")
    return FetchedFile(f"STATBANK_{table.code}_{reference_year}.{ending}", table.layout, body, rows)


def stale_listings(answers: KeptAnswers, tables: tuple[WantedTable, ...]) -> list[str]:
    """Name the tables whose latest period in ``tables`` is not the one that ``tableinfo`` has.

    Raises:
        FetchError: no answer, or one that is not as documented.
    """
    stale = []
    for bank in dict.fromkeys(table.bank for table in tables):
        ours = [table for table in tables if table.bank == bank]
        listed = _json(answers.fresh(ours[0].path("tables"), {"lang": LANGUAGE, "format": "JSON"}, LARGEST_INFO_BYTES))
        latest = {str(each.get("id")): each.get("latestPeriod") for each in listed if isinstance(each, dict)}
        for table in ours:
            known = [v for variable in _info(answers, table)["variables"] if variable["id"] == TIME
                     for v in variable["values"]]  # fmt: skip
            if known and latest.get(table.code) != known[-1]["id"]:
                stale.append(f"{table.code}: listed up to {latest.get(table.code)}, has {known[-1]['id']}")
    return stale


def _info(answers: KeptAnswers, table: WantedTable) -> dict[str, Any]:
    question = {"table": table.code, "lang": LANGUAGE, "format": "JSON"}
    info = _json(answers.fresh(table.path("tableinfo"), question, LARGEST_INFO_BYTES))
    variables = info.get("variables") if isinstance(info, dict) else None
    if not isinstance(variables, list) or "updated" not in info:
        raise FetchError(f"{table.code}: the description of the table is not as documented")
    if not all(isinstance(each, dict) and isinstance(each.get("values"), list) for each in variables):
        raise FetchError(f"{table.code}: the variables of the table are not as documented")
    return dict(info)


def _json(body: bytes) -> Any:  # noqa: ANN401 - what JSON holds is checked by whoever asked
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise FetchError("the answer is not valid JSON; it was cut, or it is a web page") from None


def _check_suppressed(table: WantedTable, info: dict[str, Any]) -> None:
    shown = str(info.get("suppressedDataValue", ""))
    if table.suppressed and shown not in table.suppressed:
        raise FetchError(f"{table.code}: what is suppressed is shown in another way now; correct layout {table.layout}")


def _cell_count(table: WantedTable, wanted: dict[str, list[str]], variables: dict[str, list[str]]) -> int:
    """Return how many cells are asked for, after a look whether the table still has what is asked for."""
    if {*wanted} != {*variables}:
        strange = ", ".join(sorted({*wanted} ^ {*variables}))
        raise FetchError(f"{table.code}: the variables differ from those agreed ({strange}); correct the layout")
    for name, values in wanted.items():
        gone = [value for value in values if value != EVERYTHING and value not in variables[name]]
        if gone:
            raise FetchError(f"{table.code}: {name} no longer has {', '.join(gone)}; correct what is asked for")
    return math.prod(len(variables[name]) if EVERYTHING in values else len(values) for name, values in wanted.items())


def _rows_of_csv(body: bytes, table: WantedTable, names: list[str]) -> int:
    """Return the number of rows of CSV or BULK that is whole and has the header that was asked for."""
    header = body.removeprefix(BYTE_ORDER_MARK).partition(b"\n")[0].decode("utf-8", errors="replace").strip()
    columns = header.split(";")
    if {*columns} != {*(name.upper() for name in names), VALUE_COLUMN} or columns[-1] != VALUE_COLUMN:
        raise FetchError(f"{table.code}: the answer is no table with the variables asked for; it may be a web page")
    if not body.endswith(b"\n"):
        raise FetchError(f"{table.code}: the answer ends in the middle of a row; try again later")
    return body.count(b"\n") - 1


def _rows_of_json(body: bytes, table: WantedTable) -> int:
    content = _json(body.removeprefix(BYTE_ORDER_MARK))
    dataset = content.get("dataset", content) if isinstance(content, dict) else {}
    dimension = dataset.get("dimension", {})
    sizes = dataset.get("size", dimension.get("size") if isinstance(dimension, dict) else None)
    if not isinstance(sizes, list) or not all(isinstance(size, int) for size in sizes):
        raise FetchError(f"{table.code}: the answer is no dataset of JSON-stat")
    return math.prod(sizes)
