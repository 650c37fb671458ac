"""Defects of single rows and values, shown on the statistical registers, DAR and their code lists."""

from pipelines.synthetic import defect_damage as damage
from pipelines.synthetic.defect_contents import spoiled
from pipelines.synthetic.defect_damage_rows import Change, in_column, replaced_by
from pipelines.synthetic.defect_model import Spoil

RAS, IND, UDDA = ("ras", "ras_status"), ("ind", "ind_indkomst"), ("udda", "udda_uddannelse")
CLASSIFICATION = ("udda", "udda_klassifikation")
LEAP_DAY_2000, LEAP_DAY_1900, LEAP_DAY_2001 = b"8902004999", b"8902000999", b"8902014999"
"""Day 29 + 60 of February: 2000 had the day, 1900 and 2001 had not; the seventh digit tells the century."""


def _number(change: Change, *, every_row: bool = False) -> Spoil:
    return in_column("PERSON_ID", change, every_row=every_row)


ROW_DEFECTS = (
    spoiled("D08", IND, "a few rows have an extra semicolon and are shifted by one column",
         "få rækker har et semikolon for meget", damage.few_shifted, quarantine="column_count"),
    spoiled("D08A", IND, "every row has an extra semicolon", "alle rækker har et semikolon for meget",
         damage.all_shifted, reason="too_many_quarantined"),
    spoiled("D11", IND, "one amount with a thousands point", "ét beløb med tusindpunktum",
         in_column("PERINDKIALT_13", replaced_by(b"1.234.567,89")), reason="number_format_mixed",
         tell="Send beløb uden tusindpunktum og med decimalkomma."),
    spoiled("D13U", UDDA, "a person number in a statistical register has letters", "et personnummer med bogstaver",
         damage.letters_in_a_row, quarantine="person_number_form"),
    spoiled("D22", RAS, "a status code that is in no list", "en statuskode, der ikke findes i listen",
         in_column("RAS_STATUS", replaced_by(b"999")),
         harmless="taken as delivered; the rule on codes of the register fails and counts it"),
    spoiled("D23", CLASSIFICATION, "codes that have lost their leading zeros", "koder uden foranstillede nuller",
         in_column("HFAUDD", lambda code: code.lstrip(b"0") or b"0", every_row=True), note="leading zeros put back",
         tell="Send koder som tekst med foranstillede nuller; et regneark har fjernet dem."),
    spoiled("R18", IND, "every amount with thousands points", "alle beløb med tusindpunktummer",
         in_column("PERINDKIALT_13", replaced_by(b"1.234.567,89"), every_row=True),
         reason="number_format_mixed",
         tell="Send beløb uden tusindpunktum og med decimalkomma."),
    spoiled("R19", UDDA, "one person number of nine digits", "et personnummer med ni cifre",
         _number(lambda number: number[1:]), quarantine="number_nine_digits"),
    spoiled("R19A", RAS, "all person numbers have nine digits", "alle personnumre har ni cifre",
         _number(lambda number: number[1:], every_row=True), reason="person_number_numeric",
         tell="Send personnumre som tekst med ti cifre; et regneark har fjernet foranstillede nuller."),
    spoiled("R21", UDDA, "a person born on the leap day of 2000", "en person født på skuddagen i 2000",
         _number(replaced_by(LEAP_DAY_2000)), harmless="2000 was a leap year",
         tell="Der skal ikke gøres noget."),
    spoiled("R21C", UDDA, "a number that says 29 February 1900", "et nummer med 29. februar 1900",
         _number(replaced_by(LEAP_DAY_1900)), quarantine="person_number_date"),
    spoiled("R21N", UDDA, "a number that says 29 February 2001", "et nummer med 29. februar 2001",
         _number(replaced_by(LEAP_DAY_2001)), quarantine="person_number_date"),
)  # fmt: skip
