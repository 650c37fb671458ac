"""The bytes of a CPR status extract, cut up again by position as the product description gives them."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from pipelines.synthetic.snapshot import Snapshot
from pipelines.synthetic.writers.cpr import write_status_extract

LENGTHS = {
    "000": 35,
    "001": 106,
    "002": 382,
    "003": 249,
    "004": 37,
    "012": 95,
    "015": 147,
    "022": 45,
    "023": 96,
    "999": 21,
}
PERSON_0, PERSON_2, PERSON_3 = "6101904990", "6101924956", "6101934939"
OLD_NUMBER = "6101900001"


def lines_of(path: Path) -> list[str]:
    return path.read_bytes().decode("latin-1").split("\n")[:-1]


def only(lines: list[str], record: str, person: str) -> str:
    (line,) = [line for line in lines if line.startswith(record + person)]
    return line


def cut(line: str, fields: dict[str, tuple[int, int]]) -> dict[str, str]:
    return {name: line[start - 1 : start - 1 + length] for name, (start, length) in fields.items()}


def assert_blank_outside(line: str, fields: dict[str, tuple[int, int]]) -> None:
    rest = list(line)
    for start, length in [(1, 13), *fields.values()]:
        rest[start - 1 : start - 1 + length] = " " * length
    assert not "".join(rest).strip()


@pytest.fixture
def lines(snapshot: Snapshot, tmp_path: Path) -> list[str]:
    return lines_of(write_status_extract(snapshot, tmp_path, previous_production=date(2025, 1, 2)).path)


def test_every_record_has_the_length_of_its_type(lines: list[str]) -> None:
    lengths = {(line[:3], len(line)) for line in lines}

    assert lengths == set(LENGTHS.items())


def test_name_and_opening_record_carry_assignment_and_both_production_dates(snapshot: Snapshot, tmp_path: Path) -> None:
    written = write_status_extract(snapshot, tmp_path, previous_production=date(2025, 1, 2))

    assert written.path.name == "d260102.l901101"
    assert written.layout == "cpr_p12170"
    assert lines_of(written.path)[0] == "000" + "0000000000" + "901101" + "20260102" + "20250102"


def test_first_extract_has_zeros_for_the_previous_production(snapshot: Snapshot, tmp_path: Path) -> None:
    written = write_status_extract(snapshot, tmp_path)

    assert lines_of(written.path)[0].endswith("2026010200000000")


def test_end_record_counts_what_lies_between(snapshot: Snapshot, tmp_path: Path) -> None:
    written = write_status_extract(snapshot, tmp_path)

    lines = lines_of(written.path)
    assert lines[-1] == "9999999999999" + f"{len(lines) - 2:08d}"
    assert written.record_count == len(lines) - 2


def test_records_per_type_follow_the_city(lines: list[str]) -> None:
    counts = Counter(line[:3] for line in lines)

    expected = {"000": 1, "001": 31, "002": 30, "003": 31, "004": 2, "012": 30, "015": 2, "022": 1, "023": 5, "999": 1}
    assert counts == expected


def test_record_001_of_a_resident(lines: list[str]) -> None:
    line = only(lines, "001", PERSON_0)

    assert line == f"{'001' + PERSON_0:23}01200003040000 K1990-01-01 1990-01-01".ljust(106)


def test_changed_number_has_status_60_points_on_and_has_no_address(lines: list[str]) -> None:
    fields = {"PNRGAELD": (14, 10), "STATUS": (24, 2), "STATUSHAENSTART": (26, 12), "SLUT_DT": (62, 10)}

    values = cut(only(lines, "001", OLD_NUMBER), fields)

    assert list(values.values()) == [PERSON_3, "60", "200105070000", "2001-05-07"]
    assert {line[:3] for line in lines if line[3:13] == OLD_NUMBER} == {"001", "003"}
    plain = only(lines, "003", OLD_NUMBER)
    assert plain[13:47].rstrip() == "Æbelø,Åse"
    assert not plain[47:].strip()


def test_record_002_spells_the_address_as_cpr_does(lines: list[str]) -> None:
    fields = {
        "KOMKOD": (14, 4), "VEJKOD": (18, 4), "HUSNR": (22, 4), "ETAGE": (26, 2), "SIDEDOER": (28, 4),
        "TILFLYDTO": (70, 12), "TILFLYKOMDTO": (83, 12), "FRAFLYKOMKOD": (96, 4), "FRAFLYKOMDTO": (100, 12),
        "VEJNVN": (307, 40), "ADRESSE_UUID": (347, 36),
    }  # fmt: skip
    line = only(lines, "002", PERSON_0)

    assert cut(line, fields) == {
        "KOMKOD": "0101", "VEJKOD": "0004", "HUSNR": "012B", "ETAGE": "st", "SIDEDOER": "    ",
        "TILFLYDTO": "201506070000", "TILFLYKOMDTO": "201003040000", "FRAFLYKOMKOD": "0461",
        "FRAFLYKOMDTO": "201003040000", "VEJNVN": "Øster Ærø Boulevard".ljust(40),
        "ADRESSE_UUID": "aaaaaaaa-aaaa-4aaa-8aaa-000000000000",
    }  # fmt: skip
    assert_blank_outside(line, fields)


def test_house_number_floor_and_door_are_padded_in_all_their_kinds(lines: list[str]) -> None:
    spellings = {line[21:31] for line in lines if line.startswith("002") and line[21:22] != " "}

    assert spellings == {
        "012Bst    ", "016 01  tv", "007 03  th", "012Bkl  12", "016       ", "007 02  mf", "012B10   1", "016 04  tv",
        "007 k2  th",
    }  # fmt: skip


def test_person_without_fixed_address_has_a_special_road_and_no_key(lines: list[str]) -> None:
    line = only(lines, "002", PERSON_2)

    assert line[13:21] == "01019901"
    assert not line[21:69].strip()
    assert not line[346:].strip()
    assert "Uden fast bopæl" in only(lines, "003", PERSON_2)


def test_record_003_gives_names_cut_by_characters_and_the_one_line_address(lines: list[str]) -> None:
    fields = {
        "ADRNVN": (14, 34), "STANDARDADR": (116, 34), "POSTNR": (184, 4), "POSTDISTTXT": (188, 20),
        "KOMKOD": (208, 4), "VEJKOD": (212, 4), "HUSNR": (216, 4), "ETAGE": (220, 2), "SIDEDOER": (222, 4),
        "VEJADRNVN": (230, 20),
    }  # fmt: skip
    line = only(lines, "003", PERSON_0)

    assert cut(line, fields) == {
        "ADRNVN": "Ærbødigstensøn-Østergård-Åkjær,Åse",
        "STANDARDADR": "Øster Ærø Boulevard 12B, st.".ljust(34), "POSTNR": "2300",
        "POSTDISTTXT": "København S".ljust(20), "KOMKOD": "0101", "VEJKOD": "0004", "HUSNR": "012B", "ETAGE": "st",
        "SIDEDOER": "    ", "VEJADRNVN": "Øster Ærø Boulevard ",
    }  # fmt: skip
    assert_blank_outside(line, fields)


def test_protections_have_their_dates_and_blanks_where_open(lines: list[str]) -> None:
    found = [line for line in lines if line.startswith("004")]

    assert found == ["004" + "6101944922" + tail for tail in ("00012020-02-032101-02-03", "00032021-04-05          ")]


def test_civil_status_names_the_spouse_or_nobody(lines: list[str]) -> None:
    married, single = only(lines, "012", "6101914973"), only(lines, "012", PERSON_0)

    assert married == (f"0126101914973G{PERSON_2}".ljust(70) + "201809100000").ljust(95)
    assert single == ("0126101904990U".ljust(70) + "000000000000").ljust(95)


def test_parents_may_be_known_by_birth_date_alone(lines: list[str]) -> None:
    fields = {
        "MOR_DT": (14, 10), "PNRMOR": (25, 10), "MOR_FOED_DT": (35, 10),
        "FAR_DT": (81, 10), "PNRFAR": (92, 10), "FAR_FOED_DT": (102, 10),
    }  # fmt: skip
    line = only(lines, "015", PERSON_0)

    values = ["1990-01-01", "6101904650", "1960-02-03", "1990-01-01", "0000000000", "1959-04-05"]
    assert list(cut(line, fields).values()) == values
    assert_blank_outside(line, fields)
    motherless = cut(only(lines, "015", "6101904820"), fields)
    assert (motherless["PNRMOR"], motherless["MOR_FOED_DT"]) == ("0000000000", " " * 10)
    assert (motherless["PNRFAR"], motherless["FAR_FOED_DT"]) == ("6101914633", "1961-05-06")


def test_former_number_names_the_present_one_first(lines: list[str]) -> None:
    (line,) = [line for line in lines if line.startswith("022")]

    assert line == f"022{PERSON_3}{OLD_NUMBER}1993-01-01 2001-05-07 "


def test_former_addresses_keep_corrections_and_unknown_dates(lines: list[str]) -> None:
    tails = [line[13:36] + line[70:] for line in lines if line.startswith("023")]

    assert sorted(tails) == sorted(
        [
            " 04611234077A01  tv    199501020000 201003040000 ",
            " 01010004016 st        201003040000 201506070000 ",
            "A01010004007           201506070000 201506070000 ",
            " 01570001001           199001010000 199501020000 ",
            "K0147                  000000000000 201201010000 ",
        ]
    )
