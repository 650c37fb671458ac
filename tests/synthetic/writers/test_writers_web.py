"""What STIL and Statistikbanken would answer: taken by the intake as it is, and as it is on a bad day."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

from pipelines.registers.deliveries import Verdict
from pipelines.registers.inspecting import inspect
from pipelines.store import Store
from pipelines.synthetic.defect_web import WEB_DEFECTS
from pipelines.synthetic.deliver import land, parcels_of
from pipelines.synthetic.schools.institutions import institutions
from pipelines.synthetic.schools.pupils import pupils
from pipelines.synthetic.snapshot import Snapshot, truth
from pipelines.synthetic.suppliers import SUPPLIERS, Order, Supplier
from pipelines.synthetic.writers.danish_text import danish
from tests.registers.samples import receive_all

if TYPE_CHECKING:
    from pipelines.synthetic.city import City
    from pipelines.synthetic.defect_model import Defect

WEB = {supplier.name: supplier for supplier in SUPPLIERS if supplier.register in ("stil", "statbank")}


def delivered(city: "City", store: Store, folder: Path, supplier: Supplier, *faults: "Defect") -> list[Verdict]:
    """Deliver one product of reference year 2026 and receive it."""
    folder.mkdir(parents=True)
    files = supplier.write(Order(city, city.snapshot(2026), folder, "full", None))
    for parcel in parcels_of(supplier, 2026, 1, files, faults):
        land(parcel, store.inbox(supplier.register))
    return receive_all(store)


@pytest.mark.parametrize("name", WEB)
def test_every_product_is_accepted(city: "City", store: Store, tmp_path: Path, name: str) -> None:
    (verdict,) = delivered(city, store, tmp_path / "files", WEB[name])

    assert (verdict.verdict, verdict.product, verdict.period) == ("accepted", name, "2026")
    assert all(rows and not quarantined for rows, quarantined in verdict.tables.values())


@pytest.mark.parametrize("name", WEB)
def test_the_same_city_gives_the_same_bytes(city: "City", tmp_path: Path, name: str) -> None:
    twice = []
    for turn in ("a", "b"):
        (tmp_path / turn).mkdir()
        files = WEB[name].write(Order(city, city.snapshot(2026), tmp_path / turn, "full", None))
        twice.append({file.path.name: file.path.read_bytes() for file in files})

    assert twice[0] == twice[1] != {}


@pytest.mark.parametrize("name", WEB)
def test_every_file_is_recognised(city: "City", tmp_path: Path, name: str) -> None:
    files = WEB[name].write(Order(city, city.snapshot(2026), tmp_path, "full", None))

    found = {file.path.name: inspect(file.path) for file in files}

    assert {name: report.layout for name, report in found.items()} == {file.path.name: file.layout for file in files}
    assert all(found[file.path.name].record_count == file.record_count for file in files)


@pytest.mark.parametrize("defect", WEB_DEFECTS, ids=lambda defect: defect.code)
def test_defect_ends_as_it_says(city: "City", store: Store, tmp_path: Path, defect: "Defect") -> None:
    (verdict,) = delivered(city, store, tmp_path / "files", WEB[defect.product or defect.register], defect)

    assert (verdict.verdict, verdict.reason_code) == (defect.verdict, defect.reason_code)


@pytest.mark.parametrize(("code", "table"), [("D12Z", "straf11"), ("D11W", "exam_result")])
def test_what_is_suppressed_is_missing_and_never_zero(
    city: "City", store: Store, tmp_path: Path, code: str, table: str
) -> None:
    (defect,) = [each for each in WEB_DEFECTS if each.code == code]

    delivered(city, store, tmp_path / "files", WEB[defect.register], defect)

    frame = pl.read_parquet(store.current_link(defect.register, table, "2026"))
    value = next(name.removesuffix("_state_code") for name in frame.columns if "suppressed" in {*frame[name]})
    assert {*frame.filter(pl.col(f"{value}_state_code") == "suppressed")[value]} == {None}


def test_pupils_are_the_residents_of_school_age(small: Snapshot) -> None:
    children = pupils(small, institutions(small.access_addresses.height))

    of_age = truth(small).filter((small.year - 2 - pl.col("birth_date").dt.year() - 6).is_between(0, 9))
    assert {*children["person_number"]} == {*of_age["person_number"]}


def test_school_is_harder_in_the_udsatte_byomraader(small: Snapshot) -> None:
    children = pupils(small, institutions(small.access_addresses.height))

    places = truth(small).select("person_number", inside=pl.col("delomraade_name").is_not_null())
    means = (
        children.join(places, on="person_number")
        .group_by("inside")
        .agg(pl.col("exam_average", "absence_pct", "general").mean())
    )
    outside, inside = means.sort("inside").drop("inside").rows()
    assert 6.9 < outside[0] < 8.3
    assert inside[0] < outside[0] - 0.5
    assert inside[1] > outside[1] + 0.5
    assert inside[2] < outside[2]


def test_the_total_of_the_city_is_the_number_of_its_residents(small: Snapshot, tmp_path: Path) -> None:
    from pipelines.synthetic.writers.statbank import write_statbank

    files = {file.layout: file.path for file in write_statbank(small, tmp_path)}

    population = files["statbank_folk1a"].read_text("utf-8-sig").splitlines()
    assert f"101;TOT;IALT;TOT;{small.year}K1;{small.residents.height}" in population
    dataset = json.loads(files["statbank_kkbef1"].read_bytes())["dataset"]
    codes = dataset["dimension"]["OMRKK"]["category"]["index"]
    by_code = {code: dataset["value"][place] for code, place in codes.items()}
    assert by_code["1000"] == small.residents.height
    assert sum(value for code, value in by_code.items() if len(code) == 5) + by_code["9999"] == by_code["1000"]


def test_a_main_school_stands_beside_its_departments(small: Snapshot, tmp_path: Path) -> None:
    from pipelines.synthetic.writers.stil_cubes import write_cubes

    files = {file.layout: json.loads(file.path.read_bytes()) for file in write_cubes(small, tmp_path)}

    schools = institutions(small.access_addresses.height)
    main = schools.filter(pl.col("unit_kind").str.starts_with("Hovedskole"))["institution_code"][0]
    departments = schools.filter(pl.col("main_code") == main)["institution_code"]
    sat = {row["[Institution].[Institutionsnummer]"]: int(row["Antal elever med alle bundne prøver"])
           for row in files["stil_karagns"]}  # fmt: skip
    assert sat[main] == sum(sat[code] for code in departments)
    in_overview = {row["[Institution].[Afdelingsnummer]"] for row in files["stil_oversko"]}
    assert {*departments} <= in_overview
    assert main not in in_overview


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(2351, 0, "2.351"), (1_234_567, 0, "1.234.567"), (7.34, 1, "7,3"), (-0.4, 1, "-0,4"), (None, 1, None)],
)
def test_numbers_are_written_the_danish_way(value: float | None, decimals: int, text: str | None) -> None:
    frame = pl.DataFrame({"value": [value]}, schema={"value": pl.Float64})

    assert frame.select(danish(pl.col("value"), decimals, thousands_point=True)).item() == text


@pytest.fixture(scope="module")
def small() -> Snapshot:
    from pipelines.synthetic.city import make_city

    return make_city(0.03, [2026], seed=1).snapshot(2026)
