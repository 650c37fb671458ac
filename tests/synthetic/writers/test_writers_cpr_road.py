"""The road register: every address lies in one tight interval of its road and side, with the rode it has."""

from pathlib import Path

import polars as pl
import pytest

from pipelines.geography.street_table import rode_by_table
from pipelines.registers.layout import load_layout
from pipelines.registers.reader import read_file
from pipelines.synthetic.city import make_city
from pipelines.synthetic.snapshot import Snapshot
from pipelines.synthetic.writers import cpr_road
from pipelines.synthetic.writers.cpr_road import write_road_register
from tests.registers.samples import SECRET

RECORDS = [cpr_road.ROAD, *(each.record for each in cpr_road._DISTRICTS)]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.code)
def test_records_have_the_lengths_of_the_layout(record: cpr_road.Record) -> None:
    described = load_layout("cpr_p05780").records[record.code]

    assert (record.length,) == described.lengths


def test_the_file_of_a_small_city_is_written_to_the_letter(snapshot: Snapshot, tmp_path: Path) -> None:
    (written,) = write_road_register(snapshot, tmp_path)

    lines = written.path.read_bytes().decode("latin-1").splitlines()
    assert written.path.name == "d260102.l901103"
    assert (lines[0], lines[-1]) == ("00090110320260102", f"999{len(lines) - 2:08d}")
    assert lines[1][71:] == "Øster Ærø Boulevard".ljust(40)
    rode = [line[3:20] + line[32:] for line in lines if line.startswith("011")]
    assert [line.strip() for line in rode] == [
        "01010004012B016 L0012Rode 12", "01010004007 007 U0012Rode 12",
    ]  # fmt: skip


def test_every_address_is_given_the_rode_that_it_lies_in(tmp_path: Path) -> None:
    snapshot = make_city(0.01, [2026], seed=1).snapshot(2026)
    (written,) = write_road_register(snapshot, tmp_path)
    read_file(written.path, written.layout, tmp_path / "out", SECRET)
    intervals = pl.read_parquet(tmp_path / "out" / "road_district.parquet")

    found = rode_by_table(snapshot.access_addresses, intervals).sort("access_address_id")

    expected = snapshot.access_addresses.select("access_address_id", "rode_code").sort("access_address_id")
    assert found.equals(expected)
