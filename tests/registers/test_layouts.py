"""Layouts and agreements are data: they fit their schemas, contradict nothing, and keep the contract of the vault."""

import copy
from datetime import date
from typing import Any

import pytest

from pipelines.registers.agreements import agreement_for, check_agreements, load_agreements
from pipelines.registers.layout import LAYOUT_FOLDER, LayoutError, layout_names, load_layout, load_layouts, parse_layout
from pipelines.registers.yaml_data import load_yaml

# What the models read; a column renamed here breaks them.
VAULT_COLUMNS = {
    ("cpr_p12170", "person"): "person_key number_class_code successor_person_key status_code status_from_date sex_code "
    "birth_date is_birth_date_uncertain",
    ("cpr_p12170", "address"): "person_key municipality_code moved_in_date",
    ("cpr_p12170", "civil_status"): "person_key civil_status_code spouse_person_key civil_status_from_date",
    ("cpr_p12170", "parents"): "person_key mother_person_key mother_birth_date father_person_key father_birth_date",
    ("cpr_p12170", "former_number"): "person_key former_person_key valid_from_date valid_to_date",
    ("cpr_p12170", "former_address"): "person_key correction_code municipality_code moved_in_date moved_out_date",
    ("dar_adressepunkt", "access_point"): "access_point_id easting_m northing_m accuracy_code status_code",
    ("ind_indkomst", "income"): "person_key income_year family_key gross_income_oere wage_income_oere "
    "transfer_income_oere disposable_income_oere equivalised_disposable_income_oere socio13_code",
}


def cpr_data() -> dict[str, Any]:
    return copy.deepcopy(load_yaml(LAYOUT_FOLDER / "cpr_p12170.yml"))


@pytest.mark.parametrize("name", layout_names())
def test_every_layout_fits_its_schema_and_names_its_source(name: str) -> None:
    layout = load_layout(name)

    assert layout.source
    assert layout.real


def test_agreements_fit_their_schema_and_the_layouts_they_name() -> None:
    check_agreements()

    for agreed in load_agreements().values():
        others = [each for each in load_agreements().values() if each is not agreed]
        shared = {(each.register, table) for each in others for table in each.vault_tables}
        assert agreed.shares_tables == bool({(agreed.register, table) for table in agreed.vault_tables} & shared)


def test_a_product_is_told_by_its_name_and_by_its_sender() -> None:
    status = agreement_for("cpr", "cpr_p12170", "d250102.l901101", "CPR-kontoret")
    changes = agreement_for("cpr", "cpr_p12170", "D250103.L901102", "CPR-kontoret")

    assert status is not None
    assert changes is not None
    assert (status.product, changes.product) == ("cpr", "cpr_aendring")
    assert status.period(date(2025, 1, 1)) == "2025"
    assert changes.period(date(2025, 1, 3)) == "2025-01-03"
    assert agreement_for("vejr", "x", "x", "x") is None


@pytest.mark.parametrize(("layout", "table"), list(VAULT_COLUMNS))
def test_vault_tables_have_the_agreed_columns(layout: str, table: str) -> None:
    record = next(record for record in load_layout(layout).table_records if record.table == table)

    assert sorted(field.name for field in record.vault_fields) == sorted(VAULT_COLUMNS[layout, table].split())


def test_names_and_addresses_of_persons_are_never_read() -> None:
    free_text = {"CONVN", "ADRNVN", "STILLING", "AEGTENVN", "MORNVN", "FARNVN", "VEJNVN", "STANDARDADR", "FORNVN",
                 "MELNVN", "EFTERNVN", "LOKALITET", "BYNVN", "VEJADRNVN", "ADR1-SUPLADR", "UDLANDADR1"}  # fmt: skip

    read = {field.source for record in load_layout("cpr_p12170").records.values() for field in record.read_fields}

    assert not free_text & read


def test_no_table_of_cpr_has_a_column_that_tells_where_a_person_lives() -> None:
    parts = {"VEJKOD", "HUSNR", "ETAGE", "SIDEDOER", "BNR", "ADRESSE_UUID", "POSTNR"}

    crossing = {field.source for record in load_layout("cpr_p12170").table_records for field in record.vault_fields}

    assert not parts & crossing


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("unique", ["road_code"], "unique names road_code, which is restricted"),
        ("counted", {"column": "protection"}, "counted names protection, which is not read"),
    ],
)
def test_a_record_that_would_let_something_through_is_refused(name: str, value: Any, problem: str) -> None:
    data = cpr_data()
    record = data["records"]["002" if name == "unique" else "004"]
    record[name] = {**record[name], **value} if isinstance(value, dict) else value

    with pytest.raises(LayoutError, match=problem):
        parse_layout(data, "cpr_p12170")


def test_cpr_declares_every_record_type_of_the_product() -> None:
    records = load_layout("cpr_p12170").records

    expected = {f"{code:03d}" for code in range(31)} - {"000"} | {"000", "099", "910", "997", "999"}
    assert set(records) == expected
    assert records["002"].lengths == (306, 382)


def test_overlapping_fields_are_refused() -> None:
    data = cpr_data()
    data["records"]["001"]["fields"][3]["start"] = 25

    with pytest.raises(LayoutError, match="overlap"):
        parse_layout(data, "cpr_p12170")


def test_a_field_beyond_its_record_is_refused() -> None:
    data = cpr_data()
    data["records"]["004"]["lengths"] = [30]

    with pytest.raises(LayoutError, match="SLET_DT-BESKYTTELSE lies outside positions 4-30"):
        parse_layout(data, "cpr_p12170")


def test_a_name_used_twice_is_refused() -> None:
    data = cpr_data()
    data["records"]["004"]["fields"][1]["name"] = "person_key"

    with pytest.raises(LayoutError, match="used twice"):
        parse_layout(data, "cpr_p12170")


def test_free_text_that_would_be_read_is_refused() -> None:
    data = cpr_data()
    data["records"]["003"]["fields"][1].pop("sensitive")

    with pytest.raises(LayoutError, match="address_name is text"):
        parse_layout(data, "cpr_p12170")


def test_an_unknown_type_is_refused_by_the_schema() -> None:
    data = cpr_data()
    data["records"]["004"]["fields"][1]["type"] = "money"

    with pytest.raises(LayoutError, match="money"):
        parse_layout(data, "cpr_p12170")


def test_an_unknown_layout_is_answered_with_the_known_ones() -> None:
    with pytest.raises(LayoutError, match="ras_status"):
        load_layout("nothing")


def test_every_register_of_the_agreements_has_its_layouts() -> None:
    layouts = load_layouts()

    registers = {layouts[file.layout].register for agreement in load_agreements().values() for file in agreement.files}

    assert registers == {agreement.register for agreement in load_agreements().values()}
