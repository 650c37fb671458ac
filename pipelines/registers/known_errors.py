"""Known errors at the source: what is wrong, who says so, how it is dealt with, and how its repair will be noticed.

Entries are data (``known_errors/*.yml``). How a guard is evaluated belongs to ``quality``; a repair of values is made
in the staging model that the entry names, so that the vault stays what the supplier sent.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pipelines.registers.yaml_data import load_yaml

KNOWN_ERROR_FOLDER = Path(__file__).with_name("known_errors")
SCHEMA_FILE = KNOWN_ERROR_FOLDER / "known_errors.schema.json"


class KnownErrorError(ValueError):
    """An entry that does not fit the schema, or two with one id."""


@dataclass(frozen=True)
class KnownError:
    """One known error. ``guard`` holds as long as the error is there; when it fails, the source has been repaired."""

    error_id: str
    register: str
    table: str
    what: str
    what_da: str
    source: str
    status: Literal["open", "reported", "repaired"]
    since: str
    owner: str
    guard: Mapping[str, Any]
    treatment: str
    column: str | None = None
    repair: Mapping[str, str] | None = None


@cache
def load_known_errors() -> tuple[KnownError, ...]:
    """Return every known error, ordered by id.

    Raises:
        KnownErrorError: a file does not fit the schema, or two entries share an id.
    """
    errors = [error for path in sorted(KNOWN_ERROR_FOLDER.glob("*.yml")) for error in _errors_of(path)]
    ids = [error.error_id for error in errors]
    twice = sorted({error_id for error_id in ids if ids.count(error_id) > 1})
    if twice:
        raise KnownErrorError(f"known errors with one id: {', '.join(twice)}")
    return tuple(sorted(errors, key=lambda error: error.error_id))


def _errors_of(path: Path) -> list[KnownError]:
    import jsonschema  # late: whoever only lists deliveries needs none of it

    content = load_yaml(path)
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    problem = jsonschema.exceptions.best_match(jsonschema.Draft202012Validator(schema).iter_errors(content))
    if problem is not None:
        raise KnownErrorError(f"{path.name}, {problem.json_path}: {problem.message}")
    return [
        KnownError(
            error_id=entry["id"],
            register=content["register"],
            column=entry.get("column"),
            repair=entry.get("repair"),
            **{
                name: entry[name]
                for name in ("table", "what", "what_da", "source", "status", "since", "owner", "guard", "treatment")
            },
        )
        for entry in content["known_errors"]
    ]
