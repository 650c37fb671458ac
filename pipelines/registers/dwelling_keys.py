"""Dwelling keys: keyed pseudonyms of DAR addresses, for what is said of dwellings beside their residents.

Whoever has no secret cannot tell which address a key stands for, though every address is publicly known.
"""

import polars as pl

from pipelines.registers.keyed_hash import KeyedHash
from pipelines.registers.person_secret import PersonSecret

DWELLING_DOMAIN = b"byomraader:dwelling:"


class DwellingKeyError(RuntimeError):
    """Two addresses have the same key."""


class DwellingKeys:
    """Keys of addresses; every address is hashed once, however many years it occurs in."""

    def __init__(self, secret: PersonSecret) -> None:
        self._hash = KeyedHash(secret.value, DWELLING_DOMAIN)
        self._known = pl.DataFrame(schema={"address_id": pl.String(), "dwelling_key": pl.Int64()})

    def of(self, address_ids: pl.Series) -> pl.Series:
        """Return the key (int64) of each of a column of address ids.

        Raises:
            DwellingKeyError: two addresses share a key, which is to be expected once in ten million cities.
        """
        asked = pl.DataFrame({"address_id": address_ids})
        fresh = asked.unique(maintain_order=True).join(self._known, on="address_id", how="anti", maintain_order="left")
        keys = self._hash.keys([each.encode("ascii") for each in fresh["address_id"]])
        self._known = pl.concat([self._known, fresh.with_columns(pl.Series("dwelling_key", keys))])
        if fresh.height and self._known["dwelling_key"].n_unique() != self._known.height:
            raise DwellingKeyError("two addresses have the same dwelling key")
        return asked.join(self._known, on="address_id", how="left", maintain_order="left")["dwelling_key"]
