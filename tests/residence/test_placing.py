"""Who lives where at 1 January: by id, else by the one address that fits, else outside for a reason."""

from datetime import date

import polars as pl
import pytest

from pipelines.registers.dwelling_keys import DwellingKeyError, DwellingKeys
from pipelines.registers.keyed_hash import KeyedHash
from pipelines.registers.pseudonyms import PersonKeys, numbers_in
from pipelines.residence.address_book import AddressBook, address_book
from pipelines.residence.extracts import ADDRESS
from pipelines.residence.placing import place_persons, places_of_year
from tests.registers.samples import OTHER_SECRET, SECRET

YEAR = date(2025, 1, 1)


def book() -> AddressBook:
    """Addresses a, b and c; twins d and e that are written alike; f without a point; g that is no more in force."""
    addresses = [
        ("a", "house-1", "st", "tv", "3"),
        ("b", "house-1", "2", "tv9", "3"),
        ("c", "house-2", None, None, "3"),
        ("d", "house-3", None, None, "3"),
        ("e", "house-4", None, None, "3"),
        ("f", "house-5", None, None, "3"),
        ("g", "house-6", None, None, "4"),
    ]
    houses = [("house-1", "1B", "x"), ("house-2", "2", "x"), ("house-3", "3", "x"), ("house-4", "3", "x"),
              ("house-5", "5", "x"), ("house-6", "6", "x")]  # fmt: skip
    atoms = [(name, "atom-1" if name == "house-1" else "atom-2", "placed") for name, _, _ in houses if name[-1] != "5"]
    names = ["address_id", "access_address_id", "floor_code", "door_code", "status_code"]
    return address_book(
        pl.DataFrame(addresses, schema=dict.fromkeys(names, pl.String), orient="row"),
        pl.DataFrame(houses, schema=["access_address_id", "house_number", "named_road_id"], orient="row").with_columns(
            municipality_code=pl.lit("0101")
        ),
        pl.DataFrame({"named_road_id": ["x"], "municipality_code": ["0101"], "road_code": ["0004"]}),
        pl.DataFrame(atoms, schema=["access_address_id", "atom_key", "placement_code"], orient="row"),
    )


def placed(
    number: str | None = "1",
    floor: str | None = None,
    door: str | None = None,
    *,
    address_id: str | None = None,
    road: str | None = "0004",
    status: str = "01",
    municipality: str = "0101",
) -> list[tuple[object, ...]]:
    persons = pl.DataFrame({"person_key": [7], "status_code": [status]})
    row = (7, municipality, YEAR, road, number, floor, door, address_id)
    schema = {**ADDRESS[0], **ADDRESS[1]}
    found = place_persons(persons, pl.DataFrame([row], schema=schema, orient="row"), book())
    return found.select("address_id", "atom_key", "placement_code", "matched_by", "is_address_id_known").rows()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({"address_id": "a"}, ("a", "atom-1", "placed", "address_id", True)),
        ({"address_id": "g"}, ("g", "atom-2", "placed", "address_id", True)),
        ({"address_id": "f"}, ("f", "uden-for-inddeling", "no_point", "address_id", True)),
        ({"number": "001b", "floor": "ST", "door": "  TV"}, ("a", "atom-1", "placed", "road", None)),
        ({"number": "1B", "floor": "02", "door": "0tv9"}, ("b", "atom-1", "placed", "road", None)),
        ({"number": "2", "address_id": "lost"}, ("c", "atom-2", "placed", "road", False)),
        ({"number": "5"}, ("f", "uden-for-inddeling", "no_point", "road", None)),
        ({"number": "3"}, (None, "uden-for-inddeling", "address_ambiguous", "none", None)),
        ({"number": "6"}, (None, "uden-for-inddeling", "address_unknown", "none", None)),
        ({"number": "2", "road": "9899"}, (None, "uden-for-inddeling", "address_unknown", "none", None)),
        ({"number": "2", "road": "9900"}, (None, "uden-for-inddeling", "no_fixed_address", "none", None)),
        ({"number": "2", "road": None}, (None, "uden-for-inddeling", "no_fixed_address", "none", None)),
        ({"address_id": "a", "status": "03"}, (None, "uden-for-inddeling", "no_fixed_address", "none", True)),
    ],
)
def test_nobody_is_placed_by_a_guess(written: dict[str, str], expected: tuple[object, ...]) -> None:
    assert placed(**written) == [expected]  # type: ignore[arg-type]


@pytest.mark.parametrize("written", [{"municipality": "0147"}, {"status": "90"}, {"status": "05"}])
def test_only_residents_of_the_municipality_are_placed(written: dict[str, str]) -> None:
    assert placed(address_id="a", **written) == []  # type: ignore[arg-type]


def test_a_year_without_addresses_places_nobody_and_loses_nobody() -> None:
    nothing = pl.DataFrame(schema=dict.fromkeys(book().by_id.columns, pl.String))
    empty = AddressBook(nothing, book().by_road.clear())
    persons = pl.DataFrame({"person_key": [7], "status_code": ["01"]})
    row = (7, "0101", YEAR, "0004", "1B", "st", "tv", "a")
    addresses = pl.DataFrame([row], schema={**ADDRESS[0], **ADDRESS[1]}, orient="row")

    found = place_persons(persons, addresses, empty)

    assert found["placement_code"].to_list() == ["address_unknown"]
    assert found["is_address_id_known"].to_list() == [False]


def test_dwellings_are_those_with_residents_or_units_and_tables_share_their_keys() -> None:
    homes = pl.DataFrame(
        {
            "person_key": [1, 2, 3],
            "atom_key": "atom-1",
            "placement_code": "placed",
            "matched_by": "address_id",
            "is_address_id_known": True,
            "address_id": ["a", "a", None],
        }
    )
    units = pl.DataFrame(
        {"address_id": ["a", "b", "b", None, "unknown"], "usage_code": ["140", "321", "140", "1", "2"]}
    )

    found = places_of_year(homes, units, book(), DwellingKeys(SECRET), 2025)

    a, b = DwellingKeys(SECRET).of(pl.Series(["a", "b"]))
    assert found.person_place["dwelling_key"].to_list() == [a, a, None]
    assert dict(found.dwelling.select("dwelling_key", "unit_count").iter_rows()) == {a: 1, b: 2}
    assert sorted(found.dwelling_unit.select("dwelling_key", "usage_code").rows()) == sorted(
        [(a, "140"), (b, "140"), (b, "321")]
    )
    assert "address_id" not in {*found.dwelling_unit.columns}


def test_a_dwelling_key_needs_the_secret_and_has_a_domain_of_its_own() -> None:
    text = "6112500001"

    key = DwellingKeys(SECRET).of(pl.Series([text]))[0]

    assert key != DwellingKeys(OTHER_SECRET).of(pl.Series([text]))[0]
    assert key != PersonKeys(SECRET).pseudonyms(numbers_in(pl.Series([text]))).keys[0]
    assert key == DwellingKeys(SECRET).of(pl.Series([text]))[0]


def test_two_addresses_on_one_key_stop_the_making(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(KeyedHash, "keys", lambda _, messages: pl.zeros(len(messages), pl.Int64, eager=True).to_numpy())

    with pytest.raises(DwellingKeyError):
        DwellingKeys(SECRET).of(pl.Series(["a", "b"]))
