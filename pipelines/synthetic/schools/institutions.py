"""The schools of the city: where they lie, what kind they are, which are departments of others.

Belongs here: institutions. Does not belong here: who goes there (``pupils``) and any file format. The schools follow
from the size of the city alone, so they are the same in every year.
"""

import polars as pl

from pipelines.synthetic.public_figures import table

WITHOUT_UNITS, MAIN_SCHOOL, DEPARTMENT = (
    "Institution uden enheder",
    "Hovedskole (institution med enheder)",
    "Afdeling (underordnet enhed)",
)
FOLKESKOLE, PRIVATE, SPECIAL = "Folkeskoler", "Friskoler og private grundskoler", "Specialskoler for børn"
TYPE_CODES = {FOLKESKOLE: "1012", PRIVATE: "1013", SPECIAL: "1015"}
FEWEST_SCHOOLS, ADDRESSES_PER_SCHOOL = 3, 400
_EVERY_DIVIDED, _FIRST_DIVIDED = 6, 2
"""One municipal school in so many is a main school with two departments."""
_EVERY_PRIVATE = 3
"""One private school to so many municipal ones."""
_FIRST_CODE, _FIRST_DEPARTMENT_CODE = 101_001, 280_001

COLUMNS = {
    "institution_code": pl.String(),
    "name": pl.String(),
    "unit_kind": pl.String(),
    "main_code": pl.String(),
    "type_name": pl.String(),
    "kvarter_code": pl.String(),
    "postal_code": pl.String(),
    "postal_district": pl.String(),
    "latitude_deg": pl.Float64(),
    "longitude_deg": pl.Float64(),
}


def institutions(access_address_count: int) -> pl.DataFrame:
    """The schools of a city with so many access addresses; the columns are ``COLUMNS``, places in WGS84.

    Municipal schools first, then private ones, one special school, and departments last. ``main_code`` is that of the
    main school of a department, null otherwise.
    """
    kvarterer = table("kvarterer").sort("kvarter_code")
    municipal = min(max(access_address_count // ADDRESSES_PER_SCHOOL, FEWEST_SCHOOLS), kvarterer.height)
    places = [kvarterer.row(number * kvarterer.height // municipal, named=True) for number in range(municipal)]
    rows = [_school(number, place, FOLKESKOLE, _kind(number), "Skolen") for number, place in enumerate(places)]
    private = places[::_EVERY_PRIVATE]
    rows += [_school(200 + n, place, PRIVATE, WITHOUT_UNITS, "Privatskolen") for n, place in enumerate(private)]
    rows.append(_school(300, places[-1], SPECIAL, WITHOUT_UNITS, "Specialskolen"))
    for number, place in enumerate(places):
        if _kind(number) == MAIN_SCHOOL:
            rows += [_department(number, part, place) for part in (0, 1)]
    return pl.DataFrame(rows, schema=COLUMNS, orient="row")


def _kind(number: int) -> str:
    return MAIN_SCHOOL if number % _EVERY_DIVIDED == _FIRST_DIVIDED else WITHOUT_UNITS


def _school(number: int, place: dict[str, object], type_name: str, kind: str, prefix: str) -> tuple[object, ...]:
    name = f"{prefix} ved {place['kvarter_name']}"
    return _row(str(_FIRST_CODE + number), name, kind, None, type_name, place, shift=number % 7)


def _department(number: int, part: int, place: dict[str, object]) -> tuple[object, ...]:
    name = f"Skolen ved {place['kvarter_name']}, Afdeling {'Øst' if part else 'Vest'}"
    code = str(_FIRST_DEPARTMENT_CODE + 2 * number + part)
    return _row(code, name, DEPARTMENT, str(_FIRST_CODE + number), FOLKESKOLE, place, shift=1 + part)


def _row(
    code: str, name: str, kind: str, main: str | None, type_name: str, place: dict[str, object], *, shift: int
) -> tuple[object, ...]:
    # A few hundred metres from the centre of the kvarter, on either side of it.
    latitude = round(float(str(place["centroid_lat"])) + (shift - 3) * 0.0007, 6)
    longitude = round(float(str(place["centroid_lon"])) + (3 - shift) * 0.0009, 6)
    where = (place["kvarter_code"], str(place["postal_code"]), place["postal_district"], latitude, longitude)
    return (code, name, kind, main, type_name, *where)
