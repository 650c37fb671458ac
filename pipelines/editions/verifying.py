"""Verify an edition from its folder alone: no database, no vault and no network are needed."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from pipelines.editions.manifest import MANIFEST_NAME, SEAL_NAME, file_sha256, read_manifest


@dataclass(frozen=True)
class Problem:
    """One thing that is not as it was frozen."""

    path: str
    sentence: str


def verify(folder: Path) -> list[Problem]:
    """Return what in the folder of an edition is not as its manifest says; an empty list means intact.

    Raises:
        FileNotFoundError: the folder holds no edition.
    """
    if not (folder / MANIFEST_NAME).is_file():
        raise FileNotFoundError(f"{folder}: no {MANIFEST_NAME}, so this is not an edition")
    sealed = _seal_problem(folder)
    if sealed is not None:
        return [sealed]
    manifest = read_manifest(folder)
    known = {file.path: file for file in manifest.files}
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() or path.is_symlink()}
    extra = present - known.keys() - {MANIFEST_NAME, SEAL_NAME}
    problems = [Problem(path, "is not in the manifest; remove it") for path in sorted(extra)]
    for path, recorded in sorted(known.items()):
        file = folder / path
        if file.is_symlink() or not file.is_file():
            problems.append(Problem(path, "is missing"))
        elif file.stat().st_size != recorded.size_bytes:
            problems.append(Problem(path, f"has {file.stat().st_size} bytes, frozen with {recorded.size_bytes}"))
        elif file_sha256(file) != recorded.sha256:
            problems.append(Problem(path, "does not have the SHA-256 it was frozen with"))
    return problems


def _seal_problem(folder: Path) -> Problem | None:
    seal = folder / SEAL_NAME
    if not seal.is_file():
        return Problem(SEAL_NAME, "is missing")
    words = seal.read_text(encoding="utf-8", errors="replace").split()
    actual = hashlib.sha256((folder / MANIFEST_NAME).read_bytes()).hexdigest()
    if words != [actual, MANIFEST_NAME]:
        return Problem(MANIFEST_NAME, "has been changed since it was sealed")
    return None
