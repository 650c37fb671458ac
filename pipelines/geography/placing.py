"""Place access addresses in atoms by point in polygon.

An atom is the set of addresses that lie in the same area of every area set, so no polygons are ever cut against each
other and every area set is a union of atoms by construction. A point in no bydel is not of this city (Frederiksberg
is an enclave): it is refused, never snapped to the nearest border.
"""

import hashlib
from collections.abc import Mapping

import numpy as np
import polars as pl
import shapely

from pipelines.geography.layers import (
    MUNICIPALITY_CODE,
    MUNICIPALITY_NAME,
    Layer,
    lokaludvalg_names,
    lokaludvalg_of,
)

PLACED = "placed"
OUTSIDE_CITY = "outside_city"
NO_POINT = "no_point"
UNPLACED_ATOM = "uden-for-inddeling"
_POLYGON_SETS = ("bydel", "kvarter", "rode", "udsat_byomraade")


def place(access_addresses: pl.DataFrame, layers: Mapping[str, Layer], reference_year: int) -> pl.DataFrame:
    """Return one row per access address: its atom and the code of the area it lies in, for each area set.

    Args:
        access_addresses: access_address_id, easting_m, northing_m (EPSG:25832; null where the register has no point).
        layers: bydel, kvarter, rode and udsat_byomraade of the year.
        reference_year: the year that the boundaries and the addresses describe.

    Returns:
        access_address_id, reference_year, atom_key, placement_code (placed, outside_city or no_point) and one column
        per area set; atom_key is ``uden-for-inddeling`` for whatever is not placed.
    """
    points = shapely.points(access_addresses["easting_m"].to_numpy(), access_addresses["northing_m"].to_numpy())
    has_point = (access_addresses["easting_m"].is_not_null() & access_addresses["northing_m"].is_not_null()).to_numpy()
    found = access_addresses.select("access_address_id").with_columns(
        pl.lit(reference_year, dtype=pl.Int16).alias("reference_year"),
        *(pl.Series(name, _area_of(points, has_point, layers[name]), dtype=pl.String) for name in _POLYGON_SETS),
    )
    in_city = pl.col("bydel").is_not_null()
    return found.with_columns(
        pl.when(in_city).then(pl.lit(MUNICIPALITY_CODE)).alias("kommune"),
        (pl.lit("20") + pl.col("kvarter").str.slice(1, 2)).alias("lokaludvalg"),
        pl.when(in_city)
        .then(pl.lit(PLACED))
        .when(pl.Series(has_point))
        .then(pl.lit(OUTSIDE_CITY))
        .otherwise(pl.lit(NO_POINT))
        .alias("placement_code"),
    ).pipe(_with_atom)


def atom_areas(placed: pl.DataFrame, reference_year: int) -> pl.DataFrame:
    """Return one row per atom and area set: atom_key, area_set, area_code, reference_year (absent outside a set)."""
    sets = ("kommune", "lokaludvalg", *_POLYGON_SETS)
    return (
        placed.filter(pl.col("placement_code") == PLACED)
        .select("atom_key", *sets)
        .unique()
        .unpivot(index="atom_key", on=sets, variable_name="area_set", value_name="area_code")
        .drop_nulls("area_code")
        .with_columns(pl.lit(reference_year, dtype=pl.Int16).alias("reference_year"))
        .sort("area_set", "area_code", "atom_key")
    )


def all_areas(layers: Mapping[str, Layer], reference_year: int) -> pl.DataFrame:
    """Return one row per area of every area set, with the parent that each kvarter and udsat byområde belongs to."""
    committees = lokaludvalg_names()
    kvarter = layers["kvarter"]
    present = sorted({lokaludvalg_of(code) for code in kvarter.codes})
    union = np.array([shapely.union_all(layers["bydel"].geometries)], dtype=object)
    of_committee = {
        code: shapely.union_all(
            [g for c, g in zip(kvarter.codes, kvarter.geometries, strict=True) if lokaludvalg_of(c) == code]
        )
        for code in present
    }
    derived = (
        Layer("kommune", (MUNICIPALITY_CODE,), (MUNICIPALITY_NAME,), (None,), union),
        Layer(
            "lokaludvalg",
            tuple(present),
            tuple(committees.get(code, code) for code in present),
            (MUNICIPALITY_CODE,) * len(present),
            np.array([of_committee[code] for code in present], dtype=object),
        ),
    )
    parents = {"bydel": (MUNICIPALITY_CODE,) * len(layers["bydel"].codes), "kvarter": _inside(kvarter, layers["bydel"])}
    parents["rode"] = _inside(layers["rode"], kvarter)
    with_parents = (
        Layer(name, layer.codes, layer.names, parents.get(name, layer.parents), layer.geometries)
        for name, layer in layers.items()
    )
    return pl.concat([layer.areas(reference_year) for layer in (*derived, *with_parents)]).sort("area_set", "area_code")


def _area_of(points: np.ndarray, has_point: np.ndarray, layer: Layer) -> list[str | None]:
    """Return the code of the area each point lies in; a point on a shared border belongs to the lowest code."""
    codes = np.full(len(points), len(layer.codes), dtype="int64")
    rows = np.flatnonzero(has_point)
    point_index, area_index = shapely.STRtree(layer.geometries).query(points[rows], predicate="intersects")
    np.minimum.at(codes, rows[point_index], area_index)
    names = np.array([*layer.codes, None], dtype=object)
    return list(names[codes])


def _inside(inner: Layer, outer: Layer) -> tuple[str | None, ...]:
    """Return the area of ``outer`` that each area of ``inner`` shares most of its surface with."""
    inner_index, outer_index = shapely.STRtree(outer.geometries).query(inner.geometries, predicate="intersects")
    shared_m2 = shapely.area(shapely.intersection(inner.geometries[inner_index], outer.geometries[outer_index]))
    found: list[str | None] = [None] * len(inner.codes)
    for row in np.argsort(shared_m2, kind="stable"):
        found[inner_index[row]] = outer.codes[outer_index[row]]
    return tuple(found)


def _with_atom(found: pl.DataFrame) -> pl.DataFrame:
    """Name each combination of areas; twelve characters are what DuckDB compares without following a pointer."""
    combination = pl.concat_str([pl.col(name).fill_null("-") for name in _POLYGON_SETS], separator="|")
    combinations = found.select(combination.alias("combination")).unique()
    keys = combinations.with_columns(
        pl.col("combination")
        .map_elements(lambda text: hashlib.sha256(text.encode()).hexdigest()[:12], return_dtype=pl.String)
        .alias("atom_key")
    )
    if keys["atom_key"].n_unique() != keys.height:
        raise ValueError("two atoms share a key: lengthen the key in pipelines/geography/placing.py")
    return (
        found.with_columns(combination.alias("combination"))
        .join(keys, on="combination", how="left", maintain_order="left")
        .with_columns(
            pl.when(pl.col("placement_code") == PLACED)
            .then(pl.col("atom_key"))
            .otherwise(pl.lit(UNPLACED_ATOM))
            .alias("atom_key")
        )
        .drop("combination")
    )
