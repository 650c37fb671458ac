"""Defects of exported tables and of XML, shown on the registers of children and of almene housing.

Rows of ``boern_sprog`` and ``boern_bdb`` end in CR LF and LF; elements of the XML files stand one per line.
"""

import re

from pipelines.synthetic import defect_damage as damage
from pipelines.synthetic.defect_contents import spoiled
from pipelines.synthetic.defect_damage_rows import in_column
from pipelines.synthetic.defect_model import Spoil

SPROG = ("boern", "boern_sprog", "boern_sprogvurdering")
BDB = ("boern", "boern_bdb", "boern_bdb")
SCOR = ("boern", "boern_scor", "boern_scor")
LBF = ("lbf", "lbf", "lbf_stamdata")
_HEADER = "Barn;".encode("latin-1")
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
_ENTITIES = b'<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>\n'


def _one_more_semicolon(data: bytes) -> bytes:
    """An extra semicolon behind the second value of the third row of an exported table."""
    rows = data.split(b"\r\n")
    row = next(number for number, text in enumerate(rows) if text.startswith(_HEADER)) + 3
    values = rows[row].split(b";")
    rows[row] = b";".join([*values[:2], b"", *values[2:]])
    return b"\r\n".join(rows)


def _more_titles(count: int) -> Spoil:
    return lambda data: b"Opdateret skabelon;;;;;;\r\n" * count + data


def _letters_in_an_examination(data: bytes) -> bytes:
    """One examination whose person number has letters."""
    return re.sub(rb"<Cpr>(\d{6})\d{3}(\d)</Cpr>", rb"<Cpr>\1AAA\2</Cpr>", data, count=1)


def _in_metres(centimetres: bytes) -> bytes:
    """``118,5`` as ``1,185``."""
    whole, _, decimals = centimetres.partition(b",")
    return whole[:-2] + b"," + whole[-2:] + decimals


def _in_grams(kilos: bytes) -> bytes:
    """``24,3`` as ``24300``."""
    return kilos.replace(b",", b"") + b"00"


def _with_entities(data: bytes) -> bytes:
    """Entities that grow when they are expanded, and a place where they would be."""
    body = data.removeprefix(_DECLARATION)
    return _DECLARATION + _ENTITIES + body.replace(b"<Navn>", b"<Navn>&b;", 1)


def _half(data: bytes) -> bytes:
    """The first half of the file, as a broken transfer leaves it."""
    return data[: len(data) // 2]


def _converted_twice(data: bytes) -> bytes:
    """Danish letters converted to UTF-8 once too often."""
    return data.decode("utf-8").encode("utf-8").decode("latin-1").encode("utf-8")


CHILDREN_DEFECTS = (
    spoiled("D06S", SPROG, "an exported table is saved in UTF-8", "en eksporteret tabel er gemt i UTF-8",
            damage.as_utf8, reason="encoding_utf8_in_latin1", tell="Gem eksporten i ISO-8859-1, som det er aftalt."),
    spoiled("D08S", SPROG, "one row of an exported table has an extra semicolon",
            "én række i en eksporteret tabel har et semikolon for meget", _one_more_semicolon,
            quarantine="column_count"),
    spoiled("D08P", SPROG, "a title more stands above the table", "der er kommet en overskrift mere over tabellen",
            _more_titles(1), note="lines before the header, skipped: 5",
            tell="Ingenting; tabellen findes ved sine kolonnenavne."),
    spoiled("D08Q", SPROG, "a whole page stands above the table", "der står en hel side over tabellen",
            _more_titles(20), reason="header_missing", tell="Send tabellen med højst seks linjer over kolonnenavnene."),
    spoiled("D13S", SCOR, "a person number in XML has letters", "et personnummer med bogstaver i XML",
            _letters_in_an_examination, quarantine="person_number_form"),
    spoiled("D24", BDB, "every height is in metres", "alle højder er i meter",
            in_column("HOEJDE_CM", _in_metres, every_row=True), reason="too_many_quarantined",
            tell="Send højder i centimeter; filen har dem i meter."),
    spoiled("D24G", BDB, "one weight is in grams", "én vægt er i gram", in_column("VAEGT_KG", _in_grams),
            quarantine="value_out_of_range"),
    spoiled("R04X", LBF, "an XML file stops in the middle", "en XML-fil stopper midt i det hele", _half,
            reason="xml_truncated", tell="Overfør filen igen; den er ikke kommet helt frem."),
    spoiled("R13X", LBF, "Danish letters in XML were converted twice", "danske bogstaver i XML er konverteret to gange",
            _converted_twice, reason="encoding_mojibake", tell="Send den oprindelige fil uden omkodning."),
    spoiled("R32", LBF, "XML with a DTD and entities that grow", "XML med DTD og entiteter, der vokser",
            _with_entities, reason="xml_unsafe", tell="Send XML uden DTD og uden egne entiteter."),
)  # fmt: skip
