"""What dbt makes of the tiny vault."""

import shutil
from pathlib import Path

import duckdb
import pytest

from tests.dbt.conftest import Build, run_dbt
from tests.dbt.tiny_vault import NOT_DELIVERED, YEARS

pytestmark = [pytest.mark.end_to_end, pytest.mark.xdist_group("dbt")]

SCHEMAS = {"staging", "intermediate", "indicators", "mart", "katalog", "policy"}
BY_HAND = Path(__file__).parents[1] / "benchmarks" / "marts_by_hand.sql"


def test_the_build_ends_without_a_warning(build: Build) -> None:
    summary = build.output.strip().splitlines()[-1]

    assert "WARN=0" in summary
    assert "ERROR=0" in summary
    assert "[WARNING]" not in build.output


def test_the_schemas_are_exactly_those_of_the_stages(figures: duckdb.DuckDBPyConnection) -> None:
    found = figures.execute(
        "select schema_name from duckdb_tables() union select schema_name from duckdb_views() where not internal"
    ).fetchall()

    assert {name for (name,) in found} == SCHEMAS


def test_everything_that_is_published_explains_itself(figures: duckdb.DuckDBPyConnection) -> None:
    tables = "select table_name from duckdb_tables() where schema_name in ('mart', 'katalog') and comment is null"
    columns = (
        "select table_name, column_name from duckdb_columns()"
        " where schema_name in ('mart', 'katalog') and (comment is null or comment = '')"
    )

    assert figures.execute(tables).fetchall() == []
    assert figures.execute(columns).fetchall() == []


def test_every_example_of_the_readme_table_runs_and_answers(figures: duckdb.DuckDBPyConnection) -> None:
    examples = figures.execute("select emne, eksempel from katalog.laes_mig order by raekkefoelge").fetchall()

    empty = [topic for topic, query in examples if not figures.execute(query).fetchall()]

    assert len(examples) > 5
    assert empty == []


def test_a_year_that_a_register_has_not_delivered_has_no_figures(figures: duckdb.DuckDBPyConnection) -> None:
    waiting = {"D01": "ras", "D03": "ind", "D04": "ras"}
    expected = {
        (code, year) for code, register in waiting.items() for year in YEARS if (register, year) in NOT_DELIVERED
    }

    found = figures.execute(
        "select distinct indicator_code, reference_year from mart.indicator_values"
        " where breakdown = 'alle' and value_status = 'not_collected'"
    ).fetchall()

    assert set(found) == expected


def test_without_origins_a_breakdown_by_origin_is_not_a_zero(figures: duckdb.DuckDBPyConnection) -> None:
    members = figures.execute(
        "select breakdown_value, value_status, denominator from mart.indicator_values where indicator_code = 'D02'"
        " and breakdown = 'herkomst' and area_set = 'kommune' and reference_year = 2026"
    ).fetchall()

    assert {member: status for member, status, _ in members} == {
        "dansk": "not_collected",
        "vestlig": "not_collected",
        "ikke_vestlig": "not_collected",
        "uoplyst": "measured",
    }


def test_residents_are_placed_or_a_reason_is_given(figures: duckdb.DuckDBPyConnection) -> None:
    reasons = figures.execute(
        "select placement_code, count(*) from intermediate.int_residents where reference_year = 2025"
        " and atom_key = 'uden-for-inddeling' group by all order by all"
    ).fetchall()

    assert reasons == [("address_ambiguous", 1), ("address_unknown", 1), ("no_fixed_address", 2), ("no_point", 1)]


def test_a_script_by_hand_makes_the_same_figures(build: Build, figures: duckdb.DuckDBPyConnection) -> None:
    seeds = Path(__file__).parents[2] / "dbt_project" / "seeds"
    script = BY_HAND.read_text(encoding="utf-8")
    with duckdb.connect() as by_hand:
        by_hand.execute(script.replace("{vault}", str(build.store.vault_current)).replace("{seeds}", str(seeds)))
        expected = by_hand.execute("from mart.indicator_values order by all").fetchall()

    found = figures.execute("from mart.indicator_values order by all").fetchall()

    assert len(found) > 10_000
    assert found == expected


def test_a_planted_error_makes_dbt_fail(build: Build, tmp_path: Path) -> None:
    store = type(build.store)(tmp_path / "data")
    shutil.copytree(build.store.root, store.root)
    with duckdb.connect(str(store.build_database)) as connection:
        connection.execute("delete from mart.population where area_code = 'nordvest'")

    done = run_dbt(store, tmp_path / "target", "test", "--select", "mart_002_every_area_set_sums_to_the_city")

    assert done.returncode == 1
    assert "FAIL 3 mart_002_every_area_set_sums_to_the_city" in done.stdout


def test_an_empty_vault_builds(build: Build, tmp_path: Path) -> None:
    store = type(build.store)(tmp_path / "data")
    store.workshop.mkdir(parents=True)
    shutil.copytree(build.store.vault, store.vault, ignore=shutil.ignore_patterns("2*.parquet"))

    done = run_dbt(store, tmp_path / "target", "build", "--exclude-resource-type", "unit_test")

    assert done.returncode == 0, done.stdout[-3000:]
    with duckdb.connect(str(store.build_database), read_only=True) as connection:
        assert connection.execute("select count(*) from mart.indicator_values").fetchone() == (0,)
        assert connection.execute("select count(*) from katalog.indikatorer").fetchone() == (5,)
