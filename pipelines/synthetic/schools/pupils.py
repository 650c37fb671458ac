"""The pupils of a school year: who goes to which school, how often they are away, how they fare.

Belongs here: pupils as a frame. Does not belong here: file formats, and what the ministry publishes of them. Every
value follows from the person, the year and the neighbourhood, so it is the same however often it is asked for.
Levels: Uddannelsesstatistik, Copenhagen 2023/2024 (grades 7.6, absence 7 %, general well-being 3.7).
"""

import numpy as np
import polars as pl

from pipelines.synthetic.public_figures import table
from pipelines.synthetic.records import scattered_share
from pipelines.synthetic.schools.institutions import DEPARTMENT, FOLKESKOLE, PRIVATE, SPECIAL
from pipelines.synthetic.snapshot import Snapshot, truth

FIRST_GRADE, LAST_GRADE, EXAM_GRADE, FIRST_WELLBEING_GRADE = 0, 9, 9, 4
_AGE_AT_START_YEARS = 6
_PRIVATE_SHARE, _SPECIAL_SHARE, _ELSEWHERE_SHARE = 0.22, 0.012, 0.15
_NO_ANSWER_SHARE, _NO_EXAM_SHARE = 0.12, 0.06
INDICATORS = ("general", "social", "academic", "support", "order")
_LEVELS = dict(zip(INDICATORS, (3.72, 4.02, 3.75, 3.24, 3.75), strict=True))
"""Average of the five indicators of well-being, on a scale from 1 to 5."""


def pupils(snapshot: Snapshot, schools: pl.DataFrame) -> pl.DataFrame:
    """One row per resident child who went to grades 0 to 9 in the school year that ended in the summer before.

    Columns: person_number, institution_code (of the unit where the child goes), grade, absence_pct, the five
    indicators from 1 to 5, exam_average, has_two; null where there is no answer, no examination or no report.
    """
    children = truth(snapshot).with_columns(
        grade=snapshot.year - 2 - pl.col("birth_date").dt.year() - _AGE_AT_START_YEARS
    )
    children = children.filter(pl.col("grade").is_between(FIRST_GRADE, LAST_GRADE)).sort("person_number")
    number = children["person_number"].cast(pl.Int64).to_numpy()
    burden = _burden(children, number)
    unit, type_name = _units(children, schools, number)
    is_private = type_name == PRIVATE
    grade = children["grade"].to_numpy()
    frame = children.select("person_number", pl.col("grade").cast(pl.Int32)).with_columns(
        institution_code=pl.Series(unit, dtype=pl.String),
        type_name=pl.Series(type_name, dtype=pl.String),
        absence_pct=_known(_absence(number, burden, snapshot.year), ~is_private),
    )
    answers = (grade >= FIRST_WELLBEING_GRADE) & ~is_private & (_drawn(number, snapshot.year, 5) >= _NO_ANSWER_SHARE)
    wellbeing = [_known(_indicator(number, burden, name, snapshot.year), answers).alias(name) for name in INDICATORS]
    sits = (grade == EXAM_GRADE) & (_drawn(number, snapshot.year, 6) >= _NO_EXAM_SHARE)
    average = _exam_average(number, burden, is_private, snapshot.year)
    has_two = average + _normal(number, snapshot.year, 70) >= 4.6
    return frame.with_columns(
        *wellbeing,
        exam_average=_known(average, sits),
        has_two=pl.Series(has_two).set(pl.Series(~sits), None),
    )


def _burden(children: pl.DataFrame, number: np.ndarray) -> np.ndarray:
    """How hard school is for a child, 0 on average: neighbourhood, origin and what is the child's own."""
    income = table("kvarter_figures").select(
        "kvarter_code", income=pl.col("median_disposable_income_dkk_2024").cast(pl.Float64)
    )
    spread = income.with_columns(income=(pl.col("income") - pl.col("income").mean()) / pl.col("income").std())
    known = children.select("kvarter_code", "delomraade_name", "origin_code", "is_western").join(
        spread, on="kvarter_code", how="left", maintain_order="left"
    )
    other_origin = (pl.col("origin_code") != "1") & ~pl.col("is_western")
    shared = known.select(
        0.7 * pl.col("delomraade_name").is_not_null().cast(pl.Float64)
        + 0.35 * other_origin.fill_null(False).cast(pl.Float64)
        - 0.3 * pl.col("income").fill_null(0.0)
        - 0.2
    ).to_series()
    return np.asarray(shared.to_numpy() + 0.7 * _normal(number, 0, 10))


def _units(children: pl.DataFrame, schools: pl.DataFrame, number: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Unit and type of school per child: mostly the municipal school nearest to the kvarter, departments by halves."""
    kinds = {name: schools.filter(pl.col("type_name") == name) for name in (FOLKESKOLE, PRIVATE, SPECIAL)}
    municipal = kinds[FOLKESKOLE].filter(pl.col("unit_kind") != DEPARTMENT)
    nearest = _nearest(children["kvarter_code"], municipal)
    elsewhere = _drawn(number, 0, 2) < _ELSEWHERE_SHARE
    chosen = np.where(elsewhere, _pick(number, 3, municipal.height), nearest)
    unit = municipal["institution_code"].to_numpy()[chosen].astype(object)
    departments = schools.filter(pl.col("unit_kind") == DEPARTMENT).sort("institution_code")
    for main, codes in departments.group_by("main_code", maintain_order=True).agg("institution_code").iter_rows():
        belongs = unit == main
        unit[belongs] = np.array(codes, dtype=object)[_pick(number[belongs], 4, len(codes))]
    draw = _drawn(number, 0, 1)
    type_name = np.full(len(number), FOLKESKOLE, dtype=object)
    for name, low, high in (
        (PRIVATE, 0.0, _PRIVATE_SHARE),
        (SPECIAL, _PRIVATE_SHARE, _PRIVATE_SHARE + _SPECIAL_SHARE),
    ):
        goes = (draw >= low) & (draw < high)
        codes = kinds[name]["institution_code"].to_numpy()
        unit[goes] = codes[_pick(number[goes], 3, len(codes))]
        type_name[goes] = name
    return unit, type_name


def _nearest(kvarter: pl.Series, schools: pl.DataFrame) -> np.ndarray:
    """Position of the school nearest to the centre of each kvarter; the first one where there is no kvarter."""
    sites = table("kvarterer")
    # A degree of longitude is 0.56 of a degree of latitude in Copenhagen.
    gap = (sites["centroid_lat"].to_numpy()[:, None] - schools["latitude_deg"].to_numpy()[None, :]) ** 2 + (
        0.56 * (sites["centroid_lon"].to_numpy()[:, None] - schools["longitude_deg"].to_numpy()[None, :])
    ) ** 2
    nearest = dict(zip(sites["kvarter_code"].to_list(), gap.argmin(axis=1).tolist(), strict=True))
    return kvarter.replace_strict(nearest, default=0, return_dtype=pl.Int64).to_numpy()


def _absence(number: np.ndarray, burden: np.ndarray, year: int) -> np.ndarray:
    """Absence in per cent of school days; a few pupils are away most of the time."""
    return np.clip(6.0 * np.exp(0.22 * burden + 0.5 * _normal(number, year, 20)), 0.0, 100.0).round(1)


def _indicator(number: np.ndarray, burden: np.ndarray, name: str, year: int) -> np.ndarray:
    salt = 30 + 2 * INDICATORS.index(name)
    return np.clip(_LEVELS[name] - 0.12 * burden + 0.55 * _normal(number, year, salt), 1.0, 5.0).round(2)


def _exam_average(number: np.ndarray, burden: np.ndarray, is_private: np.ndarray, year: int) -> np.ndarray:
    return np.clip(7.5 + 0.5 * is_private - 1.3 * burden + 1.7 * _normal(number, year, 60), -3.0, 12.0).round(1)


def _known(values: np.ndarray, is_known: np.ndarray) -> pl.Series:
    return pl.Series(values).set(pl.Series(~is_known), None)


def _drawn(number: np.ndarray, year: int, salt: int) -> np.ndarray:
    """A share per person, year and purpose; the same every time."""
    return scattered_share(number, 1_000 + 100 * year + salt)


def _pick(number: np.ndarray, salt: int, count: int) -> np.ndarray:
    return np.minimum((_drawn(number, 0, salt) * count).astype(np.int64), max(count - 1, 0))


def _normal(number: np.ndarray, year: int, salt: int) -> np.ndarray:
    """A standard normal value per person, year and purpose (Box and Muller); uses ``salt`` and the one behind it."""
    radius = np.sqrt(-2.0 * np.log(1.0 - _drawn(number, year, salt)))
    return np.asarray(radius * np.cos(2.0 * np.pi * _drawn(number, year, salt + 1)))


def whole_school(schools: pl.DataFrame) -> dict[str, str]:
    """Code of the main school by code of its departments."""
    departments = schools.filter(pl.col("unit_kind") == DEPARTMENT)
    return dict(zip(departments["institution_code"].to_list(), departments["main_code"].to_list(), strict=True))
