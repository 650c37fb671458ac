"""Makes the shipped map tables anew: ``python -m pipelines.synthetic.map.generate`` (about half a minute).

Writes ``data/rode_seeds.csv`` and ``data/udsatte_shapes.csv``. The fit depends on floating point, the shipped tables
are whole metres: every machine draws the same map from them.
"""

import numpy as np
import polars as pl
import shapely

from pipelines.synthetic.map.fitting import Raster, fit_kvarterer, rasterise, split_into_roder
from pipelines.synthetic.map.outline import islets
from pipelines.synthetic.map.tessellation import cells_on_land, tessellation
from pipelines.synthetic.map.udsatte_fitting import fit_udsatte
from pipelines.synthetic.public_figures import AGE_BANDS, DATA, table

RODE_COUNT = 396
"""Units of the city's socio-economic map."""
_AREA_ROUNDS = 5


def rode_counts() -> np.ndarray:
    """Roder per kvarter: at least two, the rest in proportion to the residents of 2026 (largest remainders)."""
    residents = table("kvarter_ages").filter(pl.col("year") == 2026).sort("kvarter_code").select(AGE_BANDS)
    people = residents.to_numpy().sum(axis=1)
    share = people / people.sum() * (RODE_COUNT - 2 * len(people))
    counts: np.ndarray = 2 + share.astype(int)
    largest = np.argsort(-(share % 1), kind="stable")[: RODE_COUNT - counts.sum()]
    counts[largest] += 1
    return counts


def _seeds_of(raster: Raster, wanted_area_m2: np.ndarray) -> pl.DataFrame:
    kvarterer, assigned = table("kvarterer"), fit_kvarterer(raster, wanted_area_m2)
    parts = []
    for index, (count, row) in enumerate(zip(rode_counts(), kvarterer.iter_rows(named=True), strict=True)):
        centres = split_into_roder(raster.points[assigned == index], int(count))
        centres = centres[np.lexsort((centres[:, 0], -centres[:, 1]))]
        parts.append(
            pl.DataFrame({"easting_m": centres[:, 0], "northing_m": centres[:, 1]}).with_columns(
                kvarter_code=pl.lit(row["kvarter_code"]),
                bydel_nr=pl.lit(row["bydel_nr"]),
                rode_name=pl.format("{} {}", pl.lit(row["kvarter_name"]), pl.int_range(1, pl.len() + 1)),
            )
        )
    numbered = pl.concat(parts).with_columns(
        rode_nr=pl.col("bydel_nr") * 100 + pl.int_range(1, pl.len() + 1).over("bydel_nr")
    )
    return numbered.select("rode_nr", "rode_name", "kvarter_code", pl.col("easting_m", "northing_m").cast(pl.Int64))


def fit_rode_seeds() -> pl.DataFrame:
    """Seeds of all roder; the wanted areas are corrected until the drawn bydele have the published ones."""
    published = table("bydele").sort("bydel_nr")["area_m2"].to_numpy().astype(float)
    published[0] -= sum(islet.area for islet in islets())
    raster = rasterise()
    wanted, best, smallest_error = published.copy(), pl.DataFrame(), np.inf
    for _ in range(_AREA_ROUNDS):
        seeds = _seeds_of(raster, wanted)
        shapes = cells_on_land(seeds.select("easting_m", "northing_m").to_numpy().astype(float))
        drawn = np.bincount((seeds["rode_nr"] // 100).to_numpy(), shapely.area(shapes), minlength=11)[1:]
        error = float(np.abs(drawn / published - 1).max())
        if error < smallest_error:
            best, smallest_error = seeds, error
        wanted = wanted * (published / drawn) ** 0.8
    return best


def main() -> None:
    """Write both tables."""
    fit_rode_seeds().write_csv(DATA / "rode_seeds.csv")
    table.cache_clear()
    tessellation.cache_clear()
    fit_udsatte(tessellation()).write_csv(DATA / "udsatte_shapes.csv")


if __name__ == "__main__":
    main()
