"""Counts that administrations keep without a register of persons: reports to the police, places in day care, ...

Who is counted follows from the person number and the place, so that the same residents are counted every year and
udsatte byområder stand worse, as published. Small counts and signs in place of one are made by ``writers.forvaltning``.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.synthetic.attributes.living import living
from pipelines.synthetic.records import scattered_share
from pipelines.synthetic.snapshot import Snapshot
from pipelines.synthetic.streams import stream

CITY = ("Hele byen", "København")


@dataclass(frozen=True)
class Measure:
    """An indicator that is counted: who reports it, of which ages, how common it is outside and inside the areas.

    ``rate`` is a share of residents of the ages from ``age_from`` to ``age_to``; where ``is_event`` it is a number of
    events per resident and year, which have no person. ``by_district`` is counted by districts of the police survey.
    """

    indicator_code: str
    owner_code: str
    age_from: int
    age_to: int
    rate: float
    rate_inside: float
    is_event: bool = False
    by_district: bool = False
    counts_households: bool = False


# Levels: citizen-facing crime 37.9 reports per 1,000 residents in 2020 (Københavns Kommune, Sikker By); of young people
# in national lists about one in ten has ever been charged; the others are assumed.
MEASURES = (
    Measure("T03", "OKF", 0, 199, 0.034, 0.052, is_event=True, by_district=True),
    Measure("T04", "OKF", 10, 17, 0.013, 0.034),
    Measure("S02", "TMF", 18, 199, 0.0008, 0.0024, is_event=True, counts_households=True),
    Measure("F01", "KFF", 7, 17, 0.24, 0.44),
    Measure("U07", "BUF", 1, 5, 0.93, 0.86),
    Measure("U03", "BUF", 16, 16, 0.90, 0.81),
    Measure("H04", "SUF", 16, 199, 0.21, 0.29),
)


def area_counts(snapshot: Snapshot, owner_code: str) -> pl.DataFrame:
    """What an administration counted, by indicator and area.

    Columns: ``indicator_code``, ``division``, ``area_name`` (a bydel by its number), ``numerator``, ``denominator``.
    """
    households = snapshot.residents.select("person_number", "household_id")
    people = living(snapshot).join(households, on="person_number", how="left", maintain_order="left")
    ours = [measure for measure in MEASURES if measure.owner_code == owner_code]
    return pl.concat(_counted(people, measure, snapshot.year) for measure in ours)


def _counted(people: pl.DataFrame, measure: Measure, year: int) -> pl.DataFrame:
    of_age = people.filter(pl.col("age_years").is_between(measure.age_from, measure.age_to))
    if measure.counts_households:
        of_age = of_age.unique("household_id", keep="first", maintain_order=True)
    rates = np.where(of_age["is_inside"].to_numpy(), measure.rate_inside, measure.rate)
    numbers = of_age["person_number"].cast(pl.Int64).to_numpy()
    if measure.is_event:
        counts = stream(0, "area counts", measure.indicator_code, year).poisson(rates)
    else:
        counts = (scattered_share(numbers, sum(map(ord, measure.indicator_code))) < rates).astype(np.int64)
    of_age = of_age.with_columns(count=pl.Series(counts))
    divisions = {"Tryghedsdistrikt": "district_name"} if measure.by_district else {
        "Bydel": "bydel_code", "Udsat byområde": "delomraade_name"
    }  # fmt: skip
    parts = [
        of_age.filter(pl.col(column).is_not_null()).group_by(area_name=pl.col(column)).agg(*_SUMS).sort("area_name")
        .with_columns(division=pl.lit(division))
        for division, column in divisions.items()
    ]  # fmt: skip
    whole = of_age.select(*_SUMS).with_columns(division=pl.lit(CITY[0]), area_name=pl.lit(CITY[1]))
    return pl.concat([*parts, whole], how="diagonal").select(
        owner_code=pl.lit(measure.owner_code),
        indicator_code=pl.lit(measure.indicator_code),
        division="division",
        area_name="area_name",
        numerator="numerator",
        denominator="denominator",
    )


_SUMS = (pl.col("count").sum().cast(pl.Int64).alias("numerator"), pl.len().cast(pl.Int64).alias("denominator"))
