"""Editions: frozen once, verified from their folder alone, refused when the gate is closed."""

from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.editions.freezing import EditionRefusedError, edition_years, freeze, list_editions
from pipelines.editions.verifying import verify
from pipelines.quality.evidence import Finding, Outcome, write_evidence
from pipelines.quality.gate import Verdict
from pipelines.store import Store

OPEN, CLOSED = Verdict(True, ()), Verdict(False, ("CPR-001 2025: no result in this refresh",))


@pytest.fixture
def shelf(store: Store) -> Store:
    """A small shelf with figures of three reference years."""
    store.shelf.mkdir(parents=True)
    put_on_shelf(store, population=1000)
    write_evidence([], store.evidence)
    return store


def put_on_shelf(store: Store, population: int) -> None:
    file = store.shelf / f"marts_{population}.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema mart; create schema katalog")
        connection.execute(
            f"create table mart.population as select y as reference_year, 'x' as area, {population} as residents"
            " from (values (2024), (2025), (2026)) t(y)"
        )
        connection.execute(
            "create table katalog.leveringer as select 'cpr' as register, y as referenceaar, 'k' as leverings_noegle,"
            " 1 as version from (values (2024), (2025), (2026)) t(y)"
        )
    store.marts_link.unlink(missing_ok=True)
    store.marts_link.symlink_to(file.name)


def test_an_edition_holds_no_later_year_and_every_row_names_it(shelf: Store) -> None:
    frozen = freeze(shelf, 2025, "0001", OPEN, is_draft=False)

    rows = pl.read_parquet(frozen.folder / "mart" / "population.parquet")
    assert sorted(rows["reference_year"]) == [2024, 2025]
    assert set(rows["edition"]) == {2025}
    assert frozen.manifest.disclosure_status == "not protected against disclosure"
    assert [delivery["reference_year"] for delivery in frozen.manifest.deliveries] == [2024, 2025]


def test_an_edition_just_frozen_verifies(shelf: Store) -> None:
    frozen = freeze(shelf, 2025, "0001", OPEN, is_draft=False)

    assert verify(frozen.folder) == []
    assert [folder for folder, _ in list_editions(shelf)] == [frozen.folder]


def test_freezing_the_same_figures_again_changes_nothing(shelf: Store) -> None:
    first = freeze(shelf, 2025, "0001", OPEN, is_draft=False)
    before = {path: path.read_bytes() for path in first.folder.rglob("*") if path.is_file()}

    second = freeze(shelf, 2025, "0001", OPEN, is_draft=False)

    assert not second.is_new
    assert {path: path.read_bytes() for path in first.folder.rglob("*") if path.is_file()} == before


def test_the_evidence_of_a_later_refresh_of_the_same_figures_makes_no_new_edition(shelf: Store) -> None:
    first = freeze(shelf, 2025, "0001", OPEN, is_draft=False)
    write_evidence(
        [Finding("A-001", "says", "critical", Outcome.PASSED, "dbt", "x", refresh_id="0002")], shelf.evidence
    )

    second = freeze(shelf, 2025, "0002", OPEN, is_draft=False)

    assert not second.is_new
    assert second.manifest.content_key() == first.manifest.content_key()


def test_an_edition_is_never_overwritten_with_other_figures(shelf: Store) -> None:
    frozen = freeze(shelf, 2025, "0001", OPEN, is_draft=False)
    put_on_shelf(shelf, population=2000)

    with pytest.raises(EditionRefusedError, match="never overwritten"):
        freeze(shelf, 2025, "0002", OPEN, is_draft=False)

    assert set(pl.read_parquet(frozen.folder / "mart" / "population.parquet")["residents"]) == {1000}


def test_a_closed_gate_refuses_the_edition_and_says_why(shelf: Store) -> None:
    with pytest.raises(EditionRefusedError, match="CPR-001 2025: no result"):
        freeze(shelf, 2025, "0001", CLOSED, is_draft=False)

    assert not shelf.editions.exists() or not list(shelf.editions.iterdir())
    assert list(shelf.staging.glob("*")) == []


def test_a_draft_carries_the_reasons_of_a_closed_gate_and_gives_way_to_the_next(shelf: Store) -> None:
    first = freeze(shelf, 2027, "0001", CLOSED, is_draft=True)
    put_on_shelf(shelf, population=2000)

    second = freeze(shelf, 2027, "0002", CLOSED, is_draft=True)

    assert (second.folder, second.manifest.status) == (first.folder, "draft")
    assert second.manifest.gate_reasons == CLOSED.reasons
    assert verify(second.folder) == []
    assert [path.name for path in shelf.editions.iterdir()] == ["2027-draft"]


def damage_flip(folder: Path) -> None:
    file = folder / "mart" / "population.parquet"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.chmod(0o644)
    file.write_bytes(content)


def damage_extra(folder: Path) -> None:
    (folder / "mart" / "more.parquet").write_bytes(b"")


def damage_missing(folder: Path) -> None:
    (folder / "evidence.parquet").unlink()


def damage_manifest(folder: Path) -> None:
    file = folder / "manifest.json"
    file.chmod(0o644)
    file.write_text(file.read_text().replace('"final"', '"draft"'))


def damage_seal(folder: Path) -> None:
    (folder / "manifest.sha256").unlink()


@pytest.mark.parametrize("damage", [damage_flip, damage_extra, damage_missing, damage_manifest, damage_seal])
def test_any_damage_is_found_and_named(damage: "object", shelf: Store) -> None:
    frozen = freeze(shelf, 2025, "0001", OPEN, is_draft=False)

    damage(frozen.folder)  # type: ignore[operator]

    assert len(verify(frozen.folder)) == 1


def test_the_plan_is_refreshed_every_second_year_to_2035() -> None:
    assert edition_years() == [2025, 2027, 2029, 2031, 2033, 2035]
