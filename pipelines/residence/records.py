"""What is known of every person's addresses now: all records of a person from the newest extract that has the person.

A delta replaces a person whole, and so does a newer status extract. A person whom a newer status extract no longer
has left the municipality before its day. Rows leave with a number in place of the address; what the number stands for
is a table of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.geography.layers import MUNICIPALITY_CODE
from pipelines.residence.address_book import ROAD_PARTS, comparable, has_road
from pipelines.residence.aliases import Aliases
from pipelines.residence.extracts import Extract, addresses, former_addresses, persons
from pipelines.store import Store

REPLACED_STATUSES = ("50", "60")
ELSEWHERE = "another municipality"
PERSONS = pl.Schema(
    {
        "person_key": pl.Int64(),
        "status_code": pl.String(),
        "status_from_date": pl.Date(),
        "sex_code": pl.String(),
        "birth_date": pl.Date(),
        "gone_date": pl.Date(),
        "is_from_changes": pl.Boolean(),
    }
)
ROWS = pl.Schema(
    {
        "person_key": pl.Int64(),
        "moved_in_date": pl.Date(),
        "moved_out_date": pl.Date(),
        "correction_code": pl.String(),
        "is_current": pl.Boolean(),
        "is_here": pl.Boolean(),
        "address": pl.String(),
        "address_id": pl.String(),
        "has_fixed_address": pl.Boolean(),
    }
)
_SEPARATOR = "|"


@dataclass(frozen=True)
class Records:
    """Persons, the rows of their addresses (``place`` is the number of one), and the places by number.

    ``places`` has the parts of ``ROAD_PARTS`` in comparable form, address_id and has_fixed_address; it never reaches
    the vault.
    """

    persons: pl.DataFrame
    rows: pl.DataFrame
    places: pl.DataFrame


def newest_records(store: Store, extracts: Sequence[Extract], aliases: Aliases) -> Records:
    """Read every extract from the newest back, and of each only the persons whom no newer one has."""
    found_persons, found_rows = [pl.DataFrame(schema=PERSONS)], [pl.DataFrame(schema=ROWS)]
    seen = pl.DataFrame(schema={"person_key": pl.Int64()})
    next_status_day: date | None = None
    for extract in sorted(extracts, reverse=True):
        fresh = _resolved(persons(store, extract), aliases).join(seen, on="person_key", how="anti")
        found_persons.append(_one_each(fresh, extract, next_status_day))
        found_rows.append(_rows(store, extract, found_persons[-1], aliases))
        seen = pl.concat([seen, found_persons[-1].select("person_key")])
        next_status_day = next_status_day if extract.is_changes else extract.day
    rows, places = _numbered(pl.concat(found_rows))
    return Records(pl.concat(found_persons), rows, places)


def _resolved(frame: pl.DataFrame, aliases: Aliases) -> pl.DataFrame:
    return frame.with_columns(aliases.resolved(frame["person_key"]))


def _one_each(fresh: pl.DataFrame, extract: Extract, gone_date: date | None) -> pl.DataFrame:
    """Return one row per person: of several numbers the one that was not replaced speaks for the person."""
    return (
        fresh.sort(pl.col("status_code").is_in(REPLACED_STATUSES), "status_code", "status_from_date", "birth_date")
        .unique("person_key", keep="first", maintain_order=True)
        .with_columns(gone_date=pl.lit(gone_date, pl.Date), is_from_changes=pl.lit(extract.is_changes))
        .select(PERSONS.names())
    )


def _rows(store: Store, extract: Extract, wanted: pl.DataFrame, aliases: Aliases) -> pl.DataFrame:
    """Return the address rows of the persons wanted, present and former, with the address as one text."""
    if not wanted.height:
        return pl.DataFrame(schema=ROWS)
    present = addresses(store, extract).with_columns(
        moved_out_date=pl.lit(None, pl.Date), correction_code=pl.lit(None, pl.String), is_current=pl.lit(True)
    )
    former = former_addresses(store, extract).with_columns(address_id=pl.lit(None, pl.String), is_current=pl.lit(False))
    status = wanted.select("person_key", "status_code")
    rows = _resolved(pl.concat([present, former], how="diagonal"), aliases).join(status, on="person_key")
    is_current = pl.col("is_current")
    return (
        rows.with_columns(
            *comparable("house_number", "floor_code", "door_code"),
            is_here=(pl.col("municipality_code") == MUNICIPALITY_CODE).fill_null(False),
            has_fixed_address=has_road(pl.when(is_current).then("status_code").otherwise(pl.lit(""))),
        )
        .with_columns(
            address=pl.when("is_here")
            .then(pl.concat_str(pl.col(ROAD_PARTS).fill_null(""), separator=_SEPARATOR))
            .otherwise(pl.lit(ELSEWHERE)),
            address_id=pl.when("is_here").then("address_id"),
        )
        .select(ROWS.names())
    )


def _numbered(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Put a number in place of every address; a former address gets the id that somebody's present one has.

    Ids are taken over only where one road, number, floor and door had one id.
    """
    place = ("address", "address_id", "has_fixed_address")
    places = rows.select(place).unique().sort(place, nulls_last=True).with_row_index("place")
    learned = (
        places.drop_nulls("address_id")
        .group_by("address")
        .agg(learned_id=pl.col("address_id").first(), id_count=pl.col("address_id").n_unique())
        .filter(pl.col("id_count") == 1)
        .select("address", "learned_id")
    )
    parts = pl.col("address").str.splitn(_SEPARATOR, len(ROAD_PARTS)).struct.rename_fields(ROAD_PARTS)
    numbered = rows.join(places, on=place, how="left", nulls_equal=True, maintain_order="left").drop(place)
    known = places.join(learned, on="address", how="left", maintain_order="left").select(
        "place",
        parts.struct.unnest(),
        "has_fixed_address",
        address_id=pl.coalesce("address_id", "learned_id"),
    )
    return numbered, known
