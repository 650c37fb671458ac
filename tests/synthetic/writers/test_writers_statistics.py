"""The files of Danmarks Statistik, read back line by line: RAS, UDDA and IND."""

from pathlib import Path

from pipelines.synthetic.snapshot import Snapshot
from pipelines.synthetic.writers.ind import write_ind
from pipelines.synthetic.writers.ras import write_ras
from pipelines.synthetic.writers.udda import write_udda


def rows_of(path: Path) -> dict[str, dict[str, str]]:
    header, *lines = path.read_bytes().decode("latin-1").splitlines()
    rows = [dict(zip(header.split(";"), line.split(";"), strict=True)) for line in lines]
    return {row["PERSON_ID"]: row for row in rows}


def test_ras_has_one_row_per_resident_with_a_status(snapshot: Snapshot, tmp_path: Path) -> None:
    (written,) = write_ras(snapshot, tmp_path)

    rows = rows_of(written.path)
    assert (written.path.name, written.layout, written.record_count) == ("RAS_2025.csv", "ras_status", 29)
    assert len(rows) == 29
    assert "6101954905" not in rows
    assert list(rows["6101904990"].items()) == [
        ("REFDATO", "2025-11-28"), ("PERSON_ID", "6101904990"), ("BOPKOM", "0101"), ("ALDER", "36"), ("KOEN", "K"),
        ("HERKOMST", "1"), ("OPR_VESTLIG", "1"), ("RAS_STATUS", "131"), ("BRANCHE_10", "7"), ("ARB_KOM", "0147"),
    ]  # fmt: skip


def test_age_counts_a_birthday_on_the_day_of_counting_and_none_later(snapshot: Snapshot, tmp_path: Path) -> None:
    (written,) = write_ras(snapshot, tmp_path)

    rows = rows_of(written.path)
    assert rows["6101904990"]["ALDER"] == "36"  # born 1 January 1990
    assert rows["6101994837"]["ALDER"] == "15"  # born 2 January 2010


def test_udda_leaves_out_who_has_nothing_registered(snapshot: Snapshot, tmp_path: Path) -> None:
    education, _ = write_udda(snapshot, tmp_path)

    rows = rows_of(education.path)
    assert (education.path.name, education.record_count) == ("UDDA_2025.csv", 29)
    assert "6101964888" not in rows
    assert list(rows["6101994837"].items()) == [
        ("AAR", "2025"), ("PERSON_ID", "6101994837"), ("HFAUDD", "0001"), ("HF_KILDE", "12"), ("HF_VFRA", ""),
        ("HF_VTIL", ""), ("PRIA", "108"), ("IGANG_UDD", "5190"),
    ]  # fmt: skip


def test_classification_is_latin_1_and_quotes_a_semicolon(snapshot: Snapshot, tmp_path: Path) -> None:
    _, classification = write_udda(snapshot, tmp_path)

    assert classification.path.name == "UDDA_KLASSIFIKATION_2025.csv"
    assert classification.record_count == 2
    assert classification.path.read_bytes() == (
        'HFAUDD;DISCED15_HOVED;ISCED2011;TEKST\n0001;10;2;"Folkeskole; 9. klasse"\n'
        "5190;50;6;Sygeplejerske på højskole\n"
    ).encode("latin-1")


def test_income_has_decimal_comma_and_no_row_where_nothing_is_known(snapshot: Snapshot, tmp_path: Path) -> None:
    (written,) = write_ind(snapshot, tmp_path)

    rows = rows_of(written.path)
    assert (written.path.name, written.layout, written.record_count) == ("IND_2025.csv", "ind_indkomst", 29)
    assert "6101974871" not in rows
    assert list(rows["6101904990"].items()) == [
        ("AAR", "2025"), ("PERSON_ID", "6101904990"), ("FAMILIE_ID", "0000000000"), ("PERINDKIALT_13", "100000,05"),
        ("LOENMV_13", "100000,00"), ("OFF_OVERFORSEL_13", "0,00"), ("DISPON_13", "50000,02"),
        ("AEKVIVADISP_13", "33333,35"), ("SOCIO13", "131"),
    ]  # fmt: skip


def test_negative_income_has_a_leading_minus_also_below_one_krone(snapshot: Snapshot, tmp_path: Path) -> None:
    (written,) = write_ind(snapshot, tmp_path)

    row = rows_of(written.path)["6101984854"]
    assert (row["PERINDKIALT_13"], row["LOENMV_13"]) == ("-1234567,05", "-0,05")
