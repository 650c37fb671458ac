"""What a layout can say of a field or column beyond its type: ranges, sentinels, labels, padding, tolerated columns."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.registers.layout import LayoutError, parse_layout
from pipelines.registers.reader import ReadReport, read_file
from pipelines.registers.refusals import RefusedError
from tests.registers.samples import SECRET, number, ras_bytes

IND = "AAR;PERSON_ID;FAMILIE_ID;PERINDKIALT_13;LOENMV_13;OFF_OVERFORSEL_13;DISPON_13;AEKVIVADISP_13;SOCIO13"
UDDA = "AAR;PERSON_ID;HFAUDD;HF_KILDE;HF_VFRA;HF_VTIL;PRIA;IGANG_UDD"
KRAF = "TAEL_AAR;PERSON_ID;INR_TYPE;JOURNR;AFG_AFGOEDTO;GERN_DTO;AFG_GER7;AFG_ART;UBETINGET_DAGE"
SURVEY = "RESPID;AAR;OMRAADE;KOEN;ALDERSGRP;Q1_TRYG_NABOLAG;Q2_TRYG_AFTEN;UDSAT_KRIM;VAEGT"
HEALTH = "RESPID;AAR;BYDEL;KOEN;ALDERSGRP;SELVVURD_HELBRED;DAGLIG_RYGER;ENSOMHED;BMI;VAEGT"
RAS = ras_bytes(3).decode("latin-1")
TABLES = {
    "ras_status": "status",
    "ind_indkomst": "income",
    "udda_uddannelse": "education",
    "kraf_afgoerelser": "decision",
}


def read(folder: Path, text: str, layout: str = "ras_status") -> ReadReport:
    (folder / "file.csv").write_bytes(text.encode("utf-8" if layout.endswith("svar") else "latin-1"))
    return read_file(folder / "file.csv", layout, folder / "out", SECRET)


def column(folder: Path, layout: str, name: str) -> list[Any]:
    return pl.read_parquet(folder / "out" / f"{TABLES.get(layout, 'answer')}.parquet")[name].to_list()


def reason(folder: Path, text: str, layout: str) -> str:
    with pytest.raises(RefusedError) as refusal:
        read(folder, text, layout)
    assert not list((folder / "out").iterdir())
    return refusal.value.finding.reason_code


def survey(*rows: str) -> str:
    return "\n".join([SURVEY, *rows]) + "\n"


def test_columns_in_another_order_are_noted(tmp_path: Path) -> None:
    turned = "\n".join(";".join(reversed(line.split(";"))) for line in RAS.splitlines()) + "\n"

    assert any("another order" in note for note in read(tmp_path, turned).notes)
    assert not any("another order" in note for note in read(tmp_path, RAS).notes)


def test_names_and_addresses_nobody_asked_for_are_dropped_with_a_note(tmp_path: Path) -> None:
    header, *lines = RAS.splitlines()
    text = "\n".join([f"{header};NAVN;ADRESSE", *(f"{line};Åse Æbelø;Vejen 1" for line in lines)]) + "\n"

    report = read(tmp_path, text)

    assert "columns nobody asked for were dropped unread: ADRESSE, NAVN" in report.notes
    kept = (tmp_path / "out" / "status.parquet").read_bytes()
    assert b"NAVN" not in kept
    assert "Æbelø".encode() not in kept


@pytest.mark.parametrize(("age", "aside"), [("0", 0), ("130", 0), ("131", 1), ("-1", 1)])
def test_a_value_out_of_range_sets_its_row_aside(age: str, aside: int, tmp_path: Path) -> None:
    cells = [line.split(";") for line in RAS.splitlines()]
    place = cells[0].index("ALDER")
    cells[2][place] = age

    report = read(tmp_path, "\n".join(map(";".join, cells)) + "\n")

    assert report.tables["status"].quarantined == aside
    reasons = pl.read_parquet(tmp_path / "out" / "status.quarantine.parquet")["reason_code"].to_list()
    assert reasons == ["value_out_of_range"] * aside


def test_a_code_that_lost_its_leading_zeros_gets_them_back_and_it_is_noted(tmp_path: Path) -> None:
    rows = [UDDA, f"2024;{number(1)};1;;;;;", f"2024;{number(2)};5190;;;;;"]

    report = read(tmp_path, "\n".join(rows) + "\n", "udda_uddannelse")

    assert column(tmp_path, "udda_uddannelse", "hfaudd_code") == ["0001", "5190"]
    assert "education.hfaudd_code, leading zeros put back: 1" in report.notes


@pytest.mark.parametrize(
    ("amount", "expected"),
    [("99999999", None), ("99999999,00", None), ("99999998,00", 9_999_999_800), ("-12,50", -1250), ("0", 0)],
)
def test_the_sentinel_of_an_amount_is_missing_and_a_negative_amount_is_one(
    amount: str, expected: int | None, tmp_path: Path
) -> None:
    report = read(tmp_path, f"{IND}\n2024;{number(1)};;{amount};;;;;131\n", "ind_indkomst")

    assert column(tmp_path, "ind_indkomst", "gross_income_oere") == [expected]
    assert report.unreadable == {}


@pytest.mark.parametrize("amount", ["1.234.567,89", "1.234", "1234.50", "-1.234,50"])
def test_a_point_in_an_amount_refuses_the_file(amount: str, tmp_path: Path) -> None:
    rows = [f"2024;{number(1)};;{amount};;;;;131", f"2024;{number(2)};;1,50;;;;;131"]

    assert reason(tmp_path, "\n".join([IND, *rows]) + "\n", "ind_indkomst") == "number_format_mixed"


def test_points_between_thousands_are_read_where_they_were_agreed(tmp_path: Path) -> None:
    layout = one_field({"type": "amount_oere", "thousands_point": True})
    (tmp_path / "a.csv").write_text("A\n1.234.567,89\n12,5\n", encoding="utf-8")

    read_file(tmp_path / "a.csv", layout, tmp_path / "out", SECRET)

    assert pl.read_parquet(tmp_path / "out" / "t.parquet")["a"].to_list() == [123_456_789, 1250]


def test_a_person_number_of_nine_digits_is_set_aside_under_its_own_reason(tmp_path: Path) -> None:
    lines = ras_bytes(2000).decode("latin-1").splitlines()
    lines[7] = lines[7].replace(number(6), number(6)[1:])

    report = read(tmp_path, "\n".join(lines) + "\n")

    aside = pl.read_parquet(tmp_path / "out" / "status.quarantine.parquet")
    assert aside.select("line_number", "reason_code").rows() == [(8, "number_nine_digits")]
    assert report.tables["status"].rows == 1999


def test_many_numbers_of_nine_digits_say_that_the_column_was_numeric(tmp_path: Path) -> None:
    lines = ras_bytes(100).decode("latin-1").splitlines()
    for row in range(1, 30):
        lines[row] = lines[row].replace(number(row - 1), number(row - 1)[1:])

    assert reason(tmp_path, "\n".join(lines) + "\n", "ras_status") == "person_number_numeric"


@pytest.mark.parametrize(
    ("identity", "known_class", "has_key"),
    [
        (number(5), "erstatningsnummer", True),
        ("060649AAAA", "konstrueret", False),
        ("990001AADA", "konstrueret", False),
        ("290200AAAA", "uidentificerbar", False),
        ("2902000000", "uidentificerbar", False),
        ("2902004000", "personnummer", True),
        ("300200", "forening", False),
    ],
)
def test_ids_of_the_criminal_register_are_classified_and_kept(
    identity: str, known_class: str, has_key: bool, tmp_path: Path
) -> None:
    report = read(
        tmp_path, f"{KRAF}\n2024;{identity};1;0100-1;2024-05-06;2024-05-01;1210000;1;30\n", "kraf_afgoerelser"
    )

    assert column(tmp_path, "kraf_afgoerelser", "id_class") == [known_class]
    assert (column(tmp_path, "kraf_afgoerelser", "person_key") != [None]) is has_key
    assert not any("person_number_form" in note for note in report.notes)


@pytest.mark.parametrize("identity", ["06A649AAAA", "123", "AAAAAAAAAA", ""])
def test_what_is_no_id_of_any_class_is_set_aside(identity: str, tmp_path: Path) -> None:
    report = read(tmp_path, f"{KRAF}\n2024;{identity};1;x;2024-05-06;;1210000;1;30\n", "kraf_afgoerelser")

    assert report.tables["decision"].quarantined == 1


@pytest.mark.parametrize(
    ("answer", "code"),
    [("1", "1"), ("Meget tryg", "1"), ("MEGET TRYG", "1"), ("1,00", "1"), ("8", "8"), ("Ved ikke", "8"), ("7", None)],
)
def test_answers_are_read_as_codes_or_as_labels(answer: str, code: str | None, tmp_path: Path) -> None:
    report = read(tmp_path, survey(f"T1;2024;Valby;Mand;30-49;{answer};2;2;1,5"), "tryghed_svar")

    assert column(tmp_path, "tryghed_svar", "safe_in_neighbourhood_code") == [code]
    assert column(tmp_path, "tryghed_svar", "sex_code") == ["1"]
    assert (("answer", "safe_in_neighbourhood_code", "value_unreadable") in report.unreadable) is (code is None)


def test_a_question_that_was_not_asked_is_empty(tmp_path: Path) -> None:
    read(tmp_path, survey("T1;2024;Valby;1;30-49;1;2;2;1,5"), "tryghed_svar")

    assert column(tmp_path, "tryghed_svar", "wishes_to_move_code") == [None]
    assert column(tmp_path, "tryghed_svar", "special_area_code") == [None]


@pytest.mark.parametrize("name", ["Brønshøj-Husum", "Brønshøj/Husum", "BRØNSHØJ - HUSUM"])
def test_districts_are_known_by_more_than_one_spelling(name: str, tmp_path: Path) -> None:
    read(tmp_path, survey(f"T1;2024;{name};1;30-49;1;2;2;1,5"), "tryghed_svar")

    assert column(tmp_path, "tryghed_svar", "area_code") == ["broenshoej-husum"]


@pytest.mark.parametrize("weight", ["0", "0,0000", "-1,2", "NaN", "", "nan", "1,2,3"])
def test_a_weight_that_is_not_above_zero_refuses_the_file(weight: str, tmp_path: Path) -> None:
    text = survey("T1;2024;Valby;1;30-49;1;2;2;1,5", f"T2;2024;Valby;1;30-49;1;2;2;{weight}")

    assert reason(tmp_path, text, "tryghed_svar") == "weight_not_positive"


@pytest.mark.parametrize(("index", "expected"), [("24,6", [24.6]), ("99,0", [None]), ("246", []), ("2,4", [])])
def test_a_body_mass_index_in_other_units_is_set_aside(
    index: str, expected: list[float | None], tmp_path: Path
) -> None:
    read(tmp_path, f"{HEALTH}\nS1;2025;Valby;1;30-49;2;2;2;{index};1,5\n", "sundhed_svar")

    assert column(tmp_path, "sundhed_svar", "body_mass_index") == expected


def one_field(options: dict[str, Any]) -> Any:
    field = {"name": "a", "source": "A", **options}
    return parse_layout(
        {
            "layout": "made", "register": "made", "title": "made up", "product": "made up", "source": "made up here",
            "real": "nothing", "simplified": None, "valid_from": "2024-01-01", "format": "delimited",
            "encoding": "utf-8", "delimiter": ";", "records": {"row": {"title": "x", "table": "t", "fields": [field]}},
        },
        "made",
    )  # fmt: skip


@pytest.mark.parametrize(
    "damage",
    [
        lambda field: field | {"refuse_as": "weight_not_positive"},
        lambda field: field | {"refuse_as": "no_such_reason", "required": True},
    ],
)
def test_a_field_that_refuses_the_file_is_required_and_says_so_under_a_known_reason(
    damage: Callable[[dict[str, Any]], dict[str, Any]],
) -> None:
    with pytest.raises(LayoutError, match="refuses the file"):
        one_field(damage({"type": "decimal"}))
