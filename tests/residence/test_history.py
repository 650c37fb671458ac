"""The residence tables of a small vault: history from several extracts, in whatever order they came."""

from datetime import date
from itertools import permutations
from pathlib import Path

import polars as pl
import pytest

from pipelines.residence.building import build_residence, ensure_schemas
from pipelines.residence.extracts import ExtractError
from pipelines.residence.tables import TABLES
from pipelines.store import Store
from tests.registers.samples import SECRET
from tests.residence.samples import Person, files_of, lay_addresses, lay_extract, made

MOVED = (("here", date(2010, 1, 1), date(2023, 7, 1), None),)
NEW_YEAR = {year: date(year, 1, 1) for year in (2023, 2024, 2025)}
DELTA = date(2024, 3, 8)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Two years: person 1 moves within the city, 2 leaves nobody knows when, 3 and 4 stay."""
    store = Store(tmp_path / "data")
    for year in (2023, 2024):
        lay_addresses(store, year, {"here": "atom-1", "there": "atom-2"})
    lay_extract(store, NEW_YEAR[2023], [Person(key) for key in (1, 2, 3, 4)])
    moved = Person(1, "there", date(2023, 7, 1), MOVED)
    lay_extract(store, NEW_YEAR[2024], [moved, Person(3), Person(4)])
    return store


def stays(store: Store, year: int) -> dict[int, list[tuple[object, ...]]]:
    columns = ("from_date", "to_date", "atom_key", "begins_code", "ends_code")
    rows = made(store, "stay", str(year)).select("person_key", *columns).rows()
    return {key: [row[1:] for row in rows if row[0] == key] for key in {row[0] for row in rows}}


def revision(store: Store, year: int) -> dict[str, int]:
    return made(store, "revision", str(year)).row(0, named=True)


def test_moves_and_departures_stand_in_the_year_they_happened(store: Store) -> None:
    build_residence(store, SECRET)

    told = stays(store, 2023)
    assert told[1] == [
        (date(2023, 1, 1), date(2023, 7, 1), "atom-1", "there_before", "moved_within"),
        (date(2023, 7, 1), date(2024, 1, 1), "atom-2", "moved_within", "there_after"),
    ]
    assert told[2] == [(date(2023, 1, 1), date(2024, 1, 1), "atom-1", "there_before", "left_unknown")]
    assert told[3] == [(date(2023, 1, 1), date(2024, 1, 1), "atom-1", "there_before", "there_after")]
    assert sorted(stays(store, 2024)) == [1, 3, 4]


def test_of_days_to_come_nothing_is_known(store: Store) -> None:
    build_residence(store, SECRET)

    assert stays(store, 2024)[3] == [(date(2024, 1, 1), date(2024, 1, 2), "atom-1", "there_before", "there_after")]


def test_history_agrees_with_the_status_extracts_it_was_made_from(store: Store) -> None:
    build_residence(store, SECRET)

    for year, count in ((2023, 4), (2024, 3)):
        assert revision(store, year) == {
            "reference_year": year, "status_count": count, "history_count": count,
            "added_count": 0, "removed_count": 0, "moved_count": 0, "by_changes_count": 0,
        }  # fmt: skip


def test_a_late_report_revises_a_closed_year_and_nothing_else(store: Store) -> None:
    build_residence(store, SECRET)
    placed = store.current_link("residence", "person_place", "2023").read_bytes()
    late = Person(3, "there", date(2022, 12, 1), (("here", date(2010, 1, 1), date(2022, 12, 1), None),))
    gone = Person(4, None, status="80", status_since=date(2022, 6, 1),
                  former=(("here", date(2010, 1, 1), date(2022, 6, 1), None),))  # fmt: skip
    back = Person(9, since=date(2022, 1, 1))

    lay_extract(store, DELTA, [late, gone, back], changes=True)
    counts = build_residence(store, SECRET)

    found = revision(store, 2023)
    assert (found["added_count"], found["removed_count"], found["moved_count"], found["by_changes_count"]) == (
        1,
        1,
        1,
        3,
    )
    assert 4 not in stays(store, 2023)
    assert store.current_link("residence", "person_place", "2023").read_bytes() == placed
    assert list(counts) == ["history"]


def test_changes_tell_who_died_moved_out_or_was_born(store: Store) -> None:
    until = ("here", date(2010, 1, 1), date(2024, 3, 5), None)
    changes = [
        Person(1, "away", date(2024, 3, 5), (*MOVED, ("there", date(2023, 7, 1), date(2024, 3, 5), None))),
        Person(3, None, status="90", status_since=date(2024, 3, 5), former=(until,)),
        Person(5, since=date(2024, 3, 6), born=date(2024, 3, 6)),
        Person(6, since=date(2024, 3, 7), former=(("away", date(2019, 1, 1), date(2024, 3, 7), None),)),
    ]

    lay_extract(store, DELTA, changes, changes=True)
    build_residence(store, SECRET)

    told = stays(store, 2024)
    assert {key: told[key][-1][3:] for key in (1, 3, 4, 5, 6)} == {
        1: ("there_before", "moved_out"),
        3: ("there_before", "died"),
        4: ("there_before", "there_after"),
        5: ("born", "there_after"),
        6: ("moved_in", "there_after"),
    }
    assert told[4][-1][1] == date(2024, 3, 9)


def test_a_newer_status_extract_replaces_what_changes_said(store: Store) -> None:
    lay_extract(store, DELTA, [Person(3, "there", date(2024, 3, 1), MOVED)], changes=True)
    lay_addresses(store, 2025, {"here": "atom-1", "there": "atom-2"})
    lay_extract(store, NEW_YEAR[2025], [Person(1), Person(3)])

    build_residence(store, SECRET)

    assert [row[2] for row in stays(store, 2024)[3]] == ["atom-1"]
    assert stays(store, 2024)[4][-1] == (date(2024, 1, 1), date(2025, 1, 1), "atom-1", "there_before", "left_unknown")


def test_numbers_of_one_person_have_one_history(store: Store) -> None:
    renumbered = Person(11, "there", date(2023, 7, 1), MOVED)
    old = Person(1, None, status="60", successor=11)
    lay_extract(store, NEW_YEAR[2024], [renumbered, old, Person(3), Person(4)])

    build_residence(store, SECRET)

    assert made(store, "person_alias").rows() == [(1, 11)]
    assert [row[4] for row in stays(store, 2023)[11]] == ["moved_within", "there_after"]
    assert 1 not in stays(store, 2023)
    assert revision(store, 2023)["removed_count"] == 0


def test_a_person_under_two_numbers_in_one_extract_counts_as_removed_once(store: Store) -> None:
    lay_extract(store, NEW_YEAR[2024], [Person(3), Person(4, None, status="50", successor=3)])

    build_residence(store, SECRET)

    found = revision(store, 2023)
    assert (found["status_count"], found["history_count"], found["removed_count"]) == (4, 3, 1)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_arrival_does_not_matter(order: tuple[int, ...], tmp_path: Path) -> None:
    extracts = [
        (NEW_YEAR[2023], [Person(1), Person(2)], False),
        (NEW_YEAR[2024], [Person(1, "there", date(2023, 7, 1), MOVED), Person(3)], False),
        (DELTA, [Person(3, "away", date(2024, 3, 1)), Person(1, successor=7, status="60"), Person(7)], True),
    ]

    def vault(name: str, places: tuple[int, ...]) -> dict[str, bytes]:
        store = Store(tmp_path / name)
        for year in (2023, 2024):
            lay_addresses(store, year, {"here": "atom-1", "there": "atom-2"})
        for place in places:
            day, persons, changes = extracts[place]
            lay_extract(store, day, persons, changes=changes)
            build_residence(store, SECRET)
        return {name: data for name, data in files_of(store.vault_current).items() if "residence" in name}

    assert vault("shuffled", order) == vault("plain", (0, 1, 2))


def test_what_was_made_from_the_same_is_not_made_again(store: Store) -> None:
    first = build_residence(store, SECRET)
    before = files_of(store.vault)

    assert build_residence(store, SECRET) == {}
    assert files_of(store.vault) == before
    assert set(first) == {"2023", "2024", "history"}


def test_nobody_else_may_read_what_is_made(store: Store) -> None:
    build_residence(store, SECRET)

    files = [file for file in store.vault_table("residence", "x").parent.rglob("*.parquet") if file.is_file()]
    assert len(files) > 5
    assert all(file.stat().st_mode & 0o077 == 0 for file in files)


def test_a_new_placing_of_one_year_leaves_the_others_alone(store: Store) -> None:
    build_residence(store, SECRET)
    lay_addresses(store, 2024, {"here": "atom-1", "there": "atom-9"})

    counts = build_residence(store, SECRET)

    assert set(counts) == {"2024", "history"}
    assert [name for name in counts["history"] if name.startswith("stays")] == ["stays of 2024"]


def test_a_year_without_addresses_takes_those_of_the_nearest(store: Store) -> None:
    lay_extract(store, NEW_YEAR[2025], [Person(3)])

    build_residence(store, SECRET)

    assert stays(store, 2025)[3][0][2] == "atom-1"
    assert made(store, "person_place", "2025")["placement_code"].to_list() == ["address_unknown"]


def test_addresses_that_belong_to_other_rows_stop_the_making(store: Store) -> None:
    file = store.restricted("cpr", "2024", "20240101", "address")
    pl.read_parquet(file).reverse().write_parquet(file)

    with pytest.raises(ExtractError, match="other addresses than cpr 2024"):
        build_residence(store, SECRET)


def test_without_the_addresses_of_the_archive_nothing_is_made(store: Store) -> None:
    store.restricted("cpr", "2023", "20230101", "address").unlink()

    with pytest.raises(ExtractError, match="no addresses for cpr 2023"):
        build_residence(store, SECRET)


def test_an_empty_vault_gives_empty_tables(tmp_path: Path) -> None:
    store = Store(tmp_path)

    ensure_schemas(store)
    build_residence(store, SECRET)

    assert {name: made(store, name).schema for name in TABLES} == TABLES
    assert all(made(store, name).height == 0 for name in TABLES)


def test_no_address_and_no_address_id_is_in_any_table_of_the_vault(store: Store) -> None:
    build_residence(store, SECRET)

    telling = {"address_id", "road_code", "house_number", "floor_code", "door_code", "unit_id", "access_address_id"}
    for name in TABLES:
        frame = made(store, name)
        assert not telling & {*frame.columns}
        texts = frame.select(pl.col(pl.String)).unpivot()["value"].cast(pl.String).drop_nulls()
        assert not texts.str.contains(r"^id-|^0004$|^0008$").any()
