"""Defects of workbooks and of counts by area, shown on the initiatives and the counts of administrations."""

import re

from pipelines.synthetic import defect_damage_workbook as damage
from pipelines.synthetic.defect_contents import spoiled
from pipelines.synthetic.defect_model import Spoil

PLAN = ("indsatser", "indsatser_tmf", "indsatser_plan")
SHEET = ("forvaltning", "forvaltning_buf", "forvaltning_tal_xlsx")
TEXT = ("forvaltning", "forvaltning_okf", "forvaltning_tal_csv")
SAVE_AGAIN = "Gem projektmappen som .xlsx uden adgangskode, makroer og indlejrede filer, og send den igen."
NOTHING = "Ingenting; leverancen er modtaget."
_SPELLINGS = {
    "Brønshøj-Husum": "Brønshøj/Husum", "Kongens Enghave": "Kgs. Enghave", "Ydre Nørrebro": "Nørrebro, ydre",
    "Amager Øst": "Amager Ø.", "Christianshavn": "CHRISTIANSHAVN",
}  # fmt: skip
_FIRST_COUNT = re.compile(r"(;T?[^;\r\n]*;)([0-9.]+)(;[0-9.]+\r\n)")


def _replaced(old: str, new: str, *, times: int = -1) -> Spoil:
    return lambda data: data.replace(old.encode(), new.encode(), times)


def _other_spellings(data: bytes) -> bytes:
    for name, spelling in _SPELLINGS.items():
        data = data.replace(f";{name};".encode(), f";{spelling};".encode())
    return data


def _count_as(text: str) -> Spoil:
    """Another text in place of the first count."""
    return lambda data: _FIRST_COUNT.sub(rf"\g<1>{text}\g<3>", data.decode("utf-8"), count=1).encode("utf-8")


WORKBOOK_DEFECTS = (
    spoiled("D11X", TEXT, "a count is written the English way, 1,234", "et antal er skrevet på engelsk, 1,234",
            _count_as("1,234"), quarantine="value_unreadable"),
    spoiled("D12", TEXT, "a count is suppressed and written as a sign", "et antal er vist som et tegn",
            _count_as("færre end 5"), harmless="the count is kept as suppressed, and never as zero", tell=NOTHING),
    spoiled("D22I", TEXT, "an indicator that is not in the list", "en indikator, der ikke står på listen",
            _replaced(";T04;", ";T99;", times=1), quarantine="code_not_in_list"),
    spoiled("D22X", PLAN, "a state that is not in the list", "en status, der ikke står på listen",
            damage.with_cell("Status", "næsten"), quarantine="code_not_in_list"),
    spoiled("D23D", SHEET, "an area comes twice, once by its number", "et område kommer to gange, én gang som nummer",
            damage.with_cell("Område", 10), reason="duplicate_key",
            tell="Send hvert område én gang; to rækker gælder samme bydel."),
    spoiled("D23W", SHEET, "Excel made a number of the code of a bydel", "Excel har gjort en bydelskode til et tal",
            damage.with_cell("Område", 2), harmless="codes of areas are known with and without zeros", tell=NOTHING),
    spoiled("D26", TEXT, "a count of two persons in an area", "et antal på to personer i et område", _count_as("2"),
            harmless="taken as delivered, and rule FORV-001 counts it; what is published is protected on its way out",
            tell="Diskretionér antal under 5, før filen sendes."),
    spoiled("D28", TEXT, "areas are spelled otherwise", "områder er stavet på andre måder", _other_spellings,
            harmless="the spellings are in the list of aliases", tell=NOTHING),
    spoiled("D28P", PLAN, "an area in running text that nobody knows", "et ukendt område i fritekst",
            damage.with_cell("Områder", "Nørrebro og Paradisøen"), quarantine="area_unknown"),
    spoiled("D28X", PLAN, "areas are told by what they are not", "områder er beskrevet ved det, de ikke er",
            damage.with_cell("Områder", "alle udsatte byområder undtagen Tingbjerg"), quarantine="area_unknown"),
    spoiled("R05W", PLAN, "a truncated workbook", "en afkortet projektmappe", damage.truncated,
            reason="workbook_damaged", tell="Overfør filen igen; den er ikke kommet helt frem."),
    spoiled("R16W", PLAN, "a workbook has a new column", "en projektmappe har en ny kolonne",
            damage.with_column("Ekstra"), reason="column_unregistered",
            tell="Aftal nye kolonner, før de leveres; fjern kolonnen, og send filen igen."),
    spoiled("R17H", PLAN, "the names of the columns are missing", "kolonnenavnene mangler",
            damage.in_sheet(damage.without_header), reason="header_missing", tell="Send tabellen med kolonnenavne."),
    spoiled("R17M", PLAN, "merged cells were torn apart", "flettede celler er delt",
            damage.in_sheet(damage.unmerged), reason="too_many_quarantined",
            tell="Skriv forvaltningen i hver række; den står kun i den første."),
    spoiled("R17X", PLAN, "a column has another name", "en kolonne har fået et andet navn",
            damage.with_column("Indsatsens geografi", "Områder"), reason="column_missing",
            tell="Brug de aftalte kolonnenavne."),
    spoiled("R25W", TEXT, "an area of another division", "et område fra en anden inddeling",
            _replaced("Tryghedsdistrikt;Valby;", "Tryghedsdistrikt;Distrikt 35;"), quarantine="area_unknown"),
    spoiled("R25M", TEXT, "all areas are of another division", "alle områder er fra en anden inddeling",
            _replaced("Tryghedsdistrikt;", "Politikreds;"), reason="too_many_quarantined"),
    spoiled("R27W", PLAN, "a workbook names persons in a column of its own", "en kolonne med kontaktpersoner",
            damage.with_column("Kontaktperson"), note="dropped unread",
            tell="Send ikke navne på personer; kolonnen er slettet."),
    spoiled("R31W", PLAN, "a sheet that unpacks to a thousand times its size", "et ark, der fylder tusind gange mere",
            damage.bomb, reason="workbook_too_large", tell=SAVE_AGAIN),
    spoiled("R31Z", PLAN, "a zip file inside a workbook", "en zipfil i en projektmappe", damage.nested,
            reason="workbook_unsafe", tell=SAVE_AGAIN),
    spoiled("R31E", PLAN, "a workbook with a password", "en projektmappe med adgangskode", damage.encrypted,
            reason="workbook_encrypted", tell=SAVE_AGAIN),
    spoiled("R31O", PLAN, "a workbook of the old form (.xls)", "en projektmappe i det gamle format (.xls)",
            damage.of_the_old_form, reason="workbook_old_form", tell=SAVE_AGAIN),
    spoiled("R31V", PLAN, "a workbook with macros", "en projektmappe med makroer", damage.with_macros,
            reason="workbook_macros", tell=SAVE_AGAIN),
    spoiled("R32W", PLAN, "a part of a workbook has a DTD", "en del af en projektmappe har en DTD", damage.with_dtd,
            reason="workbook_unsafe", tell=SAVE_AGAIN),
    spoiled("R34", PLAN, "a text begins with =cmd", "en tekst begynder med =cmd",
            damage.with_text_like_a_formula("Indsats", "=cmd|' /C calc'!A0"),
            harmless="it is text and stays text; exports to spreadsheets take its edge off", tell=NOTHING),
    spoiled("R34F", PLAN, "a formula without a stored value", "en formel uden gemt værdi",
            damage.with_cell("Budget i kr.", "=SUM(A1:A3)"), quarantine="value_unreadable",
            tell="Indsæt beløbet som værdi i stedet for en formel."),
)  # fmt: skip
