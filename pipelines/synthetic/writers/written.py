"""What a writer hands on: the file, the layout that reads it, and the number of data records in it."""

from dataclasses import dataclass
from pathlib import Path

CITY_MUNICIPALITY_CODE = "0101"


@dataclass(frozen=True)
class WrittenFile:
    """A data file on disk.

    ``record_count`` counts data records: CPR without 000 and 999, CSV rows without header, JSON objects, features.
    """

    path: Path
    layout: str
    record_count: int
