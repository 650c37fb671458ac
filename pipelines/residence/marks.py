"""What residence tables are made from, as a name: the same inputs give the same mark, in whatever order they came."""

import hashlib
from collections.abc import Sequence

from pipelines.registers.person_secret import PersonSecret
from pipelines.residence.extracts import Extract, delivery_keys
from pipelines.store import Store

_METHOD = "1"  # raise when the rules change, so that what was made by the old ones is made again
ADDRESS_TABLES = (("dar", "address"), ("geography", "access_address_atom"))


class Marks:
    """Marks of the tables of a year and of history, from the deliveries and the placing in force."""

    def __init__(self, store: Store, secret: PersonSecret, in_force: Sequence[Extract]) -> None:
        self._store = store
        self._fingerprint = secret.fingerprint
        self._in_force = in_force
        self._deliveries = delivery_keys(store)

    def of_year(self, extract: Extract) -> str:
        """Return the mark of what is made from one status extract and the addresses of its year."""
        units = self._deliveries.get(("bbr", extract.period), "")
        return _mark(self._fingerprint, extract.delivery_key, units, *self._addresses(extract.period))

    def of_history(self) -> str:
        """Return the mark of what is made from all extracts and the addresses of all years."""
        known = [f"{extract.period} {extract.delivery_key}" for extract in self._in_force]
        years = [f"{year}" for year in address_years(self._store)]
        return _mark(*known, *(part for year in years for part in (year, *self._addresses(year))))

    def _addresses(self, period: str) -> tuple[str, str]:
        """Name the addresses of a year: by the delivery of DAR, and by the file that placing named by its inputs."""
        link = self._store.current_link("geography", "access_address_atom", period)
        placing = link.readlink().name if link.is_symlink() else ""
        return self._deliveries.get(("dar", period), ""), placing


def address_years(store: Store) -> list[int]:
    """Return the years that have addresses and the atoms they lie in."""
    years = [
        {int(link.stem) for link in store.current_link(register, table, "x").parent.glob("[0-9]*.parquet")}
        for register, table in ADDRESS_TABLES
    ]
    return sorted(set.intersection(*years))


def _mark(*parts: str) -> str:
    return hashlib.sha256("\n".join((_METHOD, *parts)).encode()).hexdigest()[:16]
