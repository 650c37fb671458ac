"""What starts a refresh by itself: a complete delivery in landing. Shipped stopped; nothing freezes an edition."""

import hashlib
from collections.abc import Iterator

import dagster as dg
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

from pipelines.orchestration.resources import DataRoot
from pipelines.registers.deliveries import waiting

_SECONDS_BETWEEN_LOOKS = 60


def delivery_sensor(refresh: UnresolvedAssetJobDefinition) -> dg.SensorDefinition:
    """Return the sensor that requests one refresh for what has arrived complete since the last look."""

    @dg.sensor(
        name="complete_deliveries",
        job=refresh,
        minimum_interval_seconds=_SECONDS_BETWEEN_LOOKS,
        default_status=dg.DefaultSensorStatus.STOPPED,
        description="Looks into landing once a minute; a refresh is requested when a delivery is complete.",
    )
    def complete_deliveries(data_root: DataRoot) -> Iterator[dg.RunRequest | dg.SkipReason]:
        arrived = waiting(data_root.store())
        complete = [delivery for delivery in arrived if not delivery.is_waiting]
        if not complete:
            yield dg.SkipReason(
                f"{len(arrived)} deliveries wait for files or sidecars" if arrived else "landing is empty"
            )
            return
        paths = [path for delivery in complete for file in delivery.files for path in file.paths]
        seen = "\n".join(sorted(f"{path.name} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in paths))
        yield dg.RunRequest(run_key=hashlib.sha256(seen.encode()).hexdigest())

    return complete_deliveries
