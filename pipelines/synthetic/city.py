"""make_city: a made-up Copenhagen over a span of years, calibrated to the public figures of the true one.

Belongs here: the way in. The map is the same for every city; addresses, dwellings and people depend on scale and
seed, and the people of all years are one consistent history.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

import polars as pl

from pipelines.synthetic.attributes.education_codes import classification
from pipelines.synthetic.day_changes import DayBook, DayChanges
from pipelines.synthetic.housing.building_register import Housing, make_housing, registers_at
from pipelines.synthetic.layers import Layer
from pipelines.synthetic.map.map_layers import map_layers
from pipelines.synthetic.past_frames import former_addresses, former_numbers, moves_before, protections
from pipelines.synthetic.population.history import advance, begin
from pipelines.synthetic.population.people import days
from pipelines.synthetic.population.targets import FIRST_YEAR, LAST_YEAR
from pipelines.synthetic.population.town import Town
from pipelines.synthetic.records import Standing, YearRecord, record_year, standing_of
from pipelines.synthetic.resident_frame import resident_frame
from pipelines.synthetic.snapshot import Snapshot, truth
from pipelines.synthetic.year_history import history_of

__all__ = ["City", "Snapshot", "make_city", "truth"]

SMALLEST_SCALE, LARGEST_SCALE = 0.001, 1.5


@dataclass(frozen=True)
class City:
    """A synthetic city; ``snapshot`` unfolds one of its years into frames."""

    scale: float
    years: tuple[int, ...]
    seed: int
    realistic_numbers: bool
    layers: Sequence[Layer]
    _housing: Housing
    _town: Town
    _records: Mapping[int, YearRecord]
    _later: dict[int, Standing] = field(default_factory=dict)

    @property
    def roads(self) -> pl.DataFrame:
        """All roads (columns of ``frames.ROADS``)."""
        return self._housing.addresses.roads

    @property
    def access_addresses(self) -> pl.DataFrame:
        """All access addresses of all years (columns of ``frames.ACCESS_ADDRESSES``)."""
        return self._housing.addresses.frame

    def snapshot(self, year: int) -> Snapshot:
        """The city at 1 January of ``year``; raises ValueError for a year it was not made for."""
        self._check_year(year)
        record, housing, people = self._records[year], self._housing, self._town.people
        dwellings, units, buildings = registers_at(housing, year)
        return Snapshot(
            year=year,
            roads=self.roads,
            access_addresses=self.access_addresses,
            dwellings=dwellings,
            units=units,
            buildings=buildings,
            residents=resident_frame(people, record, housing.places["address_id"]),
            former_addresses=former_addresses(
                people, record.persons, moves_before(self._town, record.persons, days(year)), housing
            ),
            former_numbers=former_numbers(self._town, record.persons),
            protections=protections(people, record.persons, days(year)),
            classification=classification(),
        )

    def changes(self, working_days: Sequence[date]) -> Iterator[DayChanges]:
        """What the population register sends on consecutive working days of one year, all since its 1 January.

        The city goes on for that year where it was made for no later one. Raises ValueError for a year it was not
        made for, and for one that others follow but not the next.
        """
        year = working_days[0].year
        self._check_year(year)
        town, dwellings = self._town, registers_at(self._housing, year)[0]
        after: Standing | None = self._records.get(year + 1) or self._later.get(year + 1)
        is_last = year == self.years[-1]
        if after is None and not is_last:
            raise ValueError(f"changes of {year} need the city of {year + 1}, too")
        if after is None:
            advance(town, year)
            after = self._later[year + 1] = standing_of(town, town.people.present())
        history = history_of(town, self._records[year], after)
        return DayBook(history, self._housing, dwellings, is_last).changes(working_days)

    def _check_year(self, year: int) -> None:
        if year not in self._records:
            raise ValueError(f"this city was made for {', '.join(map(str, self.years))}, not for {year}")


def _checked_years(years: Sequence[int]) -> tuple[int, ...]:
    ordered = tuple(years)
    if not ordered or any(later <= earlier for earlier, later in pairwise(ordered)):
        raise ValueError(f"years must be one or more in ascending order, not {list(ordered)}")
    if ordered[0] < FIRST_YEAR or ordered[-1] > LAST_YEAR:
        raise ValueError(
            f"a city can be made for the years {FIRST_YEAR} to {LAST_YEAR}, not for {ordered[0]} to {ordered[-1]}"
        )
    return ordered


def make_city(
    scale: float,
    years: range | list[int],
    seed: int,
    realistic_numbers: bool = False,
    progress: Callable[[str], None] | None = None,
) -> City:
    """Make the city at ``scale`` (1 is all of Copenhagen) for each 1 January of ``years``.

    The same arguments give the same city, on every machine. ``realistic_numbers`` leaves the day of person numbers as
    it is; by default 60 is added, so that no number can be a living person's. ``progress`` is told what is being done.

    Raises ValueError for a scale, a span of years or a seed that no city can be made for.
    """
    if not SMALLEST_SCALE <= scale <= LARGEST_SCALE:
        raise ValueError(f"scale must lie between {SMALLEST_SCALE} and {LARGEST_SCALE}, not {scale}")
    if seed < 0:
        raise ValueError(f"seed must not be negative, not {seed}")
    wanted = _checked_years(years)
    report = progress or (lambda _: None)
    report("drawing the map, roads and dwellings")
    housing = make_housing(scale, seed)
    report(f"settling the city of {wanted[0]}")
    town = begin(housing.homes, scale, seed, wanted[0], realistic_numbers)
    records = {wanted[0]: record_year(town, wanted[0])}
    for year in range(wanted[0], wanted[-1]):
        report(f"letting {year} pass")
        advance(town, year)
        record = record_year(town, year + 1)
        if year + 1 in wanted:
            records[year + 1] = record
    return City(scale, wanted, seed, realistic_numbers, map_layers(), housing, town, records)
