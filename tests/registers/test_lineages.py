"""The listing decides which generation of a file of Datafordeleren is read."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.registers.lineages import generation_of, judge_lineages, listed_generations

STUB, POPULATED = 408, 20_000


def name(generation: int, *, version: int = 1, municipality: str | None = None, entity: str = "Adresse") -> str:
    part = f"{entity}_{municipality}" if municipality else entity
    return f"DAR_V{version}_{part}_TotalDownload_csv_Current_{generation}.zip"


def row(generation: int, size: int = POPULATED, *, as_text: bool = False, **parts: Any) -> dict[str, Any]:
    return {
        "fileName": name(generation, **parts),
        "register": "DAR",
        "generationNumber": str(generation) if as_text else generation,
        "version": parts.get("version", 1),
        "municipalityCode": parts.get("municipality") or ("" if as_text else None),
        "fileSizeInBytes": size,
    }


def test_the_newest_populated_generation_is_taken() -> None:
    judged = judge_lineages([row(255), row(256)], [name(256)])

    assert judged == type(judged)(None, (), (name(256),))


@pytest.mark.parametrize("as_text", [False, True])
def test_an_older_generation_is_held_and_the_newer_file_is_named(as_text: bool) -> None:
    judged = judge_lineages([row(9), row(10, as_text=as_text)], [name(9)])

    assert judged.finding is not None
    assert judged.finding.reason_code == "generation_gap"
    assert judged.finding.file == name(9)
    assert name(10) in judged.finding.sentence


def test_a_stub_of_a_newer_version_does_not_count() -> None:
    judged = judge_lineages([row(256), row(3, STUB, version=2, as_text=True)], [name(256)])

    assert (judged.finding, judged.read) == (None, (name(256),))


def test_a_populated_newer_version_holds_the_older_one() -> None:
    judged = judge_lineages([row(256), row(3, version=2)], [name(256)])

    assert judged.finding is not None
    assert name(3, version=2) in judged.finding.sentence


def test_a_stub_alone_is_held_for_the_populated_file() -> None:
    judged = judge_lineages([row(256), row(3, STUB, version=2)], [name(3, version=2)])

    assert judged.finding is not None
    assert name(256) in judged.finding.sentence


def test_of_a_stub_and_a_populated_file_the_populated_one_is_read() -> None:
    judged = judge_lineages([row(256), row(3, STUB, version=2)], [name(3, version=2), name(256)])

    assert (judged.finding, judged.read) == (None, (name(256),))
    assert judged.notes == (f"{name(3, version=2)} was left unread beside {name(256)}",)


def test_of_the_national_file_and_that_of_the_municipality_ours_is_read() -> None:
    ours = name(12, municipality="0101")

    judged = judge_lineages([row(256), row(12, municipality="0101")], [name(256), ours])

    assert (judged.finding, judged.read) == (None, (ours,))
    assert judged.notes == (f"{name(256)} was left unread beside {ours}",)


def test_generations_of_another_lineage_do_not_count() -> None:
    others = [
        row(300, municipality="0101"),
        row(301, municipality="0147", as_text=True),
        row(302, entity="Husnummer"),
        {**row(303), "fileName": name(303).replace("Total", "Delta")},
        {**row(304), "fileName": name(304).replace("Current", "Bitemporal")},
    ]

    assert judge_lineages([row(256), *others], [name(256)]).finding is None


def test_a_file_that_the_listing_does_not_name_is_noted() -> None:
    judged = judge_lineages([row(256)], [name(257)])

    assert (judged.finding, judged.notes) == (None, (f"{name(257)} is not in the listing",))


def test_without_a_listing_the_choice_between_lineages_still_stands() -> None:
    judged = judge_lineages([], [name(256), name(12, municipality="0101")])

    assert (judged.finding, judged.read) == (None, (name(12, municipality="0101"),))


def test_files_of_the_building_register_carry_municipality_and_generation() -> None:
    found = generation_of("BBR_V3_Bygning_0101_TotalDownload_json_Current_646.json")

    assert found is not None
    assert (found.municipality, found.place) == ("0101", (3, 646))
    assert found.form == ("bbr", "bygning", "totaldownload", "json", "current")


@pytest.mark.parametrize("strange", ["x.zip", "", "DAR_V1_Adresse_Current_1.zip", "../" + name(1)])
def test_a_file_named_otherwise_says_nothing(strange: str) -> None:
    assert generation_of(strange) is None
    assert listed_generations([{"fileName": strange, "generationNumber": 9}]) == []


@pytest.mark.parametrize("value", [None, "", "many", [1], {"a": 1}, -1])
def test_fields_of_a_listing_that_are_no_numbers_give_way_to_the_name(value: object) -> None:
    strange = {"fileName": name(7), "generationNumber": value, "version": value, "fileSizeInBytes": value}

    (found,) = listed_generations([strange])

    assert (found.number, found.version, found.size_bytes) == (7, 1, None)


generations = st.lists(st.tuples(st.integers(1, 50), st.sampled_from([STUB, POPULATED])), min_size=1, max_size=8)


@given(generations, st.data())
def test_a_delivery_is_held_exactly_when_a_newer_populated_generation_is_listed(
    listed: list[tuple[int, int]], data: st.DataObject
) -> None:
    by_number = dict(listed)
    delivered = data.draw(st.sampled_from(sorted(by_number)))
    rows = data.draw(st.permutations([row(number, size) for number, size in by_number.items()]))

    judged = judge_lineages(rows, [name(delivered)])

    populated = [number for number, size in by_number.items() if size == POPULATED]
    is_behind = bool(populated) and (max(populated) > delivered or by_number[delivered] == STUB)
    assert (judged.finding is not None) == is_behind
