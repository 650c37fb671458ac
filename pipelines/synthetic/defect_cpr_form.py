"""Defects of the form of the CPR extract: its envelope, its lines, its record types, its person numbers."""

from collections.abc import Callable

from pipelines.synthetic import defect_damage as damage
from pipelines.synthetic.defect_damage_rows import (
    in_record,
    records_added,
    with_a_line_twice,
    without_every_tenth_person,
)
from pipelines.synthetic.defect_model import Defect, Spoil, Verdict

SEND_AGAIN = "Send udtrækket igen i sin helhed; overførslen blev afbrudt, før slutrecord 999 var nået."
NEW_EXTRACT = "Lav udtrækket igen: antallet i slutrecord 999 svarer ikke til filens records."
NOTHING_TO_DO = "Leverancen er modtaget. Der skal ikke gøres noget; formen er noteret."
CONFIRM = "Bekræft, at tallene er rigtige, eller send et nyt udtræk; leverancen venter på svar."
CORRECT_AND_SEND = (
    "Ret de personer, som karantænelisten peger på (linje og felt), og tag rettelsen med i næste leverance."
)


def _cpr(
    code: str,
    title: str,
    title_da: str,
    verdict: Verdict,
    tell: str,
    *,
    spoil: Spoil | None = None,
    reason: str | None = None,
    note: str | None = None,
    quarantine: str | None = None,
    harmless: str | None = None,
    added_records: int | Callable[[bytes, bytes], int] = 0,
    needs_lines: bool = False,
) -> Defect:
    return Defect(
        code=code, title=title, title_da=title_da, register="cpr", layout="cpr_p12170", verdict=verdict,
        tell_supplier_da=tell, spoil=spoil, reason_code=reason, note=note, quarantine=quarantine, harmless=harmless,
        added_records=added_records, needs_lines=needs_lines,
    )  # fmt: skip


CPR_FORM_DEFECTS = (
    _cpr("D01", "end record 999 is missing", "slutrecord 999 mangler", "rejected", SEND_AGAIN,
         spoil=damage.without_end_record, reason="end_record_missing"),
    _cpr("D01L", "one line is cut short, the rest is whole", "en enkelt linje er skåret af", "rejected",
         "Send udtrækket igen; mindst én linje slutter midt i et felt.",
         spoil=damage.one_line_cut_short, reason="truncated_line", needs_lines=True),
    _cpr("D01T", "the file stops in the middle of a line", "filen slutter midt i en linje", "rejected", SEND_AGAIN,
         spoil=damage.cut_in_the_middle_of_a_line, reason="end_record_missing"),
    _cpr("D02", "the end record counts one record too many", "slutrecord tæller én record for meget", "rejected",
         NEW_EXTRACT, spoil=damage.wrong_end_count, reason="end_record_count_differs"),
    _cpr("D06", "a latin-1 file holds UTF-8 bytes", "filen er i UTF-8 i stedet for ISO-8859-1", "rejected",
         "Send filen i ISO-8859-1 som aftalt; den er undervejs omsat til UTF-8.",
         spoil=damage.as_utf8, reason="encoding_utf8_in_latin1"),
    _cpr("D07", "lines end in CR LF", "linjer slutter med CR LF", "accepted", NOTHING_TO_DO,
         spoil=damage.with_crlf, harmless="the line form is no fault; reading names it", needs_lines=True),
    _cpr("D07T", "trailing blanks of lines are trimmed", "efterstillede blanktegn er fjernet", "accepted",
         NOTHING_TO_DO, spoil=damage.trimmed, harmless="both widths are agreed; the report on reading names the form",
         needs_lines=True),
    _cpr("D07U", "the file is one unbroken string", "filen er uden linjeskift", "accepted", NOTHING_TO_DO,
         spoil=damage.unbroken, harmless="CPR delivers this form too; the report on reading names it"),
    _cpr("D08C", "one line is shifted by one position", "en linje er forskudt én position", "accepted",
         CORRECT_AND_SEND, spoil=damage.one_line_shifted, quarantine="value_unreadable", needs_lines=True),
    _cpr("D09", "record 002 comes in 306 and 382 characters", "record 002 kommer i 306 og 382 tegn", "accepted",
         NOTHING_TO_DO, spoil=damage.mixed_address_lengths, harmless="both lengths are variants of the record",
         needs_lines=True),
    _cpr("D09U", "a record type nobody described", "en ukendt recordtype", "accepted",
         "Oplys, hvad recordtypen indeholder, og om den skal med i udtrækket; dens linjer er lagt til side.",
         spoil=damage.unknown_record_type, note="record type 095 is unknown", added_records=1, needs_lines=True),
    _cpr("D13", "a person number has letters in positions 7-9", "et personnummer har bogstaver i position 7-9",
         "accepted", CORRECT_AND_SEND, spoil=damage.letters_in_a_number, quarantine="person_number_form",
         needs_lines=True),
    _cpr("D15", "person numbers that fail modulus 11", "personnumre, der ikke opfylder modulus 11", "accepted",
         "Der skal ikke gøres noget: siden 2007 udstedes numre uden kontrolciffer.",
         harmless="numbers without a valid check digit have been issued since 2007"),
    _cpr("D27", "a person with name and address protection", "en person med navne- og adressebeskyttelse", "accepted",
         "Der skal ikke gøres noget: beskyttelsen respekteres, navn og adresse læses ikke.",
         harmless="the flag is counted in table protection; names and addresses in plain text are never read"),
    _cpr("R20", "person numbers that fail modulus 11, with a valid date", "personnumre uden gyldigt kontrolciffer",
         "accepted", "Der skal ikke gøres noget: siden 2007 udstedes numre uden kontrolciffer.",
         harmless="numbers without a valid check digit have been issued since 2007"),
    _cpr("R22", "replacement numbers, with 60 added to the day", "erstatningspersonnumre (dag + 60)", "accepted",
         "Der skal ikke gøres noget: erstatningsnumre tælles for sig.",
         note="persons with a replacement number (day + 60)"),
    _cpr("R23", "two persons under one number", "to personer under ét personnummer", "rejected",
         "Lav udtrækket igen: et statusudtræk har hver person én gang. Linjerne er nævnt ved nummer.",
         spoil=with_a_line_twice("001"), reason="duplicate_key", added_records=1, needs_lines=True),
    _cpr("R24", "a birth after the reference date", "en fødselsdato efter opgørelsesdatoen", "accepted",
         CORRECT_AND_SEND, spoil=in_record("001", 40, "2031-05-05"), quarantine="birth_after_reference",
         needs_lines=True),
    _cpr("R24A", "a person of more than 130 years", "en person på over 130 år", "accepted", CORRECT_AND_SEND,
         spoil=in_record("001", 40, "1880-01-01"), quarantine="age_over_130", needs_lines=True),
    _cpr("R28", "a person whose address is protected", "en person med beskyttet adresse", "accepted",
         "Der skal ikke gøres noget: beskyttelsen respekteres, navn og adresse læses ikke.",
         harmless="the flag is counted in table protection; names and addresses in plain text are never read"),
    _cpr("R29", "a tenth of the population is gone", "en tiendedel af befolkningen mangler", "waiting", CONFIRM,
         spoil=without_every_tenth_person, reason="figures_jump", added_records=records_added, needs_lines=True),
    _cpr("R35", "a move in the hour that summer time leaves out", "en flytning i timen, som sommertid springer over",
         "accepted", "Der skal ikke gøres noget: kun datoen bruges.", spoil=in_record("002", 70, "202403310230"),
         harmless="times of CPR are local and only their date is read, so no hour can be missing or doubled",
         needs_lines=True),
    _cpr("R35W", "a move in the hour that winter time repeats", "en flytning i timen, som vintertid gentager",
         "accepted", "Der skal ikke gøres noget: kun datoen bruges.", spoil=in_record("002", 70, "202510260230"),
         harmless="times of CPR are local and only their date is read, so no hour can be missing or doubled",
         needs_lines=True),
)  # fmt: skip
