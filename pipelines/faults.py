"""How an error nobody foresaw is told: by kind and place, never by its message, which could quote a person's data."""

import traceback
from pathlib import Path


def kind_and_place(error: BaseException) -> str:
    """Return the class of an error and the file and line that raised it."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}"
