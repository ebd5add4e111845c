"""A raster on a page: thinned to what can be seen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from contado.pages.maps import Frame
from contado.tiles import thinned_shape


def thinned_file(path: Path) -> tuple[npt.NDArray[np.float32], Frame]:
    """Return a raster of no more cells than a page shows, NaN without data, and what it covers."""
    import rasterio

    with rasterio.open(path) as raster:
        shape = thinned_shape(raster.shape)
        values = raster.read(1, out_shape=shape, masked=True).astype(np.float32).filled(np.nan)
        west, south, east, north = raster.bounds
    return np.asarray(values), Frame(west, north, east - west, north - south)
