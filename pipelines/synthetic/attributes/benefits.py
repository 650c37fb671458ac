"""Public benefits by week: what each resident lived on in the 156 weeks before a 1 January, as DREAM would know it.

The week of the labour market status carries the benefit of that status; around it lie spells of plausible length. Who
works may have been ill, on leave or out of work for a while. A person gets the same draws every year, so that one
year's file tells much the same of a week as the next; what was revised in between is not modelled.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from pipelines.synthetic.records import scattered_share

WINDOW_WEEKS = 156
NOTHING = 0
CODES: tuple[str, ...] = (
    "", "111", "124", "130", "133", "138", "140", "143", "151", "412", "611", "621", "651", "740", "750", "771", "774",
    "783", "810", "870", "890", "998",
)  # fmt: skip
_INDEX = {code: index for index, code in enumerate(CODES)}
# Labour market status -> benefits of that week with their shares, and the mean length of the spell in weeks.
_BY_STATUS: dict[str, tuple[dict[str, float], float]] = {
    "200": ({"111": 0.62, "124": 0.14, "130": 0.24}, 32),
    "311": ({"138": 1.0}, 60), "313": ({"138": 0.5, "124": 0.5}, 45), "314": ({"740": 1.0}, 70),
    "316": ({"412": 1.0}, 40), "317": ({"890": 1.0}, 30), "318": ({"133": 0.6, "130": 0.4}, 110),
    "319": ({"151": 1.0}, 110), "320": ({"750": 1.0}, 80), "321": ({"810": 1.0}, 120), "322": ({"870": 1.0}, 70),
    "351": ({"774": 1.0}, 300), "361": ({"771": 1.0}, 200), "411": ({"783": 1.0}, 900), "412": ({"611": 1.0}, 400),
    "413": ({"621": 1.0}, 400), "414": ({"998": 1.0}, 2000), "415": ({"998": 1.0}, 1500), "511": ({"651": 1.0}, 150),
}  # fmt: skip
_WORKING = ("110", "120", "131", "132", "133", "134", "135", "136")
_YOUNG_ASSISTED = {"130": "140", "133": "143"}
"""Below 30 years without an education it is uddannelseshjælp."""
_SICK_SHARE, _JOBLESS_SHARE, _LEAVE_SHARE = 0.13, 0.08, 0.035


@dataclass(frozen=True)
class BenefitWeeks:
    """Positions of residents with any benefit in the window, and their weeks as numbers of ``CODES`` (a row each)."""

    rows: np.ndarray
    weeks: np.ndarray


def last_monday(iso_year: int) -> date:
    """The Monday of the last ISO week of a year: the week that 28 December lies in."""
    day = date(iso_year, 12, 28)
    return day - timedelta(days=day.weekday())


def window(iso_year: int) -> list[date]:
    """The Mondays of the 156 weeks that end with an ISO year."""
    return [last_monday(iso_year) - timedelta(weeks=weeks) for weeks in range(WINDOW_WEEKS - 1, -1, -1)]


def benefit_weeks(residents: pl.DataFrame, year: int, status_day: date) -> BenefitWeeks:
    """Benefits of the 156 weeks up to the end of ``year`` minus one; ``status_day`` is that of the status."""
    numbers = residents["person_number"].cast(pl.Int64).to_numpy()
    mondays = window(year - 1)
    status_week = (status_day - mondays[0]).days // 7
    main, mean_weeks = _main_benefit(residents, numbers, year)
    first_adult = _week_of_age(residents, 18, mondays[0])
    before, after = (-mean_weeks * np.log1p(-scattered_share(numbers, salt)) for salt in (41, 42))
    start = np.maximum(status_week - before.astype(np.int64), first_adult)
    pension = np.minimum(_week_of_age(residents, 67, mondays[0]), status_week)
    start = np.where(main == _INDEX["998"], pension, start)
    end = status_week + 1 + after.astype(np.int64)
    side, side_start, side_end = _side_spell(residents, numbers, status_week)
    side = np.where(side_start < first_adult, NOTHING, side)
    rows = np.flatnonzero(((main != NOTHING) & (start < WINDOW_WEEKS)) | (side != NOTHING))
    weeks = np.zeros((len(rows), WINDOW_WEEKS), dtype=np.uint8)
    week = np.arange(WINDOW_WEEKS)
    for code, begin, stop in ((side, side_start, side_end), (main, start, end)):
        is_inside = (week >= begin[rows, None]) & (week < stop[rows, None])
        np.copyto(weeks, code[rows, None].astype(np.uint8), where=is_inside & (code[rows, None] != NOTHING))
    is_any = weeks.any(axis=1)
    return BenefitWeeks(rows[is_any], weeks[is_any])


def _main_benefit(residents: pl.DataFrame, numbers: np.ndarray, year: int) -> tuple[np.ndarray, np.ndarray]:
    status = residents["ras_status_code"].fill_null("").to_numpy().astype("U3")
    draw, code, mean = scattered_share(numbers, 43), np.zeros(len(numbers), dtype=np.int64), np.ones(len(numbers))
    for known, (shares, weeks) in _BY_STATUS.items():
        here = np.flatnonzero(status == known)
        bounds = np.cumsum([*shares.values()])
        code[here] = np.array([_INDEX[each] for each in shares])[np.searchsorted(bounds[:-1], draw[here], side="right")]
        mean[here] = weeks
    age = year - residents["birth_date"].dt.year().to_numpy()
    is_young = (age < 30) & (residents["hfaudd_code"].is_null().to_numpy() | (draw < 0.5))
    for adult, young in _YOUNG_ASSISTED.items():
        code[is_young & (code == _INDEX[adult])] = _INDEX[young]
    # Who works beside a study has grants; who studies before 18 has none.
    grant = np.isin(status, _WORKING) & residents["ongoing_hfaudd_code"].is_not_null().to_numpy() & (age >= 18)
    code[grant], mean[grant] = _INDEX["651"], 150.0
    return code, mean


def _side_spell(
    residents: pl.DataFrame, numbers: np.ndarray, status_week: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A spell of illness, parental leave or unemployment of people who work, anywhere but in the week of the status."""
    works = residents["ras_status_code"].is_in(_WORKING).fill_null(False).to_numpy()
    woman = (residents["sex_code"] == "K").to_numpy()
    kind, place, length = (scattered_share(numbers, salt) for salt in (44, 45, 46))
    leave = _LEAVE_SHARE * np.where(woman, 1.6, 0.8)
    bounds = (_SICK_SHARE, _SICK_SHARE + _JOBLESS_SHARE, _SICK_SHARE + _JOBLESS_SHARE + leave)
    code = np.select(
        [kind < bounds[0], kind < bounds[1], kind < bounds[2]], [_INDEX["890"], _INDEX["111"], _INDEX["412"]], NOTHING
    )
    weeks = np.select(
        [code == _INDEX["890"], code == _INDEX["111"]], [4 + 18 * length, 4 + 30 * length], 8 + 36 * length
    )
    begin = (place * (status_week - 2)).astype(np.int64)
    stop = np.minimum(begin + weeks.astype(np.int64), status_week)
    return np.where(works, code, NOTHING), begin, stop


def _week_of_age(residents: pl.DataFrame, age: int, first_monday: date) -> np.ndarray:
    """Number of the week in which each resident reaches an age; negative before the window."""
    birthday = residents["birth_date"].dt.offset_by(f"{age}y").to_physical().to_numpy().astype(np.int64)
    weeks: np.ndarray = (birthday - (first_monday - date(1970, 1, 1)).days) // 7
    return weeks
