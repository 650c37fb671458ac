"""Where the residents of a status extract live: one row per person with atom and dwelling key, no address.

The population rule (CPR status 01 or 03 and an address in the municipality) and its reasons for not placing somebody
are those of the register; whether a person is counted is for dbt to say.
"""

from dataclasses import dataclass

import polars as pl

from pipelines.geography.layers import MUNICIPALITY_CODE
from pipelines.registers.dwelling_keys import DwellingKeys
from pipelines.residence.address_book import AddressBook, comparable, has_road

RESIDENT_STATUSES = ("01", "03")


@dataclass(frozen=True)
class YearPlaces:
    """The three tables of one reference year."""

    person_place: pl.DataFrame
    dwelling: pl.DataFrame
    dwelling_unit: pl.DataFrame


def place_persons(persons: pl.DataFrame, addresses: pl.DataFrame, book: AddressBook) -> pl.DataFrame:
    """Return one row per person with an address in the municipality, with the address id while it is still needed.

    Args:
        persons: person_key, status_code.
        addresses: person_key, municipality_code, the parts of the road and address_id.
        book: the addresses of the year.
    """
    residents = (
        addresses.filter(pl.col("municipality_code") == MUNICIPALITY_CODE)
        .join(
            persons.filter(pl.col("status_code").is_in(RESIDENT_STATUSES)).select("person_key", "status_code"),
            on="person_key",
        )
        .with_columns(
            *comparable("house_number", "floor_code", "door_code"),
            has_fixed_address=has_road(pl.col("status_code")),
            is_address_id_known=pl.when(pl.col("address_id").is_not_null()).then(
                pl.col("address_id").is_in(book.by_id["address_id"].implode())
            ),
        )
        .sort("person_key")
    )
    return book.find(residents).select(
        "person_key",
        "atom_key",
        "placement_code",
        "matched_by",
        "is_address_id_known",
        address_id="found_address_id",
    )


def places_of_year(
    placed: pl.DataFrame, units: pl.DataFrame, book: AddressBook, dwelling_keys: DwellingKeys, reference_year: int
) -> YearPlaces:
    """Put dwelling keys in place of address ids: residents, dwellings, and the units of BBR that dwellings have.

    Args:
        placed: what ``place_persons`` returned.
        units: units of BBR of the year, with address_id.
        book: the addresses of the year; what is not in it is no dwelling.
        dwelling_keys: the keys of addresses.
        reference_year: the year of all four.
    """
    year = pl.lit(reference_year, pl.Int16).alias("reference_year")
    inhabited = placed.select("address_id").drop_nulls()
    wanted = pl.concat([inhabited, units.select("address_id").drop_nulls()]).unique()
    dwellings = book.by_id.join(wanted, on="address_id", how="semi").sort("address_id")
    keys = dwellings.select("address_id", dwelling_keys.of(dwellings["address_id"]))
    keyed_units = units.join(keys, on="address_id", maintain_order="left").drop("address_id")
    counts = keyed_units.group_by("dwelling_key").agg(unit_count=pl.len())
    return YearPlaces(
        person_place=placed.join(keys, on="address_id", how="left", maintain_order="left").with_columns(year),
        dwelling=dwellings.join(keys, on="address_id")
        .join(counts, on="dwelling_key", how="left")
        .with_columns(year, pl.col("unit_count").fill_null(0))
        .sort("dwelling_key"),
        dwelling_unit=keyed_units.with_columns(year).sort("dwelling_key", maintain_order=True),
    )
