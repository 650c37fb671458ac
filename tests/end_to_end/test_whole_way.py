"""From deliveries to frozen editions, with the real parts."""

import json
import re
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.quality.person_scanner import scan
from tests.end_to_end import oracle
from tests.end_to_end.conftest import SCALE, SEED, YEARS, Town, content, whole_way

pytestmark = [pytest.mark.end_to_end, pytest.mark.xdist_group("town")]
# The rest of the city and those who are in no area: the oracle counts named areas only.
RESIDUALS = ("uden-for-inddeling", "Uden for inddeling", "resten-af-byen", "Resten af byen")


def query(town: Town, sql: str) -> pl.DataFrame:
    with duckdb.connect(str(town.store.marts_link.resolve()), read_only=True) as connection:
        return connection.execute(sql).pl()


@pytest.mark.parametrize("code", ["D01", "D02", "D03", "D04", "D05"])
def test_every_figure_agrees_with_a_recomputation_from_the_truth(code: str, town: Town) -> None:
    truth = oracle.read_truth(town.truth)
    names = query(town, "select distinct area_set, area_code, area_name from mart.indicator_values")
    marts = query(town, f"select * from mart.indicator_values where indicator_code = '{code}'")
    breakdowns = ["alle"] if code == "D05" else list(oracle.BREAKDOWNS)

    compared = 0
    for area_set in oracle.AREAS:
        key = "area_name" if area_set == "udsat_byomraade" else "area_code"
        for breakdown in breakdowns:
            expected = oracle.figures(truth, code, area_set, breakdown).filter(pl.col("denominator") > 0)
            members = oracle.BREAKDOWNS[breakdown]
            expected = expected.with_columns(member=pl.col(members[0]) if members else pl.lit("alle"))
            got = marts.filter(
                (pl.col("area_set") == area_set) & (pl.col("breakdown") == breakdown) & (pl.col("denominator") > 0)
            )
            left = sorted(expected.select("reference_year", "area", "member", "numerator", "denominator").iter_rows())
            right = sorted(got.select("reference_year", key, "breakdown_value", "numerator", "denominator").iter_rows())
            right = [row for row in right if row[1] not in RESIDUALS]
            assert right == left, (area_set, breakdown)
            compared += len(left)

    assert compared > 1000
    assert names.height > 0


def test_a_second_refresh_does_nothing_and_says_so(town: Town) -> None:
    before = content(town.store.shelf, town.store.vault)

    answer = town.must("refresh")

    assert "Nothing to do" in answer.out
    assert content(town.store.shelf, town.store.vault) == before


def test_delivering_and_freezing_everything_again_changes_no_figure(own_town: Town) -> None:
    before = content(own_town.store.vault, own_town.store.editions)

    own_town.must("synthesise", "--scale", SCALE, "--years", YEARS, "--seed", SEED)
    again = own_town.must("refresh")
    frozen = own_town.must("plan-refresh", "2025")

    assert "0 deliveries accepted" in again.out
    assert "frozen before, unchanged" in frozen.err
    assert content(own_town.store.vault, own_town.store.editions) == before


def test_the_same_seed_gives_byte_identical_editions_whatever_the_surroundings(town: Town, tmp_path: Path) -> None:
    other = whole_way(tmp_path, TZ="Pacific/Auckland", LANG="da_DK.UTF-8", PYTHONHASHSEED="4242")

    def parquet(which: Town) -> dict[str, bytes]:
        root = which.store.editions
        return {str(file.relative_to(root)): file.read_bytes() for file in sorted(root.rglob("*.parquet"))}

    assert parquet(other) == parquet(town)
    assert len(parquet(town)) > 10


def test_both_editions_verify_and_tell_an_edition_from_a_draft(town: Town) -> None:
    listed = town.must("edition", "list").out
    verified = [town.must("edition", "verify", name).out for name in ("2025", "2027-draft")]

    assert re.search(r"^2025 +final .*gate open", listed, re.MULTILINE)
    assert re.search(r"^2027-draft +draft .*gate closed", listed, re.MULTILINE)
    assert all("as it was frozen" in line for line in verified)


def test_every_published_table_says_that_it_is_not_protected(town: Town) -> None:
    manifest = json.loads((town.store.editions / "2025" / "manifest.json").read_text())

    unmarked = [
        file["path"]
        for file in manifest["files"]
        if file["path"].startswith("mart/")
        and set(pl.read_parquet(town.store.editions / "2025" / file["path"])["disclosure_status"])
        != {"not protected against disclosure"}
    ]

    assert manifest["disclosure_status"] == "not protected against disclosure"
    assert unmarked == []


def test_the_gate_stays_closed_when_one_required_rule_has_no_evidence_and_says_which(own_town: Town) -> None:
    evidence = pl.read_parquet(own_town.store.evidence)
    kept = evidence.filter(~((pl.col("rule_id") == "RAS-002") & (pl.col("reference_year") == 2025)))
    kept.write_parquet(own_town.store.evidence)
    before = content(own_town.store.editions)

    answer = own_town.run("plan-refresh", "2025")

    assert kept.height == evidence.height - 1
    assert answer.code == 1
    assert "RAS-002 2025: no result in this refresh" in answer.err
    assert content(own_town.store.editions) == before


def test_no_person_number_is_found_anywhere_behind_the_archive(town: Town) -> None:
    places = [path for path in town.store.root.iterdir() if path.name not in ("landing", "archive", "secrets")]

    assert sum(found.count for found in scan(town.store.archive.rglob("*.l901101"))) > 1000
    assert scan(places) == []


def test_the_overview_shows_all_fifteen_areas_against_the_rest_of_the_city(town: Town) -> None:
    lines = town.must("overview").out.splitlines()

    assert sum(" / " in line for line in lines if not line.startswith("value")) == 15
    assert "NOT protected" in lines[-1]


def test_a_failing_test_of_dbt_leaves_the_shelf_as_it_was_and_names_its_rule(own_town: Town) -> None:
    file = own_town.store.current_link("cpr", "address", "2026").resolve()
    rows = pl.read_parquet(file)
    pl.concat([rows, rows.head(3)]).write_parquet(file)
    before = content(own_town.store.shelf)

    answer = own_town.run("refresh", "--rebuild")

    assert answer.code == 1
    assert re.search(r"MART-001: .* fail \(\d+ rows\)", answer.err), answer.err
    assert content(own_town.store.shelf) == before
