"""Receiving inside Dagster: what an asset records, and what it must never record."""

import dagster as dg
import pytest

from pipelines.definitions import build_definitions
from pipelines.orchestration import receiving
from pipelines.orchestration.instance import use_instance
from pipelines.orchestration.resources import DataRoot, Writer
from pipelines.store import Store
from pipelines.synthetic.command import synthesise

pytestmark = [pytest.mark.end_to_end]
NEEDLE = "6103921230"


@pytest.fixture
def delivered(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A data root in whose landing two years of a small city wait."""
    monkeypatch.setenv("DAGSTER_HOME", "")
    synthesise(store, scale=0.002, years=[2025, 2026], seed=3)
    use_instance(store)
    return store


def materialized(
    store: Store, assets: list[dg.AssetsDefinition], partition: str | None = None
) -> dg.ExecuteInProcessResult:
    data_root = DataRoot(root=str(store.root))
    with dg.DagsterInstance.get() as instance:
        return dg.materialize(
            assets,
            instance=instance,
            partition_key=partition,
            resources={"data_root": data_root, "writer": Writer(data_root=data_root)},
            raise_on_error=False,
        )


def test_what_breaks_while_reading_is_told_without_what_was_read(
    delivered: Store, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise ValueError(f"could not parse {NEEDLE}")

    monkeypatch.setattr(receiving, "receive_all", broken)

    result = materialized(delivered, [receiving.deliveries])

    assert not result.success
    shown = capfd.readouterr()
    assert "ValueError at test_receiving.py" in shown.err
    assert NEEDLE not in shown.err + shown.out
    files = [file for file in delivered.dagster_home.rglob("*") if file.is_file()]
    assert files
    assert [str(file) for file in files if NEEDLE.encode() in file.read_bytes()] == []


def test_a_rejected_delivery_is_observed_on_the_tables_of_its_register(delivered: Store) -> None:
    file = next(file for file in delivered.inbox("ras").iterdir() if file.suffix == ".csv")
    file.write_bytes(b"<html></html>".ljust(file.stat().st_size))

    result = materialized(delivered, [receiving.deliveries])

    observed = [event.asset_observation_data.asset_observation for event in result.get_asset_observation_events()]
    (seen,) = [each for each in observed if each.asset_key == dg.AssetKey(["vault", "ras", "status"])]
    assert seen.metadata["verdict"].value == "rejected"
    assert seen.metadata["rejected_deliveries"].value == 1


def test_every_table_of_an_accepted_delivery_is_recorded_with_its_counts(delivered: Store) -> None:
    result = materialized(delivered, [receiving.deliveries])

    recorded = {
        (event.asset_key.to_user_string(), event.partition): event.step_materialization_data.materialization.metadata
        for event in result.get_asset_materialization_events()
        if event.asset_key is not None
    }
    assert result.success
    assert recorded["vault/cpr/person", "2026"]["dagster/row_count"].value > 1000
    assert recorded["vault/ras/status", "2025"]["quarantined_rows"].value == 0
    with dg.DagsterInstance.get() as instance:
        assert sorted(instance.get_dynamic_partitions("reference_year")) == ["2025", "2026"]


def test_a_register_can_be_materialised_by_year_and_says_what_is_missing(delivered: Store) -> None:
    ras = next(asset for asset in receiving.register_assets() if dg.AssetKey(["vault", "ras", "status"]) in asset.keys)
    with dg.DagsterInstance.get() as instance:
        instance.add_dynamic_partitions("reference_year", ["2026", "2031"])

    there, missing = materialized(delivered, [ras], "2026"), materialized(delivered, [ras], "2031")

    assert there.success
    assert not missing.success
    failure = next(event for event in missing.all_events if event.is_step_failure)
    assert "no delivery of 2031 has been accepted" in str(failure.step_failure_data.user_failure_data)


def test_the_sensor_asks_for_one_refresh_per_set_of_complete_deliveries(delivered: Store) -> None:
    definitions = build_definitions(delivered)
    sensor = definitions.resolve_sensor_def("complete_deliveries")
    data_root = DataRoot(root=str(delivered.root))

    with dg.DagsterInstance.get() as instance:
        context = dg.build_sensor_context(instance=instance, resources={"data_root": data_root})
        first, again = sensor.evaluate_tick(context), sensor.evaluate_tick(context)

    assert len(first.run_requests or []) == 1
    assert [request.run_key for request in again.run_requests or []] == [
        request.run_key for request in first.run_requests or []
    ]
