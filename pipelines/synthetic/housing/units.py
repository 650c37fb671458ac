"""Housing as the address and building registers hold it: addresses, units and their codes, with their blemishes.

Code lists: BBR (anvendelse, boligtype, toilet, bad, køkken, udlejningsforhold, varmeinstallation, livscyklus). Some
addresses have no unit, some two; some units are under construction or historical; a few areas are plainly wrong.
"""

import numpy as np
import polars as pl

from pipelines.synthetic.housing.addresses import HALL, HOUSE, OTHER, STAIRCASE, Addresses
from pipelines.synthetic.housing.homes import ALMENE, OWNED, Homes, door_texts
from pipelines.synthetic.identifiers import chosen, uuids
from pipelines.synthetic.streams import stream

STATUS_UNDER_CONSTRUCTION, STATUS_BUILT, STATUS_HISTORICAL = "3", "6", "10"
_WITHOUT_UNIT, _WITH_TWO_UNITS, _WITH_HISTORICAL_UNIT, _WRONG_AREA = 0.003, 0.005, 0.004, 0.0003
_SHOP_SHARE = 0.16
_WRONG_AREAS = np.array([0, 6, 1150])
OUTSIDE_HOMES = -1
"""Dwelling index of an address nobody lives at."""


def address_table(homes: Homes, addresses: Addresses, seed: int) -> pl.DataFrame:
    """One row per address: the dwellings in order, then shops and other premises.

    Columns address_id, access_index, access_address_id, floor_code, door_code, dwelling (index or -1), first_year.
    """
    random = stream(seed, "addresses-of-premises")
    staircase_shop = (addresses.kind == STAIRCASE) & (random.random(len(addresses.kind)) < _SHOP_SHARE)
    staircase_shop[homes.address[homes.doors_per_floor == 1]] = False
    shops = np.flatnonzero(staircase_shop | (addresses.kind == OTHER))
    floor, door = door_texts(homes, addresses)
    access = np.concatenate([homes.address, shops])
    building_first = homes.building_first_year[homes.building_of_address[shops]]
    return pl.DataFrame(
        {
            "address_id": uuids(random, len(access)),
            "access_index": access,
            "access_address_id": addresses.frame["access_address_id"].gather(pl.Series(access.astype(np.uint32))),
            "floor_code": pl.concat([floor, chosen(["", "st"], (addresses.kind[shops] == STAIRCASE).astype(int))]),
            "door_code": pl.concat([door, pl.repeat("", len(shops), eager=True)]),
            "dwelling": np.concatenate([np.arange(len(homes.address)), np.full(len(shops), OUTSIDE_HOMES)]),
            "first_year": np.concatenate([homes.first_year, building_first]),
        }
    )


def _home_codes(homes: Homes, random: np.random.Generator) -> dict[str, pl.Series]:
    """Codes of the unit of every dwelling."""
    count = len(homes.address)
    year = homes.building_year[homes.building_of_address[homes.address]]
    draw = [random.random(count) for _ in range(8)]
    in_hall, in_house, almene = homes.kind == HALL, homes.kind == HOUSE, homes.tenure == ALMENE
    old = (year < 1940) & ~almene
    usage = np.select(
        [in_hall, in_house & (draw[0] < 0.6), in_house & (draw[0] < 0.85), in_house], [1, 2, 3, 4], default=0
    )
    usage = np.where((usage == 0) & (draw[0] < 0.002), 5, usage)
    owner_uses = (homes.tenure == OWNED) & (draw[2] < 0.93)
    return {
        "usage_code": chosen(["140", "150", "120", "131", "132", "190"], usage),
        "dwelling_type_code": chosen(["1", "3", "4"], np.where(in_hall, np.where(draw[1] < 0.6, 1, 2), 0)),
        "toilet_code": chosen(["T", "A"], (draw[3] < np.where(in_hall, 0.3, np.where(old, 0.03, 0.002))).astype(int)),
        "bath_code": chosen(
            ["V", "C", "D"], np.select([draw[4] < 0.04 * old + 0.3 * in_hall, draw[4] > 1 - 0.09 * old], [1, 2])
        ),
        "kitchen_code": chosen(["E", "F", "G"], np.select([in_hall & (draw[5] < 0.5), draw[5] > 0.996], [1, 2])),
        "tenure_code": chosen(["1", "2", "3"], np.where(draw[2] > 0.985, 2, owner_uses.astype(int))),
        "public_support_code": chosen(["0", "1"], almene.astype(int)),
        "heating_code": chosen(["1", "2", "7", "5", "9"], np.searchsorted([0.975, 0.985, 0.993, 0.999], draw[6])),
    }


def _premises_codes(count: int, random: np.random.Generator) -> dict[str, pl.Series]:
    """Codes of units that are no dwellings: offices, shops, schools, day care."""
    blank = pl.repeat(None, count, dtype=pl.String, eager=True)
    usage = random.choice(6, size=count, p=[0.3, 0.45, 0.1, 0.04, 0.06, 0.05])
    plain = dict.fromkeys(("dwelling_type_code", "toilet_code", "bath_code", "kitchen_code"), blank)
    return plain | {
        "usage_code": chosen(["321", "322", "323", "421", "441", "333"], usage),
        "tenure_code": chosen(["1", "2"], (random.random(count) < 0.3).astype(int)),
        "public_support_code": pl.repeat("0", count, eager=True),
        "heating_code": pl.repeat("1", count, eager=True),
    }


def unit_table(homes: Homes, places: pl.DataFrame, seed: int) -> pl.DataFrame:
    """One row per unit of ``places`` (see ``address_table``) with its codes.

    Adds to the codes: unit_id, place (row of ``places``), dwelling, share (part of the dwelling's area in this unit),
    wrong_area_m2 (-1: none), premises_area_m2, status_code (of a standing building).
    """
    random, dwellings = stream(seed, "units"), len(homes.address)
    codes = [_home_codes(homes, random), _premises_codes(places.height - dwellings, random)]
    table = pl.DataFrame({name: pl.concat([part[name] for part in codes]) for name in codes[0]}).with_columns(
        place=pl.int_range(places.height, dtype=pl.UInt32),
        dwelling=places["dwelling"],
        wrong_area_m2=np.where(
            random.random(places.height) < _WRONG_AREA, random.choice(_WRONG_AREAS, places.height), -1
        ),
        premises_area_m2=random.integers(30, 400, places.height),
        draw=random.random(places.height),
    )
    is_home = pl.col("dwelling") != OUTSIDE_HOMES
    lost, doubled = pl.col("draw") < _WITHOUT_UNIT, pl.col("draw") > 1 - _WITH_TWO_UNITS
    replaced = pl.col("draw").is_between(0.5, 0.5 + _WITH_HISTORICAL_UNIT)
    built = pl.lit(STATUS_BUILT)
    units = pl.concat(
        [
            table.filter(~lost).with_columns(
                share=pl.when(doubled & is_home).then(0.65).otherwise(1.0), status_code=built
            ),
            table.filter(doubled & is_home).with_columns(share=pl.lit(0.35), status_code=built),
            table.filter(replaced).with_columns(share=pl.lit(0.8), status_code=pl.lit(STATUS_HISTORICAL)),
        ]
    ).drop("draw")
    return units.with_columns(unit_id=uuids(random, units.height))
