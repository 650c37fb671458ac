"""Deliveries: every verdict, its reason and what it leaves behind."""

import stat
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.registers.agreements import load_agreements
from pipelines.registers.deliveries import ledger_entries, receive, settle, state_fingerprint, waiting
from pipelines.registers.intake import ledger
from pipelines.registers.intake.vault import DELIVERY_SCHEMA
from pipelines.store import Store
from tests.registers.samples import (
    SECRET,
    Delivered,
    deliver,
    deliver_cpr,
    deliver_ras,
    extract,
    files_below,
    number,
    persons,
    ras_bytes,
    receive_all,
)

PERIOD = "2025"


def current(store: Store, register: str = "ras", table: str = "status") -> pl.DataFrame:
    return pl.read_parquet(store.current_link(register, table, PERIOD))


def test_an_accepted_delivery_is_in_vault_archive_ledger_and_out_of_the_inbox(store: Store) -> None:
    original = deliver_ras(store, 3).read_bytes()

    (verdict,) = receive_all(store)

    assert (verdict.verdict, verdict.register, verdict.period, verdict.version) == ("accepted", "ras", "2025", 1)
    assert verdict.tables == {"status": (3, 0)}
    assert current(store).get_column("reference_year").to_list() == [2025] * 3
    archived = store.archived("ras", PERIOD, verdict.delivery_key)
    assert (archived / "RAS_2024.csv").read_bytes() == original
    assert {stat.S_IMODE(file.stat().st_mode) for file in archived.iterdir()} == {0o600}
    assert list(store.inbox("ras").iterdir()) == []
    assert ledger_entries(store) == [verdict]
    assert list(store.staging.iterdir()) == []


def test_the_table_of_deliveries_says_what_is_in_force(store: Store) -> None:
    deliver_ras(store, 3)

    (verdict,) = receive_all(store)

    rows = pl.read_parquet(store.current_link("deliveries", "delivery", "all"))
    assert rows.rows() == [("ras", "ras", "status", "2025", 2025, verdict.delivery_key, 1, 1, date(2024, 11, 29), 3, 0)]


def test_every_agreed_table_can_be_read_before_anything_arrives(store: Store) -> None:
    settle(store)

    tables = [(agreed.register, table) for agreed in load_agreements().values() for table in agreed.vault_tables]
    for register, table in [*tables, ("deliveries", "delivery")]:
        files = list(store.current_link(register, table, "x").parent.glob("*.parquet"))
        assert len(files) == 1
        assert pl.read_parquet(files[0]).height == 0
    assert pl.read_parquet(store.current_link("deliveries", "delivery", "all")).schema == DELIVERY_SCHEMA
    assert pl.read_parquet(store.current_link("cpr", "person", "_schema")).schema["birth_date"] == pl.Date


def test_empty_tables_have_the_columns_of_full_ones(store: Store) -> None:
    deliver_cpr(store, extract(persons(2)))
    receive_all(store)

    for table in load_agreements()["cpr"].vault_tables:
        assert (
            current(store, "cpr", table).schema == pl.read_parquet(store.current_link("cpr", table, "_schema")).schema
        )


def test_the_same_contents_again_change_nothing_but_the_ledger(store: Store) -> None:
    deliver_ras(store, 3)
    receive_all(store)
    before = files_below(store.vault)
    deliver_ras(store, 3, name="ras_2024.CSV", number=2)

    (verdict,) = receive_all(store)

    assert verdict.verdict == "no-op"
    assert files_below(store.vault) == before
    assert list(store.inbox("ras").iterdir()) == []
    assert [entry.verdict for entry in ledger_entries(store)] == ["accepted", "no-op"]


def test_the_same_bytes_under_two_names_in_one_delivery_are_read_once(store: Store) -> None:
    deliver_ras(store, 3)
    deliver_ras(store, 3, name="ras_2024.CSV")

    (verdict,) = receive_all(store)

    assert verdict.verdict == "accepted"
    assert "ras_2024.CSV was left unread: its bytes came under another name too" in verdict.notes
    assert current(store).height == 3


def test_a_correction_becomes_the_next_version(store: Store) -> None:
    deliver_ras(store, 3)
    receive_all(store)
    deliver_ras(store, 5, number=2)

    (verdict,) = receive_all(store)

    assert (verdict.verdict, verdict.version) == ("accepted", 2)
    assert current(store).height == 5
    first, _ = ledger_entries(store)
    assert store.vault_file("ras", "status", PERIOD, first.delivery_key).exists()


def test_an_older_delivery_after_a_newer_is_kept_and_not_applied(store: Store) -> None:
    deliver_ras(store, 5, number=2)
    receive_all(store)
    deliver_ras(store, 3, number=1)

    (verdict,) = receive_all(store)

    assert (verdict.verdict, verdict.version) == ("superseded", 1)
    assert (store.archived("ras", PERIOD, verdict.delivery_key) / "RAS_2024.csv").exists()
    assert pl.read_parquet(store.vault_file("ras", "status", PERIOD, verdict.delivery_key)).height == 3
    assert current(store).height == 5


def test_contents_that_come_again_under_a_higher_number_are_in_force_again(store: Store) -> None:
    for number_, count in ((1, 3), (2, 5), (3, 3)):
        deliver_ras(store, count, number=number_)
        receive_all(store)

    assert [entry.verdict for entry in ledger_entries(store)] == ["accepted", "accepted", "accepted"]
    assert current(store).height == 3


def test_a_delivery_number_used_twice_is_rejected(store: Store) -> None:
    deliver_ras(store, 3)
    receive_all(store)
    deliver_ras(store, 4)

    (verdict,) = receive_all(store)

    assert (verdict.verdict, verdict.reason_code) == ("rejected", "delivery_number_reused")


def test_equal_contents_may_serve_two_periods(store: Store) -> None:
    for year, number_ in (("2024", 1), ("2025", 2)):
        deliver(store, "UDDA_2023.csv" if number_ == 1 else "UDDA_2024.csv", udda(), told_udda(year, number_), 1)
        deliver(store, f"UDDA_KLASSIFIKATION_{int(year) - 1}.csv", classes(),
                replace(told_udda(year, number_), layout="udda_klassifikation"), 1)  # fmt: skip

    verdicts = receive_all(store)

    assert [(verdict.period, verdict.verdict) for verdict in verdicts] == [("2024", "accepted"), ("2025", "accepted")]
    assert verdicts[0].delivery_key == verdicts[1].delivery_key


def udda() -> bytes:
    return f"AAR;PERSON_ID;HFAUDD;HF_KILDE;HF_VFRA;HF_VTIL;PRIA;IGANG_UDD\n2024;{number(1)};1234;1;;;;\n".encode()


def classes() -> bytes:
    return b"HFAUDD;DISCED15_HOVED;ISCED2011;TEKST\n1234;10;1;x\n"


def told_udda(year: str, delivery_number: int) -> Delivered:
    return Delivered("udda", "udda_uddannelse", f"{int(year) - 1}-10-01", delivery_number)


@given(order=st.permutations([(1, 3), (2, 4), (3, 5), (4, 3), (2, 4)]))
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_order_the_highest_number_is_in_force(order: list[tuple[int, int]], store: Store) -> None:
    own = Store(store.root / str(sum(1 for _ in store.root.glob("*"))))

    for number_, count in order:
        deliver_ras(own, count, number=number_)
        receive_all(own)

    rows = pl.read_parquet(own.current_link("deliveries", "delivery", "all"))
    assert rows["row_count"].to_list() == [3]
    assert current(own).height == 3


def test_the_fingerprint_of_what_is_in_force_forgets_the_order(store: Store, tmp_path: Path) -> None:
    other = Store(tmp_path / "other")
    for each, numbers in ((store, (1, 2)), (other, (2, 1))):
        for number_ in numbers:
            deliver_ras(each, 2 + number_, number=number_)
            receive_all(each)

    assert state_fingerprint(store) == state_fingerprint(other) != state_fingerprint(Store(tmp_path / "empty"))


def test_progress_is_told_in_bytes(store: Store) -> None:
    deliver_ras(store, 3)
    told: list[tuple[int, int]] = []

    receive(store, waiting(store)[0], SECRET, progress=lambda done, total: told.append((done, total)))

    assert told[-1] == (len(ras_bytes(3)), len(ras_bytes(3)))


def test_a_changed_ledger_is_noticed(store: Store) -> None:
    for number_ in (1, 2, 3):
        deliver_ras(store, 2 + number_, number=number_)
        receive_all(store)
    assert ledger.broken_link(store) is None

    text = store.ledger.read_text().replace('"delivery_number": 2', '"delivery_number": 7')
    store.ledger.write_text(text)

    assert ledger.broken_link(store) == 3


def test_listing_what_waits_imports_nothing_heavy() -> None:
    probe = (
        "import sys; from pathlib import Path; from pipelines.store import Store; "
        "from pipelines.registers.deliveries import waiting; waiting(Store(Path('nowhere'))); "
        "sys.exit(len({'polars', 'pyarrow', 'numpy', 'jsonschema', 'shapely'} & set(sys.modules)))"
    )

    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0
