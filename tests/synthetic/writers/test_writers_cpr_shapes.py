"""The order and the physical shapes of a CPR status extract, and what its writer refuses to write."""

import re
from pathlib import Path

import polars as pl
import pytest

from pipelines.synthetic.snapshot import Snapshot
from pipelines.synthetic.writers import cpr
from pipelines.synthetic.writers.cpr import write_status_extract
from pipelines.synthetic.writers.fixed_width import Record, blank, code


def lines_of(path: Path) -> list[str]:
    return path.read_bytes().decode("latin-1").split("\n")[:-1]


@pytest.fixture
def lines(snapshot: Snapshot, tmp_path: Path) -> list[str]:
    return lines_of(write_status_extract(snapshot, tmp_path).path)


def test_persons_stay_together_but_are_not_fully_sorted(lines: list[str]) -> None:
    owners = [line[3:13] for line in lines[1:-1] if line[:3] != "003"]

    runs = [owner for position, owner in enumerate(owners) if position == 0 or owners[position - 1] != owner]
    assert len(runs) == len(set(runs))
    assert runs != sorted(runs)


def test_block_003_comes_last_in_another_order(lines: list[str]) -> None:
    kinds = [line[:3] for line in lines[1:-1]]
    first = kinds.index("003")

    assert set(kinds[first:]) == {"003"}
    in_block = [line[3:13] for line in lines[first + 1 : -1]]
    before = [line[3:13] for line in lines if line.startswith("001")]
    assert sorted(in_block) == sorted(before)
    assert in_block != before


def test_variant_without_key_is_306_wide_and_otherwise_the_same(snapshot: Snapshot, tmp_path: Path) -> None:
    with_key = lines_of(write_status_extract(snapshot, tmp_path).path)

    without_key = lines_of(write_status_extract(snapshot, tmp_path, has_address_key=False).path)

    assert without_key == [line[:306] if line.startswith("002") else line for line in with_key]


def test_the_four_shapes_hold_the_same_text(snapshot: Snapshot, tmp_path: Path) -> None:
    full = write_status_extract(snapshot, tmp_path).path.read_bytes()

    trimmed = write_status_extract(snapshot, tmp_path, line_form="trimmed").path.read_bytes()
    crlf = write_status_extract(snapshot, tmp_path, line_form="crlf").path.read_bytes()
    unbroken = write_status_extract(snapshot, tmp_path, line_form="unbroken").path.read_bytes()

    assert trimmed == re.sub(rb" +\n", b"\n", full)
    assert crlf == full.replace(b"\n", b"\r\n")
    assert unbroken == full.replace(b"\n", b"")


def test_size_of_chunks_does_not_show(snapshot: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = write_status_extract(snapshot, tmp_path).path.read_bytes()
    monkeypatch.setattr(cpr, "PERSONS_PER_CHUNK", 7)

    in_chunks = write_status_extract(snapshot, tmp_path).path.read_bytes()

    assert in_chunks == whole


def test_record_with_a_gap_or_a_wrong_length_cannot_be_described() -> None:
    with pytest.raises(ValueError, match="HUSNR starts at 16, expected 14"):
        Record("002", 19, (blank("PNR", 4, 10), blank("HUSNR", 16, 4)))
    with pytest.raises(ValueError, match="fields end at 13, expected 14"):
        Record("002", 14, (blank("PNR", 4, 10),))


def test_code_of_a_wrong_width_is_refused_without_showing_it() -> None:
    record = Record("002", 7, (code("KOMKOD", 4, 4, "municipality_code"),))
    frame = pl.DataFrame({"position": [0, 1], "municipality_code": ["0101", "461"]})

    with pytest.raises(ValueError, match="record 002: 1 lines are not 7 characters wide"):
        record.lines(frame)
