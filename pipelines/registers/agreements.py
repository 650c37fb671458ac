"""What makes a complete delivery of a register: files, names, senders, recipients, reference day, limits.

Agreements are data (``agreements/*.yml``). Listing what waits in landing reads them, so this module stays light.
"""

import json
import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from pipelines.registers.yaml_data import load_yaml

AGREEMENT_FOLDER = Path(__file__).with_name("agreements")
SCHEMA_FILE = AGREEMENT_FOLDER / "agreement.schema.json"


class AgreementError(ValueError):
    """An agreement that does not fit its schema or names what does not exist."""


@dataclass(frozen=True)
class AgreedFile:
    """One file of a delivery: its layout, the pattern of its name and the tables that go to the vault."""

    layout: str
    name_pattern: str
    tables: tuple[str, ...]

    def names(self, file_name: str) -> bool:
        """Tell whether a file name is one that was agreed; capitals vary in practice and do not count."""
        return re.fullmatch(self.name_pattern, file_name, re.IGNORECASE) is not None


@dataclass(frozen=True)
class Agreement:
    """What was agreed with the supplier of one register."""

    register: str
    title: str
    supplier: str
    owner: str
    senders: tuple[str, ...]
    recipients: tuple[str, ...]
    reference_year_offset: int
    reference_days: tuple[str, ...]
    quarantine_limit_pct: float
    files: tuple[AgreedFile, ...]
    task_numbers: tuple[str, ...] = ()
    quarantine_limit_rows: int = 0

    @property
    def vault_tables(self) -> tuple[str, ...]:
        """Every table that a delivery of the register brings to the vault."""
        return tuple(table for file in self.files for table in file.tables)

    def file_of(self, layout: str) -> AgreedFile | None:
        """Return the agreed file of a layout."""
        return next((file for file in self.files if file.layout == layout), None)

    def reference_year(self, reference_date: date) -> str:
        """Return the reference year that a reference date belongs to, as the name of a period."""
        return str(reference_date.year + self.reference_year_offset)


@cache
def load_agreements() -> dict[str, Agreement]:
    """Return every agreement by register, unchecked; ``check_agreements`` checks what is written in them."""
    return {path.stem: _agreement(load_yaml(path)) for path in sorted(AGREEMENT_FOLDER.glob("*.yml"))}


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
    for register, agreement in load_agreements().items():
        for file in agreement.files:
            layout = layouts.get(file.layout)
            if layout is None or layout.register != register or not {*file.tables} <= {*layout.tables}:
                raise AgreementError(f"agreement {register}: layout {file.layout} does not give {file.tables}")


def _agreement(data: dict[str, Any]) -> Agreement:
    return Agreement(
        register=data["register"],
        title=data["title"],
        supplier=data["supplier"],
        owner=data["owner"],
        senders=tuple(data["senders"]),
        recipients=tuple(data["recipients"]),
        reference_year_offset=data["reference_year_offset"],
        reference_days=tuple(data["reference_days"]),
        quarantine_limit_pct=data["quarantine_limit_pct"],
        files=tuple(AgreedFile(file["layout"], file["name_pattern"], tuple(file["tables"])) for file in data["files"]),
        task_numbers=tuple(data.get("task_numbers", ())),
        quarantine_limit_rows=data.get("quarantine_limit_rows", 0),
    )
