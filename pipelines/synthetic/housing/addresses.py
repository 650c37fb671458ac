"""Access addresses: points on building ground, gathered into roads with house numbers."""

from dataclasses import dataclass

import numpy as np
import polars as pl
import shapely

from pipelines.synthetic import frames
from pipelines.synthetic.housing.stock import dwellings_per_cell
from pipelines.synthetic.housing.street_names import road_names
from pipelines.synthetic.identifiers import chosen, padded, uuids
from pipelines.synthetic.map.cells import Cells, cells, delomraade_names
from pipelines.synthetic.map.tessellation import tessellation
from pipelines.synthetic.public_figures import table
from pipelines.synthetic.streams import ranks_within, stream

STAIRCASE, HOUSE, HALL, OTHER = range(4)
"""Kinds of access address: a staircase of flats, a house, a hall of residence (kollegium), one without dwellings."""
_HOUSE_SHARE_OF_OWNED = {1: 0.02, 2: 0.25, 3: 0.0, 4: 0.05, 5: 0.6, 6: 0.8, 7: 0.95, 8: 0.5, 9: 0.6, 10: 0.6}
_HALL_SHARE = 0.02
_STAIRCASE_SIZES = np.array([4, 4, 6, 8, 8, 10, 10])
_ADDRESSES_PER_ROAD = 36


@dataclass(frozen=True)
class Addresses:
    """Parallel arrays per access address, in frame order: cell, kind, dwellings, and the two frames."""

    cell: np.ndarray
    kind: np.ndarray
    dwelling_count: np.ndarray
    roads: pl.DataFrame
    frame: pl.DataFrame


def _house_share(ground: Cells) -> np.ndarray:
    """Share of dwellings in houses per stratum: owned homes outside the inner city, few inside the estates."""
    figures = table("kvarter_figures").sort("kvarter_code")
    owned = 1 - figures["rented_pct_2026"].to_numpy() / 100
    recent = figures["built_2010_or_later_pct_2026"].to_numpy() / 100
    bydel = np.array([_HOUSE_SHARE_OF_OWNED[int(nr)] for nr in tessellation().kvarter_bydel_nr])
    share = np.clip(owned - 0.12, 0, 0.6) * (1 - 0.8 * recent) * bydel
    houses: np.ndarray = share[ground.stratum_kvarter] * np.where(ground.stratum_delomraade >= 0, 0.2, 1.0)
    return houses


def _addresses_of_cell(count: int, houses: float, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Kinds and dwelling counts of the access addresses that hold ``count`` dwellings."""
    in_houses, in_halls = round(houses * count), round(_HALL_SHARE * count)
    if in_halls < 10:
        in_halls = 10 if count > 20 and random.random() < in_halls / 10 else 0
    in_flats = count - in_houses - in_halls
    sizes = random.choice(_STAIRCASE_SIZES, size=in_flats // 4 + 1)
    ends = np.minimum(np.cumsum(sizes), in_flats)
    flats = np.diff(ends[: int(np.searchsorted(ends, in_flats)) + 1], prepend=0)
    halls = np.diff(np.linspace(0, in_halls, -(-in_halls // 40) + 1).round().astype(int))
    doubles = in_houses // 12
    singles = in_houses - 2 * doubles
    used = len(flats) + len(halls) + doubles + singles
    others = int(random.binomial(used, 0.04)) if used else 0
    kinds = np.repeat([STAIRCASE, HALL, HOUSE, OTHER], [len(flats), len(halls), doubles + singles, others])
    counts = np.concatenate([flats, halls, np.full(doubles, 2), np.ones(singles, int), np.zeros(others, int)])
    filled = (counts > 0) | (kinds == OTHER)
    return kinds[filled], counts[filled].astype(np.int64)


def _points_in(shapes: np.ndarray, counts: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """``counts[i]`` random points (whole centimetres) inside ``shapes[i]``, in that order."""
    found = []
    for shape, count in zip(shapes, counts, strict=True):
        shapely.prepare(shape)
        west, south, east, north = shape.bounds
        points = np.empty((0, 2))
        while len(points) < count:
            tried = random.random((2 * int(count) + 20, 2)) * (east - west, north - south) + (west, south)
            points = np.concatenate([points, tried[shapely.contains_xy(shape, tried[:, 0], tried[:, 1])]])
        found.append(points[:count])
    return np.concatenate(found).round(2)


def _road_of_addresses(rode: np.ndarray, along_m: np.ndarray) -> np.ndarray:
    """Road index per address: the addresses of a rode, from west to east, in stretches of a few dozen."""
    in_rode = np.bincount(rode, minlength=396)
    roads = np.maximum(np.round(in_rode / _ADDRESSES_PER_ROAD), np.minimum(2, in_rode)).astype(np.int64)
    position = ranks_within(rode, along_m) / np.maximum(in_rode[rode], 1)
    first_road = np.cumsum(roads) - roads
    road: np.ndarray = first_road[rode] + (position * roads[rode]).astype(np.int64)
    return road


def _house_numbers(road: np.ndarray, along_m: np.ndarray, random: np.random.Generator) -> pl.Series:
    """Numbers from 1 along each road; some share the number before and take a letter from B on."""
    order = np.lexsort((along_m, road))
    new_road = np.r_[True, road[order][1:] != road[order][:-1]]
    own_number = new_road | (random.random(len(road)) > 0.08)
    counted = np.cumsum(own_number)
    number = counted - np.maximum.accumulate(np.where(new_road, counted - 1, 0))
    position = np.arange(len(road))
    letter = position - np.maximum.accumulate(np.where(own_number, position, 0))
    text = pl.Series(number.astype(str)) + chosen(["", *"BCDEFGHIKLMNOPRSTUV"], np.minimum(letter, 18))
    back = np.empty(len(order), dtype=np.uint32)
    back[order] = np.arange(len(order), dtype=np.uint32)
    return text.gather(pl.Series(back))


def make_addresses(scale: float, seed: int) -> Addresses:
    """All access addresses of the city at ``scale``, ordered by road and house number."""
    ground, random = cells(), stream(seed, "addresses")
    houses = _house_share(ground)[ground.stratum]
    made = [
        _addresses_of_cell(int(count), float(share), random)
        for count, share in zip(dwellings_per_cell(scale), houses, strict=True)
    ]
    cell = np.repeat(np.arange(len(made)), [len(kinds) for kinds, _ in made])
    kind, dwelling_count = np.concatenate([k for k, _ in made]), np.concatenate([c for _, c in made])
    points = _points_in(ground.shapes, np.bincount(cell, minlength=len(made)), random)
    along = points[:, 0] + 0.3 * points[:, 1]
    road = _road_of_addresses(ground.rode_index[cell], along)
    order = np.lexsort((along, road))
    roads = _roads_frame(int(road.max()) + 1, seed)
    numbers = _house_numbers(road[order], along[order], random)
    frame = _addresses_frame(cell[order], points[order], road[order], numbers, roads, seed)
    return Addresses(cell[order], kind[order], dwelling_count[order], roads, frame)


def _roads_frame(count: int, seed: int) -> pl.DataFrame:
    """Road codes in steps of four from 0004; the ministry keeps 9900 and up for people without an address."""
    random = stream(seed, "roads")
    columns = {
        "road_code": padded(random.permutation(2400)[:count] * 4 + 4, 4),
        "road_name": road_names(random, count),
        "named_road_id": uuids(random, count),
    }
    return frames.conform(pl.DataFrame(columns).with_columns(municipality_code=pl.lit("0101")), frames.ROADS)


def _addresses_frame(
    cell: np.ndarray, points: np.ndarray, road: np.ndarray, numbers: pl.Series, roads: pl.DataFrame, seed: int
) -> pl.DataFrame:
    ground, city, kvarterer = cells(), tessellation(), table("kvarterer")
    random, rode = stream(seed, "address-ids"), ground.rode_index[cell]
    kvarter = city.rode_kvarter_index[rode]
    names: list[str | None] = [*delomraade_names().tolist(), None]
    columns = {
        "access_address_id": uuids(random, len(cell)),
        "access_point_id": uuids(random, len(cell)),
        "house_number": numbers,
        "easting_m": points[:, 0],
        "northing_m": points[:, 1],
        "rode_code": chosen(city.rode_codes.tolist(), rode),
        "delomraade_name": chosen(names, ground.stratum_delomraade[ground.stratum[cell]] % len(names)),
    }
    places = kvarterer.select(
        "kvarter_code", "postal_code", "postal_district", bydel_code=pl.col("bydel_nr").cast(pl.String)
    )
    return frames.conform(
        pl.concat([pl.DataFrame(columns), roads.drop("municipality_code")[road], places[kvarter]], how="horizontal"),
        frames.ACCESS_ADDRESSES,
    )
