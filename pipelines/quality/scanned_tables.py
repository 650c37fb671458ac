"""Columns of Parquet files and databases that hold what could be a person number, with how many values.

Columns of text are always looked into; columns of whole numbers where their name is not one of those that hold other
long numbers.
"""

import sqlite3
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from pipelines.quality.number_pattern import ROUGHLY, count_in_bytes, count_in_text

if TYPE_CHECKING:  # a log is looked through without a database
    import duckdb

Columns = Iterator[tuple[str, int]]
DIGITS = 10
_LEAST, _MOST = 101_000_000, 9_912_999_999
_NOT_TEXT = ("DOUBLE", "FLOAT", "DECIMAL", "DATE", "TIME", "BOOLEAN", "BLOB", "UUID", "GEOMETRY", "TINYINT", "SMALLINT")
_WHOLE = ("BIGINT", "HUGEINT", "UBIGINT", "UHUGEINT", "INTEGER", "UINTEGER")


def parquet_columns(file: Path, allowed: frozenset[str]) -> Columns:
    """Yield the columns of a Parquet file with finds, and its metadata."""
    import pyarrow.parquet as pq  # late: whoever scans a log needs none of it

    described = pq.read_metadata(file)
    texts = [value for pair in (described.metadata or {}).items() for value in pair]
    if count := sum(count_in_bytes(text, 0, len(text)) for text in texts):
        yield "metadata", count
    if described.num_rows:
        yield from _duckdb_columns(_in_memory().read_parquet(glob_free(file)), "", allowed)


def duckdb_columns(file: Path, allowed: frozenset[str]) -> Columns:
    """Yield the columns of a DuckDB file with finds, as ``schema.table.column``."""
    import duckdb

    with duckdb.connect(str(file), read_only=True) as connection:
        tables = connection.execute("select schema_name, table_name from duckdb_tables() order by all").fetchall()
        for schema, table in tables:
            relation = connection.table(f'"{schema}"."{table}"')
            yield from _duckdb_columns(relation, f"{schema}.{table}.", allowed)


def sqlite_columns(file: Path, allowed: frozenset[str]) -> Columns:
    """Yield the columns of an SQLite file with finds, as ``table.column``."""
    connection = sqlite3.connect(f"file:{quote(str(file))}?mode=ro", uri=True)
    try:
        tables = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
        for table in tables:
            cursor = connection.execute(f'select * from "{table}"')  # noqa: S608 - the name comes from the file itself
            names = [description[0] for description in cursor.description]
            counts = dict.fromkeys(names, 0)
            for row in cursor:
                for name, value in zip(names, row, strict=True):
                    counts[name] += _in_value(value, name, allowed)
            yield from ((f"{table}.{name}", count) for name, count in counts.items() if count)
    finally:
        connection.close()


FORMS: tuple[tuple[Callable[[bytes], bool], Callable[[Path, frozenset[str]], Columns]], ...] = (
    (lambda head: head.startswith(b"PAR1"), parquet_columns),
    (lambda head: head[8:12] == b"DUCK", duckdb_columns),
    (lambda head: head.startswith(b"SQLite format 3\0"), sqlite_columns),
)
"""How a file of tables is known by its first bytes, and who looks into it."""


def glob_free(file: Path) -> str:
    """Return the path with the signs that DuckDB would take for a pattern put in brackets."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in str(file))


@cache
def _in_memory() -> "duckdb.DuckDBPyConnection":
    import duckdb

    return duckdb.connect(":memory:")


def _duckdb_columns(relation: "duckdb.DuckDBPyRelation", prefix: str, allowed: frozenset[str]) -> Columns:
    """Count what is near a number in all columns at once, then look closely at the columns that have something near."""
    near = dict(_near(relation, allowed))
    if not near:
        return
    hits = relation.aggregate(", ".join(f"count(*) filter (where {condition})" for condition, _ in near.values()))
    for name, hit in zip(near, hits.fetchall()[0], strict=True):
        condition, text = near[name]
        rows = relation.filter(condition).project(f"{text} as value").distinct().fetchall() if hit else []
        if count := sum(count_in_text(value) for (value,) in rows):
            yield f"{prefix}{name}", count


def _near(relation: "duckdb.DuckDBPyRelation", allowed: frozenset[str]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield each column that is looked into: what every find in it fulfils, and its value as text."""
    for name, kind in zip(relation.columns, map(str, relation.types), strict=True):
        column = '"' + name.replace('"', '""') + '"'
        if kind in _WHOLE and not _is_allowed(name, allowed):
            text = f"lpad(cast({column} as varchar), {DIGITS}, '0')"
            yield name, (f"{column} between {_LEAST} and {_MOST}", text)
        elif kind not in _WHOLE and not kind.startswith(_NOT_TEXT):
            text = f"cast({column} as varchar)"
            yield name, (f"regexp_matches({text}, '{ROUGHLY}')", text)


def _in_value(value: object, name: str, allowed: frozenset[str]) -> int:
    if isinstance(value, str):
        return count_in_text(value)
    if isinstance(value, bytes):
        return count_in_bytes(value, 0, len(value))
    if isinstance(value, int) and _LEAST <= value <= _MOST and not _is_allowed(name, allowed):
        return count_in_text(f"{value:0{DIGITS}d}")
    return 0


def _is_allowed(name: str, allowed: frozenset[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in allowed)
