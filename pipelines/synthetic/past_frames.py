"""What the population register remembers of residents: former addresses, former numbers, protections."""

import numpy as np
import polars as pl

from pipelines.synthetic import frames
from pipelines.synthetic.housing.building_register import Housing
from pipelines.synthetic.identifiers import chosen, padded
from pipelines.synthetic.population.people import UNPLACED, People, days
from pipelines.synthetic.population.town import Moves, Town
from pipelines.synthetic.records import scattered, scattered_share
from pipelines.synthetic.resident_frame import special_roads

_ELSEWHERE: list[str | None] = [
    "0147", "0157", "0159", "0173", "0167", "0175", "0185", "0230", "0265",
    "0461", "0561", "0751", "0851", "0615", "0860",
]  # fmt: skip
_LONGEST_STAY_DAYS = 3_000
_ANNULLED, _CORRECTED = 0.006, 0.012
_PROTECTED_SHARE, _MARKETING_SHARE, _PERMANENT_SHARE = 0.006, 0.35, 0.45
_FIRST_PROTECTION, _LAST_PROTECTION = days(2011), days(2025, 12)
_PERMANENT_UNTIL = days(2101)


def all_moves(town: Town) -> Moves:
    """Every stay in the city that has ended by a move within it."""
    names = Moves.__dataclass_fields__
    return Moves(*(np.concatenate([getattr(part, name) for part in town.moves]) for name in names))


def _dated(day: np.ndarray) -> pl.Series:
    return pl.Series(day.astype(np.int32)).cast(pl.Date)


def moves_before(town: Town, persons: np.ndarray, day: int) -> Moves:
    """Stays of persons at other addresses of the city that ended before a day."""
    moves = all_moves(town)
    is_asked = np.zeros(len(town.people), dtype=bool)
    is_asked[persons] = True
    past = np.flatnonzero(is_asked[moves.person] & (moves.moved_out_day < day))
    return Moves(*(getattr(moves, name)[past] for name in Moves.__dataclass_fields__))


def _within_the_city(people: People, moves: Moves, housing: Housing) -> pl.DataFrame:
    """Former addresses in the city; without a fixed one a road code that is no road, and nothing else."""
    home = pl.Series(np.maximum(moves.home, 0).astype(np.uint32))
    number = people.number[moves.person]
    unplaced = moves.home == UNPLACED
    places = housing.places.select("access_index", "floor_code", "door_code").head(len(housing.homes.address))
    places = places.select(pl.all().gather(home))
    access = housing.addresses.frame.select("road_code", "house_number").select(
        pl.all().gather(places["access_index"].cast(pl.UInt32))
    )
    placed = pl.concat([access, places.drop("access_index")], how="horizontal")
    return placed.select(pl.when(pl.Series(~unplaced)).then(pl.all()).name.keep()).with_columns(
        road_code=pl.coalesce("road_code", special_roads(number, unplaced)),
        municipality_code=pl.lit("0101"),
        number=number,
        moved_in_date=_dated(moves.moved_in_day),
        moved_out_date=_dated(moves.moved_out_day),
    )


def _elsewhere(people: People, persons: np.ndarray) -> pl.DataFrame:
    """The last address in another municipality of those who moved to the city."""
    persons = persons[people.arrived_day[persons] > people.birth_day[persons]]
    number, arrived = people.number[persons], people.arrived_day[persons]
    stay = 30 + scattered(number, 11) % _LONGEST_STAY_DAYS
    low_rise = scattered(number, 12) % 3 == 0
    return pl.DataFrame(
        {
            "municipality_code": chosen(_ELSEWHERE, scattered(number, 13) % len(_ELSEWHERE)),
            "road_code": padded(4 * (1 + scattered(number, 14) % 2200), 4),
            "house_number": pl.Series((1 + scattered(number, 15) % 120).astype(str))
            + chosen(["", "", "", "A", "B"], scattered(number, 16) % 5),
            "floor_code": chosen(["st", "1", "2", "3", ""], np.where(low_rise, 4, scattered(number, 17) % 4)),
            "door_code": chosen(["tv", "th", ""], np.where(low_rise, 2, scattered(number, 18) % 2)),
            "number": number,
            "moved_in_date": _dated(np.maximum(people.birth_day[persons], arrived - stay)),
            "moved_out_date": _dated(arrived),
        }
    )


def former_addresses(people: People, persons: np.ndarray, moves: Moves, housing: Housing) -> pl.DataFrame:
    """Former addresses of persons, ``moves`` in the city and one outside of those who came from there.

    Some rows are corrected (K), some annulled (A) beside the right one.
    """
    parts = [_within_the_city(people, moves, housing), _elsewhere(people, persons)]
    rows = pl.concat([part.select(sorted(part.columns)) for part in parts]).sort(
        "number", "moved_out_date", maintain_order=True
    )
    chance = scattered_share(rows["number"].to_numpy() * 31 + rows["moved_out_date"].to_physical().to_numpy(), 19)
    mark = np.where(chance > 1 - _CORRECTED, 1, 0)
    annulled = rows.filter(pl.Series(chance < _ANNULLED)).with_columns(
        moved_in_date=pl.col("moved_in_date").dt.offset_by("-1d"), correction_code=pl.lit("A")
    )
    marked = rows.with_columns(correction_code=chosen([" ", "K"], mark))
    everything = pl.concat([marked, annulled]).sort("number", "moved_out_date", maintain_order=True)
    numbers = padded(everything["number"].to_numpy(), 10)
    return frames.conform(everything.with_columns(person_number=numbers), frames.FORMER_ADDRESSES)


def former_numbers(town: Town, persons: np.ndarray) -> pl.DataFrame:
    """Earlier numbers of persons whose number was changed before they entered the city's history."""
    changed = town.changed_numbers
    here = np.isin(changed.person, persons)
    return frames.conform(
        pl.DataFrame(
            {
                "person_number": padded(town.people.number[changed.person[here]], 10),
                "former_number": padded(changed.number[here], 10),
                "valid_from_date": _dated(changed.valid_from_day[here]),
                "valid_to_date": _dated(changed.valid_to_day[here]),
            }
        ),
        frames.FORMER_NUMBERS,
    )


def protections(people: People, persons: np.ndarray, before_day: int) -> pl.DataFrame:
    """Name and address protection (0001) and no marketing (0003): some ended, some for good (until 2101).

    Those that began before a day.
    """
    number = people.number[persons]
    since = _FIRST_PROTECTION + scattered(number, 22) % (_LAST_PROTECTION - _FIRST_PROTECTION)
    since = np.maximum(since, people.birth_day[persons])
    protected = (scattered_share(number, 21) < _PROTECTED_SHARE) & (since < before_day)
    number, since = number[protected], since[protected]
    marketing = scattered_share(number, 23) < _MARKETING_SHARE
    for_good = marketing | (scattered_share(number, 24) < _PERMANENT_SHARE)
    until = np.where(for_good, _PERMANENT_UNTIL, since + 365 * (1 + scattered(number, 25) % 6))
    return frames.conform(
        pl.DataFrame(
            {
                "person_number": padded(number, 10),
                "protection_type_code": chosen(["0001", "0003"], marketing.astype(np.int64)),
                "protected_from_date": _dated(since),
                "protected_until_date": _dated(until),
            }
        ),
        frames.PROTECTIONS,
    )
