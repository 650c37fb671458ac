"""The people: one consistent history, as many per kvarter and age as published."""

import datetime as dt

import numpy as np
import polars as pl
import pytest

from pipelines.synthetic.city import City, Snapshot, truth
from pipelines.synthetic.population.targets import kvarter_targets, stratum_targets
from pipelines.synthetic.public_figures import AGE_BAND_STARTS, table
from tests.synthetic.conftest import SMALL_SCALE, SMALL_YEARS


def test_targets_of_2026_are_the_published_residents_of_every_kvarter_and_age() -> None:
    published = table("kvarter_ages").filter(pl.col("year") == 2026).sort("kvarter_code")

    targets = kvarter_targets(2026)

    assert targets == pytest.approx(published.drop("kvarter_code", "year").to_numpy().astype(float))


@pytest.mark.parametrize("year", [2016, 2021, 2026])
def test_whole_targets_add_up_to_the_published_city(small_city: City, year: int) -> None:
    published = table("bydel_ages").filter(pl.col("year") == year).drop("bydel_nr", "year").to_numpy().sum()

    targets = stratum_targets(small_city._housing.homes, year, 1.0)

    assert targets.sum() == published


def test_residents_per_kvarter_follow_the_published_ones(snapshots: dict[int, Snapshot]) -> None:
    for year, snapshot in snapshots.items():
        found = truth(snapshot).group_by("kvarter_code").len().drop_nulls().sort("kvarter_code")["len"].to_numpy()

        wanted = kvarter_targets(year).sum(axis=1) * SMALL_SCALE

        assert np.abs(found - wanted).max() <= 5


def test_age_bands_stay_close_to_the_published_ones(snapshots: dict[int, Snapshot]) -> None:
    for year, snapshot in snapshots.items():
        ages = truth(snapshot).filter(pl.col("kvarter_code").is_not_null())["age_years"].to_numpy()

        found = np.bincount(np.searchsorted(AGE_BAND_STARTS, ages, side="right") - 1, minlength=7)

        wanted = kvarter_targets(year).sum(axis=0) * SMALL_SCALE
        assert found == pytest.approx(wanted, rel=0.05)


def test_residents_without_an_address_are_counted_beside_the_kvarterer(snapshots: dict[int, Snapshot]) -> None:
    residents = snapshots[2026].residents

    unplaced = residents.filter(pl.col("status_code") == "03")

    assert unplaced.height == pytest.approx(3714 * SMALL_SCALE, abs=2)
    assert unplaced["address_id"].null_count() == unplaced.height
    assert unplaced["special_road_code"].cast(pl.Int32).is_between(9900, 9939).all()
    assert residents.filter(pl.col("status_code") == "01")["address_id"].null_count() == 0


def test_everyone_lives_in_one_existing_dwelling_with_the_household(snapshots: dict[int, Snapshot]) -> None:
    for snapshot in snapshots.values():
        placed = snapshot.residents.filter(pl.col("address_id").is_not_null())

        assert snapshot.residents["person_number"].is_unique().all()
        assert placed.join(snapshot.dwellings, on="address_id", how="anti").height == 0
        assert placed.group_by("household_id").agg(pl.col("address_id").n_unique())["address_id"].max() == 1


def test_a_few_dwellings_hold_more_residents_than_the_indicator_admits(snapshots: dict[int, Snapshot]) -> None:
    for snapshot in snapshots.values():
        per_dwelling = snapshot.residents.drop_nulls("address_id").group_by("address_id").len()["len"]

        assert 1 <= (per_dwelling > 15).sum() <= 5


def test_who_stays_keeps_number_birth_date_sex_and_origin(snapshots: dict[int, Snapshot]) -> None:
    kept = ["birth_date", "sex_code", "origin_code", "is_western", "surname", "given_name", "mother_number"]
    for year in SMALL_YEARS[:-1]:
        both = snapshots[year].residents.join(snapshots[year + 1].residents, on="person_number", suffix="_next")

        assert 0.85 < both.height / snapshots[year].residents.height < 0.96
        assert all(both[name].equals(both[f"{name}_next"], check_names=False) for name in kept)


def test_every_child_born_in_the_city_has_a_mother_among_the_residents(snapshots: dict[int, Snapshot]) -> None:
    for year in SMALL_YEARS[1:]:
        residents = snapshots[year].residents
        born = residents.filter(
            (pl.col("birth_date") >= dt.date(year - 1, 1, 2)) & (pl.col("birth_date") == pl.col("status_from_date"))
        )

        mothers = born.join(residents, left_on="mother_number", right_on="person_number", how="semi")

        assert born.height > 200
        assert mothers.height == born.height


def test_mothers_are_a_plausible_number_of_years_older(snapshots: dict[int, Snapshot]) -> None:
    residents = snapshots[2026].residents

    with_mother = residents.join(
        residents.select("birth_date", mother_number="person_number"), on="mother_number", suffix="_mother"
    )
    years = (with_mother["birth_date"] - with_mother["birth_date_mother"]).dt.total_days() / 365.25

    assert with_mother.height > 4000
    assert years.min() > 15
    assert years.max() < 52


def test_spouses_name_each_other_and_are_both_married(snapshots: dict[int, Snapshot]) -> None:
    for snapshot in snapshots.values():
        married = snapshot.residents.filter(pl.col("civil_status_code") == "G")
        pairs = married.join(married, left_on="spouse_number", right_on="person_number", suffix="_spouse")

        assert pairs.height == married.height
        assert (pairs["spouse_number_spouse"] == pairs["person_number"]).all()
        assert (pairs["civil_status_from_date"] == pairs["civil_status_from_date_spouse"]).all()
        assert snapshot.residents.filter(pl.col("civil_status_code") != "G")["spouse_number"].null_count() > 0


def test_former_addresses_end_where_the_present_one_begins(snapshots: dict[int, Snapshot]) -> None:
    snapshot = snapshots[2026]
    rows = snapshot.former_addresses

    last = rows.filter(pl.col("correction_code") != "A").group_by("person_number").agg(pl.col("moved_out_date").max())
    present = last.join(snapshot.residents.filter(pl.col("status_code") == "01"), on="person_number")

    assert set(rows["correction_code"].unique()) == {" ", "A", "K"}
    assert (rows["moved_in_date"] <= rows["moved_out_date"]).all()
    assert (present["moved_out_date"] == present["moved_in_date"]).mean() > 0.99


def test_time_without_a_fixed_address_is_remembered_as_a_road_code_and_nothing_else(
    snapshots: dict[int, Snapshot],
) -> None:
    homeless = {
        number
        for year in (2024, 2025)
        for number in snapshots[year].residents.filter(pl.col("status_code") == "03")["person_number"]
    }
    housed = snapshots[2026].residents.filter(pl.col("status_code") == "01", pl.col("person_number").is_in(homeless))

    rows = snapshots[2026].former_addresses.filter(pl.col("road_code") >= "9900")

    assert housed.height > 0
    assert set(housed["person_number"]) <= set(rows["person_number"])
    assert rows.select("house_number", "floor_code", "door_code").null_count().row(0) == (rows.height,) * 3


def test_protections_are_rare_some_ended_and_some_for_good(snapshots: dict[int, Snapshot]) -> None:
    protections = snapshots[2026].protections

    assert 0.003 < protections.height / snapshots[2026].residents.height < 0.01
    assert set(protections["protection_type_code"].unique()) == {"0001", "0003"}
    assert (protections["protected_until_date"] < dt.date(2026, 1, 1)).any()
    assert (protections["protected_until_date"] == dt.date(2101, 1, 1)).any()
