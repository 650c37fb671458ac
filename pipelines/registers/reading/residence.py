"""Rows about people who do not live in the municipality: dropped and counted, and a limit to how many may come.

A supplier that sends more than its agreement is for has chosen the population wrongly; what is not needed is not kept.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.registers.agreements import Residents
from pipelines.registers.refusals import refused


class ResidentRows:
    """Keeps the rows of one table that concern residents, and counts the others."""

    def __init__(self, residents: Residents | None) -> None:
        """Without an agreement on residents every row is kept."""
        self._residents = residents
        self._seen = self._dropped = 0

    def kept(self, table: str, frame: pl.DataFrame) -> NDArray[np.int64] | None:
        """Return the rows of a frame that concern residents, None when that is all of them."""
        residents = self._residents
        if residents is None or table != residents.table:
            return None
        is_resident = frame[residents.column].is_in(list(residents.values)).fill_null(False)
        self._seen += frame.height
        self._dropped += frame.height - int(is_resident.sum())
        return None if is_resident.all() else np.flatnonzero(is_resident.to_numpy())

    def check(self, file_name: str) -> None:
        """Refuse a file with more rows of other people than were agreed.

        Raises:
            RefusedError: names the table and how many rows.
        """
        residents = self._residents
        if residents is not None and 100 * self._dropped > residents.limit_pct * self._seen:
            sentence = (
                f"Of {self._seen:,} rows of {residents.table} {self._dropped:,} concern people outside the "
                f"municipality; agreed are {residents.limit_pct:g} % at most."
            )
            raise refused("non_residents_included", sentence, file_name, f"column {residents.column}")

    def notes(self) -> list[str]:
        """Say how many rows were dropped, if any."""
        if self._residents is None or not self._dropped:
            return []
        return [f"{self._residents.table}, rows of people outside the municipality dropped: {self._dropped:,}"]
