"""A broken delivery of each kind changes nothing, and says what, where, why and what to do."""

import json
from pathlib import Path

import pytest

from pipelines.quality.number_pattern import count_in_text
from pipelines.quality.person_scanner import scan
from pipelines.registers.refusals import REMEDIES
from pipelines.store import Store
from tests.end_to_end.conftest import SCALE, Town, content

pytestmark = [pytest.mark.end_to_end, pytest.mark.xdist_group("town")]

# Reference year of the broken delivery -> register, defect, reason code, and whether it is refused or waited for.
KINDS = {
    2027: ("cpr", "D01", "end_record_missing", "rejected"),
    2028: ("cpr", "D02", "end_record_count_differs", "rejected"),
    2029: ("cpr", "D01L", "truncated_line", "rejected"),
    2030: ("cpr", "D06", "encoding_utf8_in_latin1", "rejected"),
    2031: ("ras", "D10H", "html_page", "rejected"),
    2032: ("cpr", "D05", "sidecar_missing", "waiting"),
    2033: ("cpr", "D05S", "size_differs", "rejected"),
}


# Originals hold person numbers, and the secret is a hexadecimal number.
NOT_SCANNED = ("landing", "archive", "secrets")


def deliver_broken(town: Town, folder: Path) -> None:
    """Put into landing one broken delivery of each kind and nothing else."""
    elsewhere = Town(Store(folder / "elsewhere"), town.truth)
    defects = [word for year, (_, code, _, _) in KINDS.items() for word in ("--defect", f"{code}@{year}")]
    elsewhere.must("synthesise", "--scale", SCALE, "--years", f"{min(KINDS)}:{max(KINDS)}", *defects)
    for year, (register, _, _, _) in KINDS.items():
        town.store.inbox(register).mkdir(parents=True, exist_ok=True)
        name = f"d{year % 100:02d}*.l901101*" if register == "cpr" else f"RAS_{year - 1}.csv*"
        for file in elsewhere.store.inbox(register).glob(name):
            file.rename(town.store.inbox(register) / file.name)


def test_a_broken_delivery_of_each_kind_leaves_vault_and_shelf_byte_identical(own_town: Town, tmp_path: Path) -> None:
    deliver_broken(own_town, tmp_path)
    before = content(own_town.store.vault, own_town.store.shelf, own_town.store.editions)

    answer = own_town.run("refresh")

    assert answer.code == 1
    assert count_in_text(answer.out + answer.err) == 0
    assert scan(path for path in own_town.store.root.iterdir() if path.name not in NOT_SCANNED) == []
    assert content(own_town.store.vault, own_town.store.shelf, own_town.store.editions) == before
    for year, (register, _, reason, _) in KINDS.items():
        told = [line for line in answer.err.splitlines() if reason in line and REMEDIES[reason] in line]
        assert told, f"{reason} ({register} {year}) is not told with its remedy:\n{answer.err}"
    rejected = sorted((own_town.store.landing / "rejected").rglob("verdict.json"))
    reasons = {json.loads(file.read_text(encoding="utf-8"))["reason_code"] for file in rejected}
    assert reasons == {reason for _, _, reason, verdict in KINDS.values() if verdict == "rejected"}


def test_what_was_rejected_once_is_out_of_the_way_and_what_waits_is_told_again(own_town: Town, tmp_path: Path) -> None:
    deliver_broken(own_town, tmp_path)
    own_town.run("refresh")

    again = own_town.run("refresh")

    assert again.code == 1
    assert "sidecar_missing" in again.err
    assert "html_page" not in again.err
