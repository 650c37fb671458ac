"""The manifest of an edition: every file with its hash and size, and all that the figures came from."""

import hashlib
import json
import os
import platform
import subprocess
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from pipelines.store import Project

MANIFEST_NAME = "manifest.json"
SEAL_NAME = "manifest.sha256"
EVIDENCE_FILES = ("evidence.parquet", "katalog/kontroller.parquet")
_RECORDED_PACKAGES = ("byomraader", "duckdb", "polars", "pyarrow", "dbt-core", "dbt-duckdb", "great-expectations")
_CHUNK = 1 << 20


@dataclass(frozen=True)
class FrozenFile:
    """One file of an edition; ``row_count`` is null for files that are not tables."""

    path: str
    sha256: str
    size_bytes: int
    row_count: int | None = None


@dataclass(frozen=True)
class Manifest:
    """All that is recorded about an edition."""

    edition: int
    status: str
    disclosure_status: str
    refresh_id: str
    frozen_at: str
    reference_years: tuple[int, ...]
    gate_is_open: bool
    gate_reasons: tuple[str, ...]
    deliveries: tuple[dict[str, Any], ...]
    files: tuple[FrozenFile, ...]
    git_commit: str | None = None
    packages: dict[str, str] = field(default_factory=dict)

    def content_key(self) -> str:
        """Return one hash over the content of all files."""
        return _key_of(self.files)

    def figures_key(self) -> str:
        """Return one hash over figures and catalogue: the evidence of another refresh of the same figures differs."""
        return _key_of(file for file in self.files if file.path not in EVIDENCE_FILES)


def _key_of(files: Iterable[FrozenFile]) -> str:
    lines = sorted(f"{file.path} {file.sha256}" for file in files)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def file_sha256(file: Path) -> str:
    """Return the SHA-256 of a file, read in pieces."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def write_manifest(manifest: Manifest, folder: Path) -> None:
    """Write the manifest and its seal into the folder of the edition."""
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    (folder / MANIFEST_NAME).write_text(text, encoding="utf-8")
    seal = hashlib.sha256(text.encode()).hexdigest()
    (folder / SEAL_NAME).write_text(f"{seal}  {MANIFEST_NAME}\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of an edition.

    Raises:
        FileNotFoundError: there is none. ValueError: it is not a manifest of this kind.
    """
    content = json.loads((folder / MANIFEST_NAME).read_text(encoding="utf-8"))
    try:
        content["files"] = tuple(FrozenFile(**entry) for entry in content["files"])
        for name in ("reference_years", "gate_reasons", "deliveries"):
            content[name] = tuple(content[name])
        return Manifest(**content)
    except (KeyError, TypeError) as problem:
        raise ValueError(f"{MANIFEST_NAME} does not have the fields of an edition's manifest") from problem


def recorded_packages() -> dict[str, str]:
    """Return the versions that the figures were made with."""
    found = {"python": platform.python_version()}
    for name in _RECORDED_PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def git_commit(project: Project | None = None) -> str | None:
    """Return the commit that the project stands at, or null outside a checkout."""
    try:
        answer = subprocess.run(
            ["git", "-C", str((project or Project()).root), "rev-parse", "HEAD"],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0"},
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return answer.stdout.strip()


def total_size(files: Iterable[FrozenFile]) -> int:
    """Return the size of the files in bytes."""
    return sum(file.size_bytes for file in files)
