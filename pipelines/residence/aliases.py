"""One person, several numbers: every number that was ever replaced is led to the number in force.

Numbers are known here by their keys only. A number is replaced when it was changed (status 60) or was the double of
another (status 50): record 001 of the old number names its successor, record 022 of the new one its predecessors.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

SCHEMA = pl.Schema({"former_person_key": pl.Int64(), "person_key": pl.Int64()})


@dataclass(frozen=True)
class Aliases:
    """Former keys with the key in force, and how many keys lead round in a circle and are left as they are."""

    table: pl.DataFrame
    in_circles: int

    def resolved(self, keys: pl.Series) -> pl.Series:
        """Return keys with the one in force in place of every former one."""
        if not self.table.height:
            return keys
        former, current = self.table["former_person_key"], self.table["person_key"]
        return keys.replace(former, current)


def successions(persons: pl.DataFrame, former_numbers: pl.DataFrame) -> pl.DataFrame:
    """Return what one extract says of replaced numbers: former_person_key, person_key; record 001 first."""
    own = persons.select(former_person_key="person_key", person_key="successor_person_key").drop_nulls()
    named = former_numbers.select("former_person_key", "person_key").drop_nulls()
    return pl.concat([own, named]).filter(pl.col("former_person_key") != pl.col("person_key"))


def resolve(statements: Sequence[pl.DataFrame]) -> Aliases:
    """Lead every former number to the one in force, through chains of any length.

    Args:
        statements: former_person_key, person_key by extract, oldest first. Of several successors the one named last
            counts; within one extract that of record 001, then the smaller key.
    """
    said = pl.concat(
        [pl.DataFrame(schema=SCHEMA)]
        + [frame.with_columns(extract=pl.lit(number)).with_row_index("row") for number, frame in enumerate(statements)],
        how="diagonal_relaxed",
    )
    if not said.height:
        return Aliases(pl.DataFrame(schema=SCHEMA), 0)
    newest = said.sort("extract", "row", descending=[True, False]).unique(
        "former_person_key", keep="first", maintain_order=True
    )
    return _led_to_the_end(newest["former_person_key"].to_numpy(), newest["person_key"].to_numpy())


def _led_to_the_end(former: np.ndarray, successor: np.ndarray) -> Aliases:
    """Follow successors by doubling: after k steps every pointer has gone 2^k numbers ahead."""
    keys, places = np.unique(np.concatenate([former, successor]), return_inverse=True)
    following = np.arange(len(keys))
    following[places[: len(former)]] = places[len(former) :]
    is_end = following == np.arange(len(keys))
    ahead = following
    for _ in range(len(keys).bit_length()):
        ahead = ahead[ahead]
    is_led = is_end[ahead]
    is_former = ~is_end & is_led
    table = pl.DataFrame({"former_person_key": keys[is_former], "person_key": keys[ahead[is_former]]}, schema=SCHEMA)
    return Aliases(table.sort("former_person_key"), int((~is_led).sum()))
