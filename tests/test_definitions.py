"""The code location: what it holds, what it does not import, and that both ways of loading it agree."""

import re
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest
import yaml

from pipelines.geography import building
from pipelines.orchestration import placing
from pipelines.quality.guards import guard_rules
from pipelines.quality.rules import load_required_rules, load_rules
from pipelines.residence import tables as residence
from pipelines.store import PROJECT_ROOT, Store

pytestmark = [pytest.mark.end_to_end]
SNAPSHOT = Path(__file__).with_name("asset_graph.txt")


@pytest.fixture(scope="module")
def definitions(tmp_path_factory: pytest.TempPathFactory) -> dg.Definitions:
    from pipelines.definitions import build_definitions

    return build_definitions(Store(tmp_path_factory.mktemp("root") / "data"))


def graph_lines(definitions: dg.Definitions) -> list[str]:
    """Return the graph as text: every asset with its group and what it is made from, every job with its assets."""
    graph = definitions.resolve_asset_graph()
    keys = sorted(graph.get_all_asset_keys(), key=lambda key: key.path)
    lines = []
    for key in keys:
        node = graph.get(key)
        parents = ", ".join(sorted(parent.to_user_string() for parent in node.parent_keys))
        lines.append(f"{node.group_name or 'none':14} {key.to_user_string()} <- {parents or 'nothing'}")
    return lines


def test_loading_definitions_does_not_import_great_expectations(store: Store) -> None:
    probe = (
        "import sys, pipelines.definitions as d; d.build_definitions(); sys.exit('great_expectations' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0


def test_the_asset_graph_is_the_one_that_was_reviewed(definitions: dg.Definitions) -> None:
    assert "\n".join(graph_lines(definitions)) + "\n" == SNAPSHOT.read_text(encoding="utf-8")


def test_every_asset_has_a_group_a_description_and_an_owner(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()

    bare = [
        key.to_user_string()
        for key in graph.materializable_asset_keys
        if graph.get(key).group_name in (None, "default") or not graph.get(key).description or not graph.get(key).owners
    ]

    assert bare == []


def test_the_workspace_file_and_the_project_settings_name_the_same_module() -> None:
    import tomllib

    workspace = yaml.safe_load((PROJECT_ROOT / "workspace.yaml").read_text(encoding="utf-8"))
    project = tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    modules = {entry["python_module"]["module_name"] for entry in workspace["load_from"]}

    assert modules == {project["tool"]["dg"]["project"]["code_location_target_module"]}


def test_the_refresh_job_needs_no_partition_and_no_configuration(definitions: dg.Definitions) -> None:
    job = definitions.resolve_job_def("refresh")

    assert job.partitions_def is None
    assert dg.validate_run_config(job, {}) is not None


def test_every_rule_that_dbt_tests_is_required_and_every_required_one_is_tested(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    described = [graph.get_check_spec(key).description or "" for key in graph.asset_check_keys]
    on_what_came_in = {rule.rule_id for rule in [*load_rules(), *guard_rules()]}
    named = {text.split(":")[0] for text in described if re.match(r"[A-Z]+-\d{3}: ", text)}

    assert named - on_what_came_in == {rule.rule_id for rule in load_required_rules() if not rule.per_year}


def test_what_is_made_between_vault_and_dbt_is_shown_table_by_table() -> None:
    assert set(placing.GEOGRAPHY_TABLES) == set(building.TABLES)
    assert set(placing.RESIDENCE_TABLES) == set(residence.TABLES)


def test_no_sensor_or_schedule_freezes_an_edition_or_runs_unasked(definitions: dg.Definitions) -> None:
    sensors = [definitions.resolve_sensor_def("complete_deliveries")]

    assert all(sensor.default_status is dg.DefaultSensorStatus.STOPPED for sensor in sensors)
    assert [target.job_name for sensor in sensors for target in sensor.targets] == ["refresh"]
