"""What a delivery may change and what it must leave alone, told from hashes of files before and after."""

import hashlib
from pathlib import Path

from pipelines.registers.deliveries import Verdict
from pipelines.store import Store

Contents = dict[str, str]


def contents(store: Store) -> Contents:
    """Return a hash, or the target of a link, of every file that a delivery could have changed, by path in the root.

    Left out is the ledger, which every verdict adds to.
    """
    found: Contents = {}
    for folder in (store.vault, store.archive, store.shelf, store.editions):
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(store.root).as_posix()
            if path.is_symlink():
                found[name] = str(path.readlink())
            elif path.is_file() and path != store.ledger:
                found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def changed(before: Contents, after: Contents) -> list[str]:
    """Return the paths that were added, changed or taken away."""
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def unexpected(paths: list[str], verdict: Verdict) -> list[str]:
    """Return the changed paths that a verdict gives no reason for.

    An accepted delivery changes its own register and period and the table of deliveries, a superseded one is archived;
    every other verdict changes nothing.
    """
    if verdict.verdict not in ("accepted", "superseded"):
        return paths
    return [path for path in paths if not _belongs(Path(path), verdict)]


def _belongs(path: Path, verdict: Verdict) -> bool:
    zone, register, *rest = path.parts
    if zone == "archive":
        return register == verdict.register and rest[0] == verdict.period
    if zone != "vault":
        return False
    if register != "current":
        return register == verdict.register and rest[1] == verdict.period
    if rest[0].startswith("deliveries__"):
        return True
    is_own_link = rest[0].startswith(f"{verdict.register}__") and rest[1].startswith(str(verdict.period))
    return is_own_link and verdict.verdict == "accepted"
