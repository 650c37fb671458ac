"""What makes a complete delivery of a register: files, names, senders, recipients, reference day, limits.

Agreements are data (``agreements/*.yml``). A register may come as several products, each with an agreement and a
count of deliveries of its own: a status extract and its changes, one workbook per administration. Listing what waits
in landing reads agreements, so this module stays light.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pipelines.registers.yaml_data import load_yaml

AGREEMENT_FOLDER = Path(__file__).with_name("agreements")
SCHEMA_FILE = AGREEMENT_FOLDER / "agreement.schema.json"
ANY_DAY = "any"


class AgreementError(ValueError):
    """An agreement that does not fit its schema or names what does not exist."""


@dataclass(frozen=True)
class AgreedFile:
    """One file of a delivery: its layout, the pattern of its name and the tables that go to the vault.

    ``table_prefix`` tells tables of one layout apart by product; ``repeated`` allows several files of the layout.
    """

    layout: str
    name_pattern: str
    tables: tuple[str, ...]
    table_prefix: str = ""
    unprefixed: tuple[str, ...] = ()
    repeated: bool = False

    @property
    def vault_tables(self) -> Mapping[str, str]:
        """Table of the vault by table of the layout."""
        return {table: table if table in self.unprefixed else f"{self.table_prefix}{table}" for table in self.tables}

    def names(self, file_name: str) -> bool:
        """Tell whether a file name is one that was agreed; capitals vary in practice and do not count."""
        return re.fullmatch(self.name_pattern, file_name, re.IGNORECASE) is not None


@dataclass(frozen=True)
class Residents:
    """Rows of a table that concern the municipality; rows of other people are dropped, counted and limited."""

    table: str
    column: str
    values: tuple[str, ...]
    limit_pct: float


@dataclass(frozen=True)
class Chain:
    """Facts of the start record by which extracts follow on each other, and the product that may begin a chain."""

    date: str
    previous: str
    starts_after: str


@dataclass(frozen=True)
class Agreement:
    """What was agreed with the supplier of one product of a register.

    ``kind`` is ``status`` for what describes a reference year whole, ``changes`` for what follows on it day by day.
    ``shares_tables`` tells that other products fill the same tables.
    """

    register: str
    product: str
    title: str
    supplier: str
    owner: str
    senders: tuple[str, ...]
    recipients: tuple[str, ...]
    reference_year_offset: int
    reference_days: tuple[str, ...]
    quarantine_limit_pct: float
    files: tuple[AgreedFile, ...]
    kind: Literal["status", "changes"] = "status"
    files_needed: Literal["all", "any"] = "all"
    task_numbers: tuple[str, ...] = ()
    quarantine_limit_rows: int = 0
    residents: Residents | None = None
    chain: Chain | None = None
    shares_tables: bool = False

    @property
    def vault_tables(self) -> tuple[str, ...]:
        """Every table that a delivery of the product brings to the vault."""
        return tuple(dict.fromkeys(table for file in self.files for table in file.vault_tables.values()))

    def file_of(self, layout: str) -> AgreedFile | None:
        """Return the agreed file of a layout."""
        return next((file for file in self.files if file.layout == layout), None)

    def reference_year(self, reference_date: date) -> int:
        """Return the reference year that a reference date belongs to."""
        return reference_date.year + self.reference_year_offset

    def period(self, reference_date: date) -> str:
        """Return the name of what a delivery describes: the reference year, or the day of the changes."""
        return reference_date.isoformat() if self.kind == "changes" else str(self.reference_year(reference_date))

    def link_name(self, period: str) -> str:
        """Return the name of the link to a table in force, of its own where products share tables."""
        return f"{period}__{self.product}" if self.shares_tables else period

    def allows_day(self, reference_date: date) -> bool:
        """Tell whether the product may describe that day."""
        return ANY_DAY in self.reference_days or f"{reference_date:%m-%d}" in self.reference_days


@cache
def load_agreements() -> dict[str, Agreement]:
    """Return every agreement by product, unchecked; ``check_agreements`` checks what is written in them."""
    agreements = [
        agreement
        for path in sorted(AGREEMENT_FOLDER.glob("*.yml"))
        for agreement in _agreements(load_yaml(path), path.stem)
    ]
    tables = [(each.register, table) for each in agreements for table in each.vault_tables]
    shared = {table for table in tables if tables.count(table) > 1}
    return {
        each.product: replace(each, shares_tables=any((each.register, table) in shared for table in each.vault_tables))
        for each in agreements
    }


@cache
def registers() -> tuple[str, ...]:
    """Return the words of all agreed registers."""
    return tuple(dict.fromkeys(agreement.register for agreement in load_agreements().values()))


def agreements_of(register: str) -> tuple[Agreement, ...]:
    """Return the agreements on all products of a register; none for a register nobody agreed on."""
    return tuple(agreement for agreement in load_agreements().values() if agreement.register == register)


def agreement_for(register: str, layout: str, file_name: str, sender: str) -> Agreement | None:
    """Return the agreement that a file of a register comes closest to: by layout, then name, then sender."""
    candidates = [each for each in agreements_of(register) if each.file_of(layout)] or list(agreements_of(register))

    def nearness(agreement: Agreement) -> tuple[bool, bool]:
        file = agreement.file_of(layout)
        return file is not None and file.names(file_name), sender in agreement.senders

    return max(candidates, key=nearness, default=None)


def check_agreements() -> None:
    """Hold the agreements against their schema and the layouts they name.

    Raises:
        AgreementError: an agreement does not fit its schema, or names a layout or table that does not exist.
    """
    import jsonschema  # late: it takes longer to import than to list what waits

    from pipelines.registers.layout import load_layouts

    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))
    for path in sorted(AGREEMENT_FOLDER.glob("*.yml")):
        error = jsonschema.exceptions.best_match(validator.iter_errors(load_yaml(path)))
        if error is not None:
            raise AgreementError(f"agreement {path.stem}: {error.message}")
    layouts = load_layouts()
    for product, agreement in load_agreements().items():
        for file in agreement.files:
            layout = layouts.get(file.layout)
            if layout is None or layout.register != agreement.register or not {*file.tables} <= {*layout.tables}:
                raise AgreementError(f"agreement {product}: layout {file.layout} does not give {file.tables}")


def _agreements(data: dict[str, Any], name: str) -> Iterator[Agreement]:
    """Yield the agreement of a file, or one per supplier where several send the same kind of delivery."""
    for supplier in data.get("suppliers") or [{}]:
        yield _agreement({"product": name, **data, **supplier})


def _agreement(data: dict[str, Any]) -> Agreement:
    residents, chain = data.get("residents"), data.get("chain")
    return Agreement(
        files=tuple(_file(file) for file in data["files"]),
        kind=data.get("kind", "status"),
        files_needed=data.get("files_needed", "all"),
        task_numbers=tuple(data.get("task_numbers", ())),
        quarantine_limit_rows=data.get("quarantine_limit_rows", 0),
        residents=Residents(**{**residents, "values": tuple(residents["values"])}) if residents else None,
        chain=Chain(**chain) if chain else None,
        senders=tuple(data["senders"]),
        recipients=tuple(data["recipients"]),
        reference_days=tuple(data["reference_days"]),
        reference_year_offset=data["reference_year_offset"],
        quarantine_limit_pct=data["quarantine_limit_pct"],
        **{key: data[key] for key in ("register", "product", "title", "supplier", "owner")},
    )


def _file(data: dict[str, Any]) -> AgreedFile:
    return AgreedFile(
        layout=data["layout"],
        name_pattern=data["name_pattern"],
        tables=tuple(data["tables"]),
        table_prefix=data.get("table_prefix", ""),
        unprefixed=tuple(data.get("unprefixed", ())),
        repeated=data.get("repeated", False),
    )
