"""Defects of what CPR sends beside its form: chains of extracts, other products, numbers and moves in a tangle.

Those of the form of an extract stand in ``defect_cpr_form``.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from pipelines.synthetic.defect_arrival import sent_twice
from pipelines.synthetic.defect_damage import COUNTER_WIDTH, END_RECORD, line_of, with_count
from pipelines.synthetic.defect_damage_rows import in_record
from pipelines.synthetic.defect_model import Defect, Spoil, Verdict

NOTHING_TO_DO = "Leverancen er modtaget. Der skal ikke gøres noget."
WRONG_PRODUCT = "Send det aftalte produkt; filen ligner et andet CPR-produkt, som er nævnt i beskeden."
ONLY_RESIDENTS = "Afgræns udtrækket til kommunens borgere, og slet den sendte fil."
_STATUS_AT, _PREVIOUS_AT, _PREVIOUS_END = 23, 27, 35
_NUMBER = slice(3, 13)
CHANGED_STATUS, DOUBLE_STATUS = b"60", b"50"


@dataclass(frozen=True)
class _Product:
    name: str
    layout: str


STATUS, CHANGES = _Product("cpr", "cpr_p12170"), _Product("cpr_aendring", "cpr_p12170")


def _defect(
    code: str,
    title: str,
    title_da: str,
    product: _Product,
    verdict: Verdict,
    tell: str = NOTHING_TO_DO,
    *,
    spoil: Spoil | None = None,
    reason: str | None = None,
    note: str | None = None,
    quarantine: str | None = None,
    harmless: str | None = None,
    added_records: int = 0,
) -> Defect:
    return Defect(
        code=code, title=title, title_da=title_da, register="cpr", product=product.name, layout=product.layout,
        verdict=verdict, tell_supplier_da=tell, spoil=spoil, reason_code=reason, note=note, quarantine=quarantine,
        harmless=harmless, added_records=added_records, needs_lines=True,
    )  # fmt: skip


def with_another_previous_production(data: bytes) -> bytes:
    """Record 000 names an extract of a day later than the one it follows on, which never came."""
    told = date.fromisoformat(data[_PREVIOUS_AT:_PREVIOUS_END].decode("ascii"))
    return data[:_PREVIOUS_AT] + f"{told + timedelta(days=1):%Y%m%d}".encode() + data[_PREVIOUS_END:]


def with_longer_persons(data: bytes) -> bytes:
    """Every record 001 with fifteen characters more than it should have."""
    lines = data.split(b"\n")
    return b"\n".join(line + b"X" * 15 if line.startswith(b"001") else line for line in lines)


def as_road_register(data: bytes) -> bytes:
    """The road register (P05780) under the name of the extract."""
    road = b"001" + b"01010004" + b"0" * 40 + "Ærøvej".encode("latin-1").ljust(60)
    return b"\n".join([b"000" + data[13:27], *[road] * 20, b"99900000020", b""])


def as_bitemporal(data: bytes) -> bytes:
    """An extract of another product: the same start record, other records behind the same numbers."""
    first, *rest = data.split(b"\n")
    others = [b"020" + line[_NUMBER] + b" " * 120 for line in rest if line.startswith(b"001")]
    return b"\n".join([first, *others, END_RECORD + f"{len(others):08d}".encode(), b""])


def as_order(data: bytes) -> bytes:
    """The order (inddata) that was sent to CPR: task and person numbers, 80 characters a line."""
    persons = [line[_NUMBER] for line in data.split(b"\n") if line.startswith(b"001")]
    return b"".join(b"01" + data[13:19] + number + b" " * 62 + b"\n" for number in persons)


def with_an_impossible_date(data: bytes) -> bytes:
    """One person born on 29 February 1900 by the seventh digit: that year had none."""
    begin, _ = line_of(data, b"001")
    number = data[begin:][_NUMBER]
    return data.replace(number, b"890200" + b"0" + number[7:])


def with_replaced_numbers(*statuses: bytes) -> Spoil:
    """Numbers no longer in use, each pointing to the next and the last to a person in the file."""

    def spoil(data: bytes) -> bytes:
        begin, end = line_of(data, b"001")
        person, number = data[begin:end], data[begin:][_NUMBER]
        free = (b"%s%04d" % (number[:6], serial) for serial in range(10_000))
        unused = [next(each for each in free if each not in data) for _ in statuses]
        lines = [
            person[:3] + old + new + status + person[_STATUS_AT + 2 :] + b"\n"
            for old, new, status in zip(unused, [*unused[1:], number], statuses, strict=True)
        ]
        counter = data.rindex(END_RECORD) + len(END_RECORD)
        count = int(data[counter : counter + COUNTER_WIDTH])
        return with_count(data[:begin] + b"".join(lines) + data[begin:], count + len(lines))

    return spoil


def with_everybody_elsewhere(data: bytes) -> bytes:
    """Every current address in another municipality."""
    lines = data.split(b"\n")
    return b"\n".join(line[:13] + b"0147" + line[17:] if line.startswith(b"002") else line for line in lines)


CPR_DEFECTS = (
    _defect("D03", "the extract before this one never came", "udtrækket før dette er ikke modtaget", CHANGES,
            "waiting", "Send de manglende ændringsudtræk, eller et nyt statusudtræk; leverancen venter på dem.",
            spoil=with_another_previous_production, reason="chain_gap"),
    Defect(code="D03R", title="an extract of changes is sent again under another name",
           title_da="et ændringsudtræk er sendt igen under et andet navn", register="cpr", product=CHANGES.name,
           layout=CHANGES.layout, verdict="no-op", tell_supplier_da=NOTHING_TO_DO, readdressed=sent_twice),
    _defect("D09L", "records 001 of 121 characters", "record 001 på 121 tegn", STATUS, "accepted",
            "Oplys, hvad de ekstra tegn i record 001 indeholder; de er ikke læst.", spoil=with_longer_persons,
            note="lines of record 001 longer than 106 characters"),
    _defect("D09P", "the road register under the name of the extract", "vejregistret under udtrækkets navn", STATUS,
            "rejected", WRONG_PRODUCT, spoil=as_road_register, reason="wrong_product"),
    _defect("D09B", "an extract of another product, such as the bitemporal one",
            "et udtræk af et andet produkt, f.eks. det bitemporale", STATUS, "rejected", WRONG_PRODUCT,
            spoil=as_bitemporal, reason="wrong_product"),
    _defect("D09I", "the order to CPR came back in place of the extract",
            "inddatafilen er sendt i stedet for udtrækket", STATUS, "rejected", WRONG_PRODUCT, spoil=as_order,
            reason="wrong_product"),
    _defect("D13C", "a person number whose century makes its date impossible",
            "et personnummer, hvis århundrede giver en umulig dato", STATUS, "accepted",
            "Ret de personer, som karantænelisten peger på (linje og felt), og tag rettelsen med i næste leverance.",
            spoil=with_an_impossible_date, quarantine="person_number_date"),
    _defect("D13F", "a birth in the future", "en fødselsdato i fremtiden", STATUS, "accepted",
            "Ret de personer, som karantænelisten peger på (linje og felt), og tag rettelsen med i næste leverance.",
            spoil=in_record("001", 40, "2031-05-05"), quarantine="birth_after_reference"),
    _defect("D14", "a changed number points to another changed number",
            "et ændret personnummer peger på et andet ændret", STATUS, "accepted",
            spoil=with_replaced_numbers(CHANGED_STATUS, CHANGED_STATUS), added_records=2,
            harmless="numbers are followed to the one in force when persons are put together"),
    _defect("D14D", "a second number of the same person, deleted", "et slettet dobbeltnummer", STATUS, "accepted",
            spoil=with_replaced_numbers(DOUBLE_STATUS), added_records=1,
            harmless="status 50 belongs to no resident, and the number points to the one in force"),
    _defect("D17", "a former address that ends after the next has begun",
            "en tidligere adresse, der slutter efter den næste er begyndt", STATUS, "accepted",
            spoil=in_record("023", 84, "202512310000"),
            harmless="stays are put in order again when residence is rebuilt from history"),
    _defect("D17A", "a former address that was annulled", "en annulleret tidligere adresse", STATUS, "accepted",
            spoil=in_record("023", 14, "A"), harmless="annulled rows count for nothing when residence is rebuilt"),
    _defect("D17R", "a move dated back into a closed year", "en flytning dateret tilbage i et afsluttet år", CHANGES,
            "accepted", spoil=in_record("002", 70, "202411150000"),
            harmless="the change belongs to its day; history is rebuilt and the closed year is told as revised"),
    _defect("D18", "somebody who moved to another municipality", "en person, der er fraflyttet kommunen", CHANGES,
            "accepted", spoil=in_record("002", 14, "0147"),
            harmless="people who left come in the changes on purpose: their residence ends"),
    _defect("R26", "everybody in the extract lives elsewhere", "alle i udtrækket bor i en anden kommune", STATUS,
            "rejected", ONLY_RESIDENTS, spoil=with_everybody_elsewhere, reason="non_residents_included"),
    _defect("R26A", "one person in the extract lives elsewhere", "en enkelt person bor i en anden kommune", STATUS,
            "accepted", ONLY_RESIDENTS, spoil=in_record("002", 14, "0147"),
            note="rows of people outside the municipality dropped: 1"),
)  # fmt: skip
