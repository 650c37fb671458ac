"""Write CPR status extracts (product P12170): one file per year, fixed width, latin-1, in one of four physical shapes.

The file is made in chunks of persons, so that memory follows the chunk and not the city. What stands in a record is
``cpr_records``; who is in the file is ``cpr_persons``.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import BinaryIO, Literal

import polars as pl

from pipelines.synthetic.snapshot import Snapshot
from pipelines.synthetic.writers import cpr_records as records
from pipelines.synthetic.writers.cpr_persons import (
    FIRST_STATUS_WITHOUT_ADDRESS,
    REPLACED_STATUSES,
    StatusPopulation,
    rows_between,
    status_population,
)
from pipelines.synthetic.writers.fixed_width import Record
from pipelines.synthetic.writers.reference_dates import cpr_production_date
from pipelines.synthetic.writers.written import WrittenFile

LineForm = Literal["full", "trimmed", "crlf", "unbroken"]

LAYOUT = "cpr_p12170"
PERSONS_PER_CHUNK = 40_000
_LINE_ENDS: dict[LineForm, str] = {"full": "\n", "trimmed": "\n", "crlf": "\r\n", "unbroken": ""}


def write_status_extract(
    snapshot: Snapshot,
    folder: Path,
    *,
    previous_production: date | None = None,
    line_form: LineForm = "full",
    has_address_key: bool = True,
) -> WrittenFile:
    """Write ``dYYMMDD.l901101`` for the reference year of the snapshot and return it.

    ``previous_production`` is the production date of the extract before (PRODDTOFORRIG); None writes zeros, the mark
    of a first extract. ``has_address_key`` chooses between the two record 002: 382 characters with DAR key, or 306.
    Raises UnicodeEncodeError when a name or a road holds a character that latin-1 lacks.
    """
    production = cpr_production_date(snapshot.year)
    population = status_population(snapshot)
    path = folder / f"d{production:%y%m%d}.l{records.ASSIGNMENT_NUMBER}"
    count = 0
    with path.open("wb") as file:
        previous = f"{previous_production:%Y%m%d}" if previous_production else "0" * 8
        write_lines(file, pl.Series([records.opening_line(f"{production:%Y%m%d}", previous)]), line_form)
        for lines in person_lines(population, records.ADDRESS if has_address_key else records.ADDRESS_WITHOUT_KEY):
            count += write_lines(file, lines, line_form)
        for lines in plain_address_lines(population.persons):
            count += write_lines(file, lines, line_form)
        write_lines(file, pl.Series([records.closing_line(count)]), line_form)
    return WrittenFile(path, LAYOUT, count)


def person_lines(
    population: StatusPopulation, address: Record, events: pl.DataFrame | None = None
) -> Iterator[pl.Series]:
    """Lines of all records but 003, chunk by chunk, the records of a person together and in order of record type.

    ``events`` have ``position`` and what record 099 needs.
    """
    for first in range(0, population.persons.height, PERSONS_PER_CHUNK):
        chunk = population.between(first, first + PERSONS_PER_CHUNK)
        in_use = chunk.persons.filter(~pl.col("status_code").is_in(REPLACED_STATUSES))
        told = None if events is None else rows_between(events, first, first + PERSONS_PER_CHUNK)
        has_parents = pl.any_horizontal(
            pl.col("mother_number", "mother_birth_date", "father_number", "father_birth_date").is_not_null()
        )
        yield (
            pl.concat(
                [
                    records.PERSON.lines(chunk.persons),
                    address.lines(in_use.filter(pl.col("status_code") < FIRST_STATUS_WITHOUT_ADDRESS)),
                    records.PROTECTION.lines(chunk.protections),
                    records.CIVIL_STATUS.lines(in_use),
                    records.PARENTS.lines(in_use.filter(has_parents)),
                    records.FORMER_NUMBER.lines(chunk.former_numbers),
                    records.FORMER_ADDRESS.lines(chunk.former_addresses),
                    *([] if told is None else [records.EVENT.lines(told)]),
                ]
            )
            .sort("position", maintain_order=True)
            .get_column("line")
        )


def plain_address_lines(persons: pl.DataFrame) -> Iterator[pl.Series]:
    """Lines of record 003 by address, an order unlike that of the persons; changed numbers have a name only."""
    by_address = (
        persons.select(
            "person_number", "address_name", "municipality_code", "road_code", "house_number_cpr", "floor_cpr",
            "door_cpr", "postal_code", "postal_district", "road_name", "one_line_address", "position",
        )
        .sort("road_code", "house_number_cpr", "floor_cpr", "position", nulls_last=True)
    )  # fmt: skip
    for chunk in by_address.iter_slices(PERSONS_PER_CHUNK):
        yield records.PLAIN_ADDRESS.lines(chunk).get_column("line")


def write_lines(file: BinaryIO, lines: pl.Series, line_form: LineForm) -> int:
    """Append lines in the wanted shape and return how many."""
    end = _LINE_ENDS[line_form]
    shaped = lines.str.strip_chars_end(" ") if line_form == "trimmed" else lines
    file.write(shaped.str.join(end).item().encode("latin-1"))
    file.write(end.encode("ascii"))
    return lines.len()
