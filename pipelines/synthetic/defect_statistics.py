"""Defects of the statistics of persons and of surveys: DREAM, criminal cases, safety and health."""

from collections.abc import Callable

from pipelines.synthetic import defect_damage as damage
from pipelines.synthetic.defect_contents import spoiled
from pipelines.synthetic.defect_damage_rows import Change, in_column, in_header, of_columns, replaced_by
from pipelines.synthetic.defect_model import Spoil

DREAM, KRAF = ("dream", "dream_uger"), ("kraf", "kraf_afgoerelser")
TRYGHED, SUNDHED = ("tryghed", "tryghed_svar"), ("sundhed", "sundhed_svar")
RAS, IND = ("ras", "ras_status"), ("ind", "ind_indkomst")
SEND_WEEKS = "Send alle uger til og med årets sidste, også når et program ikke kan vise så mange kolonner."
SEND_WEIGHTS = "Send filen igen med en vægt over nul for hver respondent."
NOTHING_TO_DO = "Der skal ikke gøres noget."


def _weeks(choose: Callable[[list[int]], list[int]]) -> Spoil:
    """Keep some of the weekly columns, told by their number from 0; all else stays."""

    def spoil(data: bytes) -> bytes:
        names = data.partition(b"\n")[0].split(b";")
        weekly = [place for place, name in enumerate(names) if name.startswith(b"y_")]
        gone = {*weekly} - {weekly[number] for number in choose([*range(len(weekly))])}
        kept = [place for place in range(len(names)) if place not in gone]
        return of_columns(lambda values: [values[place] for place in kept])(data)

    return spoil


def _in_the_last_week(change: Change) -> Spoil:
    """Change the last week of one person."""

    def spoil(data: bytes) -> bytes:
        names = data.partition(b"\n")[0].split(b";")
        return in_column([name for name in names if name.startswith(b"y_")][-1].decode(), change)(data)

    return spoil


def _with_a_person_twice(data: bytes) -> bytes:
    """The last row a second time."""
    return data + data.removesuffix(b"\n").rpartition(b"\n")[2] + b"\n"


def _with_names(data: bytes) -> bytes:
    """Two columns more, with a name and an address that nobody asked for."""
    names = in_header(lambda columns: [*columns, b"NAVN", b"ADRESSE"])(data)
    header, _, rows = names.partition(b"\n")
    return header + b"\n" + rows.replace(b"\n", b";Testperson;Testvej 1\n")


STATISTICS_DEFECTS = (
    spoiled("D08T", DREAM, "one person has an extra semicolon before the weeks",
            "en person har et semikolon for meget før ugerne", damage.few_shifted, quarantine="column_count"),
    spoiled("D11T", SUNDHED, "body mass index with a decimal point", "BMI med decimalpunktum",
            in_column("BMI", lambda value: value.replace(b",", b"."), every_row=True), reason="number_format_mixed",
            tell="Send tal med decimalkomma som aftalt."),
    spoiled("D13T", KRAF, "an identification that is of no known kind", "en identifikation af ukendt slags",
            in_column("PERSON_ID", replaced_by(b"06A649AAAA")), quarantine="value_unreadable"),
    spoiled("D13K", KRAF, "a constructed identification instead of a person number",
            "en konstrueret identifikation i stedet for et personnummer",
            in_column("PERSON_ID", replaced_by(b"060649AAAA")), harmless="classified; it counts for no resident",
            tell=NOTHING_TO_DO),
    spoiled("D22D", DREAM, "a benefit code that is in no list", "en ydelseskode, der ikke findes i listen",
            _in_the_last_week(replaced_by(b"555")),
            harmless="counted as the group ukendt; the rule on codes of the register counts it",
            tell="Send den kodeliste, som ugerne er dannet efter."),
    spoiled("D22K", KRAF, "an offence code of another list", "en gerningskode fra en anden liste",
            in_column("AFG_GER7", replaced_by(b"4999000")), harmless="kept as it is; it belongs to no law we count",
            tell="Oplys, hvilken liste koden hører til."),
    spoiled("D23K", DREAM, "the municipality with its leading zero", "kommunen med foranstillet nul",
            in_column("KOMMUNE", replaced_by(b"0101"), every_row=True),
            harmless="101 and 0101 are the same municipality", tell=NOTHING_TO_DO),
    spoiled("D24T", SUNDHED, "every body mass index is ten times too large", "alle BMI er ti gange for store",
            in_column("BMI", lambda value: value.replace(b",", b""), every_row=True), reason="too_many_quarantined",
            tell="Send BMI i kg pr. kvadratmeter."),
    spoiled("D25", TRYGHED, "a respondent without a weight", "en respondent uden vægt",
            in_column("VAEGT", replaced_by(b"")), reason="weight_not_positive", tell=SEND_WEIGHTS),
    spoiled("D25N", TRYGHED, "weights that are all one, not calibrated", "vægte, der alle er én",
            in_column("VAEGT", replaced_by(b"1,0000"), every_row=True),
            harmless="taken as delivered; the rule that weights sum to the residents fails and closes the gate",
            tell="Send vægte, der summer til befolkningen på 15 år og derover."),
    spoiled("D28T", TRYGHED, "a district under a name that nobody knows", "et distrikt med et ukendt navn",
            in_column("OMRAADE", replaced_by(b"Havnebyen")), quarantine="area_unknown",
            tell="Oplys, hvilket distrikt navnet betyder."),
    spoiled("R17D", DREAM, "a week in the middle is missing", "en uge midt i rækken mangler",
            _weeks(lambda numbers: numbers[:100] + numbers[101:]), reason="week_missing", tell=SEND_WEEKS),
    spoiled("R17T", DREAM, "the last weeks were cut by a tool", "de sidste uger er skåret af et program",
            _weeks(lambda numbers: numbers[:-10]), reason="week_missing", tell=SEND_WEEKS),
    spoiled("R23D", DREAM, "a person comes twice after a change of number", "en person forekommer to gange",
            _with_a_person_twice, reason="duplicate_key", added_records=1,
            tell="Send én række pr. person under det gældende personnummer."),
    spoiled("R27", RAS, "names and addresses that nobody asked for", "navne og adresser, ingen har bedt om",
            _with_names, note="dropped unread", tell="Send kun de aftalte kolonner; navne og adresser må ikke sendes."),
    spoiled("R36", IND, "an amount of eight nines", "et beløb på otte nitaller",
            in_column("PERINDKIALT_13", replaced_by(b"99999999")), harmless="the codebook says: not known",
            tell=NOTHING_TO_DO),
    spoiled("R36N", IND, "a negative income", "en negativ indkomst",
            in_column("PERINDKIALT_13", replaced_by(b"-123456,78")), harmless="a business may lose money",
            tell=NOTHING_TO_DO),
    spoiled("R37", TRYGHED, "a weight of zero", "en vægt på nul", in_column("VAEGT", replaced_by(b"0,0000")),
            reason="weight_not_positive", tell=SEND_WEIGHTS),
    spoiled("R37N", SUNDHED, "a negative weight", "en negativ vægt", in_column("VAEGT", replaced_by(b"-1,5000")),
            reason="weight_not_positive", tell=SEND_WEIGHTS),
    spoiled("R37X", SUNDHED, "a weight that is no number", "en vægt, der ikke er et tal",
            in_column("VAEGT", replaced_by(b"NaN")), reason="weight_not_positive", tell=SEND_WEIGHTS),
)  # fmt: skip
