"""Freeze an edition: everything aside, verified, then one rename.

An edition is final when the gate was open, and is then never written again. A draft may be frozen against a closed
gate: it says so, says why, and is replaced by the next draft. The gate itself is ``quality.gate``'s.
"""

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from pipelines.editions.manifest import (
    EVIDENCE_FILES,
    FrozenFile,
    Manifest,
    file_sha256,
    git_commit,
    read_manifest,
    recorded_packages,
    write_manifest,
)
from pipelines.editions.verifying import verify
from pipelines.quality.gate import Verdict
from pipelines.store import Store

FIRST_EDITION, LAST_EDITION = 2025, 2035
UNPROTECTED = "not protected against disclosure"
_ROW_GROUP = 122_880
# English in mart, Danish in katalog.
_YEAR_COLUMNS = ("reference_year", "referenceaar")


class EditionRefusedError(Exception):
    """An edition that cannot be frozen, with the reason and what to do."""


@dataclass(frozen=True)
class Frozen:
    """What ``freeze`` did: ``is_new`` is false when the same edition had been frozen before."""

    folder: Path
    manifest: Manifest
    is_new: bool


def edition_years() -> list[int]:
    """Return the editions of the policy: every second year from 2025 to 2035."""
    return list(range(FIRST_EDITION, LAST_EDITION + 1, 2))


def edition_folder(store: Store, edition: int, *, is_draft: bool) -> Path:
    """Return the folder of an edition or of its draft."""
    return store.editions / (f"{edition}-draft" if is_draft else str(edition))


def freeze(store: Store, edition: int, refresh_id: str, verdict: Verdict, *, is_draft: bool) -> Frozen:
    """Freeze the marts on the shelf, up to the reference year of the edition, as that edition.

    Raises:
        EditionRefusedError: the gate is closed (and no draft was asked for), the edition exists with other content,
            or there is nothing on the shelf to freeze.
    """
    if not verdict.is_open and not is_draft:
        raise EditionRefusedError("\n".join([f"the gate is closed for edition {edition}:", *verdict.reasons]))
    if not store.marts_link.exists():
        raise EditionRefusedError("nothing has been published yet: run `byomraader refresh` first")
    final = edition_folder(store, edition, is_draft=is_draft)
    aside = store.staging / f"edition_{final.name}_{os.getpid()}"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    try:
        manifest = _build(store, aside, edition, refresh_id, verdict, is_draft=is_draft)
        problems = verify(aside)
        if problems:
            raise EditionRefusedError(f"the edition did not verify after writing: {problems[0].path}")
        return _move_into_place(aside, final, manifest, is_draft=is_draft)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def list_editions(store: Store) -> list[tuple[Path, Manifest]]:
    """Return the editions that have been frozen, drafts among them, in order of name."""
    folders = sorted(folder for folder in store.editions.glob("2*") if (folder / "manifest.json").is_file())
    return [(folder, read_manifest(folder)) for folder in folders]


def _build(store: Store, aside: Path, edition: int, refresh_id: str, verdict: Verdict, *, is_draft: bool) -> Manifest:
    with duckdb.connect(str(store.marts_link.resolve()), read_only=True) as connection:
        connection.execute("set threads = 1")  # one writer: the same rows give the same bytes
        rows = _export(connection, aside, edition)
        years = _column(
            connection, "select distinct reference_year from mart.population where reference_year <= ?", edition
        )
        deliveries = _deliveries(connection, edition)
    shutil.copyfile(store.evidence, aside / EVIDENCE_FILES[0])
    files = tuple(_frozen_file(path, aside, rows) for path in sorted(aside.rglob("*")) if path.is_file())
    manifest = Manifest(
        edition=edition,
        status="draft" if is_draft else "final",
        disclosure_status=UNPROTECTED,
        refresh_id=refresh_id,
        frozen_at=datetime.now(UTC).isoformat(timespec="seconds"),
        reference_years=tuple(sorted(years)),
        gate_is_open=verdict.is_open,
        gate_reasons=verdict.reasons,
        deliveries=tuple(deliveries),
        files=files,
        git_commit=git_commit(),
        packages=recorded_packages(),
    )
    write_manifest(manifest, aside)
    return manifest


def _export(connection: duckdb.DuckDBPyConnection, aside: Path, edition: int) -> dict[str, int]:
    """Write every published table, sorted by all its columns, without rows of later reference years."""
    rows = {}
    tables = connection.execute(
        "select schema_name, table_name, max(column_name) filter (where list_contains($1, column_name))"
        " from duckdb_columns() where schema_name in ('mart', 'katalog') group by all order by all",
        [list(_YEAR_COLUMNS)],
    ).fetchall()
    for schema, table, year_column in tables:
        path = f"{schema}/{table}.parquet"
        (aside / schema).mkdir(exist_ok=True)
        condition = f"where {year_column} is null or {year_column} <= {edition}" if year_column else ""
        selection = f"select {edition}::smallint as edition, * from {schema}.{table} {condition} order by all"  # noqa: S608
        target = str(aside / path).replace("'", "''")
        copied = connection.execute(
            f"copy ({selection}) to '{target}' (format parquet, compression zstd, row_group_size {_ROW_GROUP})"
        ).fetchone()
        rows[path] = int(copied[0]) if copied else 0
    return rows


def _column(connection: duckdb.DuckDBPyConnection, query: str, edition: int) -> list[int]:
    return [int(value) for (value,) in connection.execute(query, [edition]).fetchall()]


def _deliveries(connection: duckdb.DuckDBPyConnection, edition: int) -> Sequence[dict[str, Any]]:
    found = connection.execute(
        "select register, referenceaar, leverings_noegle, version from katalog.leveringer"
        " where referenceaar <= ? order by all",
        [edition],
    ).fetchall()
    return [
        {"register": register, "reference_year": year, "delivery_key": key, "version": version}
        for register, year, key, version in found
    ]


def _frozen_file(path: Path, aside: Path, rows: dict[str, int]) -> FrozenFile:
    name = path.relative_to(aside).as_posix()
    return FrozenFile(name, file_sha256(path), path.stat().st_size, rows.get(name))


def _move_into_place(aside: Path, final: Path, manifest: Manifest, *, is_draft: bool) -> Frozen:
    if final.exists():
        existing = read_manifest(final)
        if existing.figures_key() == manifest.figures_key() and not verify(final):
            return Frozen(final, existing, is_new=False)
        if not is_draft:
            raise EditionRefusedError(
                f"edition {manifest.edition} was frozen at {existing.frozen_at} and is never overwritten; "
                "its figures differ from those on the shelf now: the next edition will carry the new ones"
            )
    _make_durable(aside)
    final.parent.mkdir(parents=True, exist_ok=True)
    replaced = final.with_name(f"{final.name}.replaced")
    if final.exists():
        shutil.rmtree(replaced, ignore_errors=True)
        final.rename(replaced)
    aside.rename(final)
    shutil.rmtree(replaced, ignore_errors=True)
    _flush(final.parent)
    return Frozen(final, manifest, is_new=True)


def _make_durable(folder: Path) -> None:
    """Flush every file and folder, and take the right to write away from the files."""
    for path in sorted(folder.rglob("*")):
        _flush(path)
        if path.is_file():
            path.chmod(0o444)
    _flush(folder)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
