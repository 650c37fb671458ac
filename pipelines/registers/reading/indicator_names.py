"""Codes and names of indicators as administrations write them; the aliases are data (``indicator_aliases.csv``).

Which indicators there are is the business of the catalogue; a name that is not in the list is not guessed at.
"""

import csv
from functools import cache
from pathlib import Path

from pipelines.registers.reading.vocabulary import Vocabulary, slug

ALIAS_FILE = Path(__file__).parents[1] / "indicator_aliases.csv"


@cache
def indicator_vocabulary() -> Vocabulary[str]:
    """Return the indicators by code and by name."""
    with ALIAS_FILE.open(encoding="utf-8", newline="") as file:
        return Vocabulary({slug(row["alias"]): row["indicator_code"] for row in csv.DictReader(file)})
