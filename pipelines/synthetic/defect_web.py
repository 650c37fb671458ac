"""Defects of what comes from web services: JSON and CSV of STIL and Statistikbanken.

Signs in place of numbers, figures that are left out, other languages, cut answers, dimensions under a new name.
"""

import re

from pipelines.synthetic import defect_damage as damage
from pipelines.synthetic.defect_damage_rows import in_column, in_header, replaced_by
from pipelines.synthetic.defect_model import Defect, Spoil

KARADM, TRIVIND = ("stil", "stil_karadm"), ("stil", "stil_trivind")
PUPILS = ("stil", "stil_elever")
RAS200, STRAF11 = ("statbank", "statbank_ras200"), ("statbank", "statbank_straf11")
KKBEF1 = ("statbank", "statbank_kkbef1")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
FETCH_AGAIN = "Hent tabellen igen; svaret er blevet afbrudt undervejs."


def without_mark_and_returns(data: bytes) -> bytes:
    """The same text without byte order mark and with plain line ends, as tools save it again."""
    return data.removeprefix(BYTE_ORDER_MARK).replace(b"\r\n", b"\n")


def one_row_left_out(data: bytes) -> bytes:
    """An array of rows, one to a line, without its first row."""
    opening, _, rest = data.partition(b"\n")
    return opening + b"\n" + rest.partition(b"\n")[2]


def cut(data: bytes) -> bytes:
    """The first two thirds of the bytes, up to a letter that is whole."""
    return data[: 2 * len(data) // 3].decode("utf-8", errors="ignore").encode("utf-8")


def with_key_renamed(before: str, after: str) -> Spoil:
    """JSON whose rows have another name for a key."""
    return lambda data: data.replace(f'"{before}"'.encode(), f'"{after}"'.encode())


def with_value(key: str, value: str) -> Spoil:
    """JSON whose first row has another value under a key."""
    pattern = re.compile(rb'("' + re.escape(key.encode()) + rb'": )"[^"]*"')
    return lambda data: pattern.sub(rb'\1"' + value.encode() + b'"', data, count=1)


def with_decimal_points(data: bytes) -> bytes:
    """The values as the API writes them in English."""
    return data.replace(b",", b".")


WEB_DEFECTS = (
    Defect(code="D07W", title="a table of StatBank without byte order mark and with plain line ends",
           title_da="en tabel uden byte order mark og med rene linjeskift", register=STRAF11[0], layout=STRAF11[1],
           verdict="accepted", spoil=without_mark_and_returns,
           harmless="both forms are read; the note on the mark is missing, nothing else",
           tell_supplier_da="Ingen henvendelse: formen er lovlig."),
    Defect(code="D10W", title="an error page in HTML in place of a cube", title_da="en fejlside i stedet for en kube",
           register=TRIVIND[0], layout=TRIVIND[1], verdict="rejected", reason_code="html_page",
           spoil=damage.html_page, added_records=None, tell_supplier_da="Hent kuben igen; tjenesten var nede."),
    Defect(code="D11W", title="a sign in place of a share in a cube", title_da="et tegn i stedet for en andel",
           register=KARADM[0], layout=KARADM[1], verdict="accepted",
           spoil=with_value("Andel elever med mindst 2 i dansk og matematik", "*"),
           harmless="the value is missing and its state says suppressed; it is never zero",
           tell_supplier_da="Ingen henvendelse: tegnet er aftalt."),
    Defect(code="D11P", title="an absence with a per cent sign in the file of pupils",
           title_da="et fravær med procenttegn", register=PUPILS[0], layout=PUPILS[1], product="stil_elever",
           verdict="accepted", spoil=in_column("FRAVAER_PCT", replaced_by(b"100,0 %")),
           harmless="read as 100.0: the form is the one that STIL uses itself",
           tell_supplier_da="Ingen henvendelse: formen er lovlig."),
    Defect(code="D12W", title="a cell below the limit of discretion is left out of a cube",
           title_da="en diskretioneret celle mangler i kuben", register=TRIVIND[0], layout=TRIVIND[1],
           verdict="accepted", spoil=one_row_left_out, added_records=-1,
           harmless="stg_stil__measures shows the school that is expected and absent as suppressed",
           tell_supplier_da="Ingen henvendelse: celler under grænsen udelades."),
    Defect(code="D12Z", title="a table shows 0 for what it suppresses", title_da="en tabel viser 0 for det skjulte",
           register=STRAF11[0], layout=STRAF11[1], verdict="accepted",
           spoil=in_column("INDHOLD", replaced_by(b"0")),
           harmless="the layout knows the table's sign: the value is missing and its state says suppressed",
           tell_supplier_da="Ingen henvendelse: tabellen viser 0 for diskretionerede tal."),
    Defect(code="D22W", title="an indicator of well-being under a name that is in no list",
           title_da="en trivselsindikator med et nyt navn", register=TRIVIND[0], layout=TRIVIND[1],
           verdict="accepted", spoil=with_value("[Trivselsindikator].[Trivselsindikator]", "Samlet trivsel"),
           harmless="taken as delivered; the rule on the names of indicators fails and counts it",
           tell_supplier_da="Spørg, hvilken indikator navnet står for, og ret listen."),
    Defect(code="R04W", title="a cube is cut in the middle of a row", title_da="en kube er afbrudt midt i en række",
           register=TRIVIND[0], layout=TRIVIND[1], verdict="rejected", reason_code="json_truncated", spoil=cut,
           tell_supplier_da=FETCH_AGAIN),
    Defect(code="R04S", title="a table in JSON-stat is cut", title_da="en tabel i JSON-stat er afbrudt",
           register=KKBEF1[0], layout=KKBEF1[1], verdict="rejected", reason_code="json_truncated", spoil=cut,
           tell_supplier_da=FETCH_AGAIN),
    Defect(code="R17W", title="a dimension of a cube has another name", title_da="en dimension har skiftet navn",
           register=TRIVIND[0], layout=TRIVIND[1], verdict="rejected", reason_code="column_unregistered",
           spoil=with_key_renamed("[Institution].[Institutionsnummer]", "[Institution].[Institution]"),
           tell_supplier_da="Aftal det nye navn, før kuben hentes igen."),
    Defect(code="R17S", title="a variable of a table has another code", title_da="en variabel har skiftet kode",
           register=RAS200[0], layout=RAS200[1], verdict="rejected", reason_code="column_missing",
           spoil=in_header(lambda names: [b"RATE" if name == b"BEREGNING" else name for name in names]),
           tell_supplier_da="Aftal den nye variabel, før tabellen hentes igen."),
    Defect(code="R18W", title="a table in English: decimal points in place of commas",
           title_da="en tabel på engelsk med decimalpunktum", register=RAS200[0], layout=RAS200[1],
           verdict="rejected", reason_code="too_many_quarantined", spoil=with_decimal_points,
           tell_supplier_da="Hent tabellen på dansk (lang=da)."),
)  # fmt: skip
