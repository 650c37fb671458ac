"""What a reader found out about a file beside its rows."""

from dataclasses import dataclass, field

from pipelines.registers.refusals import Finding


@dataclass
class FormReport:
    """Counts and form of a file. ``records`` counts by record type; ``facts`` are those of its start record."""

    record_count: int = 0
    records: dict[str, int] = field(default_factory=dict)
    line_form: str = ""
    physical_form: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    problems: list[Finding] = field(default_factory=list)
    unknown_records: int = 0
