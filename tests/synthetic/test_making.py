"""Making a city: the same arguments give the same city, wrong ones a reason."""

import hashlib
import os
import subprocess
import sys

import pytest

from pipelines.synthetic.city import City, make_city


def _digest(city: City, year: int) -> str:
    snapshot = city.snapshot(year)
    frames = (
        snapshot.residents,
        snapshot.units,
        snapshot.former_addresses,
        snapshot.access_addresses,
        snapshot.protections,
    )
    return hashlib.sha256(b"".join(frame.write_csv().encode() for frame in frames)).hexdigest()


def test_the_same_seed_makes_the_same_city_and_another_seed_another() -> None:
    first, second, other = (_digest(make_city(0.01, range(2024, 2027), seed), 2026) for seed in (3, 3, 4))

    assert first == second
    assert first != other


def test_hash_seed_time_zone_locale_and_threads_leave_the_city_as_it_is() -> None:
    program = (
        "from tests.synthetic.test_making import _digest, make_city;"
        "print(_digest(make_city(0.005, range(2025, 2027), 3), 2026))"
    )
    surroundings = {"PYTHONHASHSEED": "77", "TZ": "Asia/Tokyo", "LC_ALL": "C", "POLARS_MAX_THREADS": "1"}

    elsewhere = subprocess.run(
        [sys.executable, "-c", program], env=os.environ | surroundings, capture_output=True, text=True, check=True
    )

    assert elsewhere.stdout.strip() == _digest(make_city(0.005, range(2025, 2027), 3), 2026)


def test_years_may_be_picked_from_one_history() -> None:
    picked, whole = make_city(0.005, [2019, 2021], seed=5), make_city(0.005, range(2019, 2022), seed=5)

    assert picked.snapshot(2021).residents.equals(whole.snapshot(2021).residents)


@pytest.mark.parametrize(
    ("scale", "years", "seed", "reason"),
    [
        (0.0, [2025], 1, "scale"),
        (0.1, [2009], 1, "2010 to 2035"),
        (0.1, [2036], 1, "2010 to 2035"),
        (0.1, [2025, 2024], 1, "ascending"),
        (0.1, [], 1, "ascending"),
        (0.1, [2025], -1, "seed"),
    ],
)
def test_a_city_that_cannot_be_made_is_refused_with_the_reason(
    scale: float, years: list[int], seed: int, reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        make_city(scale, years, seed)


def test_a_snapshot_of_another_year_is_refused(small_city: City) -> None:
    with pytest.raises(ValueError, match="not for 2030"):
        small_city.snapshot(2030)
