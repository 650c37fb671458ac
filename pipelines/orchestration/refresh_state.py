"""What a refresh is made from, and whether the latest one was made from the same: then there is nothing to do.

Light on purpose: the command line asks this before it imports Dagster.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from pipelines.orchestration.dbt_manifest import project_fingerprint
from pipelines.registers.deliveries import state_fingerprint
from pipelines.store import Project, Store

_SOURCES = ("pipelines/**/*.py", "pipelines/**/*.yml", "pipelines/**/*.csv", "expectations/**/*.yml", "dagster.yaml")
_NO_PART_OF_A_FIGURE = "pipelines/synthetic"


@dataclass(frozen=True)
class RefreshState:
    """The latest complete refresh: what it was made from and the file that it published."""

    refresh_id: str
    number: int
    fingerprint: str
    published: str


def read_state(store: Store) -> RefreshState | None:
    """Return the latest complete refresh, or null when there has been none."""
    if not store.refresh_state.exists():
        return None
    return RefreshState(**json.loads(store.refresh_state.read_text(encoding="utf-8")))


def write_state(store: Store, state: RefreshState) -> None:
    """Record a complete refresh, in one rename."""
    fresh = store.refresh_state.with_suffix(".new")
    fresh.write_text(json.dumps(asdict(state), indent=2) + "\n", encoding="utf-8")
    fresh.replace(store.refresh_state)


def is_current(store: Store) -> bool:
    """Tell whether the shelf shows what is in the vault now, made by the project as it is now."""
    state = read_state(store)
    if state is None or not store.marts_link.exists() or store.marts_link.resolve().name != state.published:
        return False
    return state.fingerprint == fingerprint(store)


def fingerprint(store: Store, project: Project | None = None) -> str:
    """Return a hash over all that figures are made from: deliveries in force, models, seeds, rules and code."""
    project = project or Project()
    digest = hashlib.sha256(f"{state_fingerprint(store)} {project_fingerprint(project)}".encode())
    for file in _project_files(project):
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def planned_number(store: Store) -> int:
    """Return the number of the refresh under way: one more than the latest complete one."""
    state = read_state(store)
    return 1 if state is None else state.number + 1


def planned_refresh_id(store: Store) -> str:
    """Return the name of the refresh under way: its number and the start of its fingerprint."""
    return f"{planned_number(store):04d}-{fingerprint(store)[:12]}"


def _project_files(project: Project) -> list[Path]:
    found = {file for pattern in _SOURCES for file in project.root.glob(pattern) if file.is_file()}
    return sorted(file for file in found if not file.is_relative_to(project.root / _NO_PART_OF_A_FIGURE))
