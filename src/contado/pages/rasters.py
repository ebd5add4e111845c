"""A raster on a page: thinned to what can be seen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from contado.pages.maps import Frame
from contado.territory import open_raster, present
from contado.tiles import thinned_shape


def thinned_file(path: Path) -> tuple[npt.NDArray[np.float32], Frame]:
    """Return a raster of no more cells than a page shows, NaN without data, and what it covers."""
    with open_raster(path) as raster:
        cells = raster.read(shape=thinned_shape(raster.shape))
        values = np.where(present(cells, raster.nodata), cells, np.nan).astype(np.float32)
        west, south, east, north = raster.bounds
    return values, Frame(west, north, east - west, north - south)
