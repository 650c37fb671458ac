"""Publish the marts of a finished build to the shelf, in one rename.

Only the schemas ``mart`` and ``katalog`` leave the workshop; tables of persons never do. The new file gets a name of
its own and the link ``marts.duckdb`` is swapped to it: a reader that holds the old file keeps a whole old shelf, a new
reader gets a whole new one, and nobody is ever locked out.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.store import Store

PUBLISHED_SCHEMAS = ("mart", "katalog")
# Oldest DuckDB format: every 1.x tool of an analyst opens it, whatever version the platform runs.
_STORAGE_VERSION = "v1.0.0"
_KEPT_VERSIONS = 5


@dataclass(frozen=True)
class Extra:
    """A table that dbt does not make: the Parquet file that holds it and what it is."""

    file: Path
    description: str


def publish_marts(store: Store, refresh_id: str, extras: Mapping[str, Extra]) -> tuple[Path, dict[str, int]]:
    """Copy the published schemas out of the build into a new file and swap the link to it.

    Args:
        store: the data root; its build database must be finished and closed.
        refresh_id: names the new file; an existing file of that name is left alone and numbered past.
        extras: further tables, by ``schema.table``.

    Returns:
        The published file and the number of rows per ``schema.table``.
    """
    target = _free_name(store, refresh_id)
    target.parent.mkdir(parents=True, exist_ok=True)
    store.staging.mkdir(parents=True, exist_ok=True)
    staged = store.staging / target.name
    staged.unlink(missing_ok=True)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{_quoted(store.build_database)}' as build (read_only)")
        connection.execute(f"attach '{_quoted(staged)}' as shelf (storage_version '{_STORAGE_VERSION}')")
        rows = {name: _copy(connection, name) for name in _published_tables(connection)}
        for name, extra in sorted(extras.items()):
            rows[name] = _import(connection, name, extra)
        connection.execute("detach shelf")
        connection.execute("detach build")
    _flush(staged)
    staged.replace(target)
    _swap_link(store.marts_link, target)
    _drop_old_versions(target.parent, keep=target)
    return target, rows


def _published_tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    found = connection.execute(
        "select schema_name || '.' || name from ("
        " select database_name, schema_name, table_name as name from duckdb_tables()"
        " union all select database_name, schema_name, view_name from duckdb_views() where not internal)"
        " where database_name = 'build' and list_contains(?, schema_name) order by 1",
        [list(PUBLISHED_SCHEMAS)],
    ).fetchall()
    return [name for (name,) in found]


def _copy(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    schema, table = name.split(".", 1)
    connection.execute(f'create schema if not exists shelf."{schema}"')
    connection.execute(f'create table shelf."{schema}"."{table}" as from build."{schema}"."{table}"')
    described = connection.execute(
        "select null, comment from duckdb_tables()"
        " where database_name = 'build' and schema_name = $1 and table_name = $2"
        " union all select null, comment from duckdb_views()"
        " where database_name = 'build' and schema_name = $1 and view_name = $2"
        " union all select column_name, comment from duckdb_columns()"
        " where database_name = 'build' and schema_name = $1 and table_name = $2",
        [schema, table],
    ).fetchall()
    for column, comment in described:
        if comment is not None:
            subject = f'table shelf."{schema}"."{table}"' if column is None else _column(schema, table, column)
            _describe(connection, subject, comment)
    return _count(connection, schema, table)


def _import(connection: duckdb.DuckDBPyConnection, name: str, extra: Extra) -> int:
    schema, table = name.split(".", 1)
    connection.execute(f'create schema if not exists shelf."{schema}"')
    selection = f"from read_parquet('{_quoted(extra.file)}')"
    connection.execute(f'create table shelf."{schema}"."{table}" as {selection}')
    _describe(connection, f'table shelf."{schema}"."{table}"', extra.description)
    return _count(connection, schema, table)


def _count(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> int:
    row = connection.execute(f'select count(*) from shelf."{schema}"."{table}"').fetchone()  # noqa: S608
    return int(row[0]) if row else 0


def _describe(connection: duckdb.DuckDBPyConnection, subject: str, description: str) -> None:
    connection.execute(f"comment on {subject} is '{description.replace(chr(39), chr(39) * 2)}'")


def _column(schema: str, table: str, column: str) -> str:
    return f'column shelf."{schema}"."{table}"."{column}"'


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _free_name(store: Store, refresh_id: str) -> Path:
    """Return a name that no file bears yet: a file once on the shelf is never written again."""
    target, number = store.marts_version(refresh_id), 1
    while target.exists():
        number += 1
        target = store.marts_version(f"{refresh_id}-{number}")
    return target


def _swap_link(link: Path, target: Path) -> None:
    link.parent.mkdir(parents=True, exist_ok=True)
    fresh = link.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(os.path.relpath(target, link.parent))
    fresh.replace(link)
    _flush(link.parent)


def _flush(path: Path) -> None:
    """Have the disk hold what was written: a rename is only durable after file and folder have been flushed."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _drop_old_versions(folder: Path, keep: Path) -> None:
    """Remove all but the newest files; readers that still hold one keep it until they close it."""
    versions = sorted((file for file in folder.glob("marts_*.duckdb") if file != keep), key=lambda file: file.name)
    for file in versions[: max(0, len(versions) - (_KEPT_VERSIONS - 1))]:
        file.unlink()
