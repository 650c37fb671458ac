"""Which boundaries hold when: every layer of every year gets an identity by content, equal years are one version.

Reading and dissolving layers belong to ``layers``. An identity says that codes and shapes are the same to a decimetre;
a layer that comes in another coordinate system than the year before may count as a new version, which costs a row.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import groupby

import numpy as np
import polars as pl
import shapely

from pipelines.geography.layers import LAYER_TABLES, Layer, read_layers
from pipelines.store import Store

_DECIMETRES = 1
Identities = Mapping[str, str]
"""Area set -> what its boundaries are, as a digest."""

BOUNDARY_VERSION = pl.Schema(
    {
        "area_set": pl.String(),
        "reference_year": pl.Int16(),
        "boundary_version": pl.Int16(),
        "valid_from": pl.Date(),
        "valid_to": pl.Date(),
        "content_identity": pl.String(),
    }
)


def boundary_years(store: Store) -> list[int]:
    """Return the years for which every boundary layer has been accepted."""
    years = [
        {int(link.stem) for link in store.current_link("geografi", table, "x").parent.glob("[0-9]*.parquet")}
        for table in LAYER_TABLES
    ]
    return sorted(set.intersection(*years))


def layer_bytes(store: Store, reference_year: int) -> bytes:
    """Return a digest of the layer files of a year: what its boundaries are made from."""
    digest = hashlib.sha256(str(reference_year).encode())
    for table in LAYER_TABLES:
        digest.update(hashlib.sha256(store.current_link("geografi", table, str(reference_year)).read_bytes()).digest())
    return digest.digest()


def identity(layer: Layer) -> str:
    """Return what the boundaries of a layer are: the same codes and shapes give the same text, in any order."""
    shapes = shapely.normalize(shapely.transform(layer.geometries, lambda points: np.round(points, _DECIMETRES)))
    digest = hashlib.sha256()
    for code, shape in sorted(zip(layer.codes, shapely.to_wkb(shapes), strict=True)):
        digest.update(code.encode() + b"\0" + hashlib.sha256(shape).digest())
    return digest.hexdigest()[:16]


def identities(store: Store, reference_year: int) -> Identities:
    """Return the identity of every layer of a year."""
    return _identities(store, reference_year, layer_bytes(store, reference_year))


def boundary_versions(by_year: Mapping[int, Identities]) -> pl.DataFrame:
    """Return one row per area set and reference year: the version of its boundaries and from when to when it holds.

    A version bears the first of the consecutive delivered years that have the same boundaries. ``valid_to`` is null
    as long as no later year has others.
    """
    rows: list[tuple[str, int, int, date, date | None, str]] = []
    for area_set in sorted({area_set for sets in by_year.values() for area_set in sets}):
        versions = [list(same) for _, same in groupby(sorted(by_year), key=lambda year: by_year[year][area_set])]
        for years, later in zip(versions, [*versions[1:], None], strict=True):
            rows += [_row(area_set, year, years, later, by_year[year][area_set]) for year in years]
    return pl.DataFrame(rows, schema=BOUNDARY_VERSION, orient="row")


def _row(
    area_set: str, year: int, years: Sequence[int], later: Sequence[int] | None, content: str
) -> tuple[str, int, int, date, date | None, str]:
    valid_to = date(later[0] - 1, 12, 31) if later else None
    return area_set, year, years[0], date(years[0], 1, 1), valid_to, content


@lru_cache(maxsize=64)
def _identities(store: Store, reference_year: int, content: bytes) -> Identities:
    del content  # the files may change under the same year; then this answer does not hold
    return {name: identity(layer) for name, layer in read_layers(store, reference_year).items()}
