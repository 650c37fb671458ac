"""Reading YAML that belongs to the project: layouts and agreements."""

from pathlib import Path
from typing import Any

import yaml

# The C loader is a safe loader too, and ten times faster.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_yaml(path: Path) -> dict[str, Any]:
    """Return the mapping that a YAML file holds."""
    return dict(yaml.load(path.read_text(encoding="utf-8"), _LOADER))  # noqa: S506 - see above
