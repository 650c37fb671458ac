"""Where the invented persons of the tiny vault live: addresses, dwellings, atoms and areas."""

import polars as pl

DELOMRAADER = (
    ("Tingbjerg/Husum", "Tingbjerg/Husum", "tingbjerg-husum"),
    ("Nordvest/Ryparken", "Ved Bispebjerg Parkallé", "ved-bispebjerg-parkalle"),
    ("Nordvest/Ryparken", "Ryparken", "ryparken"),
    ("Nordvest/Ryparken", "Nordvest", "nordvest"),
    ("Nørrebro", "Ydre Nørrebro", "ydre-noerrebro"),
    ("Nørrebro", "Ved Bispeengbuen", "ved-bispeengbuen"),
    ("Valby/Sydhavnen", "Ved Valby Langgade", "ved-valby-langgade"),
    ("Valby/Sydhavnen", "Ved Kulbanevej", "ved-kulbanevej"),
    ("Nørrebro", "Indre Nørrebro", "indre-noerrebro"),
    ("Valby/Sydhavnen", "Sydhavnen", "sydhavnen"),
    ("Amager/Sundby", "Urbanplanen mv.", "urbanplanen-mv"),
    ("Nørrebro", "Ved Jagtvej", "ved-jagtvej"),
    ("Valby/Sydhavnen", "Ved Folehaven", "ved-folehaven"),
    ("Amager/Sundby", "Ved Frankrigsgade", "ved-frankrigsgade"),
    ("Amager/Sundby", "Ved Gyldenrisvej", "ved-gyldenrisvej"),
)
ATOMS = 24  # the first fifteen lie in an udsat byområde, the others in none
HOUSES = 60
FLOORS = (("", ""), ("st", "tv"), ("1", "tv"), ("1", "th"))
UNPLACED_ADDRESS = HOUSES  # the access address that has no point


def road_of(house: int) -> str:
    """Return the road code of a house."""
    return f"{house // 10 + 4:04d}"


def number_of(house: int) -> str:
    """Return the house number as CPR writes it."""
    return f"{house % 10 + 1}{'b' if house % 3 == 0 else ''}"


def id_of(house: int, floor: str, door: str) -> str:
    """Return the DAR id of an address."""
    return f"{house:08x}-0000-0000-{FLOORS.index((floor, door)):04x}-000000000000"


def address_tables() -> dict[tuple[str, str], pl.DataFrame]:
    """Return the tables of DAR and BBR, the same every year."""
    houses = [*range(HOUSES), UNPLACED_ADDRESS]
    access = [
        {
            "access_address_id": f"house-{house}",
            "house_number": number_of(house).upper(),
            "named_road_id": f"road-{road_of(house)}",
            "municipality_code": "0101",
            "status_code": "3",
        }
        for house in houses
    ]
    access += [
        {**access[0], "access_address_id": f"twin-{n}", "house_number": "1", "named_road_id": "road-0777"}
        for n in (1, 2)
    ]
    addresses = [
        {
            "address_id": id_of(house, floor, door),
            "access_address_id": f"house-{house}",
            "floor_code": floor,
            "door_code": door,
            "status_code": "3",
        }
        for house in houses
        for floor, door in FLOORS
    ]
    addresses += [
        {
            "address_id": f"twin-{n}",
            "access_address_id": f"twin-{n}",
            "floor_code": "",
            "door_code": "",
            "status_code": "3",
        }
        for n in (1, 2)
    ]
    roads = sorted({str(row["named_road_id"]) for row in access})
    units = [
        {
            "unit_id": f"unit-{number}",
            "address_id": row["address_id"],
            "usage_code": "321" if number % 17 == 0 else "140",
            "residential_area_m2": (9, 10, 1000, 1001, None, 0, *range(35, 130, 5))[number % 25],
            "status_code": "3" if number % 19 == 0 else "6",
        }
        for number, row in enumerate(addresses)
    ]
    return {
        ("dar", "access_address"): pl.DataFrame(access),
        ("dar", "address"): pl.DataFrame(addresses),
        ("dar", "named_road_part"): pl.DataFrame(
            {"named_road_id": roads, "municipality_code": "0101", "road_code": [road[-4:] for road in roads]}
        ),
        ("bbr", "unit"): pl.DataFrame(units, schema_overrides={"residential_area_m2": pl.Int32}),
    }


def _areas_of(atom: int) -> dict[str, str | None]:
    kvarter = atom % 6
    return {
        "kommune": "0101",
        "bydel": str(kvarter // 3 + 1),
        "lokaludvalg": f"20{kvarter // 2 + 1:02d}",
        "kvarter": f"2{kvarter // 2 + 1:02d}{kvarter % 2 + 1:02d}",
        "rode": str(atom),
        "udsat_byomraade": DELOMRAADER[atom][2] if atom < len(DELOMRAADER) else None,
    }


def on_boundaries(frame: pl.DataFrame, year: int, latest_year: int) -> pl.DataFrame:
    """Return memberships or areas on the boundaries of the time and on the latest, which are alike here."""
    years = sorted({year, latest_year})
    return pl.concat([frame.with_columns(pl.lit(each, dtype=pl.Int16).alias("boundary_year")) for each in years])


def geography_tables() -> dict[tuple[str, str], pl.DataFrame]:
    """Return the tables of placing and of the boundary layers, the same every year."""
    houses = range(HOUSES)
    memberships = [
        {"atom_key": f"atom-{atom}", "area_set": area_set, "area_code": code}
        for atom in range(ATOMS)
        for area_set, code in _areas_of(atom).items()
        if code is not None
    ]
    names = {slug: name for _, name, slug in DELOMRAADER}
    parents = {slug: parent for parent, _, slug in DELOMRAADER}
    areas = sorted({(row["area_set"], row["area_code"]) for row in memberships})
    codes = {
        name: sorted({code for area_set, code in areas if area_set == name}) for name in ("bydel", "kvarter", "rode")
    }
    return {
        ("geography", "access_address_atom"): pl.DataFrame(
            {
                "access_address_id": [*(f"house-{house}" for house in houses), f"house-{UNPLACED_ADDRESS}"],
                "atom_key": [*(f"atom-{house % ATOMS}" for house in houses), "uden-for-inddeling"],
                "placement_code": [*("placed" for _ in houses), "no_point"],
            }
        ),
        ("geography", "atom_area"): pl.DataFrame(memberships),
        ("geography", "placement_control"): pl.DataFrame(
            {
                "access_address_id": [*(f"house-{house}" for house in houses), f"house-{UNPLACED_ADDRESS}"],
                "rode_by_polygon": [*(str(house % ATOMS) for house in houses), None],
                "rode_by_table": [str(house % ATOMS) for house in (*houses, UNPLACED_ADDRESS)],
                "agreement_code": ["disagree", *("agree" for _ in houses[1:]), "no_point"],
            }
        ),
        ("geography", "area"): pl.DataFrame(
            [
                {
                    "area_set": area_set,
                    "area_code": code,
                    "area_name": names.get(code, f"{area_set} {code}"),
                    "parent_area_code": parents.get(code),
                    "area_m2": 1000,
                }
                for area_set, code in areas
            ],
            schema_overrides={"parent_area_code": pl.String, "area_m2": pl.Int64},
        ),
        ("geografi", "bydel"): pl.DataFrame({"bydel_code": codes["bydel"]}),
        ("geografi", "kvarter"): pl.DataFrame({"kvarter_code": codes["kvarter"]}),
        ("geografi", "rode"): pl.DataFrame({"rode_code": codes["rode"]}),
        ("geografi", "udsat_byomraade"): pl.DataFrame(
            {
                "byomraade_name": [DELOMRAADER[0][0], *(parent for parent, _, _ in DELOMRAADER)],
                "delomraade_name": [DELOMRAADER[0][1], *(name for _, name, _ in DELOMRAADER)],
            }
        ),
    }
