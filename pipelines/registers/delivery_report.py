"""The report on one delivery, in Danish, that can be sent to its supplier as it stands: JSON and Markdown.

Holds names of files and fields, lines, counts, sentences and remedies; never a value from the files. What is found
wrong is decided elsewhere; this module only tells it.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipelines.registers.intake.ledger import LedgerEntry
from pipelines.registers.reasons_da import quarantine_reasons, refusal_reasons
from pipelines.store import Store

FIRST_LINES_SHOWN = 20
# Where in the sentence of a held delivery stands what is awaited.
_AWAITED = {
    "chain_gap": r"follows on that of (\d{4}-\d{2}-\d{2})",
    "delivery_incomplete": r"missing: ([a-z0-9_, ]+)",
    "generation_gap": r"([A-Za-z0-9_]+\.zip)",
}
VERDICTS_DA = {
    "accepted": "modtaget og taget i brug",
    "rejected": "afvist",
    "waiting": "venter",
    "no-op": "modtaget før, intet ændret",
    "superseded": "arkiveret; en nyere leverance er i brug",
}


@dataclass(frozen=True)
class SetAside:
    """Rows of one table that were set aside for one reason, and the first places in the file."""

    table: str
    field: str | None
    reason_code: str
    rows: int
    first_lines: tuple[int, ...] = ()


@dataclass(frozen=True)
class RuleOutcome:
    """What a rule on the delivery found, in Danish; counts only."""

    rule_id: str
    says_da: str
    remedy_da: str | None
    severity: str
    has_passed: bool
    element_count: int | None = None
    unexpected_count: int | None = None


def delivery_report(
    entry: LedgerEntry, set_aside: Sequence[SetAside] = (), rules: Sequence[RuleOutcome] = ()
) -> dict[str, Any]:
    """Return the report as data that JSON can hold."""
    reason = refusal_reasons().get(entry.reason_code or "")
    failed = [rule for rule in rules if not rule.has_passed]
    return {
        "register": entry.register,
        "produkt": entry.product or entry.register,
        "periode": entry.period,
        "opgørelsesdato": entry.reference_date,
        "leverancenummer": entry.delivery_number,
        "leverance": entry.delivery_key,
        "afgjort": entry.decided_at,
        "filer": [{"navn": file.name, "bytes": file.size_bytes} for file in entry.files],
        "afgørelse": VERDICTS_DA[entry.verdict],
        "regel": entry.reason_code,
        "sætning": reason.sentence_da if reason else None,
        "detalje": entry.sentence or None,
        "fil": entry.file,
        "sted": entry.place,
        "mangler": _asked_for(entry),
        "hvad_skal_gøres": _to_do(entry, set_aside, failed),
        "tabeller": [
            {"tabel": table, "rækker": rows, "lagt_til_side": aside} for table, (rows, aside) in entry.tables.items()
        ],
        "lagt_til_side": [_told(each) for each in set_aside],
        "regler": [asdict(rule) for rule in rules],
    }


def as_json(report: Mapping[str, Any]) -> str:
    """Return the report as JSON text."""
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def as_markdown(report: Mapping[str, Any]) -> str:
    """Return the report as a page that can be sent."""
    lines = [
        f"# Leverance {report['leverancenummer'] or ''} af {report['produkt']}: {report['afgørelse']}".replace(
            "  ", " "
        ),
        "",
        f"- Opgørelsesdato: {report['opgørelsesdato'] or 'ikke oplyst'}",
        f"- Periode: {report['periode'] or 'ikke oplyst'}",
        f"- Filer: {', '.join(file['navn'] for file in report['filer']) or report['fil'] or 'ingen'}",
        f"- Leverancens nøgle: {report['leverance']}",
    ]
    if report["regel"]:
        place = ", ".join(part for part in (report["fil"], report["sted"]) if part)
        lines += ["", f"**{report['sætning'] or report['regel']}** (`{report['regel']}`)"]
        lines += [f"Sted: {place}"] if place else []
        lines += [f"Der mangler: {', '.join(report['mangler'])}"] if report["mangler"] else []
        lines += [f"Detalje (engelsk): {report['detalje']}"] if report["detalje"] else []
    lines += ["", "## Hvad skal gøres", "", *(f"- {remedy}" for remedy in report["hvad_skal_gøres"])]
    lines += _table("Rækker", ("tabel", "rækker", "lagt_til_side"), report["tabeller"])
    columns = ("tabel", "felt", "årsag", "rækker", "første_linjer")
    lines += _table("Lagt til side", columns, report["lagt_til_side"])
    failed = [_rule_row(rule) for rule in report["regler"] if not rule["has_passed"]]
    lines += _table("Regler, der ikke er opfyldt", ("regel", "sætning", "afvigelser", "af"), failed)
    return "\n".join(lines) + "\n"


def set_aside_in(files: Mapping[str, Path]) -> list[SetAside]:
    """Count the rows of quarantine files, by table; files that are not there count as empty."""
    import polars as pl  # late: telling a verdict needs no table

    found = []
    for table, file in files.items():
        if not file.exists():
            continue
        grouped = (
            pl.read_parquet(file)
            .group_by("field", "reason_code")
            .agg(pl.len().alias("rows"), pl.col("line_number").sort().head(FIRST_LINES_SHOWN).alias("lines"))
            .sort("reason_code", "field")
        )
        found += [
            SetAside(table, field, reason_code, rows, tuple(lines))
            for field, reason_code, rows, lines in grouped.iter_rows()
        ]
    return found


def quarantine_files(store: Store, entry: LedgerEntry) -> dict[str, Path]:
    """Return where the quarantine of a delivery lies, by table: in the vault, or beside rejected files."""
    if entry.verdict == "rejected":
        folder = store.refused(entry.register, entry.delivery_key)
        return {
            file.name.removesuffix(".quarantine.parquet"): file for file in sorted(folder.glob("*.quarantine.parquet"))
        }
    period = str(entry.period)
    return {table: store.vault_quarantine(entry.register, table, period, entry.delivery_key) for table in entry.tables}


def write_delivery_report(store: Store, entry: LedgerEntry, rules: Sequence[RuleOutcome] = ()) -> tuple[Path, Path]:
    """Write the report on a delivery as Markdown and as JSON, in place of an earlier one, and return both files."""
    report = delivery_report(entry, set_aside_in(quarantine_files(store, entry)), rules)
    written = []
    for suffix, text in ((".md", as_markdown(report)), (".json", as_json(report))):
        target = store.delivery_report(entry.register, entry.period, entry.delivery_key, suffix)
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_name(f".{target.name}.new")
        fresh.write_text(text, encoding="utf-8")
        written.append(fresh.replace(target))
    return written[0], written[1]


def _asked_for(entry: LedgerEntry) -> list[str]:
    """Name what a held delivery waits for: the day of an extract, files of the agreement, a file of the listing."""
    pattern = _AWAITED.get(entry.reason_code or "")
    found = re.search(pattern, entry.sentence) if pattern else None
    return [part.strip() for part in found[1].split(",")] if found else []


def _to_do(entry: LedgerEntry, set_aside: Iterable[SetAside], failed: Iterable[RuleOutcome]) -> list[str]:
    reason = refusal_reasons().get(entry.reason_code or "")
    remedies = [reason.remedy_da] if reason else []
    remedies += [quarantine_reasons()[each.reason_code].remedy_da for each in set_aside if _is_told(each)]
    remedies += [rule.remedy_da for rule in failed if rule.remedy_da]
    return list(dict.fromkeys(remedies)) or ["Der skal ikke gøres noget."]


def _is_told(each: SetAside) -> bool:
    return each.reason_code in quarantine_reasons()


def _told(each: SetAside) -> dict[str, Any]:
    sentence = quarantine_reasons()[each.reason_code].sentence_da if _is_told(each) else each.reason_code
    lines = ", ".join(map(str, each.first_lines)) + (" ..." if each.rows > len(each.first_lines) else "")
    return {
        "tabel": each.table,
        "felt": each.field or "hele rækken",
        "årsag": sentence,
        "rækker": each.rows,
        "første_linjer": lines,
    }


def _rule_row(rule: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "regel": rule["rule_id"],
        "sætning": rule["says_da"],
        "afvigelser": rule["unexpected_count"],
        "af": rule["element_count"],
    }


def _table(title: str, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> list[str]:
    if not rows:
        return []
    head = [column.replace("_", " ") for column in columns]
    body = [[_number(row[column]) for column in columns] for row in rows]
    lines = ["| " + " | ".join(cells) + " |" for cells in (head, ["---"] * len(columns), *body)]
    return ["", f"## {title}", "", *lines]


def _number(value: object) -> str:
    """Return a cell; whole numbers with the Danish point between thousands."""
    return f"{value:,}".replace(",", ".") if isinstance(value, int) else str(value if value is not None else "")
