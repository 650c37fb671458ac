"""How the dbt project is written: grain, contracts, seeds that fit their description, SQL that can move."""

import csv
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.geography.building import TABLES
from pipelines.registers.intake.vault import DELIVERY_SCHEMA
from pipelines.residence import tables as residence
from pipelines.store import Project

PROJECT = Project().dbt_project
LAYOUTS = Project().root / "pipelines" / "registers" / "layouts"
MODELS = sorted(PROJECT.glob("models/**/*.sql"))
PROPERTIES = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in sorted(PROJECT.glob("**/*.yml"))]
MARTS = sorted(file.stem for folder in ("marts", "katalog") for file in PROJECT.glob(f"models/{folder}/*.sql"))
# What DuckDB alone understands, or understands otherwise than Spark: another engine must be able to run the models.
NOT_PORTABLE = re.compile(
    r"::|//|\bexclude\b|\breplace \(|\b(date_diff|date_sub|strptime|strftime|arg_max|arg_min|quantile_cont|list|unnest"
    r"|regexp_matches|regexp_replace|generate_series|range|struct_pack|if|year|month|day|dayofweek|hash|len|ltrim)\(",
    re.IGNORECASE,
)


def entries(kind: str) -> dict[str, dict[str, Any]]:
    """Return the properties of one kind (models, seeds, ...) by name."""
    return {entry["name"]: entry for file in PROPERTIES for entry in file.get(kind, []) if isinstance(entry, dict)}


def code_of(file: Path) -> str:
    """Return the SQL of a model without its comments."""
    return re.sub(r"\{#.*?#\}|--[^\n]*", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("file", MODELS, ids=lambda file: file.stem)
def test_every_model_states_its_grain_on_the_first_line(file: Path) -> None:
    first = file.read_text(encoding="utf-8").splitlines()[0]

    assert first.startswith("-- one row per ")


@pytest.mark.parametrize("file", MODELS, ids=lambda file: file.stem)
def test_every_model_is_written_in_sql_that_can_move(file: Path) -> None:
    found = NOT_PORTABLE.findall(code_of(file))

    assert found == []


@pytest.mark.parametrize("file", MODELS, ids=lambda file: file.stem)
def test_the_last_expression_bears_the_name_of_the_model(file: Path) -> None:
    if "indicators" in file.parts:
        assert re.search(r"\{\{\s*(count_residents|sum_dwellings)\(", code_of(file))
    else:
        assert file.read_text(encoding="utf-8").endswith(f")\n\nselect * from {file.stem}\n")


@pytest.mark.parametrize("name", MARTS)
def test_every_mart_has_a_contract_a_grain_a_key_and_a_description_of_every_column(name: str) -> None:
    mart = entries("models")[name]
    keys = [test["unique_key"] for test in mart["data_tests"] if "unique_key" in test]

    assert mart["config"]["contract"] == {"enforced": True}
    assert mart["description"].startswith(("One row per ", "En række pr. "))
    assert len(keys) == 1
    assert all(column["data_type"] and column["description"].strip() for column in mart["columns"])


def test_every_mart_that_calculates_has_a_unit_test() -> None:
    renamed_only = {"katalog_laes_mig", "katalog_opdelinger"}
    tested = {test["model"] for test in entries("unit_tests").values()}

    assert set(MARTS) - tested == renamed_only


def test_every_model_but_the_indicators_is_described() -> None:
    described = {name for name, entry in entries("models").items() if entry.get("description")}

    undescribed = [file.stem for file in MODELS if "indicators" not in file.parts and file.stem not in described]

    assert undescribed == []


@pytest.mark.parametrize("file", sorted(PROJECT.glob("seeds/*.csv")), ids=lambda file: file.stem)
def test_every_seed_has_the_columns_that_its_description_names(file: Path) -> None:
    seed = entries("seeds")[file.stem]
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))

    assert rows[0] == list(seed["config"]["column_types"])
    assert rows[0] == [column["name"] for column in seed["columns"]]
    assert {len(row) for row in rows} == {len(rows[0])}
    assert all(column["description"].strip() for column in seed["columns"])


def test_only_documented_content_is_confirmed() -> None:
    with (PROJECT / "seeds" / "policy_criteria.csv").open(encoding="utf-8", newline="") as lines:
        criteria = list(csv.DictReader(lines))

    confirmed = {(row["policy_version"], row["indicator_code"]) for row in criteria if row["is_confirmed"] == "true"}

    assert confirmed == {("2017", code) for code in ("D01", "D02", "D03", "D04", "D05")}
    assert all("nconfirmed" in row["note"] for row in criteria if row["is_confirmed"] != "true")


def test_every_source_table_is_described_and_named_for_the_asset_that_makes_it() -> None:
    for register, source in entries("sources").items():
        for table in source["tables"]:
            assert table["description"].strip()
            assert table["config"]["meta"]["dagster"]["asset_key"] == ["vault", register, table["name"]]


def test_no_file_of_the_project_is_longer_than_an_idea() -> None:
    files = [
        file for pattern in ("models/**/*", "macros/*", "tests/**/*", "seeds/*.yml") for file in PROJECT.glob(pattern)
    ]

    too_long = [
        file.name for file in files if file.is_file() and len(file.read_text(encoding="utf-8").splitlines()) > 250
    ]

    assert too_long == []


def columns_made() -> dict[tuple[str, str], set[str]]:
    """Return the columns of every vault table, as the layouts, the placing and the record of deliveries make them."""
    made = {("deliveries", "delivery"): set(DELIVERY_SCHEMA)}
    made |= {("geography", table): set(schema) for table, schema in TABLES.items()}
    made |= {(residence.REGISTER, table): set(schema) for table, schema in residence.TABLES.items()}
    for file in sorted(LAYOUTS.glob("*.yml")):
        layout = yaml.safe_load(file.read_text(encoding="utf-8"))
        for record in layout["records"].values():
            if "table" in record:
                kept = [field for field in record["fields"] if field.get("read", True) and not field.get("restricted")]
                fields = {field["name"] for field in kept}
                made[layout["register"], record["table"]] = fields | {"reference_year"}
    return made


def test_every_staging_model_reads_columns_that_the_vault_has() -> None:
    made = columns_made()
    for file in PROJECT.glob("models/staging/*/*.sql"):
        code = code_of(file)
        register, table = re.findall(r"source\('(\w+)', '(\w+)'\)", code)[0]
        read = set(re.findall(r"cast\((\w+) as|address_part\('(\w+)'\)", code))

        # A staging model over tables of one shape names each of them in a column of its own.
        named_here = {"null"} | set(re.findall(r"\bas (\w+)", code.partition(f"{file.stem} as (")[0]))
        assert {name for pair in read for name in pair if name} <= made[register, table] | named_here, file.stem


def test_every_source_table_is_one_that_the_platform_makes() -> None:
    declared = {
        (register, table["name"]) for register, source in entries("sources").items() for table in source["tables"]
    }

    assert declared <= set(columns_made())
