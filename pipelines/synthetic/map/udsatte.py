"""The udsatte byområder as drawn: 17 polygons (EPSG:25832), 15 names."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import shapely

from pipelines.synthetic.map.tessellation import tessellation
from pipelines.synthetic.public_figures import table


@dataclass(frozen=True)
class UdsatteByomraader:
    """Parallel arrays over the 17 polygons; two names occur twice."""

    ogc_fid: np.ndarray
    delomraade_names: np.ndarray
    byomraade_names: np.ndarray
    published_area_m2: np.ndarray
    shapes: np.ndarray


@cache
def udsatte_byomraader() -> UdsatteByomraader:
    """The shipped shapes, clipped to the city."""
    published = table("udsatte_byomraader").sort("ogc_fid").join(table("udsatte_shapes"), on="ogc_fid", how="left")
    city = shapely.union_all(tessellation().bydel_shapes)
    return UdsatteByomraader(
        ogc_fid=published["ogc_fid"].to_numpy(),
        delomraade_names=published["delomraade"].to_numpy(),
        byomraade_names=published["byomraade"].to_numpy(),
        published_area_m2=published["area_m2"].to_numpy(),
        shapes=shapely.intersection(shapely.from_wkt(published["wkt"].to_numpy()), city, grid_size=0.01),
    )
