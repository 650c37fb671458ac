"""Every rule that dbt holds fails on an error planted for it: a check that has never failed is not known to work."""

import duckdb
import pytest

from tests.dbt.conftest import Build

pytestmark = [pytest.mark.end_to_end, pytest.mark.xdist_group("dbt")]

ONE_FIGURE = (
    "indicator_code = 'D01' and area_set = 'bydel' and area_code = '1' and reference_year = 2025 and breakdown = 'alle'"
)
PLANTS: dict[str, tuple[str, ...]] = {
    "GEO-010": (
        "update intermediate.int_placement_agreement set address_count = 30 where agreement_code = 'disagree'",
        "insert into intermediate.int_placement_agreement values (2025, 'unknown_rode', 2)",
    ),
    "MART-001": (
        "delete from intermediate.int_residents where person_key = -1000000",
        "insert into intermediate.int_residents from intermediate.int_residents limit 1",
        "delete from intermediate.int_residents where reference_year = 2025",
    ),
    "MART-002": (
        "update mart.population set resident_count = resident_count + 1 where area_code = 'nordvest'",
        "update mart.population set unplaced_count = 1 where area_code = 'nordvest'",
        "delete from mart.population where area_code = 'resten-af-byen'",
    ),
    "MART-003": (
        f"update mart.indicator_values set numerator = numerator + 1 where {ONE_FIGURE}",
        f"update mart.indicator_values set missing_count = missing_count + 1 where {ONE_FIGURE}",
        "delete from mart.indicator_values where area_code = 'uden-for-inddeling' and breakdown_value = 'K'",
    ),
    "MART-004": (
        f"update mart.indicator_values set denominator = denominator + 1 where {ONE_FIGURE}",
        "delete from mart.indicator_values where breakdown_value = 'K' and area_set = 'kommune'",
    ),
    "MART-005": (
        f"update mart.indicator_values set numerator = denominator + 1 where {ONE_FIGURE}",
        f"update mart.indicator_values set missing_count = -1 where {ONE_FIGURE}",
        f"update mart.indicator_values set numerator = -1 where {ONE_FIGURE}",
    ),
    "MART-006": (
        f"delete from mart.indicator_values where {ONE_FIGURE}",
        "delete from mart.indicator_values where indicator_code = 'D03'",
    ),
    "MART-007": (
        "delete from mart.population where area_code = 'nordvest' and reference_year = 2025",
        "delete from mart.population where area_set = 'rode'",
        "insert into mart.population select * replace ('30' as area_code) from mart.population where area_code = '1'",
    ),
    "MART-008": (
        f"update mart.indicator_values set value = null where {ONE_FIGURE}",
        f"update mart.indicator_values set value_status = 'not_collected' where {ONE_FIGURE}",
        f"update mart.indicator_values set value_status = 'no_population' where {ONE_FIGURE}",
        f"update mart.indicator_values set value_status = 'guessed' where {ONE_FIGURE}",
        f"update mart.indicator_values set missing_count = null where {ONE_FIGURE}",
        "update mart.indicator_values set numerator = 0, denominator = 0, missing_count = 0, value_status ="
        " 'no_population' where indicator_code = 'D03' and reference_year = 2024",
    ),
    "MART-009": (f"insert into mart.indicator_values from mart.indicator_values where {ONE_FIGURE}",),
    "MART-010": ("insert into mart.indicator_gaps from mart.indicator_gaps limit 1",),
    "MART-011": ("insert into mart.population from mart.population limit 1",),
    "MART-012": (
        "update mart.indicator_gaps set comparator_numerator = comparator_numerator + 1 where comparator ="
        " 'rest_of_city' and area_code = 'nordvest'",
        "update mart.indicator_gaps set gap = -gap where indicator_code = 'D05'",
        "update mart.indicator_gaps set gap = -gap where indicator_code = 'D01'",
        "update mart.indicator_gaps set gap = null where area_code = 'nordvest'",
    ),
    "MART-013": (
        "update mart.indicator_values set missing_count = missing_count + 1 where indicator_code = 'D04'"
        " and area_code = 'nordvest' and reference_year = 2025 and breakdown = 'alle'",
        "delete from mart.population where area_code = 'nordvest'",
    ),
    "MART-014": ("update mart.population set unplaced_count = 30 where area_set = 'kommune'",),
    "MART-015": (
        "delete from policy.policy_areas where area_code = 'ryparken'",
        "update mart.population set area_code = 'vesterbro' where area_code = 'ryparken' and reference_year = 2025",
    ),
    "MART-021": ("insert into katalog.indikatorer from katalog.indikatorer limit 1",),
    "MART-022": ("insert into katalog.omraader from katalog.omraader limit 1",),
    "MART-023": ("insert into katalog.leveringer from katalog.leveringer limit 1",),
    "MART-024": ("insert into katalog.opdelinger from katalog.opdelinger limit 1",),
    "MART-025": ("insert into katalog.politik from katalog.politik limit 1",),
    "MART-026": ("insert into katalog.laes_mig from katalog.laes_mig limit 1",),
    "POL-001": ("insert into policy.policy_versions from policy.policy_versions limit 1",),
    "POL-002": ("insert into policy.policy_goals from policy.policy_goals limit 1",),
    "POL-003": ("update policy.policy_goals set policy_version = 2031 where goal_code = '1'",),
    "POL-004": ("insert into policy.policy_criteria from policy.policy_criteria limit 1",),
    "POL-005": ("update policy.policy_criteria set policy_version = 2031 where indicator_code = 'D01'",),
    "POL-006": ("update policy.policy_criteria set indicator_code = 'D99' where indicator_code = 'D01'",),
    "POL-007": ("insert into policy.policy_areas from policy.policy_areas limit 1",),
    "POL-008": ("update policy.policy_areas set policy_version = 2031 where area_code = 'nordvest'",),
    "POL-009": (
        "insert into policy.indicators from policy.indicators limit 1",
        "update policy.indicators set indicator_version = null where indicator_code = 'D01'",
    ),
    "POL-010": (
        "update policy.indicators set polarity_code = 'up' where indicator_code = 'D01'",
        "update policy.indicators set polarity_code = null where indicator_code = 'D01'",
    ),
    "POL-011": ("update policy.indicators set goal_code = '3' where indicator_code = 'D01'",),
    "POL-012": ("insert into policy.indicator_parameters from policy.indicator_parameters limit 1",),
    "POL-013": ("update policy.indicator_parameters set indicator_version = 2 where indicator_code = 'D03'",),
    "POL-014": ("insert into policy.age_bands from policy.age_bands limit 1",),
    "POL-015": ("insert into policy.sexes from policy.sexes limit 1",),
    "POL-016": ("insert into policy.origins from policy.origins limit 1",),
    "POL-017": ("delete from policy.origin_groups where origin_group_code = 'vestlig'",),
    "POL-018": ("insert into policy.origin_groups from policy.origin_groups limit 1",),
    "POL-019": ("insert into policy.ras_status_codes from policy.ras_status_codes limit 1",),
    "POL-020": ("insert into policy.education_main_groups from policy.education_main_groups limit 1",),
    "POL-021": ("insert into policy.registers from policy.registers limit 1",),
    "POL-022": ("insert into policy.readme_topics from policy.readme_topics limit 1",),
    "POL-023": (
        "update policy.indicators set age_from = 17 where indicator_code = 'D03'",
        "update policy.indicators set age_to = 65 where indicator_code = 'D01'",
    ),
    "POL-024": (
        "update policy.age_bands set age_to = 16 where age_band_code = '6-15'",
        "update policy.age_bands set age_from = 7 where age_band_code = '6-15'",
        "update policy.age_bands set age_to = 110 where age_band_code = '80+'",
    ),
    "POL-025": (
        "delete from policy.indicators where indicator_code = 'D04'",
        "update policy.indicators set model_name = 'd99_missing' where indicator_code = 'D04'",
    ),
    "POL-026": (
        "update policy.indicators set register_codes = 'cpr+dar+geografi+rsa' where indicator_code = 'D01'",
        "update policy.indicators set register_codes = '' where indicator_code = 'D01'",
    ),
    "POL-027": (
        "update policy.indicators set value_per = 1 where indicator_code = 'D01'",
        "update policy.indicators set value_per = 100 where indicator_code = 'D05'",
    ),
    "POL-028": (
        "insert into policy.indicators select * replace (2 as indicator_version, 2027 as valid_from_year)"
        " from policy.indicators where indicator_code = 'D01'",
    ),
    "RES-010": (
        "update intermediate.int_population_by_history set resident_count = resident_count + 1"
        " where reference_year = 2025 and atom_key = 'atom-1'",
        "delete from intermediate.int_population_by_history where atom_key = 'atom-1'",
        "update intermediate.int_population set atom_key = 'atom-999' where person_key = -1000000",
    ),
}
CASES = [(rule_id, number) for rule_id, plants in PLANTS.items() for number in range(len(plants))]


def failures(connection: duckdb.DuckDBPyConnection, build: Build, rule_id: str) -> int:
    """Return how many rows the test of a rule returns, which is how many reasons it has to fail."""
    return len(connection.execute(build.rules[rule_id]["compiled_code"]).fetchall())


def test_every_rule_has_an_error_planted_for_it(build: Build) -> None:
    assert set(build.rules) == set(PLANTS)


@pytest.mark.parametrize(("rule_id", "number"), CASES)
def test_rule_fails_on_a_planted_error(
    build: Build, scratch: duckdb.DuckDBPyConnection, rule_id: str, number: int
) -> None:
    before = failures(scratch, build, rule_id)

    scratch.execute("begin")
    try:
        scratch.execute(PLANTS[rule_id][number])
        after = failures(scratch, build, rule_id)
    finally:
        scratch.execute("rollback")

    assert before == 0
    assert after > 0


def test_every_data_test_is_a_rule_with_a_sentence_and_a_severity(build: Build) -> None:
    tests = [node for node in build.nodes.values() if node["resource_type"] == "test"]
    incomplete = [
        node["name"]
        for node in tests
        if not node["config"]["meta"].get("says", "").endswith(".")
        or node["config"]["meta"].get("severity") not in ("critical", "warning")
        or not node["name"].startswith(node["config"]["meta"]["rule_id"].lower().replace("-", "_"))
    ]

    assert incomplete == []
    assert len({node["config"]["meta"]["rule_id"] for node in tests}) == len(tests)


def test_every_singular_rule_names_the_model_it_stands_with(build: Build) -> None:
    singular = [node for node in build.rules.values() if "test_metadata" not in node]
    names = {node["name"] for node in build.nodes.values()}

    lost = [node["name"] for node in singular if node["config"]["meta"]["dagster"]["ref"]["name"] not in names]

    assert len(singular) > 10
    assert lost == []
