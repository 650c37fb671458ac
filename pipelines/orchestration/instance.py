"""The Dagster instance of a data root: its folder, its settings, its telemetry switched off."""

import os
import shutil

from pipelines.store import Project, Store


def use_instance(store: Store, project: Project | None = None) -> None:
    """Make the instance folder of this data root the one that Dagster uses in this process and its children.

    Without ``DAGSTER_HOME`` Dagster falls back to its defaults, telemetry among them, so every entry point calls this.
    """
    store.dagster_home.mkdir(parents=True, exist_ok=True)
    settings = store.dagster_home / "dagster.yaml"
    wanted = (project or Project()).dagster_yaml
    if not settings.exists() or settings.read_bytes() != wanted.read_bytes():
        shutil.copyfile(wanted, settings)
    os.environ["DAGSTER_HOME"] = str(store.dagster_home)
    os.environ["DAGSTER_DISABLE_TELEMETRY"] = "1"
    os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"
