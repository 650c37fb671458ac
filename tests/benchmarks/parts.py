"""The parts of a refresh one by one, without Dagster: ``python -m tests.benchmarks.parts PART``.

What a refresh costs beyond their sum is imports and orchestration.
"""

import subprocess
import sys

from pipelines.orchestration.dbt_manifest import dbt_environment, dbt_executable, prepare
from pipelines.store import Project, Store


def receive(store: Store) -> None:
    """Read everything that waits in landing into the vault."""
    from pipelines.registers.deliveries import receive_all
    from pipelines.registers.person_secret import load_key

    for verdict in receive_all(store, load_key(store)):
        assert verdict.verdict == "accepted", verdict


def place(store: Store) -> None:
    """Place the addresses and the people of every year."""
    from pipelines.geography.building import build_year, ensure_schemas, years_ready
    from pipelines.registers.person_secret import load_key
    from pipelines.residence import building as residence

    ensure_schemas(store)
    for year in years_ready(store):
        build_year(store, year)
    residence.ensure_schemas(store)
    residence.build_residence(store, load_key(store))


def rules(store: Store) -> None:
    """Evaluate every rule on what came in, by SQL."""
    from pipelines.quality.evaluating import evaluate
    from pipelines.quality.guards import guard_rules
    from pipelines.quality.rules import load_rules

    assert evaluate(store, [*load_rules(), *guard_rules()])


def rules_start(store: Store) -> None:
    """Import Great Expectations and evaluate nothing: what it costs by itself."""
    from pipelines.quality.suites import Validator

    Validator({}, store.staging).close()


def rules_by_pandas(store: Store) -> None:
    """Load the columns of one CPR table that rules look at into pandas and validate them there, for comparison."""
    import great_expectations as gx
    import polars as pl

    from pipelines.quality.evaluating import tables_in_force
    from pipelines.quality.rules import load_rules

    asked = [rule for rule in load_rules() if (rule.register, rule.table) == ("cpr", "person")]
    columns = sorted({rule.expect["column"] for rule in asked})
    context = gx.get_context(mode="ephemeral")
    source = context.data_sources.add_pandas("vault")
    for (register, table, year), files in tables_in_force(store).items():
        if (register, table) == ("cpr", "person"):
            frame = pl.read_parquet(files, columns=columns).to_pandas()
            suite = gx.ExpectationSuite(name=str(year))
            for rule in asked:
                suite.add_expectation(_pandas_expectation(gx, dict(rule.expect)))
            batch = source.add_dataframe_asset(str(year)).add_batch_definition_whole_dataframe("all")
            result = batch.get_batch({"dataframe": frame}).validate(
                suite, result_format={"result_format": "BOOLEAN_ONLY"}
            )
            assert len(result.results) == len(asked)


def rules_by_sql(store: Store) -> None:
    """Validate the same CPR table by SQL."""
    from pipelines.quality.evaluating import tables_in_force
    from pipelines.quality.rules import load_rules
    from pipelines.quality.suites import Validator

    asked = [rule for rule in load_rules() if (rule.register, rule.table) == ("cpr", "person")]
    tables = tables_in_force(store)
    validator = Validator(tables, store.staging)
    for year in {year for register, table, year in tables if (register, table) == ("cpr", "person")}:
        assert len(validator.validate(asked, year)) == len(asked)
    validator.close()


def dbt(store: Store) -> None:
    """Build and test the marts with dbt alone."""
    _dbt(store, "build", "--exclude-resource-type", "unit_test")


def dbt_start(store: Store) -> None:
    """Start dbt and build nothing: what dbt costs by itself."""
    _dbt(store, "build", "--select", "tag:none_has_this_tag")


def publish(store: Store) -> None:
    """Copy the marts of the build to the shelf."""
    from pipelines.publication.shelf import publish_marts

    publish_marts(store, "bench", {})


def _dbt(store: Store, *words: str) -> None:
    project = Project()
    prepare(store, project)
    command = [dbt_executable(), "--quiet", *words, "--project-dir", str(project.dbt_project)]
    command += ["--target-path", str(store.dbt_run)]
    subprocess.run(command, check=True, env=dbt_environment(store, project), stdout=subprocess.DEVNULL)


def _pandas_expectation(gx: object, expect: dict[str, object]) -> object:
    kinds = gx.expectations  # type: ignore[attr-defined]
    column, mostly = expect["column"], expect.get("mostly", 1.0)
    if expect["type"] == "not_null":
        return kinds.ExpectColumnValuesToNotBeNull(column=column, mostly=mostly)
    if expect["type"] == "in_set":
        return kinds.ExpectColumnValuesToBeInSet(column=column, value_set=expect["values"], mostly=mostly)
    return kinds.ExpectColumnValuesToBeUnique(column=column, mostly=mostly)


PARTS = {
    "receive": receive,
    "place": place,
    "rules": rules,
    "rules_start": rules_start,
    "rules_by_pandas": rules_by_pandas,
    "rules_by_sql": rules_by_sql,
    "dbt": dbt,
    "dbt_start": dbt_start,
    "publish": publish,
}

if __name__ == "__main__":
    PARTS[sys.argv[1]](Store.from_environment())
