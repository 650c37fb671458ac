"""Green areas, stations and the street table: written as a supplier would, read back as what was meant."""

from pathlib import Path

import polars as pl
import pytest
import shapely

from pipelines.geography.street_table import in_force, rode_by_table
from pipelines.registers.inspecting import inspect
from pipelines.registers.person_secret import PersonSecret
from pipelines.registers.reader import read_file
from pipelines.synthetic import frames
from pipelines.synthetic.map.green_and_stations import further_layers, green_areas, stations
from pipelines.synthetic.map.outline import to_metres
from pipelines.synthetic.map.tessellation import tessellation
from pipelines.synthetic.snapshot import Snapshot
from pipelines.synthetic.writers.geografi import write_geografi
from pipelines.synthetic.writers.street_register import street_register, write_street_register
from pipelines.synthetic.writers.written import WrittenFile

SECRET = PersonSecret(bytes(range(9, 41)))


def read_back(file: WrittenFile, folder: Path, table: str) -> pl.DataFrame:
    report = read_file(file.path, file.layout, folder / table, SECRET, reference_year=2026)
    assert report.record_count == file.record_count
    assert report.unreadable == {}
    return pl.read_parquet(folder / table / f"{table}.parquet")


def in_metres(shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.transform(shape, lambda points: to_metres(points[:, 0], points[:, 1]))


def city_of(addresses: int, roads: int) -> pl.DataFrame:
    """Addresses of several roads, each in a rode of its own, with numbers and letters."""
    rows = [
        {
            "access_address_id": f"{number}",
            "road_code": f"{number % roads * 4 + 4:04d}",
            "road_name": f"Ærøgade {number % roads}",
            "house_number": f"{number // roads + 1}{'B' if number % 5 == 0 else ''}",
            "rode_code": f"{100 + number % roads}",
            "bydel_code": "1",
        }
        for number in range(addresses)
    ]
    schema = {name: dtype for name, dtype in frames.ACCESS_ADDRESSES.items() if name in rows[0]}
    return pl.DataFrame(rows, schema=schema)


@pytest.fixture(scope="module")
def layers_read(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pl.DataFrame]:
    folder = tmp_path_factory.mktemp("layers")
    green, station = write_geografi(further_layers(2026), 2026, folder)
    return {"green_area": read_back(green, folder, "green_area"), "station": read_back(station, folder, "station")}


def test_green_areas_come_back_with_their_kind_and_whether_they_are_public(
    layers_read: dict[str, pl.DataFrame],
) -> None:
    green = layers_read["green_area"]

    assert 120 <= green.height <= 180
    assert set(green["green_area_type"]) == {"park", "kirkegård", "naturområde", "haveforening"}
    assert set(green.filter(~pl.col("is_public"))["green_area_type"]) == {"haveforening"}
    assert "Fælledparken" in green["green_area_name"].to_list()


def test_green_areas_lie_on_land_and_do_not_overlap() -> None:
    shapes = [in_metres(feature.geometry) for feature in green_areas().features]
    land = shapely.union_all(tessellation().bydel_shapes)

    area = sum(float(shape.area) for shape in shapes)

    assert shapely.union_all(shapes).area == pytest.approx(area, rel=1e-3)
    assert shapely.intersection(shapely.union_all(shapes), land).area == pytest.approx(area, rel=1e-3)


def test_public_green_per_resident_is_least_in_noerrebro() -> None:
    public = [feature.geometry for feature in green_areas().features if feature.properties["offentlig"]]
    green = shapely.union_all([in_metres(shape) for shape in public])

    per_bydel = shapely.area(shapely.intersection(tessellation().bydel_shapes, green))

    assert per_bydel.argmin() == 2
    assert 15_000_000 < per_bydel.sum() < 25_000_000


def test_a_station_stands_in_the_layer_from_the_year_after_it_opened(layers_read: dict[str, pl.DataFrame]) -> None:
    names = {year: {feature.properties["navn"] for feature in stations(year).features} for year in (2019, 2020, 2025)}

    assert "Trianglen" not in names[2019]
    assert "Trianglen" in names[2020]
    assert names[2025] - names[2020] == {
        "Orientkaj", "Havneholmen", "Enghave Brygge", "Sluseholmen", "Mozarts Plads"
    }  # fmt: skip
    assert layers_read["station"].height >= 60
    assert set(layers_read["station"]["station_type"]) == {"metro", "s-tog", "regional"}
    assert layers_read["station"]["opened_date"].null_count() < 20


def test_stations_lie_in_the_city_or_within_reach_of_it() -> None:
    city = shapely.union_all(tessellation().bydel_shapes)

    distances = [shapely.distance(city, in_metres(feature.geometry)) for feature in stations(2026).features]

    assert max(distances) < 2_500
    assert sum(distance == 0 for distance in distances) > 40


def test_the_street_table_knows_every_house_number_and_is_right_about_nearly_all(tmp_path: Path) -> None:
    addresses = city_of(2_000, 200)
    path = tmp_path / "gadefortegnelse_2026.csv"
    table = street_register(addresses)
    table.write_csv(path, separator=";", include_bom=False)
    path.write_bytes(path.read_bytes().decode("utf-8").encode("latin-1"))

    intervals = read_back(WrittenFile(path, "geografi_gadefortegnelse", table.height), tmp_path, "street_register")
    found = rode_by_table(addresses, in_force(intervals, 2026))

    both = addresses.join(found, on="access_address_id", suffix="_by_table")
    right = (both["rode_code"] == both["rode_code_by_table"]).mean()
    assert both.height == addresses.height
    assert isinstance(right, float)
    assert 0.98 < right < 1


def test_the_street_table_has_loose_replaced_and_lettered_intervals() -> None:
    table = street_register(city_of(2_000, 200))

    assert {"001 ", "002 "} <= set(table["HUSNR_FRA"])
    assert {"999 ", "998 "} <= set(table["HUSNR_TIL"])
    assert table["HUSNR_FRA"].str.contains(r"^\d{3}[A-Z ]$").all()
    assert set(table["LIGE_ULIGE"]) == {"L", "U"}
    assert 0 < table["GYLDIG_TIL"].null_count() < table.height


def test_the_street_table_of_a_tiny_city_is_written_and_recognised(snapshot: Snapshot, tmp_path: Path) -> None:
    file = write_street_register(snapshot, tmp_path)

    found = inspect(file.path)

    assert file.path.name == "gadefortegnelse_2026.csv"
    assert "geografi_gadefortegnelse" in str(found)


@pytest.mark.parametrize("position", [0, 1], ids=["green areas", "stations"])
def test_further_layers_are_recognised_without_being_told(tmp_path: Path, position: int) -> None:
    file = write_geografi(further_layers(2026), 2026, tmp_path)[position]
    unnamed = file.path.rename(tmp_path / "download.json")

    assert file.layout in str(inspect(unnamed))


def test_the_same_city_gives_the_same_bytes(snapshot: Snapshot, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
    first, second = (write_street_register(snapshot, tmp_path / folder) for folder in ("a", "b"))

    assert first.path.read_bytes() == second.path.read_bytes()
