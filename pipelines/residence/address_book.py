"""The addresses of one reference year: which atom each lies in, found by DAR id or by road, number, floor and door.

Nobody is placed by a guess: an address without a known id needs exactly one that fits.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from pipelines.geography.placing import NO_POINT, UNPLACED_ATOM
from pipelines.store import Store

BY_ID, BY_ROAD, BY_NOTHING = "address_id", "road", "none"
NO_FIXED_ADDRESS, ADDRESS_UNKNOWN, ADDRESS_AMBIGUOUS = "no_fixed_address", "address_unknown", "address_ambiguous"
# CPR gives residents without a fixed address road codes that are no roads (P12170: 9900-9999) or status 03.
FIRST_CODE_WITHOUT_ROAD = "9900"
STATUS_WITHOUT_ROAD = "03"
IN_FORCE = "3"  # DAR status "gældende"
ROAD_PARTS = ("municipality_code", "road_code", "house_number", "floor_code", "door_code")
_SOURCES: dict[tuple[str, str], Sequence[str]] = {
    ("dar", "address"): ("address_id", "access_address_id", "floor_code", "door_code", "status_code"),
    ("dar", "access_address"): ("access_address_id", "house_number", "named_road_id", "municipality_code"),
    ("dar", "named_road_part"): ("named_road_id", "municipality_code", "road_code"),
    ("geography", "access_address_atom"): ("access_address_id", "atom_key", "placement_code"),
}


@dataclass(frozen=True)
class AddressBook:
    """Addresses of a year by id (address_id, atom_key, placement_code) and by road (its parts, address_id, is_only)."""

    by_id: pl.DataFrame
    by_road: pl.DataFrame

    def find(self, wanted: pl.DataFrame) -> pl.DataFrame:
        """Find addresses as CPR writes them.

        Args:
            wanted: the parts of ``ROAD_PARTS`` in comparable form, address_id, and has_fixed_address, which tells
                whether CPR speaks of an address at all.

        Returns:
            The same rows in the same order with found_address_id, atom_key, placement_code and matched_by.
        """
        rows = wanted.with_row_index("row").with_columns(given_id=pl.when("has_fixed_address").then("address_id"))
        by_id = rows.join(self.by_id, left_on="given_id", right_on="address_id", how="left", maintain_order="left")
        open_rows = by_id.filter(pl.col("placement_code").is_null() & pl.col("has_fixed_address"))
        by_road = (
            open_rows.select("row", *ROAD_PARTS)
            .join(self.by_road, on=ROAD_PARTS)
            .join(self.by_id, on="address_id", how="left")
            .select("row", "is_only", road_id="address_id", road_atom="atom_key", road_placement="placement_code")
        )
        found = by_id.join(by_road, on="row", how="left", maintain_order="left")
        is_by_id, is_by_road = pl.col("placement_code").is_not_null(), pl.col("is_only").fill_null(False)
        return found.with_columns(
            found_address_id=pl.when(is_by_id).then("given_id").when(is_by_road).then("road_id"),
            atom_key=pl.coalesce("atom_key", pl.when(is_by_road).then("road_atom"), pl.lit(UNPLACED_ATOM)),
            placement_code=pl.when(~pl.col("has_fixed_address"))
            .then(pl.lit(NO_FIXED_ADDRESS))
            .when(is_by_id)
            .then("placement_code")
            .when(is_by_road)
            .then("road_placement")
            .when(pl.col("is_only").is_not_null())
            .then(pl.lit(ADDRESS_AMBIGUOUS))
            .otherwise(pl.lit(ADDRESS_UNKNOWN)),
            matched_by=pl.when(is_by_id)
            .then(pl.lit(BY_ID))
            .when(is_by_road)
            .then(pl.lit(BY_ROAD))
            .otherwise(pl.lit(BY_NOTHING)),
        ).drop("row", "given_id", "is_only", "road_id", "road_atom", "road_placement")


def read_address_book(store: Store, reference_year: int) -> AddressBook:
    """Return the addresses of a year; a year without DAR or geography has none."""
    address, access, road, atom = (_read(store, *table, reference_year) for table in _SOURCES)
    return address_book(address, access, road, atom)


def address_book(address: pl.DataFrame, access: pl.DataFrame, road: pl.DataFrame, atom: pl.DataFrame) -> AddressBook:
    """Put together the tables of DAR and the atoms of access addresses.

    An access address that geography does not know has no point, and lies in no atom of the division.
    """
    atoms = atom.unique("access_address_id", keep="first", maintain_order=True)
    by_id = (
        address.select("address_id", "access_address_id")
        .unique("address_id", keep="first", maintain_order=True)
        .join(atoms, on="access_address_id", how="left")
        .select(
            "address_id",
            pl.col("atom_key").fill_null(UNPLACED_ATOM),
            pl.col("placement_code").fill_null(NO_POINT),
        )
    )
    by_road = (
        address.filter(pl.col("status_code") == IN_FORCE)
        .join(access, on="access_address_id")
        .join(road, on=["named_road_id", "municipality_code"])
        .with_columns(comparable("house_number", "floor_code", "door_code"))
        .group_by(ROAD_PARTS)
        .agg(pl.col("address_id").min(), is_only=pl.len() == 1)
    )
    return AddressBook(by_id, by_road)


def comparable(*columns: str) -> list[pl.Expr]:
    """Return parts of an address as both CPR and DAR can be compared by: lower case, no padding, '' for none.

    CPR writes floor '02' and door '0tv9' where DAR writes '2' and 'tv9'.
    """
    return [
        pl.col(column).str.strip_chars(" ").str.to_lowercase().str.strip_chars_start("0").fill_null("")
        for column in columns
    ]


def has_road(status_code: pl.Expr) -> pl.Expr:
    """Tell whether CPR speaks of an address with a road: neither status 03 nor one of the codes that are no roads."""
    return (status_code != STATUS_WITHOUT_ROAD) & (pl.col("road_code") < FIRST_CODE_WITHOUT_ROAD).fill_null(False)


def _read(store: Store, register: str, table: str, reference_year: int) -> pl.DataFrame:
    columns = list(_SOURCES[register, table])
    file = store.current_link(register, table, str(reference_year))
    if not file.exists():
        return pl.DataFrame(schema=dict.fromkeys(columns, pl.String()))
    return pl.read_parquet(file, columns=columns).cast(pl.String())
