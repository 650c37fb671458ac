"""What is known of the children of a year: language assessments, measurements, dental examinations.

Fixed by a child's number and the year alone, so that a child who was behind at three is likelier so at five. Levels
follow the published ones of Copenhagen loosely, gradients between areas and homes plainly. No file form is known here.
"""

import zlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date

import numpy as np
import polars as pl

from pipelines.synthetic.records import scattered_share
from pipelines.synthetic.snapshot import Snapshot

GENERAL, FOCUSED, SPECIAL = range(3)
UNDERWEIGHT, NORMAL, OVERWEIGHT, OBESE = range(4)
_IN_UDSAT_OMRAADE, _NOT_WESTERN, _MOTHER_UNSCHOOLED = 1.0, 0.8, 0.5
_UNSCHOOLED_GROUPS = ["05", "10"]
_ASSESSED_SHARE = {3: 0.55, 5: 0.45}
_ASSESSED_AGAIN, _MEASURED_AGAIN = 0.04, 0.02
_MEASURED_SHARE = {6: 0.92, 10: 0.8, 15: 0.72}
_HEIGHT_CM = {6: (118.5, 117.5), 10: (141.0, 141.0), 15: (172.0, 165.0)}
"""Mean of boys and of girls."""
_BMI_EDGES = {6: (12.0, 13.2, 17.5, 19.7, 25.0), 10: (13.0, 14.2, 19.9, 24.0, 31.0), 15: (15.2, 16.8, 23.4, 28.4, 36.0)}
"""Where underweight, normal weight, overweight and obesity begin by age (after Cole 2000 and 2007), and the end."""
_EXAMINED_SHARE = 0.86
_CARIES_LOGIT = {3: -3.9, 5: -2.7, 7: -2.1, 12: -2.2, 15: -1.6, 17: -1.2}
_LAST_MILK_AGE, _FIRST_PERMANENT_AGE = 12, 7


def children(snapshot: Snapshot, ages: Sequence[int]) -> pl.DataFrame:
    """Residents who reached one of ``ages`` in the year before the snapshot.

    Columns person_number (text), number (whole), is_male, birth_date, kvarter_code, age_years (reached in the year),
    disadvantage: 0 for most, up to 2.3.
    """
    year = snapshot.year - 1
    born = snapshot.residents.filter(pl.col("birth_date").dt.year().is_in([year - age for age in ages]))
    places = snapshot.dwellings.select("address_id", "access_address_id").join(
        snapshot.access_addresses.select("access_address_id", "kvarter_code", "delomraade_name"),
        on="access_address_id",
        how="left",
    )
    main_group = snapshot.classification.select("hfaudd_code", "disced15_main_code")
    mothers = snapshot.residents.select("person_number", "hfaudd_code").join(main_group, on="hfaudd_code", how="left")
    is_unschooled = pl.col("disced15_main_code").is_in(_UNSCHOOLED_GROUPS) | pl.col("disced15_main_code").is_null()
    return (
        born.join(places, on="address_id", how="left", maintain_order="left")
        .join(
            mothers.select(mother_number="person_number", is_unschooled=is_unschooled),
            on="mother_number",
            how="left",
            maintain_order="left",
        )
        .select(
            "person_number",
            pl.col("person_number").cast(pl.Int64).alias("number"),
            (pl.col("sex_code") == "M").alias("is_male"),
            "birth_date",
            "kvarter_code",
            (year - pl.col("birth_date").dt.year()).alias("age_years"),
            (
                _IN_UDSAT_OMRAADE * pl.col("delomraade_name").is_not_null()
                + _NOT_WESTERN * (~pl.col("is_western").fill_null(True))
                + _MOTHER_UNSCHOOLED * pl.col("is_unschooled").fill_null(False)
            ).alias("disadvantage"),
        )
    )


def assessments(snapshot: Snapshot) -> pl.DataFrame:
    """Language assessments of the year before, by day: who was assessed twice has two rows.

    Columns person_number, kvarter_code, assessed_date, age_months, spoken_score, preliteracy_score (null under five),
    group (GENERAL to SPECIAL).
    """
    frame = children(snapshot, list(_ASSESSED_SHARE))
    age, share = frame["age_years"].to_numpy(), _shares_of(frame, snapshot.year)
    tested = share("assessed") < _by_age(_ASSESSED_SHARE, age) + 0.12 * frame["disadvantage"].to_numpy()
    frame, age, share = frame.filter(tested), age[tested], _shares_of(frame.filter(tested), snapshot.year)
    need, steady = _logistic(-1.9 + 0.75 * frame["disadvantage"].to_numpy()), _shares_of(frame, 0)
    luck = np.where(share("relapse") < 0.3, share("support"), steady("support"))
    group = np.where(luck < need / 3, SPECIAL, np.where(luck < need, FOCUSED, GENERAL))
    birthday = _days(frame["birth_date"]) + np.round(age * 365.25).astype(np.int64)
    day = birthday + (share("day") * np.clip(_last_day(snapshot.year) - birthday, 1, 150)).astype(np.int64)
    first = _assessed(frame, share, age, group, np.clip(day, _first_day(snapshot.year), _last_day(snapshot.year)))
    again = (share("again") < _ASSESSED_AGAIN) & (day + 60 <= _last_day(snapshot.year))
    better = np.maximum(group - (share("better") < 0.5), GENERAL)
    second = _assessed(frame, _shares_of(frame, -snapshot.year), age, better, day + 60).filter(again)
    return pl.concat([first, second]).sort("assessed_date", "person_number")


def measurements(snapshot: Snapshot) -> pl.DataFrame:
    """Heights and weights of the year before, by day; who was measured twice has two rows.

    Columns person_number, kvarter_code, age_years (6, 10 or 15), measured_date, height_mm, weight_g, bmi_category
    (UNDERWEIGHT to OBESE).
    """
    frame = children(snapshot, list(_MEASURED_SHARE))
    seen = _shares_of(frame, snapshot.year)("measured") < _by_age(_MEASURED_SHARE, frame["age_years"].to_numpy())
    frame = frame.filter(seen)
    age, share, steady = frame["age_years"].to_numpy(), _shares_of(frame, snapshot.year), _shares_of(frame, 0)
    heavy = _logistic(-2.3 + 0.6 * frame["disadvantage"].to_numpy() + 0.02 * (age - 6))
    luck = np.where(share("diet") < 0.25, share("weight"), steady("weight"))
    category = np.select([luck < heavy / 4, luck < heavy, luck > 0.955], [OBESE, OVERWEIGHT, UNDERWEIGHT], NORMAL)
    row, edges = np.searchsorted(list(_BMI_EDGES), age), np.array(list(_BMI_EDGES.values()))
    low, high = edges[row, category], edges[row, category + 1]
    bmi = low + (high - low) * (0.03 + 0.94 * share("bmi"))
    mean_cm = np.array(list(_HEIGHT_CM.values()))[row, (~frame["is_male"].to_numpy()).astype(int)]
    height_mm = np.round((mean_cm + 5.5 * _bell(steady, "height")) * 2).astype(np.int64) * 5
    day = np.minimum(_first_day(snapshot.year) + (share("day") * 365).astype(np.int64), _last_day(snapshot.year))
    measured = frame.select("person_number", "kvarter_code", "age_years").with_columns(
        measured_date=_dates(day),
        height_mm=height_mm,
        weight_g=np.round(bmi * (height_mm / 1000) ** 2 * 10).astype(np.int64) * 100,
        bmi_category=category,
    )
    again = (share("again") < _MEASURED_AGAIN) & (day + 30 <= _last_day(snapshot.year))
    second = measured.filter(again).with_columns(pl.col("measured_date") + pl.duration(days=30))
    return pl.concat([measured, second]).sort("measured_date", "person_number")


def dental_examinations(snapshot: Snapshot) -> pl.DataFrame:
    """Dental examinations of the year before, by day.

    Columns person_number, age_years, examined_date, dmfs_count (null while there are no permanent teeth), defs_count
    (null when there are no milk teeth left).
    """
    frame = children(snapshot, list(_CARIES_LOGIT))
    frame = frame.filter(_shares_of(frame, snapshot.year)("examined") < _EXAMINED_SHARE)
    age, share, steady = frame["age_years"].to_numpy(), _shares_of(frame, snapshot.year), _shares_of(frame, 0)
    caries = _logistic(_by_age(_CARIES_LOGIT, age) + 0.65 * frame["disadvantage"].to_numpy())
    luck = steady("teeth")
    # The unluckier a child, the more surfaces: most of those with caries have one to three, a few very many.
    surfaces = np.ceil(-2.2 * np.log(np.clip(luck / caries, 1e-6, 1))).astype(np.int64).clip(1, 40)
    count = np.where(luck < caries, surfaces, 0)
    permanent = np.where(age > _LAST_MILK_AGE, count, np.where(share("which") < 0.4, count, count // 2))
    day = np.minimum(_first_day(snapshot.year) + (share("day") * 365).astype(np.int64), _last_day(snapshot.year))
    has_permanent, has_milk = age >= _FIRST_PERMANENT_AGE, age <= _LAST_MILK_AGE
    return frame.select(
        "person_number",
        "age_years",
        _dates(day).alias("examined_date"),
        pl.Series("dmfs_count", permanent).set(pl.Series(~has_permanent), None),
        pl.Series("defs_count", np.where(has_permanent, count - permanent, count)).set(pl.Series(~has_milk), None),
    ).sort("examined_date", "person_number")


def _assessed(
    frame: pl.DataFrame, share: Callable[[str], np.ndarray], age: np.ndarray, group: np.ndarray, day: np.ndarray
) -> pl.DataFrame:
    """One assessment per child; scores are percentiles that fit the group."""
    low, high = np.array([16, 6, 0])[group], np.array([100, 15, 5])[group]
    spoken = low + np.floor(share("spoken") * (high - low + 1)).astype(np.int64)
    letters = np.clip(spoken + np.round(share("letters") * 30 - 15).astype(np.int64), 0, 100)
    months = np.floor((day - _days(frame["birth_date"])) / 30.44).astype(np.int64)
    return frame.select(
        "person_number",
        "kvarter_code",
        _dates(day).alias("assessed_date"),
        pl.Series("age_months", months),
        pl.Series("spoken_score", spoken),
        pl.Series("preliteracy_score", letters).set(pl.Series(age < max(_ASSESSED_SHARE)), None),
        pl.Series("group", group),
    )


def _shares_of(frame: pl.DataFrame, year: int) -> Callable[[str], np.ndarray]:
    """Draws from 0 up to 1 by name, the same for a child in every ``year`` 0."""
    numbers = frame["number"].to_numpy()
    return lambda name: scattered_share(numbers, zlib.crc32(f"{name} {year}".encode()))


def _bell(share: Callable[[str], np.ndarray], name: str) -> np.ndarray:
    """About normal, mean 0 and deviation 1, never beyond 3.5."""
    drawn: np.ndarray = (sum(share(f"{name} {turn}") for turn in range(4)) - 2.0) * np.sqrt(3)
    return drawn


def _logistic(odds: np.ndarray) -> np.ndarray:
    chance: np.ndarray = 1 / (1 + np.exp(-odds))
    return chance


def _by_age(table: Mapping[int, float], age: np.ndarray) -> np.ndarray:
    values: np.ndarray = np.array(list(table.values()))[np.searchsorted(list(table), age)]
    return values


def _first_day(reference_year: int) -> int:
    return (date(reference_year - 1, 1, 1) - date(1970, 1, 1)).days


def _last_day(reference_year: int) -> int:
    return _first_day(reference_year + 1) - 1


def _days(dates: pl.Series) -> np.ndarray:
    days: np.ndarray = dates.cast(pl.Int32).to_numpy().astype(np.int64)
    return days


def _dates(days: np.ndarray) -> pl.Series:
    return pl.Series(days.astype(np.int32)).cast(pl.Date)
