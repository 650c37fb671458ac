"""XML streams by: records by their path, keys from above, nothing expanded, nothing unknown let through."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.registers.inspecting import inspect
from pipelines.registers.layout import LAYOUT_FOLDER, LayoutError, load_layout, parse_layout
from pipelines.registers.reader import ReadReport, examine_file, read_file
from pipelines.registers.reading import xml_records
from pipelines.registers.refusals import Finding, RefusedError
from pipelines.registers.yaml_data import load_yaml
from tests.registers.samples import SECRET, UUID, number

DWELLING = (
    f"<Bolig><BbrEnhedsId>{UUID}</BbrEnhedsId><Areal>75</Areal><Rum>3</Rum><Boligtype>Familiebolig</Boligtype>"
    "<Husleje>6543.50</Husleje><RegistreringFra>2014-06-30T22:00:00Z</RegistreringFra>"
    "<VirkningFra>1999-12-31T23:30:00Z</VirkningFra></Bolig>"
)
LBF = f"""<?xml version="1.0" encoding="UTF-8"?>
<LbfStamdata xmlns="urn:eksempel:lbf">
<Udtraek><Kommune>0101</Kommune></Udtraek>
<Boligorganisation><LbfNr>9001</LbfNr><Navn>Bo &amp; Hjem</Navn>
<Afdeling><AfdelingNr>0012</AfdelingNr><Navn>Ærøhus</Navn><VirkningFra>1999-12-31T23:30:00Z</VirkningFra>
<Byggeafsnit><Nr>1</Nr><Ejendomsnummer>5</Ejendomsnummer>
{DWELLING}
</Byggeafsnit>
</Afdeling>
</Boligorganisation>
</LbfStamdata>
"""


def scor(count: int, **changes: str) -> str:
    """A file of so many examinations; ``changes`` replace the text of an element in the last of them."""
    rows = []
    for index in range(count):
        texts = {"Cpr": number(index), "Dato": "2025-03-04", "Aldersgruppe": "7", "dmfs": "0", "defs": "2"}
        texts |= changes if index == count - 1 else {}
        rows.append("<Undersoegelse>" + "".join(f"<{n}>{t}</{n}>" for n, t in texts.items()) + "</Undersoegelse>")
    return "\n".join(['<?xml version="1.0"?>', "<ScorIndberetning>", *rows, "</ScorIndberetning>"])


def read(folder: Path, text: str, layout: str = "lbf_stamdata", encoding: str = "utf-8") -> ReadReport:
    (folder / "file.xml").write_bytes(text.encode(encoding))
    return read_file(folder / "file.xml", layout, folder / "out", SECRET)


def refusal_of(folder: Path, text: str, layout: str = "lbf_stamdata", encoding: str = "utf-8") -> Finding:
    with pytest.raises(RefusedError) as refusal:
        read(folder, text, layout, encoding)
    assert not list((folder / "out").iterdir()), "a refused file leaves nothing behind"
    return refusal.value.finding


def rows(folder: Path, table: str) -> list[tuple[object, ...]]:
    return pl.read_parquet(folder / "out" / f"{table}.parquet").rows()


def test_every_record_becomes_a_row_of_its_table_with_the_keys_from_above(tmp_path: Path) -> None:
    report = read(tmp_path, LBF)

    day = pl.Series(["2000-01-01"]).str.to_date()[0]
    registered = pl.Series(["2014-07-01"]).str.to_date()[0]
    assert rows(tmp_path, "housing_organisation") == [("9001", "Bo & Hjem")]
    assert rows(tmp_path, "estate_section") == [("9001", "0012", "Ærøhus", day)]
    assert rows(tmp_path, "building_section") == [("9001", "0012", "1", "5")]
    assert rows(tmp_path, "almene_dwelling") == [
        ("9001", "0012", "1", UUID, 75, 3, "Familiebolig", 6543.5, registered, day)
    ]
    assert report.record_count == 4
    assert report.form.records == {"Boligorganisation": 1, "Afdeling": 1, "Byggeafsnit": 1, "Bolig": 1}


@pytest.mark.parametrize("block_bytes", [7, 100, 1 << 20])
def test_the_size_of_blocks_changes_nothing(block_bytes: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_records, "BLOCK_BYTES", block_bytes)

    report = read(tmp_path, scor(9, defs=""), "boern_scor")

    assert report.tables["dental_examination"].rows == 9
    assert [row[-1] for row in rows(tmp_path, "dental_examination")] == [2] * 8 + [None]


def test_an_empty_element_is_a_missing_value_and_an_absent_one_too(tmp_path: Path) -> None:
    text = scor(2).replace("<dmfs>0</dmfs>", "<dmfs/>", 1)

    read(tmp_path, text[::-1].replace("<defs>2</defs>"[::-1], "", 1)[::-1], "boern_scor")

    assert [row[-2:] for row in rows(tmp_path, "dental_examination")] == [(None, 2), (0, None)]


def test_a_value_of_one_record_never_reaches_the_next(tmp_path: Path) -> None:
    second = LBF.partition("<Afdeling>")[2].partition("</Afdeling>")[0]
    second = second.replace("<AfdelingNr>0012</AfdelingNr>", "<AfdelingNr/>").replace("<Navn>Ærøhus</Navn>", "")
    text = LBF.replace("</Afdeling>\n", f"</Afdeling>\n<Afdeling>{second}</Afdeling>\n")

    report = read(tmp_path, text)

    aside = pl.read_parquet(tmp_path / "out" / "almene_dwelling.quarantine.parquet")
    assert report.tables["estate_section"].quarantined == report.tables["almene_dwelling"].quarantined == 1
    assert aside.select("field", "reason_code").rows() == [("section_number", "required_missing")]


def test_places_are_line_and_byte_of_the_record(tmp_path: Path) -> None:
    text = scor(3, Cpr="6101AA4990")

    read(tmp_path, text, "boern_scor")

    (row,) = pl.read_parquet(tmp_path / "out" / "dental_examination.quarantine.parquet").to_dicts()
    assert (row["line_number"], row["field"], row["reason_code"]) == (5, "person_key", "person_number_form")
    assert text.encode()[row["byte_offset"] :].startswith(b"<Undersoegelse><Cpr>6101AA")


DTD = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
EXTERNAL = '<!DOCTYPE d SYSTEM "file:///etc/passwd">'


@pytest.mark.parametrize(
    ("change", "reason", "place"),
    [
        (lambda text: text.replace("?>\n", f"?>\n{DTD}\n", 1), "xml_unsafe", "line 2"),
        (lambda text: text.replace("?>\n", f"?>\n{EXTERNAL}\n", 1), "xml_unsafe", "line 2"),
        (lambda text: text[: text.index("<Areal>")], "xml_truncated", "line 7"),
        (lambda text: text[: text.index("</Areal>") + 4], "xml_truncated", "line 7"),
        (lambda text: text.removesuffix("</LbfStamdata>\n"), "xml_truncated", "line 11"),
        (lambda text: text + "<Rest/>", "xml_malformed", "line 12"),
        (lambda text: text.replace("<Rum>3</Rum>", "<Rum>3</Areal>"), "xml_malformed", "line 7"),
        (lambda text: text.replace("Ærøhus", "&ukendt;"), "xml_malformed", "line 5"),
        (lambda text: text.replace("</Byggeafsnit>", "løs tekst</Byggeafsnit>"), "xml_malformed", "line 8"),
        (lambda text: text.replace("Ærøhus", "x" * 70_000), "xml_malformed", "line 5"),
        (lambda text: text.replace("<Rum>3</Rum>", f"<Rum a='{'x' * 100}'>3</Rum>"), "column_unregistered", "line 7"),
        (lambda text: text.replace("Rum>", "Vaerelser>"), "column_unregistered", "line 7"),
        (lambda text: text.replace("<Rum>3</Rum>", "<Rum>3</Rum><Rum>4</Rum>"), "column_repeated", "line 7"),
        (lambda text: text.replace("<Rum>3</Rum>", ""), "column_missing", "every Bolig"),
        (lambda text: text.replace("LbfStamdata", "LbfHuslejer"), "wrong_product", "line 2"),
        (lambda text: text.replace("UTF-8", "ISO-8859-1"), "xml_encoding_differs", "line 1"),
        (lambda text: text.replace(DWELLING, DWELLING * 2), "duplicate_key", "lines 7 and 7"),
        (lambda text: text.replace("Udtraek>", "Ukendt>"), "column_unregistered", "line 3"),
        (lambda text: text.replace("0101", "<a>" * 100 + "</a>" * 100), "xml_malformed", "line 3"),
    ],
)
def test_a_broken_document_is_refused_with_reason_and_place(
    change: Callable[[str], str], reason: str, place: str, tmp_path: Path
) -> None:
    finding = refusal_of(tmp_path, change(LBF))

    assert (finding.reason_code, str(finding.place).split(",")[0]) == (reason, place)
    assert "Familiebolig" not in str(finding)


def test_bytes_are_judged_before_they_are_parsed(tmp_path: Path) -> None:
    finding = refusal_of(tmp_path, LBF, encoding="latin-1")

    assert finding.reason_code == "encoding_invalid_utf8"


@pytest.mark.parametrize(
    ("declaration", "reason"),
    [
        ("<?xml version='1.0' encoding='iso-8859-1'?>\n", None),
        ("<?xml version='1.0'?>\n", "xml_encoding_differs"),
        ("", "xml_encoding_differs"),
    ],
)
def test_a_latin1_document_must_say_so(declaration: str, reason: str | None, tmp_path: Path) -> None:
    layout = replace(load_layout("lbf_stamdata"), encoding="latin-1")
    path = tmp_path / "file.xml"
    path.write_bytes((declaration + LBF.partition("?>\n")[2]).encode("latin-1"))

    report = examine_file(path, layout)

    assert [problem.reason_code for problem in report.problems] == ([reason] if reason else [])


def test_a_byte_order_mark_before_the_declaration_is_taken(tmp_path: Path) -> None:
    report = read(tmp_path, "\ufeff" + LBF)

    assert report.record_count == 4


def test_a_tag_without_end_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    finding = refusal_of(tmp_path, LBF.replace("<Rum>", f"<Rum a='{'x' * (6 << 20)}"))

    assert finding.reason_code == "xml_malformed"
    assert "longer than any" in finding.sentence


def test_an_element_that_is_no_name_is_counted_and_not_shown(tmp_path: Path) -> None:
    finding = refusal_of(tmp_path, LBF.replace("Rum>", f"Anna_{number(3)}>"))

    assert number(3) not in str(finding)
    assert "1 more" in finding.sentence


@pytest.mark.parametrize(("text", "layout"), [(LBF, "lbf_stamdata"), (scor(2), "boern_scor")])
def test_a_file_is_recognised_by_its_root(text: str, layout: str, tmp_path: Path) -> None:
    (tmp_path / "unnamed").write_text(text, "utf-8")

    report = inspect(tmp_path / "unnamed")

    assert (report.layout, report.problems) == (layout, ())
    assert report.what == f"XML with the root element {report.physical_form.split()[-1]}"


@given(st.integers(0, len(LBF) - 1), st.sampled_from(["<", ">", "&", "/", "x", "]]>", "<!--", "<![CDATA[", "\n", ""]))
@settings(max_examples=150, deadline=None)
def test_whatever_is_changed_a_report_comes_back(
    tmp_path_factory: pytest.TempPathFactory, position: int, put: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "changed.xml"
    path.write_text(LBF[:position] + put + LBF[position + 1 :], "utf-8")

    report = examine_file(path, "lbf_stamdata")

    assert report.problems or report.record_count >= 1


def test_a_path_that_leads_out_of_the_document_is_refused_by_the_layout() -> None:
    data = load_yaml(LAYOUT_FOLDER / "lbf_stamdata.yml")
    data["records"]["Bolig"]["fields"][0]["source"] = "../../../../../LbfNr"

    with pytest.raises(LayoutError, match="leads out of the document"):
        parse_layout(data, "lbf_stamdata")


def test_records_of_one_file_have_one_root() -> None:
    data = load_yaml(LAYOUT_FOLDER / "lbf_stamdata.yml")
    data["records"]["Bolig"]["path"] = "Andet/Bolig"

    with pytest.raises(LayoutError, match="one root element"):
        parse_layout(data, "lbf_stamdata")
    assert load_layout("lbf_stamdata").tables[0] == "housing_organisation"
