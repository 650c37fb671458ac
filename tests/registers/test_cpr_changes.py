"""CPR changes in the vault: a table per record of its own, everybody once a day, a chain without gaps."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.registers.deliveries import Verdict
from pipelines.registers.inspecting import inspect, report_lines
from pipelines.store import Store
from tests.registers.samples import CPR_TOLD, Delivered, cpr_bytes, deliver, extract, line, number, person, receive_all
from tests.registers.test_pseudonyms import expected_key

LEFT = line("099", PNR=number(0), TIMESTAMPU="202501030000", HAENDELSE="A36")


def chained(lines: list[str], day: str, previous: str) -> list[str]:
    """Lines as an extract of changes between two production dates (YYYYMMDD)."""
    start, *rest = extract(lines, task="901102")
    return [start[:19] + day + previous, *rest]


def send_status(store: Store) -> None:
    deliver(store, "d250102.l901101", cpr_bytes(extract(person(0) + person(1))), CPR_TOLD, 12)


def send_changes(store: Store, lines: list[str], day: str = "20250103", previous: str = "20250102") -> None:
    iso = f"{day[:4]}-{day[4:6]}-{day[6:]}"
    told = Delivered("cpr", "cpr_p12170", iso, 1, "CPR-kontoret")
    deliver(store, f"d{day[2:]}.l901102", cpr_bytes(chained(lines, day, previous)), told, len(lines))


def verdicts(store: Store) -> dict[str, Verdict]:
    return {str(verdict.period): verdict for verdict in receive_all(store)}


def moved_away() -> list[str]:
    return [text[:13] + "0147" + text[17:] if text.startswith("002") else text for text in person(0)]


def table(store: Store, name: str) -> pl.DataFrame:
    return pl.read_parquet(store.current_link("cpr", name, "2025-01-03"))


def test_changes_of_a_day_lie_beside_the_status_in_tables_of_their_own(store: Store) -> None:
    send_status(store)
    send_changes(store, [*moved_away(), LEFT])

    found = verdicts(store)

    assert [found[period].verdict for period in ("2025", "2025-01-03")] == ["accepted", "accepted"]
    address = table(store, "changed_address")
    assert address["municipality_code"].to_list() == ["0147"]
    assert address.select("reference_year", "as_of_date").rows() == [(2025, date(2025, 1, 3))]
    assert table(store, "event").select("person_key", "event_code").rows() == [(expected_key(number(0)), "A36")]
    assert pl.read_parquet(store.current_link("cpr", "address", "2025"))["municipality_code"].to_list() == ["0101"] * 2


def test_a_person_comes_once_in_changes_but_may_have_many_events(store: Store) -> None:
    send_status(store)
    send_changes(store, [*person(0), LEFT, LEFT.replace("A36", "K74")])

    found = verdicts(store)["2025-01-03"]

    assert found.verdict == "accepted"
    assert table(store, "event").height == 2


def test_a_person_who_comes_twice_in_changes_refuses_them(store: Store) -> None:
    send_status(store)
    send_changes(store, [*person(0), LEFT, person(0)[0]])

    found = verdicts(store)["2025-01-03"]

    assert (found.verdict, found.reason_code, found.place) == ("rejected", "duplicate_key", "lines 2 and 9")


@pytest.mark.parametrize(("previous", "verdict"), [("20250102", "accepted"), ("20250101", "waiting")])
def test_changes_wait_until_what_they_follow_on_has_come(previous: str, verdict: str, store: Store) -> None:
    send_status(store)
    send_changes(store, [*person(0), LEFT], previous=previous)

    found = verdicts(store)["2025-01-03"]

    assert found.verdict == verdict
    assert found.reason_code == (None if verdict == "accepted" else "chain_gap")


def test_changes_over_a_weekend_are_no_gap(store: Store) -> None:
    send_status(store)
    send_changes(store, [*person(0), LEFT])
    send_changes(store, [*person(1)], day="20250106", previous="20250103")

    assert {verdict.verdict for verdict in verdicts(store).values()} == {"accepted"}


def test_inspecting_tells_changes_from_status_with_both_dates(tmp_path: Path) -> None:
    path = tmp_path / "unnamed"
    path.write_bytes(cpr_bytes(chained(person(0), "20250106", "20250103")))

    told = report_lines(inspect(path))

    assert "Daily changes" in told[0]
    assert [text.split()[-1] for text in told if "production date" in text] == ["2025-01-06", "2025-01-03"]
    assert not any(number(0) in text for text in told)
