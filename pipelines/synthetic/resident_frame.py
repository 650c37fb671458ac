"""The frame of residents at one 1 January, from the record of the year and the store of persons."""

import numpy as np
import polars as pl

from pipelines.synthetic import frames
from pipelines.synthetic.attributes.education_codes import classification
from pipelines.synthetic.attributes.labour import work_municipalities
from pipelines.synthetic.attributes.origin import is_immigrant, is_other_origin
from pipelines.synthetic.attributes.yearly import NO_STATUS
from pipelines.synthetic.identifiers import chosen, padded
from pipelines.synthetic.names import given_names, surnames
from pipelines.synthetic.population.people import CIVIL_STATUS_CODES, NOBODY, UNKNOWN_DAY, UNPLACED, People
from pipelines.synthetic.records import Standing, YearRecord, scattered

_SPECIAL_ROADS: list[str | None] = ["9900", "9901", "9910", "9925"]
_SOURCES: list[str | None] = ["01", "02", "09"]
"""Source of an education: study register, older register, survey of immigrants."""
_SOCIO13: dict[int, str | None] = {
    0: "410", 110: "114", 120: "120", 131: "131", 132: "132", 133: "133", 134: "134", 135: "135", 136: "139",
    200: "210", 311: "330", 313: "330", 314: "220", 316: "220", 317: "220", 318: "330", 319: "330",
    320: "220", 321: "330", 322: "220", 351: "135", 361: "135", 411: "321", 412: "323", 413: "323",
    414: "322", 415: "322", 511: "310", 512: "310", 513: "410",
}  # fmt: skip
"""Main source of income over the year, read off the status in November."""


def _dates(day: np.ndarray) -> pl.Series:
    """Days since 1970 as dates, null where unknown."""
    return pl.Series(day.astype(np.int32)).set(pl.Series(day == UNKNOWN_DAY), None).cast(pl.Date)


def _numbers(number: np.ndarray) -> pl.Series:
    """Person numbers as text, null where 0."""
    return padded(number, 10).set(pl.Series(number == 0), None)


def _who(people: People, record: Standing) -> dict[str, pl.Series]:
    persons = record.persons
    number = people.number[persons]
    spouse = np.where(record.spouse == NOBODY, 0, people.number[record.spouse])
    return {
        "person_number": padded(number, 10),
        "sex_code": chosen(["K", "M"], people.is_male[persons]),
        "birth_date": _dates(people.birth_day[persons]),
        "status_from_date": _dates(people.arrived_day[persons]),
        "moved_in_date": _dates(record.moved_in_day),
        "given_name": given_names(
            scattered(number, 1), people.is_male[persons], is_other_origin(people.origin[persons])
        ),
        "surname": surnames(people.surname[persons]),
        "civil_status_code": chosen(list(CIVIL_STATUS_CODES), record.civil_status),
        "civil_status_from_date": _dates(record.civil_day),
        "spouse_number": _numbers(spouse),
        "mother_number": _numbers(people.mother_number[persons]),
        "mother_birth_date": _dates(people.mother_birth_day[persons]),
        "father_number": _numbers(people.father_number[persons]),
        "father_birth_date": _dates(people.father_birth_day[persons]),
        "household_id": pl.Series(record.household),
    }


def special_roads(number: np.ndarray, unplaced: np.ndarray) -> pl.Series:
    """Road code of those without a fixed address, null for the others."""
    codes: list[str | None] = [*_SPECIAL_ROADS, None]
    return chosen(codes, np.where(unplaced, scattered(number, 2) % len(_SPECIAL_ROADS), len(_SPECIAL_ROADS)))


def _where(people: People, record: Standing, address_ids: pl.Series) -> dict[str, pl.Series]:
    unplaced = record.home == UNPLACED
    address = address_ids.gather(pl.Series(np.maximum(record.home, 0).astype(np.uint32)))
    return {
        "status_code": chosen(["01", "03"], unplaced),
        "address_id": address.set(pl.Series(unplaced), None),
        "special_road_code": special_roads(people.number[record.persons], unplaced),
    }


def _what(people: People, record: YearRecord) -> dict[str, pl.Series]:
    origin, known = people.origin[record.persons], record.attributes
    hfaudd: list[str | None] = [*classification()["hfaudd_code"].to_list(), None]
    nothing = len(hfaudd) - 1
    education = np.where(known.education < 0, nothing, known.education)
    codes = np.unique(known.status)
    texts: list[str | None] = [None if code == NO_STATUS else str(code) for code in codes.tolist()]
    surveyed = is_immigrant(origin) & (scattered(people.number[record.persons], 3) % 3 == 0)
    source = np.where(surveyed, 2, (people.birth_day[record.persons] < 0).astype(np.int64))
    none: list[str | None] = [None, *map(str, range(1, 11))]
    has_education = pl.Series(known.education >= 0)
    return {
        "origin_code": chosen(["1", "2", "3", "2", "3"], origin),
        "is_western": pl.Series(~is_other_origin(origin)),
        "ras_status_code": chosen(texts, np.searchsorted(codes, known.status)),
        "industry_code": chosen(none, known.industry),
        "work_municipality_code": chosen(work_municipalities(), known.workplace % len(work_municipalities())),
        "hfaudd_code": chosen(hfaudd, education),
        "education_source_code": chosen(_SOURCES, source).set(~has_education, None),
        "completed_date": _dates(np.where(known.education >= 0, known.completed_day, UNKNOWN_DAY)),
        "ongoing_hfaudd_code": chosen(hfaudd, np.where(known.studies < 0, nothing, known.studies)),
    }


def _income(record: YearRecord) -> pl.DataFrame:
    """Income columns with ``row``, the position of the resident they belong to."""
    known = record.attributes
    status = known.status[known.income_members]
    codes = np.unique(status)
    return pl.DataFrame(
        {
            "row": known.income_members,
            "gross_income_oere": known.amounts.gross,
            "wage_income_oere": known.amounts.wage,
            "transfer_income_oere": known.amounts.transfers,
            "disposable_income_oere": known.amounts.disposable,
            "equivalised_disposable_income_oere": known.equivalised,
            "socio13_code": chosen([_SOCIO13[code] for code in codes.tolist()], np.searchsorted(codes, status)),
            "family_id": padded(known.family[known.income_members] + 1, 10),
        }
    )


def person_frame(people: People, standing: Standing, address_ids: pl.Series) -> pl.DataFrame:
    """What the population register alone holds of persons; the columns of other registers are null."""
    known = pl.DataFrame(_who(people, standing) | _where(people, standing, address_ids))
    unknown = {name: pl.lit(None, dtype) for name, dtype in frames.RESIDENTS.items() if name not in known.columns}
    return frames.conform(known.with_columns(**unknown), frames.RESIDENTS)


def resident_frame(people: People, record: YearRecord, address_ids: pl.Series) -> pl.DataFrame:
    """All residents in the order of the store; ``address_ids`` are those of the dwellings."""
    columns = _who(people, record) | _where(people, record, address_ids) | _what(people, record)
    residents = pl.DataFrame(columns).with_columns(row=pl.int_range(len(record.persons), dtype=pl.Int32))
    return frames.conform(
        residents.join(_income(record), on="row", how="left", maintain_order="left"), frames.RESIDENTS
    )
