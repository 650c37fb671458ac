"""Defects of whole files: encoding, form, zip, columns; shown on the statistical registers, DAR and the layers."""

from pipelines.synthetic import defect_damage as damage
from pipelines.synthetic import defect_damage_zip as zips
from pipelines.synthetic.defect_arrival import beside_a_stub_of_the_next_version, damaged_on_the_way, never_sent
from pipelines.synthetic.defect_damage_rows import in_column, in_header, of_columns
from pipelines.synthetic.defect_model import Defect, Readdress, Spoil, Verdict, as_is

RAS, IND, UDDA = ("ras", "ras_status"), ("ind", "ind_indkomst"), ("udda", "udda_uddannelse")
CLASSIFICATION, DAR = ("udda", "udda_klassifikation"), ("dar", "dar_adresse")
KVARTER = ("geografi", "geografi_kvarter")
SEND_AGAIN = "Send filen igen: overførslen blev afbrudt."
ORIGINAL = "Send den oprindelige fil; den er blevet beskadiget undervejs."
NO_ACTION = "Leverancen er modtaget. Der skal ikke gøres noget; formen er noteret."
PLAIN_ZIP = "Send en zipfil med netop én datafil: ikke indlejret, ikke krypteret, uden stier."


def _file(
    code: str,
    target: tuple[str, str],
    title: str,
    title_da: str,
    verdict: Verdict,
    tell: str,
    spoil: Spoil | None,
    *,
    reason: str | None = None,
    note: str | None = None,
    quarantine: str | None = None,
    harmless: str | None = None,
    added_records: int | None = 0,
    readdressed: Readdress = as_is,
) -> Defect:
    return Defect(
        code=code, title=title, title_da=title_da, register=target[0], layout=target[1], verdict=verdict,
        tell_supplier_da=tell, spoil=spoil, reason_code=reason, note=note, quarantine=quarantine, harmless=harmless,
        added_records=added_records, readdressed=readdressed,
    )  # fmt: skip


FILE_DEFECTS = (
    _file("D05F", UDDA, "one file of a delivery was not sent", "en af leverancens filer er ikke sendt", "waiting",
          "Send den manglende fil med samme opgørelsesdato og leverancenummer.", None,
          reason="delivery_incomplete", readdressed=never_sent),
    _file("D06C", CLASSIFICATION, "a latin-1 code list holds UTF-8 bytes", "en kodeliste er i UTF-8", "rejected",
          "Send filen i ISO-8859-1 som aftalt; den er undervejs omsat til UTF-8.", damage.as_utf8,
          reason="encoding_utf8_in_latin1"),
    _file("D07B", RAS, "a byte order mark stands before the header", "et BOM-mærke står før overskriften", "accepted",
          NO_ACTION, damage.with_byte_order_mark, note="a byte order mark stands before the header"),
    _file("D10", DAR, "only a header-only stub arrived", "kun en tom skabelonfil er kommet", "rejected",
          "Send den fyldte fil: denne har en overskrift og ingen rækker.", damage.header_only, reason="no_records",
          added_records=None),
    _file("D10H", RAS, "an error page in HTML arrived under the name of the CSV", "en fejlside i HTML i stedet for CSV",
          "rejected", "Hent filen igen: det modtagne er en webside, ofte en fejl- eller loginside.",
          damage.html_page, reason="html_page"),
    _file("D10V", DAR, "a header-only stub of the next version lies beside the file",
          "en tom fil af næste version ligger ved siden af", "accepted", NO_ACTION, None,
          note="it holds no records", readdressed=beside_a_stub_of_the_next_version),
    _file("R04", RAS, "the file stops inside its last row", "filen slutter midt i sidste række", "rejected",
          SEND_AGAIN, damage.cut_in_the_last_row, reason="truncated_last_row"),
    _file("R05", DAR, "half a zip file", "en halv zipfil", "rejected", SEND_AGAIN, damage.cut_in_half,
          reason="zip_damaged"),
    _file("R12", KVARTER, "latin-1 bytes in a UTF-8 file", "ISO-8859-1 i en fil, der skal være UTF-8", "rejected",
          "Send filen i UTF-8 som aftalt.", damage.as_latin1, reason="encoding_invalid_utf8"),
    _file("R13", KVARTER, "names converted to UTF-8 twice", "navne omsat til UTF-8 to gange (Ã¸ for ø)", "rejected",
          "Send den oprindelige fil: dens danske bogstaver er omsat to gange.", damage.converted_twice,
          reason="encoding_mojibake"),
    _file("R14", UDDA, "a byte order mark before the header", "et BOM-mærke før overskriften", "accepted", NO_ACTION,
          damage.with_byte_order_mark, note="a byte order mark stands before the header"),
    _file("R14U", RAS, "a file in UTF-16", "en fil i UTF-16", "rejected",
          "Gem filen i den aftalte tegnkodning og send den igen.", damage.as_utf16, reason="encoding_utf16"),
    _file("R15", IND, "lines end in CR LF", "linjer slutter med CR LF", "accepted", NO_ACTION, damage.with_crlf,
          harmless="either line end is legal in CSV; the report on reading names the form"),
    _file("R15N", RAS, "a zero byte in the middle", "en nulbyte midt i filen", "rejected", ORIGINAL,
          damage.with_a_zero_byte, reason="nul_byte"),
    _file("R15Q", CLASSIFICATION, "a line end inside quotes", "et linjeskift i anførselstegn", "accepted", NO_ACTION,
          in_column("TEKST", lambda _: b'"Videreg\xe5ende\nuddannelse"'),
          harmless="a quoted line end is a part of its value (RFC 4180)"),
    _file("R16", RAS, "a column that nobody agreed on", "en kolonne, der ikke er aftalt", "rejected",
          "Send de aftalte kolonner, eller aftal den nye kolonne først; den er nævnt ved navn.",
          of_columns(lambda values: [*values, b"NY_KOLONNE"]), reason="column_unregistered"),
    _file("R17", RAS, "a column is missing", "en kolonne mangler", "rejected", "Send alle aftalte kolonner.",
          of_columns(lambda values: values[:-1]), reason="column_missing"),
    _file("R17O", RAS, "columns in another order", "kolonner i en anden rækkefølge", "accepted", NO_ACTION,
          of_columns(lambda values: values[::-1]), note="they were matched by name"),
    _file("R17R", RAS, "a column under another name", "en kolonne har skiftet navn", "rejected",
          "Send kolonnerne under de aftalte navne.",
          in_header(lambda names: [b"OMDOEBT" if name == b"RAS_STATUS" else name for name in names]),
          reason="column_missing"),
    _file("R31", DAR, "a zip file that unpacks to a thousand times its size", "en zipbombe", "rejected",
          "Oplys, hvordan zipfilen er lavet: den fylder langt mere udpakket end registeret nogensinde har gjort.",
          zips.bomb, reason="zip_too_large"),
    _file("R31M", DAR, "a zip file with two members", "en zipfil med to filer", "rejected", PLAIN_ZIP,
          zips.with_two_members, reason="zip_unsafe"),
    _file("R31N", DAR, "a zip file inside a zip file", "en zipfil i en zipfil", "rejected", PLAIN_ZIP, zips.nested,
          reason="zip_unsafe"),
    _file("R31P", DAR, "a zip file whose member has a path out of its folder", "en zipfil med en sti ud af mappen",
          "rejected", PLAIN_ZIP, zips.with_a_path, reason="zip_unsafe"),
    _file("R33", RAS, "a Parquet file under the name of the CSV", "en Parquet-fil under CSV-filens navn", "rejected",
          "Send filen i det aftalte format.", damage.a_parquet_file, reason="wrong_file_type"),
    _file("R33B", DAR, "one bit of a packed file has turned", "én bit i en pakket fil er vendt", "rejected",
          "Send filen og dens følgefil igen: de hører ikke sammen.", None, reason="hash_differs",
          readdressed=damaged_on_the_way(damage.with_a_wrong_bit)),
)  # fmt: skip
