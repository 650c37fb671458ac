"""Who stands in a CPR status extract, in which order, and with which address: frames ready to become lines.

Belongs here: joining persons with addresses, numbers that were changed, the order of the file. Does not belong here:
positions and widths (``cpr_records``) and bytes (``cpr``).
"""

from dataclasses import dataclass

import polars as pl

from pipelines.synthetic.snapshot import Snapshot
from pipelines.synthetic.writers.cpr_spelling import DOOR, FLOOR, HOUSE_NUMBER, ONE_LINE_ADDRESS
from pipelines.synthetic.writers.written import CITY_MUNICIPALITY_CODE

CHANGED_NUMBER_STATUS, DOUBLE_NUMBER_STATUS = "60", "50"
REPLACED_STATUSES = (DOUBLE_NUMBER_STATUS, CHANGED_NUMBER_STATUS)
FIRST_STATUS_WITHOUT_ADDRESS = "30"
WITHOUT_ADDRESS = "Uden fast bopæl"


@dataclass(frozen=True)
class StatusPopulation:
    """The persons of an extract in file order, and what hangs on them; all have ``position``, and are sorted by it."""

    persons: pl.DataFrame
    former_addresses: pl.DataFrame
    former_numbers: pl.DataFrame
    protections: pl.DataFrame

    def between(self, first: int, last: int) -> "StatusPopulation":
        """The persons at positions ``first`` up to but not including ``last``, with what hangs on them."""
        return StatusPopulation(
            *(
                rows_between(frame, first, last)
                for frame in (self.persons, self.former_addresses, self.former_numbers, self.protections)
            )
        )


def status_population(snapshot: Snapshot) -> StatusPopulation:
    """Residents and changed numbers of a snapshot, grouped by person and ordered as CPR orders them: not fully.

    Two runs follow each other, each sorted by number, so that no reader may rely on the order.
    """
    addresses = _spelled_addresses(snapshot)
    residents = (
        snapshot.residents.lazy()
        .select(
            "person_number", "sex_code", "birth_date", "status_code", "status_from_date", "special_road_code",
            "moved_in_date", "civil_status_code", "civil_status_from_date", "spouse_number", "mother_number",
            "mother_birth_date", "father_number", "father_birth_date", "address_id",
            (pl.col("surname") + "," + pl.col("given_name")).alias("address_name"),
        )
        .join(addresses.lazy(), on="address_id", how="left")
        .join(_arrivals(snapshot.former_addresses).lazy(), on="person_number", how="left")
        .with_columns(
            pl.lit(CITY_MUNICIPALITY_CODE).alias("municipality_code"),
            pl.coalesce("road_code", "special_road_code").alias("road_code"),
            pl.coalesce("road_name", pl.lit(WITHOUT_ADDRESS)).alias("road_name"),
            pl.coalesce("one_line_address", pl.lit(WITHOUT_ADDRESS)).alias("one_line_address"),
            pl.lit(None, pl.String).alias("successor_number"),
            pl.lit(None, pl.Date).alias("number_end_date"),
        )
        .collect()
    )  # fmt: skip
    persons = _in_file_order(pl.concat([residents, _changed_numbers(snapshot)], how="diagonal"))
    positions = persons.select("person_number", "position")
    return StatusPopulation(
        persons,
        hung_on(snapshot.former_addresses, positions).with_columns(HOUSE_NUMBER, FLOOR, DOOR),
        hung_on(snapshot.former_numbers, positions),
        hung_on(snapshot.protections, positions),
    )


def _spelled_addresses(snapshot: Snapshot) -> pl.DataFrame:
    """Every address with its road, post district and number as CPR writes them."""
    return snapshot.dwellings.join(
        snapshot.access_addresses.select(
            "access_address_id", "road_code", "road_name", "house_number", "postal_code", "postal_district"
        ),
        on="access_address_id",
        how="left",
    ).select(
        "address_id", "road_code", "road_name", "postal_code", "postal_district",
        HOUSE_NUMBER, FLOOR, DOOR, ONE_LINE_ADDRESS,
    )  # fmt: skip


def _arrivals(former_addresses: pl.DataFrame) -> pl.DataFrame:
    """When, and from which municipality, a person last came to the city; nobody who never lived elsewhere."""
    return (
        former_addresses.lazy()
        .filter(pl.col("municipality_code") != CITY_MUNICIPALITY_CODE)
        .sort("moved_out_date", maintain_order=True)
        .group_by("person_number")
        .agg(
            pl.col("municipality_code").last().alias("arrival_municipality_code"),
            pl.col("moved_out_date").last().alias("arrival_date"),
        )
        .collect()
    )


def _changed_numbers(snapshot: Snapshot) -> pl.DataFrame:
    """One row per number no longer in use: it points to the number that took over and has no address.

    Most were changed (status 60); a few were a second number of the same person and were deleted (50).
    """
    is_double = pl.col("former_number").cast(pl.Int64) // 10 % 8 == 3
    return snapshot.former_numbers.join(
        snapshot.residents.select(
            "person_number",
            "sex_code",
            "birth_date",
            (pl.col("surname") + "," + pl.col("given_name")).alias("address_name"),
        ),
        on="person_number",
        how="inner",
    ).select(
        pl.col("former_number").alias("person_number"),
        pl.col("person_number").alias("successor_number"),
        pl.when(is_double)
        .then(pl.lit(DOUBLE_NUMBER_STATUS))
        .otherwise(pl.lit(CHANGED_NUMBER_STATUS))
        .alias("status_code"),
        pl.col("valid_to_date").alias("status_from_date"),
        pl.col("valid_to_date").alias("number_end_date"),
        "sex_code",
        "birth_date",
        "address_name",
    )


def _in_file_order(persons: pl.DataFrame) -> pl.DataFrame:
    second_run = pl.col("person_number").str.slice(8, 1) == "7"
    order = persons.select(second_run.alias("run"), pl.col("person_number").cast(pl.Int64)).with_row_index("row")
    rows = order.sort("run", "person_number").get_column("row")
    return persons[rows].with_row_index("position")


def hung_on(frame: pl.DataFrame, positions: pl.DataFrame) -> pl.DataFrame:
    """Rows of persons with the ``position`` of each, in that order."""
    joined = frame.join(positions, on="person_number", how="inner", maintain_order="left")
    return joined.sort("position", maintain_order=True)


def rows_between(frame: pl.DataFrame, first: int, last: int) -> pl.DataFrame:
    """Rows of the persons at positions ``first`` up to but not including ``last``."""
    positions = frame.get_column("position")
    start = positions.search_sorted(first)
    return frame.slice(start, positions.search_sorted(last) - start)
