"""The records of CPR product P12170 that the status extract carries, field by field as CPR-kontoret names them.

Only the records and their fields stand here; which persons they are written for, and in which order, is ``cpr``.
Lengths: 001 106, 002 306 or (with road name and DAR key) 382, 003 249, 004 37, 012 95, 015 147, 022 45, 023 96.
"""

from pipelines.synthetic.writers.fixed_width import Field, Record, blank, code, day, moment, text

ASSIGNMENT_NUMBER, CHANGES_ASSIGNMENT_NUMBER = "901101", "901102"

_PERSON = code("PNR", 4, 10, "person_number")

PERSON = Record(
    "001",
    106,
    (
        _PERSON,
        code("PNRGAELD", 14, 10, "successor_number"),
        code("STATUS", 24, 2, "status_code"),
        moment("STATUSHAENSTART", 26, "status_from_date"),
        blank("STATUSDTO_UMRK", 38, 1),
        code("KOEN", 39, 1, "sex_code"),
        day("FOED_DT", 40, "birth_date"),
        blank("FOED_DT_UMRK", 50, 1),
        day("START_DT-PERSON", 51, "birth_date"),
        blank("START_DT_UMRK-PERSON", 61, 1),
        day("SLUT_DT-PERSON", 62, "number_end_date"),
        blank("SLUT_DT_UMRK-PERSON", 72, 1),
        blank("STILLING", 73, 34),
    ),
)


def _address_fields() -> tuple[Field, ...]:
    return (
        _PERSON,
        code("KOMKOD", 14, 4, "municipality_code"),
        code("VEJKOD", 18, 4, "road_code"),
        code("HUSNR", 22, 4, "house_number_cpr"),
        code("ETAGE", 26, 2, "floor_cpr"),
        code("SIDEDOER", 28, 4, "door_cpr"),
        blank("BNR", 32, 4),
        blank("CONVN", 36, 34),
        moment("TILFLYDTO", 70, "moved_in_date"),
        blank("TILFLYDT_UMRK", 82, 1),
        moment("TILFLYKOMDTO", 83, "arrival_date"),
        blank("TILFLYKOMDT_UMRK", 95, 1),
        code("FRAFLYKOMKOD", 96, 4, "arrival_municipality_code"),
        moment("FRAFLYKOMDTO", 100, "arrival_date"),
        blank("FRAFLYKOMDT_UMRK", 112, 1),
        blank("START_MYNKOD-ADRTXT", 113, 4),
        blank("ADR1-SUPLADR", 117, 34),
        blank("ADR2-SUPLADR", 151, 34),
        blank("ADR3-SUPLADR", 185, 34),
        blank("ADR4-SUPLADR", 219, 34),
        blank("ADR5-SUPLADR", 253, 34),
        blank("START_DT-ADRTXT", 287, 10),
        blank("SLET_DT-ADRTXT", 297, 10),
    )


ADDRESS_WITHOUT_KEY = Record("002", 306, _address_fields())
ADDRESS = Record(
    "002",
    382,
    (*_address_fields(), text("VEJNVN", 307, 40, "road_name"), code("ADRESSE_UUID", 347, 36, "address_id")),
)

PLAIN_ADDRESS = Record(
    "003",
    249,
    (
        _PERSON,
        text("ADRNVN", 14, 34, "address_name"),
        blank("CONVN", 48, 34),
        blank("LOKALITET", 82, 34),
        text("STANDARDADR", 116, 34, "one_line_address"),
        blank("BYNVN", 150, 34),
        code("POSTNR", 184, 4, "postal_code"),
        text("POSTDISTTXT", 188, 20, "postal_district"),
        code("KOMKOD", 208, 4, "municipality_code"),
        code("VEJKOD", 212, 4, "road_code"),
        code("HUSNR", 216, 4, "house_number_cpr"),
        code("ETAGE", 220, 2, "floor_cpr"),
        code("SIDEDOER", 222, 4, "door_cpr"),
        blank("BNR", 226, 4),
        text("VEJADRNVN", 230, 20, "road_name"),
    ),
)

PROTECTION = Record(
    "004",
    37,
    (
        _PERSON,
        code("BESKYTTYPE", 14, 4, "protection_type_code"),
        day("START_DT-BESKYTTELSE", 18, "protected_from_date"),
        day("SLET_DT-BESKYTTELSE", 28, "protected_until_date"),
    ),
)

CIVIL_STATUS = Record(
    "012",
    95,
    (
        _PERSON,
        code("CIVST", 14, 1, "civil_status_code"),
        code("AEGTEPNR", 15, 10, "spouse_number"),
        blank("AEGTEFOED_DT", 25, 10),
        blank("AEGTEFOED_DT_UMRK", 35, 1),
        blank("AEGTENVN", 36, 34),
        blank("AEGTENVN_MRK", 70, 1),
        moment("HAENSTART-CIVILSTAND", 71, "civil_status_from_date"),
        blank("HAENSTART_UMRK-CIVILSTAND", 83, 1),
        blank("SEP_HENVIS", 84, 12),
    ),
)

PARENTS = Record(
    "015",
    147,
    (
        _PERSON,
        day("MOR_DT", 14, "birth_date"),
        blank("MOR_DT_UMRK", 24, 1),
        code("PNRMOR", 25, 10, "mother_number", missing="0"),
        day("MOR_FOED_DT", 35, "mother_birth_date"),
        blank("MOR_FOED_DT_UMRK", 45, 1),
        blank("MORNVN", 46, 34),
        blank("MORNVN_MRK", 80, 1),
        day("FAR_DT", 81, "birth_date"),
        blank("FAR_DT_UMRK", 91, 1),
        code("PNRFAR", 92, 10, "father_number", missing="0"),
        day("FAR_FOED_DT", 102, "father_birth_date"),
        blank("FAR_FOED_DT_UMRK", 112, 1),
        blank("FARNVN", 113, 34),
        blank("FARNVN_MRK", 147, 1),
    ),
)

FORMER_NUMBER = Record(
    "022",
    45,
    (
        code("PNRGÆLD", 4, 10, "person_number"),
        code("PNR", 14, 10, "former_number"),
        day("START_DT", 24, "valid_from_date"),
        blank("START_DT_UMRK", 34, 1),
        day("SLUT_DT", 35, "valid_to_date"),
        blank("SLUT_DT_UMRK", 45, 1),
    ),
)

FORMER_ADDRESS = Record(
    "023",
    96,
    (
        _PERSON,
        code("ANNKOR", 14, 1, "correction_code"),
        code("KOMKOD", 15, 4, "municipality_code"),
        code("VEJKOD", 19, 4, "road_code"),
        code("HUSNR", 23, 4, "house_number_cpr"),
        code("ETAGE", 27, 2, "floor_cpr"),
        code("SIDEDOER", 29, 4, "door_cpr"),
        blank("BNR", 33, 4),
        blank("CONVN", 37, 34),
        moment("TILFLYDTO", 71, "moved_in_date"),
        blank("TILFLYDTO_UMRK", 83, 1),
        moment("FRAFLYDTO", 84, "moved_out_date"),
        blank("FRAFLYDTO_UMRK", 96, 1),
    ),
)


EVENT = Record(
    "099",
    45,
    (
        _PERSON,
        moment("TIMESTAMPU", 14, "event_date"),
        code("HAENDELSE", 26, 3, "event_code"),
        code("AFLEDTMRK", 29, 2, "mark_code"),
        blank("NGLKONST", 31, 15),
    ),
)

SUBSCRIPTION_ERROR = Record(
    "910",
    157,
    (
        code("SORTFELT-10", 4, 10, "sort_field"),
        text("INDDATA", 14, 75, "input"),
        code("FEJLNR", 89, 4, "error_code"),
        text("FEJLTXT", 93, 65, "error_text"),
    ),
)


def opening_line(production: str, previous_production: str, assignment: str = ASSIGNMENT_NUMBER) -> str:
    """Record 000: zeros to sort first, the assignment, this production date and the one before (YYYYMMDD)."""
    return f"000{'0' * 10}{assignment}{production}{previous_production}"


def closing_line(record_count: int) -> str:
    """Record 999: nines to sort last, and how many records stand between 000 and 999."""
    return f"999{'9' * 10}{record_count:08d}"
