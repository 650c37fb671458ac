"""Parsing JSON whose strings are text: half a surrogate pair is legal JSON and no letter of any encoding."""

import json
from collections.abc import Callable
from typing import Any


def parse_json(data: bytes, **options: Callable[[str], str]) -> Any:  # noqa: ANN401  (its kind is for the caller)
    r"""Return what JSON holds; ``options`` are those of ``json.loads``.

    Raises:
        ValueError: it is not JSON, or a string holds an escape such as ``\ud800`` without its other half.
        RecursionError: it is nested too deeply.
    """
    value = json.loads(data, **options)  # type: ignore[arg-type]
    if b"\\ud" in data.lower():
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    return value
