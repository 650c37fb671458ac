"""The dbt project as one unpartitioned set of assets: seeds, staging, intermediate, indicators and marts."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtCliResource, DbtProject, dbt_assets
from dagster_dbt.errors import DagsterDbtError

from pipelines.orchestration.dbt_manifest import dbt_executable
from pipelines.orchestration.resources import DataRoot, Writer
from pipelines.quality.evidence import dbt_failures
from pipelines.store import Project

WAREHOUSE_POOL = "warehouse_writer"


class Translator(DagsterDbtTranslator):
    """Names dbt's nodes in the words of the platform: the group is the stage, the key is schema and table."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Return ``<schema>/<name>``; sources keep the key of the asset that makes them."""
        if dbt_resource_props["resource_type"] == "source":
            return super().get_asset_key(dbt_resource_props)
        return dg.AssetKey([dbt_resource_props["schema"], dbt_resource_props["alias"] or dbt_resource_props["name"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """Return the schema, which is the stage."""
        return str(dbt_resource_props["schema"])

    def get_asset_check_spec(
        self, asset_spec: dg.AssetSpec, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None
    ) -> dg.AssetCheckSpec | None:
        """Return the check of a dbt test, described by the sentence of its rule."""
        spec = super().get_asset_check_spec(asset_spec, manifest, unique_id, project)
        rule = manifest["nodes"][unique_id]["config"].get("meta", {})
        if spec is None or "rule_id" not in rule:
            return spec
        return spec._replace(description=f"{rule['rule_id']}: {rule['says']}")

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:
        """Return the administration that answers for the model; the coordinating one where none is named."""
        meta = {**dbt_resource_props.get("meta", {}), **dbt_resource_props.get("config", {}).get("meta", {})}
        return [f"team:{str(meta.get('owner', 'tmf')).lower()}"]


def workshop_assets(manifest: Path) -> dg.AssetsDefinition:
    """Return the assets of the dbt project that this manifest describes."""
    translator = Translator(settings=DagsterDbtTranslatorSettings(enable_asset_checks=True))

    @dbt_assets(
        manifest=manifest,
        name="workshop",
        project=None,
        dagster_dbt_translator=translator,
        pool=WAREHOUSE_POOL,
    )
    def workshop(
        context: dg.AssetExecutionContext, dbt: DbtCliResource, data_root: DataRoot, writer: Writer
    ) -> Iterator[Any]:
        del writer
        store = data_root.store()
        context.log.info("workshop: dbt builds seeds, staging, indicators and marts")
        # Unit tests try the SQL on made-up rows: they belong to the project's tests, not to a refresh of real ones.
        words = ["build", "--exclude-resource-type", "unit_test"]
        invocation = dbt.cli(words, context=context, target_path=store.dbt_run)
        try:
            yield from invocation.stream()
        except DagsterDbtError:
            failures = "\n".join(dbt_failures(store.dbt_run))
            raise dg.Failure(
                description=f"dbt did not finish; the shelf stays as it was:\n{failures}", allow_retries=False
            ) from None
        context.log.info("workshop: built and tested")

    return workshop


def dbt_resource(project: Project | None = None) -> DbtCliResource:
    """Return dbt as the platform runs it: this environment's command, this project's profile."""
    folder = (project or Project()).dbt_project
    return DbtCliResource(
        project_dir=str(folder),
        profiles_dir=str(folder),
        dbt_executable=dbt_executable(),
        global_config_flags=["--no-use-colors"],
    )
