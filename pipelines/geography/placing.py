"""Place access addresses in atoms by point in polygon.

An atom is the set of addresses that lie in the same area of every area set, so no polygons are ever cut against each
other and every area set is a union of atoms by construction. Addresses are placed once, on the boundaries of the time
and the latest together, so that a series can be shown on either. A point in no bydel is not of this city (Frederiksberg
is an enclave): it is refused, never snapped to the nearest border. Where a point is missing, ``control`` lends one.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import polars as pl
import shapely

from pipelines.geography.layers import (
    MUNICIPALITY_CODE,
    MUNICIPALITY_NAME,
    Layer,
    area_slug,
    lokaludvalg_names,
    lokaludvalg_of,
    trygheds_distrikt_name,
)

PLACED = "placed"
PLACED_BY_TABLE = "placed_by_table"
OUTSIDE_CITY = "outside_city"
NO_POINT = "no_point"
UNPLACED_ATOM = "uden-for-inddeling"
POLYGON_SETS = ("bydel", "kvarter", "rode", "udsat_byomraade")
AREA_SETS = ("kommune", "lokaludvalg", "trygheds_distrikt", *POLYGON_SETS)
_TODAY = "_today"


def place(
    access_addresses: pl.DataFrame,
    layers: Mapping[str, Layer],
    reference_year: int,
    layers_today: Mapping[str, Layer] | None = None,
) -> pl.DataFrame:
    """Return one row per access address: its atom and the code of the area it lies in, for each area set.

    Args:
        access_addresses: access_address_id, easting_m, northing_m (EPSG:25832; null where the register has no point);
            is_by_table, where given, says that the point was lent by the street table.
        layers: bydel, kvarter, rode and udsat_byomraade of the year.
        reference_year: the year that the boundaries and the addresses describe.
        layers_today: the latest boundaries, when they are others than those of the year.

    Returns:
        access_address_id, reference_year, atom_key, placement_code (placed, placed_by_table, outside_city or
        no_point), one column per area set and, with ``layers_today``, one more per area set that ends in ``_today``;
        atom_key is ``uden-for-inddeling`` for whatever is not placed.
    """
    points = shapely.points(access_addresses["easting_m"].to_numpy(), access_addresses["northing_m"].to_numpy())
    has_point = (access_addresses["easting_m"].is_not_null() & access_addresses["northing_m"].is_not_null()).to_numpy()
    is_by_table = access_addresses.get_column("is_by_table", default=pl.repeat(False, len(points), eager=True))
    views = {"": layers} | ({_TODAY: layers_today} if layers_today else {})
    found = access_addresses.select("access_address_id").with_columns(
        pl.lit(reference_year, dtype=pl.Int16).alias("reference_year"),
        *(area for ending, of_time in views.items() for area in _areas_of(points, has_point, of_time, ending)),
    )
    in_city = pl.col("bydel").is_not_null()
    return found.with_columns(
        *(area for ending, of_time in views.items() for area in _derived_areas(of_time, ending)),
        pl.when(in_city & is_by_table)
        .then(pl.lit(PLACED_BY_TABLE))
        .when(in_city)
        .then(pl.lit(PLACED))
        .when(pl.Series(has_point))
        .then(pl.lit(OUTSIDE_CITY))
        .otherwise(pl.lit(NO_POINT))
        .alias("placement_code"),
    ).pipe(_with_atom, [f"{name}{ending}" for ending in views for name in POLYGON_SETS])


def atom_areas(placed: pl.DataFrame, reference_year: int, latest_year: int | None = None) -> pl.DataFrame:
    """Return one row per atom, area set and boundary: atom_key, area_set, area_code, reference_year, boundary_year.

    An atom outside a set has no row in it. ``boundary_year`` is the reference year itself and, where it is another,
    ``latest_year``, the year of today's boundaries.
    """
    in_atoms = placed.filter(pl.col("placement_code").is_in([PLACED, PLACED_BY_TABLE]))
    ending = _TODAY if f"bydel{_TODAY}" in placed.columns else ""
    endings = {latest_year: ending} if latest_year is not None else {}
    endings[reference_year] = ""
    return pl.concat(_memberships(in_atoms, year, end) for year, end in sorted(endings.items())).select(
        "atom_key",
        "area_set",
        "area_code",
        pl.lit(reference_year, dtype=pl.Int16).alias("reference_year"),
        pl.col("boundary_year").cast(pl.Int16),
    )


def all_areas(layers: Mapping[str, Layer], reference_year: int, boundary_year: int | None = None) -> pl.DataFrame:
    """Return one row per area of every area set, with the parent that each kvarter and udsat byområde belongs to.

    ``boundary_year`` is the year that the layers were delivered for, by default the reference year.
    """
    kvarter, committees = layers["kvarter"], lokaludvalg_names()
    committee_codes = [lokaludvalg_of(code) for code in kvarter.codes]
    district_names = [trygheds_distrikt_name(code) for code in kvarter.codes]
    union = np.array([shapely.union_all(layers["bydel"].geometries)], dtype=object)
    derived = (
        Layer("kommune", (MUNICIPALITY_CODE,), (MUNICIPALITY_NAME,), (None,), union),
        _joined("lokaludvalg", kvarter, committee_codes, [committees.get(code, code) for code in committee_codes]),
        _joined("trygheds_distrikt", kvarter, [area_slug(name) for name in district_names], district_names),
    )
    parents = {"bydel": (MUNICIPALITY_CODE,) * len(layers["bydel"].codes), "kvarter": _inside(kvarter, layers["bydel"])}
    parents["rode"] = _inside(layers["rode"], kvarter)
    with_parents = (
        Layer(name, layer.codes, layer.names, parents.get(name, layer.parents), layer.geometries)
        for name, layer in layers.items()
    )
    return (
        pl.concat([layer.areas(reference_year) for layer in (*derived, *with_parents)])
        .with_columns(pl.lit(boundary_year or reference_year, dtype=pl.Int16).alias("boundary_year"))
        .sort("area_set", "area_code")
    )


def _joined(area_set: str, kvarter: Layer, codes: Sequence[str], names: Sequence[str]) -> Layer:
    """Return the layer of areas that are unions of kvarterer; ``codes`` and ``names`` are given per kvarter."""
    name_of = dict(zip(codes, names, strict=True))
    ordered = tuple(sorted(name_of))
    of_area = np.array(codes)
    return Layer(
        area_set,
        ordered,
        tuple(name_of[code] for code in ordered),
        (MUNICIPALITY_CODE,) * len(ordered),
        np.array([shapely.union_all(kvarter.geometries[of_area == code]) for code in ordered], dtype=object),
    )


def _areas_of(
    points: np.ndarray, has_point: np.ndarray, layers: Mapping[str, Layer], ending: str
) -> Iterator[pl.Series]:
    for name in POLYGON_SETS:
        yield pl.Series(f"{name}{ending}", area_of(points, has_point, layers[name]), dtype=pl.String)


def _derived_areas(layers: Mapping[str, Layer], ending: str) -> Iterator[pl.Expr]:
    in_city = pl.col(f"bydel{ending}").is_not_null()
    yield pl.when(in_city).then(pl.lit(MUNICIPALITY_CODE)).alias(f"kommune{ending}")
    kvarter = pl.col(f"kvarter{ending}")
    yield (pl.lit("20") + kvarter.str.slice(1, 2)).alias(f"lokaludvalg{ending}")
    districts = {code: area_slug(trygheds_distrikt_name(code)) for code in layers["kvarter"].codes}
    yield kvarter.replace_strict(districts, default=None, return_dtype=pl.String).alias(f"trygheds_distrikt{ending}")


def _memberships(in_atoms: pl.DataFrame, boundary_year: int, ending: str) -> pl.DataFrame:
    return (
        in_atoms.select("atom_key", *(pl.col(f"{name}{ending}").alias(name) for name in AREA_SETS))
        .unique()
        .unpivot(index="atom_key", on=AREA_SETS, variable_name="area_set", value_name="area_code")
        .drop_nulls("area_code")
        .with_columns(pl.lit(boundary_year).alias("boundary_year"))
        .sort("area_set", "area_code", "atom_key")
    )


def area_of(points: np.ndarray, has_point: np.ndarray, layer: Layer) -> list[str | None]:
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


def _with_atom(found: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """Name each combination of areas; twelve characters are what DuckDB compares without following a pointer."""
    combination = pl.concat_str([pl.col(name).fill_null("-") for name in columns], separator="|")
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
            pl.when(pl.col("placement_code").is_in([PLACED, PLACED_BY_TABLE]))
            .then(pl.col("atom_key"))
            .otherwise(pl.lit(UNPLACED_ATOM))
            .alias("atom_key")
        )
        .drop("combination")
    )
