"""A status extract too unlike the year before is held until somebody approves it."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.registers.agreements import load_agreements
from pipelines.registers.intake.arrivals import ArrivedDelivery
from pipelines.registers.intake.plausibility import WATCHED, approve, changed_total, emptied_places, jump_finding
from pipelines.registers.reading.tables import TableCount
from pipelines.store import Store

ROADS = ["0004"] * 60 + ["0012"] * 40 + ["0100"] * 1900


def table(folder: Path, name: str, roads: list[str]) -> Path:
    path = folder / f"{name}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    pl.DataFrame({"road_code": roads}).write_parquet(path)
    return path


@pytest.mark.parametrize(
    ("after", "told"), [(2000, None), (2100, None), (2101, "+5.0 %"), (1899, "-5.0 %"), (0, "-100.0 %"), (1900, None)]
)
def test_the_total_is_held_against_the_year_before(after: int, told: str | None) -> None:
    finding = changed_total(2000, after, WATCHED["cpr"])

    assert (finding is None) == (told is None)
    assert finding is None or (finding.reason_code == "figures_jump" and str(told) in finding.sentence)


@pytest.mark.parametrize(("roads", "is_held"), [(ROADS, False), (ROADS[:60] + ROADS[100:], False), (ROADS[60:], True)])
def test_a_road_of_some_size_does_not_empty_at_once(roads: list[str], is_held: bool, tmp_path: Path) -> None:
    finding = emptied_places(table(tmp_path, "before", ROADS), table(tmp_path, "after", roads), WATCHED["cpr"])

    assert (finding is not None) == is_held
    assert finding is None or "Nobody is left at 1 road(s) that had 60 rows" in finding.sentence


def test_a_held_delivery_passes_once_it_is_approved_and_the_first_year_always(tmp_path: Path) -> None:
    store, agreement = Store(tmp_path / "data"), load_agreements()["cpr"]
    tables = {"address": TableCount(2000, 0, restricted_path=table(tmp_path, "after", ROADS[60:]))}
    arrived = ArrivedDelivery(**_fields(), files=())
    link = store.current_link("cpr", "address", agreement.link_name("2025"))
    link.parent.mkdir(parents=True)
    link.symlink_to(table(tmp_path, "abcd", ROADS))
    table(store.restricted("cpr", "2025", "abcd", "address").parent, "address", ROADS)
    first = ArrivedDelivery(**{**_fields(), "period": "2025"}, files=())

    held = jump_finding(store, arrived, agreement, tables)
    approve(store, arrived.delivery_key, by="Stadsdata", because="a new quarter")

    assert held is not None
    assert jump_finding(store, arrived, agreement, tables) is None
    assert jump_finding(store, first, agreement, tables) is None


def _fields() -> dict[str, object]:
    known = {"register": "cpr", "product": "cpr", "period": "2026", "reference_date": date(2026, 1, 1),
             "reference_year": 2026, "delivery_number": 2, "delivery_key": "0123456789abcdef"}  # fmt: skip
    return {name: value for name, value in known.items() if name in ArrivedDelivery.__dataclass_fields__}
