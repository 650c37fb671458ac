"""Which CPR extracts are in force, in the order of the days they describe, and what stands in them.

Addresses come from the archive and are put beside the rows of the vault that they belong to; they go no further than
this stage.
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.store import Store

REGISTER = "cpr"
STATUS_PRODUCT, CHANGES_PRODUCT = "cpr", "cpr_aendring"
CHANGES_PREFIX = "changed_"
PERSON = pl.Schema(
    {
        "person_key": pl.Int64(),
        "successor_person_key": pl.Int64(),
        "status_code": pl.String(),
        "status_from_date": pl.Date(),
        "sex_code": pl.String(),
        "birth_date": pl.Date(),
    }
)
FORMER_NUMBER = pl.Schema({"person_key": pl.Int64(), "former_person_key": pl.Int64()})
_RESTRICTED = {name: pl.String() for name in ("road_code", "house_number", "floor_code", "door_code")}
_STAY = {"person_key": pl.Int64(), "municipality_code": pl.String(), "moved_in_date": pl.Date()}
ADDRESS = (pl.Schema(_STAY), pl.Schema({**_RESTRICTED, "address_id": pl.String()}))
FORMER_ADDRESS = (
    pl.Schema({**_STAY, "correction_code": pl.String(), "moved_out_date": pl.Date()}),
    pl.Schema(_RESTRICTED),
)


class ExtractError(RuntimeError):
    """The archive and the vault do not say the same of a delivery."""


@dataclass(frozen=True, order=True)
class Extract:
    """One CPR extract in force; they are ordered by the day they describe, a status before the changes of that day."""

    day: date
    is_changes: bool
    reference_year: int
    period: str
    delivery_key: str

    def table(self, name: str) -> str:
        """Return the name that a table of the layout has in the vault."""
        return f"{CHANGES_PREFIX}{name}" if self.is_changes else name


def extracts_in_force(store: Store) -> list[Extract]:
    """Return every status extract and every extract of changes in force, oldest first."""
    deliveries = _deliveries(store).filter(
        pl.col("register") == REGISTER, pl.col("product").is_in([STATUS_PRODUCT, CHANGES_PRODUCT])
    )
    rows = deliveries.select("reference_date", "product", "reference_year", "period", "delivery_key").iter_rows()
    return sorted(Extract(day, product == CHANGES_PRODUCT, *rest) for day, product, *rest in rows)


def delivery_keys(store: Store) -> dict[tuple[str, str], str]:
    """Return the delivery in force of every (product, period)."""
    rows = _deliveries(store).select("product", "period", "delivery_key").iter_rows()
    return {(product, period): key for product, period, key in rows}


def persons(store: Store, extract: Extract) -> pl.DataFrame:
    """Return the persons of an extract in the columns of ``PERSON``."""
    return _table(store, extract, "person", PERSON)


def former_numbers(store: Store, extract: Extract) -> pl.DataFrame:
    """Return the former numbers of an extract in the columns of ``FORMER_NUMBER``."""
    return _table(store, extract, "former_number", FORMER_NUMBER)


def addresses(store: Store, extract: Extract) -> pl.DataFrame:
    """Return the addresses at the day of the extract: who, since when, and where.

    Raises:
        ExtractError: the archive holds no addresses that belong to the table.
    """
    return _with_restricted(store, extract, "address", *ADDRESS)


def former_addresses(store: Store, extract: Extract) -> pl.DataFrame:
    """Return the former addresses in an extract: who, from when to when, where, and whether corrected or annulled.

    Raises:
        ExtractError: the archive holds no addresses that belong to the table.
    """
    return _with_restricted(store, extract, "former_address", *FORMER_ADDRESS)


def _deliveries(store: Store) -> pl.DataFrame:
    files = sorted(store.current_link("deliveries", "delivery", "x").parent.glob("*.parquet"))
    columns = ("register", "product", "period", "reference_year", "reference_date", "delivery_key")
    if not files:
        return pl.DataFrame(schema=dict.fromkeys(columns, pl.String()))
    return pl.concat([pl.read_parquet(file, columns=list(columns)) for file in files])


def _table(store: Store, extract: Extract, name: str, schema: pl.Schema) -> pl.DataFrame:
    file = store.current_link(REGISTER, extract.table(name), extract.period)
    if not file.exists():
        return pl.DataFrame(schema=schema)
    return pl.read_parquet(file, columns=schema.names()).cast(schema)


def _with_restricted(
    store: Store, extract: Extract, name: str, open_part: pl.Schema, closed_part: pl.Schema
) -> pl.DataFrame:
    rows = _table(store, extract, name, open_part)
    file = store.restricted(REGISTER, extract.period, extract.delivery_key, extract.table(name))
    if not rows.height:
        return pl.DataFrame(schema={**open_part, **closed_part})
    if not file.exists():
        raise ExtractError(f"the archive has no addresses for {REGISTER} {extract.period}, table {name}")
    beside = pl.read_parquet(file, columns=["person_key", *closed_part.names()])
    if not beside["person_key"].equals(rows["person_key"]):
        raise ExtractError(f"the archive has other addresses than {REGISTER} {extract.period}, table {name}, needs")
    return rows.hstack(beside.drop("person_key").cast(closed_part))
