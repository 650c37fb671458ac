"""Validate the vault against its rules with Great Expectations. The only module that knows Great Expectations.

Validation is SQL on DuckDB over the vault's Parquet: nothing is loaded into a frame. Results leave as counts, field by
field; values stay where they are. Which rules there are is ``rules``'; what follows from the outcome is the gate's.
"""

import logging
import os
import uuid
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from pipelines.quality.evidence import Finding, Outcome
from pipelines.quality.rules import Rule

_COUNTS_ONLY = {"result_format": "SUMMARY", "partial_unexpected_count": 0}
# Only for queries that answer with one row of two counts: it would show the rows of any other.
_ROW_OF_COUNTS = {"result_format": "COMPLETE"}
_ANSWERED_BY_COUNTS = ("refers_to", "rows_where", "sums_to")


class Validator:
    """One Great Expectations context over a scratch DuckDB file that holds nothing but views of Parquet files.

    Args:
        tables: (register, table, reference year) -> Parquet files, all that rules may look at.
        scratch: folder for the DuckDB file; the file bears a name of its own, because Great Expectations may keep its
            connection longer than we do, and DuckDB knows an open file by its name.
    """

    def __init__(self, tables: Mapping[tuple[str, str, int], Sequence[Path]], scratch: Path) -> None:
        self._tables = tables
        self._file = scratch / f"expectations_{uuid.uuid4().hex}.duckdb"
        _make_views(tables, self._file)
        self._gx = _great_expectations()
        context = self._gx.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False}
        self._source = context.data_sources.add_sql(
            "vault",
            connection_string=f"duckdb:///{self._file}",
            kwargs={"connect_args": {"read_only": True}},
            create_temp_table=False,
        )

    def validate(self, rules: Sequence[Rule], reference_year: int) -> list[Finding]:
        """Evaluate rules of one table on one reference year; one finding per rule, paired by id, never by position.

        A rule whose evaluation raised, or whose table or reference is not there, is not evaluated.
        """
        possible = [rule for rule in rules if self._has_inputs(rule, reference_year)]
        counting = [rule for rule in possible if rule.expect["type"] in _ANSWERED_BY_COUNTS]
        outcomes = self._outcomes([rule for rule in possible if rule not in counting], reference_year, _COUNTS_ONLY)
        outcomes |= self._outcomes(counting, reference_year, _ROW_OF_COUNTS)
        return [_finding(rule, reference_year, outcomes.get(rule.rule_id, {})) for rule in rules]

    def _outcomes(
        self, rules: Sequence[Rule], reference_year: int, result_format: dict[str, Any]
    ) -> dict[str, dict[str, Any]]:
        if not rules:
            return {}
        suite = self._gx.ExpectationSuite(name=uuid.uuid4().hex)
        for rule in rules:
            suite.add_expectation(_expectation(self._gx, rule, reference_year))
        view = _view(rules[0].register, rules[0].table, reference_year)
        asset = self._source.add_table_asset(suite.name, table_name=view)
        batch = asset.add_batch_definition_whole_table("year").get_batch()
        results = batch.validate(suite, result_format=result_format).results
        return {result.expectation_config.meta["rule_id"]: _counts(result) for result in results}

    def close(self) -> None:
        """Close the connection and remove the scratch file."""
        self._source.get_execution_engine().close()
        self._file.unlink(missing_ok=True)

    def _has_inputs(self, rule: Rule, reference_year: int) -> bool:
        needed = {(rule.register, rule.table, reference_year)}
        if "register" in rule.expect:
            needed.add((rule.expect["register"], rule.expect["table"], reference_year))
        return needed <= self._tables.keys()


def _great_expectations() -> ModuleType:
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import great_expectations as gx  # late: importing it takes seconds, loading definitions must not
        from great_expectations.execution_engine import sqlalchemy_execution_engine as engine

    # Great Expectations 1.24.1 fetches rows after it has handed the connection back, and DuckDB drops the result with
    # the rollback; dialects of this private list keep theirs. The version is pinned, and a test holds that a failing
    # expectation fails.
    if "duckdb" not in {str(getattr(dialect, "value", dialect)) for dialect in engine._PERSISTED_CONNECTION_DIALECTS}:
        persisted = (*engine._PERSISTED_CONNECTION_DIALECTS, _DuckdbDialect("duckdb"))
        engine._PERSISTED_CONNECTION_DIALECTS = persisted  # type: ignore[assignment]
    return gx


class _DuckdbDialect(str):
    """A dialect that Great Expectations does not list, in the form of those it does."""

    __slots__ = ()
    value = "duckdb"


def _make_views(tables: Mapping[tuple[str, str, int], Sequence[Path]], file: Path) -> None:
    import duckdb  # late: the gate and the rules are read where no database is needed

    file.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(file)) as connection:
        for (register, table, year), files in tables.items():
            quoted = ", ".join("'{}'".format(str(file).replace("'", "''")) for file in files)
            connection.execute(
                f"create view {_view(register, table, year)} as select * from read_parquet([{quoted}])"  # noqa: S608
            )


def _view(register: str, table: str, reference_year: int) -> str:
    return f"{register}__{table}__{reference_year}"


def _expectation(gx: ModuleType, rule: Rule, reference_year: int) -> Any:
    expect, kinds = rule.expect, gx.expectations
    common: dict[str, Any] = {"meta": {"rule_id": rule.rule_id}, "severity": rule.severity}
    mostly = {"mostly": expect.get("mostly", 1.0)}
    match expect["type"]:
        case "not_null":
            return kinds.ExpectColumnValuesToNotBeNull(column=expect["column"], **mostly, **common)
        case "in_set":
            return kinds.ExpectColumnValuesToBeInSet(
                column=expect["column"], value_set=expect["values"], **mostly, **common
            )
        case "between":
            bounds = {"min_value": expect.get("at_least"), "max_value": expect.get("at_most")}
            return kinds.ExpectColumnValuesToBeBetween(column=expect["column"], **bounds, **mostly, **common)
        case "unique":
            return kinds.ExpectColumnValuesToBeUnique(column=expect["column"], **mostly, **common)
        case "unique_together":
            return kinds.ExpectCompoundColumnsToBeUnique(column_list=expect["columns"], **mostly, **common)
        case "row_count":
            return kinds.ExpectTableRowCountToBeBetween(min_value=expect["at_least"], **common)
        case kind:
            query = _QUERIES[kind](expect, reference_year)
            return kinds.UnexpectedRowsExpectation(unexpected_rows_query=query, **common)


def _count_query(expect: Mapping[str, Any], reference_year: int) -> str:
    """Return one row of two counts when too few or too many rows fulfil a condition, and no row otherwise."""
    del reference_year
    return (
        "select * from (select count(*) as element_count,"  # noqa: S608 - the condition comes from our own files
        f" count(*) filter (where {expect['where']}) as unexpected_count from {{batch}}) as counted"
        f" where unexpected_count < {expect.get('at_least', 0)}"
        f" or unexpected_count > {expect.get('at_most', 'element_count')}"
    )


def _sum_query(expect: Mapping[str, Any], reference_year: int) -> str:
    """Return one row of two counts when a sum is too far from the rows of another table, and no row otherwise."""
    other = _view(expect["register"], expect["table"], reference_year)
    return (
        "select * from (select counted.element_count, cast(abs(coalesce(summed.total, 0) - counted.element_count)"  # noqa: S608
        f" as bigint) as unexpected_count from (select sum({expect['column']}) as total from {{batch}}"
        f" where {expect.get('summed_where', 'true')}) as summed"
        f" cross join (select count(*) as element_count from {other} where {expect.get('where', 'true')}) as counted)"
        f" where unexpected_count > element_count * (1 - {expect.get('mostly', 1.0)}) + 1"
    )


def _reference_query(expect: Mapping[str, Any], reference_year: int) -> str:
    """Return one row of two counts when too many rows refer to nothing, and no row otherwise: no values either way."""
    other = _view(expect["register"], expect["table"], reference_year)
    condition = expect.get("where", "true")
    return (
        "select * from (select count(*) as element_count, count(*) filter (where found.key is null) as unexpected_count"  # noqa: S608
        f" from (select {expect['column']} as key from {{batch}} where {condition} and {expect['column']} is not null)"
        f" as given left join (select distinct {expect['key']} as key from {other}) as found using (key)) as counted"
        f" where unexpected_count > element_count * (1 - {expect.get('mostly', 1.0)}) + 0.000001"
    )


_QUERIES = {"rows_where": _count_query, "sums_to": _sum_query, "refers_to": _reference_query}


def _counts(result: Any) -> dict[str, Any]:
    """Copy counts out of a result. An evaluation that raised has none, whatever it says of success."""
    if _raised(result.exception_info):
        return {}
    body = result.result or {}
    details = ((body.get("details") or {}).get("unexpected_rows") or [{}])[0]
    return {
        "success": bool(result.success),
        "element_count": body.get("element_count", details.get("element_count")),
        "unexpected_count": body.get("unexpected_count", details.get("unexpected_count")),
    }


def _raised(info: Any) -> bool:
    entries = info.values() if info and all(isinstance(entry, dict) for entry in info.values()) else [info or {}]
    return any(entry.get("raised_exception") for entry in entries)


def _finding(rule: Rule, reference_year: int, counts: dict[str, Any]) -> Finding:
    outcome = Outcome.NOT_EVALUATED
    if counts:
        outcome = Outcome.PASSED if counts["success"] else Outcome.FAILED
    limit = rule.expect.get("mostly", rule.expect.get("at_least", 1.0))
    return Finding(
        rule_id=rule.rule_id,
        says=rule.says,
        severity=rule.severity,
        outcome=outcome,
        source="great_expectations",
        subject=f"{rule.register}.{rule.table}",
        reference_year=reference_year,
        element_count=counts.get("element_count"),
        unexpected_count=counts.get("unexpected_count"),
        limit=f"at least {limit:g}",
        rule_hash=rule.rule_hash,
    )
