"""Children of the made-up city: of the right age, at plausible levels, worse off where the city is."""

from collections.abc import Callable

import polars as pl
import pytest

from pipelines.synthetic.attributes.childhood import assessments, dental_examinations, measurements
from pipelines.synthetic.city import Snapshot, truth

SEVERAL_YEARS = (2019, 2021, 2023, 2026)
CARIES_FREE = (pl.col("dmfs_count").fill_null(0) + pl.col("defs_count").fill_null(0)) == 0
# What is counted, of whom, and between which shares it lies in the whole city.
LEVELS: dict[str, tuple[Callable[[Snapshot], pl.DataFrame], pl.Expr, float, float]] = {
    "in need of support with language": (assessments, pl.col("group") > 0, 0.1, 0.25),
    "overweight in school": (measurements, pl.col("bmi_category") > 1, 0.07, 0.18),
    "with caries": (dental_examinations, ~CARIES_FREE, 0.08, 0.25),
}


@pytest.mark.parametrize("what", LEVELS)
def test_levels_are_plausible_and_worse_in_udsatte_byomraader(what: str, snapshots: dict[int, Snapshot]) -> None:
    made, counted, lowest, highest = LEVELS[what]
    inside = truth_of_areas(snapshots)
    rows = pl.concat([made(snapshots[year]).with_columns(year=year, hit=counted) for year in SEVERAL_YEARS])

    shares = rows.join(inside, on=["year", "person_number"]).group_by("is_inside").agg(pl.col("hit").mean())

    by_place = dict(shares.iter_rows())
    assert lowest < rows["hit"].mean() < highest  # type: ignore[operator]
    assert by_place[True] > 1.2 * by_place[False]


def truth_of_areas(snapshots: dict[int, Snapshot]) -> pl.DataFrame:
    is_inside = pl.col("delomraade_name").is_not_null().alias("is_inside")
    return pl.concat(
        [truth(snapshots[year]).select("person_number", is_inside).with_columns(year=year) for year in SEVERAL_YEARS]
    )


@pytest.mark.parametrize(
    ("made", "day", "youngest", "oldest"),
    [
        (assessments, "assessed_date", 3, 5),
        (measurements, "measured_date", 5, 15),
        (dental_examinations, "examined_date", 2, 17),
    ],
)
def test_children_are_seen_in_the_year_before_at_an_age_for_it(
    made: Callable[[Snapshot], pl.DataFrame], day: str, youngest: int, oldest: int, snapshots: dict[int, Snapshot]
) -> None:
    born = snapshots[2026].residents.select("person_number", "birth_date")

    frame = made(snapshots[2026]).join(born, on="person_number", how="left")

    ages = (frame[day] - frame["birth_date"]).dt.total_days() / 365.25
    assert frame[day].dt.year().unique().to_list() == [2025]
    assert ages.min() >= youngest - 0.01  # type: ignore[operator]
    assert ages.max() < oldest + 1  # type: ignore[operator]


def test_a_child_with_caries_at_five_mostly_has_it_at_seven(snapshots: dict[int, Snapshot]) -> None:
    early = dental_examinations(snapshots[2024]).filter(pl.col("age_years") == 5, ~CARIES_FREE)

    late = early.select("person_number").join(dental_examinations(snapshots[2026]), on="person_number")

    assert late.height >= 8
    assert late.select(~CARIES_FREE).to_series().mean() > 0.8  # type: ignore[operator]
