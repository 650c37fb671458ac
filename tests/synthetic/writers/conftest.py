"""A hand-made city of thirty residents, with every case that the writers treat specially."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl
import pytest
import shapely

from pipelines.synthetic import frames
from pipelines.synthetic.day_changes import DayChanges
from pipelines.synthetic.layers import Feature, Layer
from pipelines.synthetic.snapshot import Snapshot

PERSONS = 30
ROAD = "Øster Ærø Boulevard"
ROAD_ID = "11111111-1111-4111-8111-111111111111"


def number(person: int) -> str:
    """Day+60 number of a person: serials descend, so that frame order is not number order."""
    return f"61019{person % 10}{4990 - 17 * person:04d}"


def address_id(dwelling: int) -> str:
    return f"aaaaaaaa-aaaa-4aaa-8aaa-{dwelling:012x}"


def access_id(door: int) -> str:
    return f"bbbbbbbb-bbbb-4bbb-8bbb-{door * 4099:012x}"


@dataclass(frozen=True)
class SmallCity:
    """Three house numbers, nine dwellings, thirty residents; the same in every year."""

    layers: tuple[Layer, ...] = field(default_factory=lambda: _layers())

    def snapshot(self, year: int) -> Snapshot:
        return Snapshot(
            year=year,
            roads=_frame(frames.ROADS, [("0004", ROAD, ROAD_ID, "0101")]),
            access_addresses=_access_addresses(),
            dwellings=_dwellings(),
            units=_units(),
            buildings=_buildings(),
            residents=_residents(),
            former_addresses=_former_addresses(),
            former_numbers=_frame(
                frames.FORMER_NUMBERS, [(number(3), "6101900001", date(1993, 1, 1), date(2001, 5, 7))]
            ),
            protections=_frame(
                frames.PROTECTIONS,
                [
                    (number(4), "0001", date(2020, 2, 3), date(2101, 2, 3)),
                    (number(4), "0003", date(2021, 4, 5), None),
                ],
            ),
            classification=_frame(
                frames.CLASSIFICATION,
                [("0001", "10", "2", "Folkeskole; 9. klasse"), ("5190", "50", "6", "Sygeplejerske på højskole")],
            ),
        )

    def changes(self, working_days: Sequence[date]) -> Iterator[DayChanges]:
        """Something that the extract does not hold happens to the same three residents every day."""
        snapshot = self.snapshot(working_days[0].year)
        told = replace(snapshot, residents=snapshot.residents.head(3))
        for day in working_days:
            yield DayChanges(day, told, _moved_away([]), _events([(number(person), day) for person in range(3)]))


@pytest.fixture(scope="session")
def city() -> SmallCity:
    return SmallCity()


@pytest.fixture
def snapshot(city: SmallCity) -> Snapshot:
    return city.snapshot(2026)


def _moved_away(rows: list[tuple[object, ...]]) -> pl.DataFrame:
    names = ("person_number", "municipality_code", "road_code", "house_number", "floor_code", "door_code")
    dates = {"moved_in_date": pl.Date(), "arrival_date": pl.Date()}
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String()) | dates, orient="row")


def _events(rows: list[tuple[str, date]]) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema={"person_number": pl.String(), "event_date": pl.Date()}, orient="row")
    return frame.with_columns(event_code=pl.lit("A01"), mark_code=pl.lit(None, pl.String))


def _frame(schema: frames.FrameSchema, rows: list[tuple[object, ...]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict(schema), orient="row")


def _access_addresses() -> pl.DataFrame:
    rows = [
        (access_id(door), f"cccccccc-cccc-4ccc-8ccc-{door * 4099:012x}", ROAD_ID, "0004", ROAD, house_number,
         "2300", "København S", 725000.5 + door, 6176000.07, "12", "20101", "1", None)
        for door, house_number in enumerate(("12B", "16", "7"))
    ]  # fmt: skip
    return _frame(frames.ACCESS_ADDRESSES, rows)


def _dwellings() -> pl.DataFrame:
    spellings = [("st", ""), ("1", "tv"), ("3", "th"), ("kl", "12"), ("", ""), ("2", "mf"), ("10", "1"), ("4", "tv")]
    spellings.append(("k2", "th"))
    return _frame(
        frames.DWELLINGS,
        [(address_id(n), access_id(n % 3), floor, door) for n, (floor, door) in enumerate(spellings)],
    )


def _units() -> pl.DataFrame:
    rows: list[tuple[object, ...]] = [
        (f"dddddddd-dddd-4ddd-8ddd-{n:012x}", address_id(n), f"eeeeeeee-eeee-4eee-8eee-{n % 3:012x}", "140", "1",
         70 + n, 65 + n, 3, "T", "V", "E", "2", "0", "1", "6")
        for n in range(9)
    ]  # fmt: skip
    rows.append((f"dddddddd-dddd-4ddd-8ddd-{9:012x}", address_id(0), f"eeeeeeee-eeee-4eee-8eee-{0:012x}", "320", None,
                 120, None, None, "A", "D", None, None, None, None, "6"))  # fmt: skip
    return _frame(frames.UNITS, rows)


def _buildings() -> pl.DataFrame:
    return _frame(
        frames.BUILDINGS,
        [
            (f"eeeeeeee-eeee-4eee-8eee-{n:012x}", access_id(n), "140", 1905, 400, 420, "1", 725000.5, 6176000.07, "6")
            for n in range(3)
        ],
    )


def _resident(person: int) -> dict[str, object]:
    amount = 100_000_05 + person * 1_234_56
    return {
        "person_number": number(person),
        "sex_code": "K" if person % 2 == 0 else "M",
        "birth_date": date(1990 + person % 10, 1, 1),
        "status_code": "01",
        "status_from_date": date(2000, 3, 4),
        "address_id": address_id(person % 9),
        "moved_in_date": date(2015, 6, 7),
        "given_name": "Åse",
        "surname": "Æbelø",
        "civil_status_code": "U",
        "origin_code": "1",
        "is_western": True,
        "ras_status_code": "131",
        "industry_code": "7",
        "work_municipality_code": "0147",
        "hfaudd_code": "5190",
        "education_source_code": "12",
        "completed_date": date(2016, 6, 30),
        "gross_income_oere": amount,
        "wage_income_oere": amount - 5,
        "transfer_income_oere": 0,
        "disposable_income_oere": amount // 2,
        "equivalised_disposable_income_oere": amount // 3,
        "socio13_code": "131",
        "household_id": person % 9,
        "family_id": f"{person % 9:010d}",
    }


SPECIAL: dict[int, dict[str, object]] = {
    0: {
        "surname": "Ærbødigstensøn-Østergård-Åkjær",
        "mother_number": number(20),
        "mother_birth_date": date(1960, 2, 3),
        "father_birth_date": date(1959, 4, 5),
    },
    1: {"civil_status_code": "G", "spouse_number": number(2), "civil_status_from_date": date(2018, 9, 10)},
    2: {"status_code": "03", "address_id": None, "special_road_code": "9901"},
    5: {"ras_status_code": None, "is_western": False, "origin_code": "2"},
    6: {"hfaudd_code": None, "education_source_code": None, "completed_date": None},
    7: {"gross_income_oere": None},
    8: {"gross_income_oere": -1_234_567_05, "wage_income_oere": -5},
    9: {"hfaudd_code": "0001", "ongoing_hfaudd_code": "5190", "completed_date": None, "birth_date": date(2010, 1, 2)},
    10: {"father_number": number(21), "father_birth_date": date(1961, 5, 6)},
}


def _residents() -> pl.DataFrame:
    rows = [_resident(person) | SPECIAL.get(person, {}) for person in range(PERSONS)]
    return pl.DataFrame(
        [tuple(row.get(name) for name in frames.RESIDENTS) for row in rows],
        schema=dict(frames.RESIDENTS),
        orient="row",
    )


def _former_addresses() -> pl.DataFrame:
    rows: list[tuple[object, ...]] = [
        (number(0), None, "0461", "1234", "77A", "1", "tv", date(1995, 1, 2), date(2010, 3, 4)),
        (number(0), None, "0101", "0004", "16", "st", "", date(2010, 3, 4), date(2015, 6, 7)),
        (number(0), "A", "0101", "0004", "7", None, None, date(2015, 6, 7), date(2015, 6, 7)),
        (number(0), None, "0157", "0001", "1", "", "", date(1990, 1, 1), date(1995, 1, 2)),
        (number(6), "K", "0147", None, None, "", "", None, date(2012, 1, 1)),
    ]
    return _frame(frames.FORMER_ADDRESSES, rows)


def _layers() -> tuple[Layer, ...]:
    degrees = shapely.MultiPolygon([shapely.box(12.50000001, 55.6, 12.6, 55.7)])
    metres = shapely.MultiPolygon([shapely.box(724000.123, 6175000.0, 726000.0, 6177000.0)])
    bydel = {"id": 31, "bydel_nr": 5, "navn": "Valby", "areal_m2": 9235110, "ogc_fid": 1}
    return (
        Layer("bydel", 4326, (Feature(bydel, degrees),)),
        Layer("kvarter", 4326, (Feature({"kvarternr": 20101, "kvarternavn": "Middelalderbyen"}, degrees),)),
        Layer("rode", 25832, (Feature({"rode_nr": 12, "rodenavn": "Rode 12"}, metres),)),
        Layer(
            "udsatte_byomraader",
            4326,
            (Feature({"byomraade": "Nørrebro", "delomraade": "Ved Jagtvej", "m2": 65920}, degrees),),
        ),
    )
