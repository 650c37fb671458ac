"""Write CPR extracts of changes (product P12170): one file per working day, chained by their production dates.

Everybody to whom something happened comes whole, with record 001 and all records selected, and events (099) that say
why; whoever receives the file replaces what is known of the person. Records are those of the status extract.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.synthetic.day_changes import DayChanges
from pipelines.synthetic.writers import cpr_records as records
from pipelines.synthetic.writers.cpr import LAYOUT, LineForm, person_lines, plain_address_lines, write_lines
from pipelines.synthetic.writers.cpr_persons import (
    FIRST_STATUS_WITHOUT_ADDRESS,
    StatusPopulation,
    hung_on,
    status_population,
)
from pipelines.synthetic.writers.cpr_spelling import DOOR, FLOOR, HOUSE_NUMBER
from pipelines.synthetic.writers.written import CITY_MUNICIPALITY_CODE, WrittenFile

_PLACE = (
    "municipality_code", "road_code", "house_number_cpr", "floor_cpr", "door_cpr", "postal_code", "postal_district",
    "road_name", "one_line_address", "address_id", "moved_in_date", "arrival_date", "arrival_municipality_code",
)  # fmt: skip
_UNKNOWN_NUMBER_ERROR = ("0001", "PERSONNUMMERET FINDES IKKE I CPR")
"""Number and text of an error: our assumption."""


def write_changes(
    changes: Iterable[DayChanges], folder: Path, *, previous_production: date, line_form: LineForm = "full"
) -> tuple[WrittenFile, ...]:
    """Write ``dYYMMDD.l901102`` for each day and return the files, oldest first.

    ``previous_production`` is that of the status extract the first file follows on. The first file of a chain reports
    an error in a subscription (910).
    """
    written: list[WrittenFile] = []
    for day in changes:
        written.append(_write_day(day, folder, previous_production, line_form, with_error=not written))
        previous_production = day.day
    return tuple(written)


def _write_day(
    day: DayChanges, folder: Path, previous_production: date, line_form: LineForm, *, with_error: bool
) -> WrittenFile:
    population = _population(day)
    events = hung_on(day.events, population.persons.select("person_number", "position"))
    assignment = records.CHANGES_ASSIGNMENT_NUMBER
    path = folder / f"d{day.day:%y%m%d}.l{assignment}"
    opening = records.opening_line(f"{day.day:%Y%m%d}", f"{previous_production:%Y%m%d}", assignment)
    count = 0
    with path.open("wb") as file:
        write_lines(file, pl.Series([opening]), line_form)
        for lines in person_lines(population, records.ADDRESS, events):
            count += write_lines(file, lines, line_form)
        for lines in plain_address_lines(population.persons):
            count += write_lines(file, lines, line_form)
        if with_error:
            count += write_lines(file, _error_line(population.persons), line_form)
        write_lines(file, pl.Series([records.closing_line(count)]), line_form)
    return WrittenFile(path, LAYOUT, count)


def _population(day: DayChanges) -> StatusPopulation:
    """Everybody in the extract: those who moved away with their new address, the dead and emigrated with none."""
    population = status_population(day.snapshot)
    moved_away = day.moved_away.select(
        "person_number", "municipality_code", "road_code", "moved_in_date", "arrival_date",
        HOUSE_NUMBER, FLOOR, DOOR,
        pl.lit(CITY_MUNICIPALITY_CODE).alias("arrival_municipality_code"),
    )  # fmt: skip
    elsewhere = pl.col("person_number").is_in(moved_away["person_number"].implode())
    has_address = ~elsewhere & (pl.col("status_code") < FIRST_STATUS_WITHOUT_ADDRESS)
    here = population.persons.with_columns(pl.when(has_address).then(name).alias(name) for name in _PLACE)
    persons = here.join(moved_away, on="person_number", how="left", suffix="_away", maintain_order="left")
    away = [name for name in moved_away.columns if name != "person_number"]
    return replace(
        population,
        persons=persons.with_columns(pl.coalesce(name, f"{name}_away").alias(name) for name in away).drop(
            f"{name}_away" for name in away
        ),
    )


def _error_line(persons: pl.DataFrame) -> pl.Series:
    """Record 910 on an order for a number that CPR does not know: no serial number is 0000."""
    number = persons["person_number"].head(1).str.head(6) + "0000"
    code, sentence = _UNKNOWN_NUMBER_ERROR
    row = pl.DataFrame({"position": [0], "sort_field": ["0" * 10], "error_code": [code], "error_text": [sentence]})
    order = ("01" + records.CHANGES_ASSIGNMENT_NUMBER + number).alias("input")
    return records.SUBSCRIPTION_ERROR.lines(row.with_columns(order)).get_column("line")
