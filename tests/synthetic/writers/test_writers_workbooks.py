"""Workbooks and counts of administrations are read back as what they were made from, whatever the habits."""

from pathlib import Path

import polars as pl
import pytest

from pipelines.geography.layers import area_slug
from pipelines.registers.agreements import load_agreements
from pipelines.registers.reader import ReadReport, read_file
from pipelines.registers.reading.area_names import area_vocabulary
from pipelines.synthetic.attributes.area_counts import area_counts
from pipelines.synthetic.city import make_city
from pipelines.synthetic.plan.initiatives import ADMINISTRATIONS, ALL_AREAS, WHOLE_CITY, Initiative, initiatives
from pipelines.synthetic.snapshot import Snapshot
from pipelines.synthetic.writers.forvaltning import OWNERS, SMALLEST_SHOWN, write_counts
from pipelines.synthetic.writers.indsatser import write_plan
from pipelines.synthetic.writers.written import WrittenFile
from tests.registers.samples import SECRET

YEARS = (2019, 2026)


@pytest.fixture(scope="module")
def town() -> Snapshot:
    return make_city(0.03, [2026], seed=3).snapshot(2026)


def read(file: WrittenFile, folder: Path) -> ReadReport:
    return read_file(file.path, file.layout, folder / "out", SECRET)


def table(folder: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(folder / "out" / f"{name}.parquet")


def area_codes(initiative: Initiative) -> list[str]:
    everywhere = {WHOLE_CITY: "0101", ALL_AREAS: "alle"}
    return [everywhere.get(name, area_slug(name)) for name in initiative.areas]


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("administration", ADMINISTRATIONS)
def test_a_plan_is_read_back_as_what_it_was_made_from(administration: str, year: int, tmp_path: Path) -> None:
    (file,) = write_plan(administration, year, tmp_path)

    report = read(file, tmp_path)

    made = initiatives(administration, year)
    assert 8 <= len(made) == report.record_count == file.record_count
    assert not report.unreadable
    found = table(tmp_path, "initiative")
    assert found["budget_oere"].to_list() == [None if one.budget_kr is None else 100 * one.budget_kr for one in made]
    assert found.select("initiative_title", "goal_code", "theme_code", "status_code", "progress_pct").rows() == [
        (one.title, one.goal_code, one.theme_code, one.status_code, one.progress_pct) for one in made
    ]
    assert found.select("start_date", "contact_unit").rows() == [(one.start, one.contact_unit) for one in made]
    assert [end is None for end in found["end_date"]] == [one.end is None for one in made]
    assert {end.year for end in found["end_date"].drop_nulls()} == {one.end.year for one in made if one.end}
    areas, indicators = table(tmp_path, "initiative_area"), table(tmp_path, "initiative_indicator")
    assert sorted(areas["area_code"]) == sorted(code for one in made for code in area_codes(one))
    assert indicators["indicator_code"].to_list() == [code for one in made for code in one.indicator_codes]


def test_an_initiative_keeps_its_key_from_year_to_year(tmp_path: Path) -> None:
    keys = []
    for year in YEARS:
        read(write_plan("SOF", year, tmp_path)[0], tmp_path)
        keys.append(table(tmp_path, "initiative")["initiative_key"].to_list())

    assert keys[0] == keys[1]
    assert len(set(keys[0])) == len(keys[0])


@pytest.mark.parametrize("owner", OWNERS)
def test_counts_are_read_back_and_small_ones_are_suppressed(owner: str, town: Snapshot, tmp_path: Path) -> None:
    (file,) = write_counts(owner, town, tmp_path)

    report = read(file, tmp_path)

    made, found = area_counts(town, owner), table(tmp_path, "area_count")
    assert found.height == made.height == report.record_count == file.record_count
    assert not report.unreadable
    assert found["denominator"].to_list() == made["denominator"].to_list()
    assert found["indicator_code"].to_list() == made["indicator_code"].to_list()
    shown = pl.concat([made.select("numerator", "division", "area_name"), found.select(pl.all().name.suffix("_read"))],
                      how="horizontal")  # fmt: skip
    observed = shown.filter(pl.col("value_state_code_read") == "observed")
    assert observed["numerator"].to_list() == observed["numerator_read"].to_list()
    assert observed.filter(pl.col("numerator").is_between(1, SMALLEST_SHOWN - 1)).is_empty()
    vocabulary = area_vocabulary()
    assert found.select("area_set", "area_code").rows() == [
        vocabulary.find(f"{division} {name}") for division, name in made.select("division", "area_name").iter_rows()
    ]


def test_udsatte_byomraader_stand_worse(town: Snapshot) -> None:
    expected = {"T04": 1, "F01": 1, "H04": 1, "U07": -1, "U03": -1}

    found = {}
    for owner in OWNERS:
        shares = area_counts(town, owner).group_by("indicator_code").agg(_share("Udsat byområde"), _share("Hele byen"))
        found |= {code: inside - city for code, inside, city in shares.iter_rows() if code in expected}

    assert {code: 1 if gap > 0 else -1 for code, gap in found.items()} == expected


def _share(division: str) -> pl.Expr:
    is_there = pl.col("division") == division
    share = pl.col("numerator").filter(is_there).sum() / pl.col("denominator").filter(is_there).sum()
    return share.alias(division)


def test_the_same_contents_give_the_same_bytes(town: Snapshot, tmp_path: Path) -> None:
    folders = [tmp_path / "first", tmp_path / "second"]
    for folder in folders:
        folder.mkdir()
        for administration in ADMINISTRATIONS:
            write_plan(administration, 2026, folder)
        for owner in OWNERS:
            write_counts(owner, town, folder)

    first, second = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders)
    assert first == second


def test_every_administration_has_an_agreement_and_its_files_their_names(town: Snapshot, tmp_path: Path) -> None:
    agreements = load_agreements()
    files = {f"indsatser_{each.lower()}": write_plan(each, 2026, tmp_path) for each in ADMINISTRATIONS}
    files |= {f"forvaltning_{each.lower()}": write_counts(each, town, tmp_path) for each in OWNERS}

    for product, (file,) in files.items():
        agreed = agreements[product].file_of(file.layout)
        assert agreed is not None
        assert agreed.names(file.path.name)
