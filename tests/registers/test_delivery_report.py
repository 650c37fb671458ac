"""The report on a delivery says in Danish what is wrong, where, how often and what to do; never a value."""

import json
from pathlib import Path

import pytest

from pipelines.quality.evidence import Finding, Outcome
from pipelines.quality.number_pattern import count_in_text
from pipelines.quality.rules import Rule
from pipelines.quality.told import outcomes_for
from pipelines.registers.delivery_report import (
    VERDICTS_DA,
    RuleOutcome,
    SetAside,
    as_json,
    as_markdown,
    delivery_report,
    write_delivery_report,
)
from pipelines.registers.intake.ledger import LedgerEntry, LedgerFile
from pipelines.registers.pseudonyms import FAULT_CODES
from pipelines.registers.reasons_da import quarantine_reasons, refusal_reasons
from pipelines.registers.refusals import REMEDIES
from pipelines.store import Store
from tests.registers.samples import CPR_TOLD, cpr_bytes, deliver, extract, line, number, persons, receive_all
from tests.registers.test_nothing_leaks import FAULTY_PERSONS, NAMES

REJECTED = LedgerEntry(
    register="cpr", product="cpr", period="2025", delivery_key="0123456789abcdef", delivery_number=3,
    reference_date="2025-01-01", verdict="rejected", reason_code="end_record_missing",
    sentence="The end record 999 is missing.", file="d250102.l901101", place="line 29",
    files=(LedgerFile("d250102.l901101", "cpr_p12170", "ab" * 32, 1234),),
)  # fmt: skip


def test_a_rejection_is_told_with_rule_place_and_remedy_in_danish() -> None:
    told = as_markdown(delivery_report(REJECTED))

    assert told.startswith("# Leverance 3 af cpr: afvist\n")
    assert "Slutrecorden mangler; filen er skåret af." in told
    assert "`end_record_missing`" in told
    assert "Sted: d250102.l901101, line 29" in told
    assert "- Overfør filen igen i sin helhed." in told


def test_what_was_set_aside_and_rules_that_fail_are_told_with_counts_and_remedies() -> None:
    aside = SetAside("person", "birth_date", "age_over_130", 1234, (7, 9))
    failed = RuleOutcome("CPR-002", "Alle har et køn.", "Udfyld køn.", "critical", False, 670000, 12)
    passed = RuleOutcome("CPR-001", "Ingen to gange.", None, "critical", True, 670000, 0)

    report = delivery_report(REJECTED, [aside], [failed, passed])
    told = as_markdown(report)

    assert "| person | birth_date | fødselsdatoen giver en alder over 130 år | 1.234 | 7, 9 ... |" in told
    assert "| CPR-002 | Alle har et køn. | 12 | 670.000 |" in told
    assert "CPR-001" not in told
    assert report["hvad_skal_gøres"] == ["Overfør filen igen i sin helhed.", "Kontrollér fødselsdatoen.", "Udfyld køn."]
    assert json.loads(as_json(report)) == json.loads(json.dumps(report))


@pytest.mark.parametrize(
    ("reason_code", "sentence", "awaited"),
    [
        ("chain_gap", "The extract follows on that of 2026-01-05, which has not come; none is known.", ["2026-01-05"]),
        ("delivery_incomplete", "The delivery has 1 of 3 files; missing: udda_a, udda_b.", ["udda_a", "udda_b"]),
        ("generation_gap", "The file is generation 1; the newest is DAR_V1_A_2.zip: fetch that.", ["DAR_V1_A_2.zip"]),
        ("sidecar_missing", "The file has no sidecar.", []),
    ],
)
def test_a_held_delivery_says_what_to_ask_for(reason_code: str, sentence: str, awaited: list[str]) -> None:
    entry = LedgerEntry("cpr", "2026", "k", 1, "2026-01-01", "waiting", reason_code, sentence)

    report = delivery_report(entry)

    assert report["mangler"] == awaited
    assert (f"Der mangler: {', '.join(awaited)}" in as_markdown(report)) == bool(awaited)


@pytest.mark.parametrize("verdict", VERDICTS_DA)
def test_every_verdict_has_a_word_and_says_what_to_do(verdict: str) -> None:
    report = delivery_report(LedgerEntry("cpr", "2025", "k", 1, "2025-01-01", verdict))

    assert report["afgørelse"] == VERDICTS_DA[verdict]
    assert report["hvad_skal_gøres"] == ["Der skal ikke gøres noget."]


def test_every_reason_code_has_danish_texts_and_none_is_left_over() -> None:
    assert set(refusal_reasons()) == set(REMEDIES)


def test_every_reason_for_setting_rows_aside_has_danish_texts() -> None:
    folder = Path(__file__).parents[2] / "pipelines" / "registers" / "reading"
    marks = "".join(file.read_text(encoding="utf-8") for file in folder.glob("*.py"))

    unnamed = [code for code in quarantine_reasons() if code not in marks and code not in FAULT_CODES.values()]

    assert set(FAULT_CODES.values()) <= set(quarantine_reasons())
    assert unnamed == []


@pytest.mark.parametrize("text", [text for each in (refusal_reasons(), quarantine_reasons()) for text in each.values()])
def test_danish_texts_are_whole_sentences_without_doubled_signs(text: object) -> None:
    sentence, remedy = text.sentence_da, text.remedy_da  # type: ignore[attr-defined]

    assert len(sentence) > 10
    assert remedy.endswith(".")
    assert "  " not in sentence + remedy


def test_the_report_on_a_real_delivery_holds_counts_and_no_person(store: Store) -> None:
    lines = [*FAULTY_PERSONS, line("001", PNR=number(78), STATUS="01", KOEN="K", FOED_DT="1850-05-04")]
    deliver(store, "d250102.l901101", cpr_bytes(extract(lines)), CPR_TOLD, len(lines))
    (verdict,) = receive_all(store)

    page, data = write_delivery_report(store, verdict)

    told = page.read_text(encoding="utf-8") + data.read_text(encoding="utf-8")
    assert "personnummeret har ikke ti cifre" in told
    assert "fødselsdatoen giver en alder over 130 år" in told
    assert count_in_text(told) == 0
    assert not [name for name in NAMES if name in told]


def test_a_rejected_delivery_is_reported_with_the_rows_it_was_rejected_for(store: Store) -> None:
    lines = [*persons(30), *(line("001", PNR="61025AAAA4", STATUS="01", KOEN="K", FOED_DT="1970-05-04"),) * 40]
    deliver(store, "d250102.l901101", cpr_bytes(extract(lines)), CPR_TOLD, len(lines))
    (verdict,) = receive_all(store)

    page, _ = write_delivery_report(store, verdict)

    assert verdict.verdict == "rejected"
    assert "| person | person_key | personnummeret har ikke ti cifre | 40 |" in page.read_text(encoding="utf-8")


def test_only_findings_that_rest_on_the_delivery_are_told_to_its_supplier() -> None:
    rule = Rule("CPR-001", "cpr", "person", "s", "Det passer.", "w", "OKF", "critical", "r", {}, remedy_da="Ret det.")
    mine = Finding("CPR-001", "s", "critical", Outcome.FAILED, "gx", "cpr.person", 2025, 9, 2,
                   delivery_key="0123456789abcdef+ffff")  # fmt: skip
    other = Finding("CPR-001", "s", "critical", Outcome.FAILED, "gx", "cpr.person", 2024, 9, 1, delivery_key="aaaa")
    guard = Finding("KNOWN-CPR-101", "s", "warning", Outcome.FAILED, "gx", "cpr.person", 2025, delivery_key="0123456789abcdef")  # fmt: skip  # noqa: E501

    told = outcomes_for(REJECTED, [mine, other, guard], {"CPR-001": rule})

    assert told == [RuleOutcome("CPR-001", "Det passer.", "Ret det.", "critical", False, 9, 2)]
