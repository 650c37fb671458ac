"""What is told to suppliers in Danish, by reason code. Texts are data (``reasons_da.yml``); nothing is decided here."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipelines.registers.yaml_data import load_yaml

REASONS_FILE = Path(__file__).with_name("reasons_da.yml")


@dataclass(frozen=True)
class Reason:
    """What is wrong and what to do about it, in Danish; the sentence quotes no value."""

    sentence_da: str
    remedy_da: str


@cache
def refusal_reasons() -> dict[str, Reason]:
    """Return the texts for deliveries that were refused or wait, by reason code."""
    return _reasons("refused")


@cache
def quarantine_reasons() -> dict[str, Reason]:
    """Return the texts for rows and values that were set aside, by reason code; they follow a count of rows."""
    return _reasons("set_aside")


def _reasons(part: str) -> dict[str, Reason]:
    return {code: Reason(**texts) for code, texts in load_yaml(REASONS_FILE)[part].items()}
