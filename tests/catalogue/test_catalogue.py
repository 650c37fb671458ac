"""Every defect of the catalogue ends in its verdict, for its reason, is noticed, and changes nothing else."""

import re
from pathlib import Path

import pytest

from pipelines.catalogue.comparing import changed, unexpected
from pipelines.catalogue.running import Row, report, run_catalogue, run_one
from pipelines.catalogue.workshop import Workshop, supplier_of
from pipelines.registers.deliveries import Verdict
from pipelines.registers.layout import load_layout
from pipelines.registers.refusals import REMEDIES
from pipelines.synthetic.defect_model import Defect
from pipelines.synthetic.defects import DEFECTS

ASKED_FOR = [*(f"D{number:02d}" for number in range(1, 29)), *(f"R{number:02d}" for number in range(1, 40))]


@pytest.mark.end_to_end
@pytest.mark.parametrize("code", DEFECTS)
def test_a_defect_ends_as_the_catalogue_says(workshop: Workshop, tmp_path: Path, code: str) -> None:
    row = run_one(DEFECTS[code], workshop, tmp_path / "root")

    assert row.remark is None
    assert (row.verdict, row.reason_code) == (DEFECTS[code].verdict, DEFECTS[code].reason_code)


@pytest.mark.parametrize("code", ASKED_FOR)
def test_the_catalogue_has_every_defect_of_both_lists(code: str) -> None:
    assert any(re.fullmatch(rf"{code}[A-Z]*", known) for known in DEFECTS)


@pytest.mark.parametrize("defect", DEFECTS.values(), ids=list(DEFECTS))
def test_an_entry_names_a_supplier_a_layout_and_a_known_reason(defect: Defect) -> None:
    assert re.fullmatch(r"[DR]\d\d[A-Z]*", defect.code)
    assert load_layout(defect.layout).register == defect.register == supplier_of(defect).register
    assert defect.reason_code is None or defect.reason_code in REMEDIES
    assert all((defect.title, defect.title_da, defect.tell_supplier_da))


def test_an_unknown_code_is_refused_before_a_city_is_made() -> None:
    with pytest.raises(ValueError, match="unknown defects D99"):
        run_catalogue(["D01", "D99"])


def test_the_report_names_what_is_not_as_it_must_be() -> None:
    rows = [
        Row("D01", "no end", "rejected", "end_record_missing", "rejected", "end_record_missing", None),
        Row("D02", "wrong end", "rejected", "end_record_count_differs", "accepted", None, "another verdict: taken"),
    ]

    told = report(rows).splitlines()

    assert told[1].split() == ["D01", "rejected:", "end_record_missing", "rejected:", "end_record_missing", "yes"]
    assert told[2].endswith("NO")
    assert told[-2:] == ["D02 (wrong end): another verdict: taken", "2 defects, 1 not as the catalogue says"]


@pytest.mark.parametrize(
    ("verdict", "astray"),
    [
        ("accepted", ["archive/ras/2026/k/a", "shelf/marts.duckdb", "vault/cpr/person/2025/k.parquet"]),
        ("rejected", ["archive/cpr/2026/k/a", "archive/ras/2026/k/a", "shelf/marts.duckdb"]),
    ],
)
def test_a_change_outside_register_and_period_is_noticed(verdict: str, astray: list[str]) -> None:
    entry = Verdict("cpr", "2026", "k", 2, "2026-01-01", verdict)
    after = {"shelf/marts.duckdb": "new", "archive/cpr/2026/k/a": "1", "archive/ras/2026/k/a": "2"}
    after |= {"vault/cpr/person/2025/k.parquet": "x", "vault/current/cpr__person/2026.parquet": "y"}

    found = unexpected(changed({"shelf/marts.duckdb": "old"}, after), entry)

    assert [path for path in found if path in astray] == astray
    assert verdict == "rejected" or len(found) == len(astray)
