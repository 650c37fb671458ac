"""Readers of the shelf are never locked out and never see half of a publication."""

import multiprocessing
import time
from pathlib import Path

import duckdb
import pytest

from pipelines.publication.shelf import publish_marts
from pipelines.store import Store

PUBLISHES = 10


def build(store: Store, generation: int) -> None:
    """Make a build database whose two marts carry the same generation, and one table of persons."""
    store.workshop.mkdir(parents=True, exist_ok=True)
    store.build_database.unlink(missing_ok=True)
    with duckdb.connect(str(store.build_database)) as connection:
        for schema in ("mart", "katalog", "intermediate"):
            connection.execute(f"create schema {schema}")
        connection.execute(f"create table mart.a as select {generation} as generation from range(20000)")
        connection.execute(f"create table mart.b as select {generation} as generation from range(20000)")
        connection.execute("comment on column mart.a.generation is 'which build this was'")
        connection.execute("create table intermediate.persons as select 1 as person_key")


def poll(link: str, stop: "multiprocessing.synchronize.Event", answers: "multiprocessing.Queue[object]") -> None:
    seen = set()
    while not stop.is_set():
        try:
            with duckdb.connect(str(Path(link).resolve()), read_only=True) as connection:
                found = connection.execute(
                    "select (select min(generation) from mart.a), (select max(generation) from mart.a),"
                    " (select min(generation) from mart.b), (select max(generation) from mart.b)"
                ).fetchone()
            assert found is not None
            assert len(set(found)) == 1, f"mixed generations {found}"
            seen.add(found[0])
        except Exception as problem:
            answers.put(repr(problem))
            return
    answers.put(seen)


@pytest.mark.end_to_end
def test_a_reader_that_polls_during_ten_publishes_never_fails_and_never_sees_a_mix(store: Store) -> None:
    build(store, 0)
    publish_marts(store, "0000", {})
    context = multiprocessing.get_context("spawn")
    stop, answers = context.Event(), context.Queue()
    readers = [context.Process(target=poll, args=(str(store.marts_link), stop, answers)) for _ in range(2)]
    for reader in readers:
        reader.start()

    for generation in range(1, PUBLISHES + 1):
        build(store, generation)
        publish_marts(store, f"{generation:04d}", {})
        time.sleep(0.2)
    stop.set()
    results = [answers.get(timeout=30) for _ in readers]

    for reader in readers:
        reader.join(timeout=30)
    assert all(isinstance(result, set) for result in results), results
    assert any(len(result) > 1 for result in results)  # type: ignore[arg-type]


def test_tables_of_persons_never_leave_the_workshop(store: Store) -> None:
    build(store, 1)

    published, rows = publish_marts(store, "0001", {})

    with duckdb.connect(str(published), read_only=True) as connection:
        schemas = {
            name for (name,) in connection.execute("select distinct schema_name from duckdb_tables()").fetchall()
        }
    assert schemas == {"mart"}
    assert rows == {"mart.a": 20000, "mart.b": 20000}


def test_descriptions_travel_with_the_tables(store: Store) -> None:
    build(store, 1)

    published, _ = publish_marts(store, "0001", {})

    with duckdb.connect(str(published), read_only=True) as connection:
        comments = connection.execute("select comment from duckdb_columns() where comment is not null").fetchall()
    assert comments == [("which build this was",)]


def test_a_file_once_on_the_shelf_is_never_written_again(store: Store) -> None:
    build(store, 1)
    first, _ = publish_marts(store, "0001", {})
    before = first.read_bytes()

    build(store, 2)
    second, _ = publish_marts(store, "0001", {})

    assert first != second
    assert first.read_bytes() == before
    assert store.marts_link.resolve() == second


def test_a_publication_that_fails_leaves_the_shelf_as_it_was(store: Store) -> None:
    build(store, 1)
    published, _ = publish_marts(store, "0001", {})
    store.build_database.unlink()

    with pytest.raises(duckdb.Error):
        publish_marts(store, "0002", {})

    assert store.marts_link.resolve() == published
