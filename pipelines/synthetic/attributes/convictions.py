"""Who was convicted in a year, of what: residents from 15 years, young men and the udsatte byområder more often.

Levels follow the public shares of residents convicted of the penal code, arms or narcotics (about 0.7 % a year of
those from 18 years); traffic and other laws come beside them. A person gets the same draws in every city of a seed.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.synthetic.attributes.living import living
from pipelines.synthetic.records import scattered_share
from pipelines.synthetic.snapshot import Snapshot

MAX_CASES = 3
# Code of offence at seven digits and its share of the decisions; the first four have been kept since 2020.
OFFENCES = {
    "1210100": 0.04, "1250200": 0.07, "1320100": 0.05, "1370300": 0.14, "1380100": 0.05, "1420100": 0.03,
    "3210100": 0.11, "3410100": 0.04, "2110200": 0.22, "2130300": 0.16, "3810100": 0.05, "3830400": 0.03,
    "4110000": 0.01,
}  # fmt: skip
"""Four of them tell the kind: 1 penal code, 2 traffic, 32 narcotics, 34 arms, 38 other; 4110 is in no list of GER7."""
_BASE_PCT, _INSIDE_FACTOR, _MAN_FACTOR, _JOBLESS_FACTOR = 1.0, 2.1, 1.7, 1.6
_BY_AGE = ([15, 18, 21, 25, 30, 40, 55, 70], [0.9, 2.6, 3.0, 2.2, 1.4, 0.8, 0.4, 0.1])
_AT_WORK = ("110", "120", "131", "132", "133", "134", "135", "136", "511", "414")


@dataclass(frozen=True)
class Convictions:
    """Parallel arrays, one element per decision."""

    person_numbers: np.ndarray
    offence_codes: np.ndarray
    day_of_year: np.ndarray
    days_since_offence: np.ndarray
    draw: np.ndarray


def convictions(snapshot: Snapshot) -> Convictions:
    """Decisions of the calendar year before the snapshot."""
    people = living(snapshot).filter(pl.col("age_years") >= 15)
    number, year = people["person_number"].cast(pl.Int64).to_numpy(), snapshot.year
    risk = _BASE_PCT / 100 * np.interp(people["age_years"].to_numpy(), *_BY_AGE)
    risk *= np.where((people["sex_code"] == "M").to_numpy(), _MAN_FACTOR, 2 - _MAN_FACTOR)
    risk *= np.where(people["is_inside"].to_numpy(), _INSIDE_FACTOR, 1.0)
    risk *= np.where(people["ras_status_code"].is_in(_AT_WORK).fill_null(False).to_numpy(), 1.0, _JOBLESS_FACTOR)
    rows = np.flatnonzero(scattered_share(number, 5_000 + year) < risk)
    # Half of the convicted have one decision, some three.
    cases = np.searchsorted([0.62, 0.9], scattered_share(number[rows], 5_100 + year)) + 1
    rows, case = np.repeat(rows, cases), np.concatenate([np.arange(count) for count in cases] or [np.array([], int)])
    mixed = number[rows] * (MAX_CASES + 1) + case
    kinds = np.searchsorted(np.cumsum([*OFFENCES.values()])[:-1], scattered_share(mixed, 5_200 + year), side="right")
    return Convictions(
        person_numbers=people["person_number"].to_numpy()[rows],
        offence_codes=np.array([*OFFENCES])[kinds],
        day_of_year=(scattered_share(mixed, 5_300 + year) * 365).astype(np.int64),
        days_since_offence=(30 - 220 * np.log1p(-scattered_share(mixed, 5_400 + year))).astype(np.int64),
        draw=scattered_share(mixed, 5_500 + year),
    )
