"""Boundary layers of one reference year as areas in one coordinate system.

Layers arrive in EPSG:4326 or EPSG:25832 and leave in EPSG:25832; features that share a name are one area.
Reading GeoJSON belongs to ``registers``; testing points belongs to ``placing``.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pyproj
import shapely

from pipelines.store import Store

WORKING_CRS = 25832
MUNICIPALITY_CODE = "0101"
MUNICIPALITY_NAME = "København"
_TRANSLITERATION = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "é": "e", "ü": "u", "ö": "oe", "ä": "ae"})
LAYER_TABLES = ("bydel", "kvarter", "rode", "udsat_byomraade")
_NOERREBRO, _FIRST_OF_YDRE_NOERREBRO = "2004", "20403"
_LOKALUDVALG = Path(__file__).with_name("lokaludvalg.csv")


@dataclass(frozen=True)
class Layer:
    """The areas of one area set: parallel arrays of code, name, parent code and geometry (EPSG:25832, metres)."""

    area_set: str
    codes: tuple[str, ...]
    names: tuple[str, ...]
    parents: tuple[str | None, ...]
    geometries: np.ndarray

    def areas(self, reference_year: int) -> pl.DataFrame:
        """Return one row per area: area_set, area_code, area_name, parent_area_code, area_m2, reference_year."""
        return pl.DataFrame(
            {
                "area_set": [self.area_set] * len(self.codes),
                "area_code": self.codes,
                "area_name": self.names,
                "parent_area_code": self.parents,
                "area_m2": shapely.area(self.geometries).round(0).astype("int64"),
                "reference_year": np.full(len(self.codes), reference_year, dtype="int16"),
            },
            schema_overrides={"parent_area_code": pl.String},
        )


def area_slug(name: str) -> str:
    """Return the code of an area that is delivered by name only: ``Ydre Nørrebro`` becomes ``ydre-noerrebro``."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower().translate(_TRANSLITERATION)).strip("-")


@cache
def lokaludvalg_names() -> dict[str, str]:
    """Return the twelve local committees by StatBank code (Københavns Kommune, table KKBEF1, variable OMRKK)."""
    table = pl.read_csv(_LOKALUDVALG, schema_overrides={"lokaludvalg_code": pl.String})
    return dict(table.iter_rows())


def lokaludvalg_of(kvarter_code: str) -> str:
    """Return the local committee that a kvarter lies in: StatBank code ``2LLxx`` belongs to ``20LL``."""
    return f"20{kvarter_code[1:3]}"


def trygheds_distrikt_name(kvarter_code: str) -> str:
    """Return the district of the safety survey (Tryghedsundersøgelsen) that a kvarter lies in.

    The thirteen districts are the local committees, with Nørrebro in two: 20401-20402 Indre, 20403-20405 Ydre.
    """
    committee = lokaludvalg_of(kvarter_code)
    if committee == _NOERREBRO:
        return "Indre Nørrebro" if kvarter_code < _FIRST_OF_YDRE_NOERREBRO else "Ydre Nørrebro"
    return lokaludvalg_names().get(committee, committee)


def read_layers(store: Store, reference_year: int) -> dict[str, Layer]:
    """Return bydel, kvarter, rode and udsat_byomraade as delivered for the year, by area set.

    Features of one code (or, for udsatte byområder, one name) are dissolved into one area.

    Raises:
        FileNotFoundError: no accepted delivery of a layer for that year.
    """
    bydel = _layer_table(store, "bydel", reference_year)
    kvarter = _layer_table(store, "kvarter", reference_year)
    rode = _layer_table(store, "rode", reference_year)
    udsat = _layer_table(store, "udsat_byomraade", reference_year)
    return {
        "bydel": _dissolved("bydel", bydel, bydel["bydel_code"], bydel["bydel_name"]),
        "kvarter": _dissolved("kvarter", kvarter, kvarter["kvarter_code"], kvarter["kvarter_name"]),
        "rode": _dissolved("rode", rode, rode["rode_code"], rode["rode_name"]),
        "udsat_byomraade": _dissolved(
            "udsat_byomraade",
            udsat,
            udsat["delomraade_name"].map_elements(area_slug, return_dtype=pl.String),
            udsat["delomraade_name"],
            udsat["byomraade_name"],
        ),
    }


def _layer_table(store: Store, table: str, reference_year: int) -> pl.DataFrame:
    return pl.read_parquet(store.current_link("geografi", table, str(reference_year)))


def _dissolved(
    area_set: str, features: pl.DataFrame, codes: pl.Series, names: pl.Series, parents: pl.Series | None = None
) -> Layer:
    geometries = _in_working_crs(features)
    first: dict[str, int] = {}
    members: dict[str, list[int]] = {}
    for row, code in enumerate(codes):
        first.setdefault(code, row)
        members.setdefault(code, []).append(row)
    ordered = sorted(first)
    return Layer(
        area_set=area_set,
        codes=tuple(ordered),
        names=tuple(str(names[first[code]]) for code in ordered),
        parents=tuple(None if parents is None else str(parents[first[code]]) for code in ordered),
        geometries=np.array([shapely.union_all(geometries[members[code]]) for code in ordered], dtype=object),
    )


def _in_working_crs(features: pl.DataFrame) -> np.ndarray:
    geometries = shapely.make_valid(shapely.from_wkb(features["geometry_wkb"].to_numpy()))
    delivered = features["crs_epsg"].to_numpy()
    for crs in np.unique(delivered[delivered != WORKING_CRS]):
        transformer = pyproj.Transformer.from_crs(int(crs), WORKING_CRS, always_xy=True)
        rows = delivered == crs
        geometries[rows] = shapely.transform(geometries[rows], transformer.transform, interleaved=False)
    return np.asarray(geometries, dtype=object)
