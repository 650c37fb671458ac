"""Write what Statistikbanken would answer for the city (101) and the country (000), reckoned from the residents.

Belongs here: the forms, CSV as the API sends it and JSON-stat. The figures stand in ``statbank_figures``. The country
is the city scaled to its true size: a benchmark to reckon with, not a model of Denmark.
"""

import json
from pathlib import Path

import polars as pl

from pipelines.synthetic.snapshot import Snapshot
from pipelines.synthetic.writers.statbank_figures import tables
from pipelines.synthetic.writers.written import WrittenFile

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
VALUE = "INDHOLD"
AS_JSON = frozenset({"KKBEF1"})
"""Tables that come as JSON-stat, so that both forms are met with every year."""


def write_statbank(snapshot: Snapshot, folder: Path) -> tuple[WrittenFile, ...]:
    """Write ``STATBANK_<table>_<year>.csv`` or ``.json`` for every table that has figures for the year."""
    return tuple(
        _written(table, cells, snapshot.year, folder) for table, cells in tables(snapshot).items() if cells.height
    )


def _written(table: str, cells: pl.DataFrame, year: int, folder: Path) -> WrittenFile:
    form = "json" if table in AS_JSON else "csv"
    path = folder / f"STATBANK_{table}_{year}.{form}"
    path.write_bytes(jsonstat(table, cells) if table in AS_JSON else csv(cells))
    return WrittenFile(path, f"statbank_{table.lower()}", cells.height)


def csv(cells: pl.DataFrame) -> bytes:
    """The cells as the API sends CSV: semicolon, byte order mark, CR LF; ``cells`` are text, the value last."""
    return BYTE_ORDER_MARK + cells.write_csv(separator=";", line_terminator="\r\n", quote_style="never").encode()


def jsonstat(table: str, cells: pl.DataFrame) -> bytes:
    """The same cells as JSON-stat 1, as the API sends it: one dataset, every combination of categories.

    Raises ValueError when cells are missing, since this form cannot leave one out.
    """
    dimensions = [name for name in cells.columns if name != VALUE]
    codes = {name: cells[name].unique(maintain_order=True).to_list() for name in dimensions}
    full = pl.DataFrame({dimensions[0]: codes[dimensions[0]]})
    for name in dimensions[1:]:
        full = full.join(pl.DataFrame({name: codes[name]}), how="cross", maintain_order="left_right")
    laid = full.join(cells, on=dimensions, how="left", maintain_order="left")[VALUE]
    if laid.null_count():
        raise ValueError(f"{table}: JSON-stat needs every combination of categories")
    texts = laid.to_list()
    is_number = [text.replace(",", "", 1).lstrip("-").isdigit() for text in texts]
    numbers = [
        (float(text.replace(",", ".")) if "," in text else int(text)) if known else None
        for text, known in zip(texts, is_number, strict=True)
    ]
    dimension: dict[str, object] = {
        _spelled(name): {"label": name.lower(), "category": {"index": {code: n for n, code in enumerate(codes[name])}}}
        for name in dimensions
    }
    dimension |= {"id": [_spelled(name) for name in dimensions], "size": [len(codes[name]) for name in dimensions]}
    dataset: dict[str, object] = {"label": table, "dimension": dimension, "value": numbers}
    signs = {str(n): text for n, (text, known) in enumerate(zip(texts, is_number, strict=True)) if not known}
    if signs:
        dataset["status"] = signs
    return json.dumps({"dataset": dataset}, ensure_ascii=False).encode()


def _spelled(name: str) -> str:
    """The time dimension is called Tid in JSON-stat and TID in CSV."""
    return "Tid" if name == "TID" else name
