"""Rasters of anywhere brought onto a territory's grid."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from contado.territory.grid import Bounds, Lattice
from contado.territory.raster_checks import windows
from contado.territory.reading import open_raster
from contado.territory.storing import stored

if TYPE_CHECKING:
    from rasterio.io import DatasetReader
    from rasterio.vrt import WarpedVRT

Resampling = Literal["nearest", "bilinear", "cubic", "average", "mode"]


def align_raster(
    source: Path,
    target: Path,
    *,
    crs: str,
    grid: Lattice,
    resampling: Resampling,
    cell: float | None = None,
    bounds: Bounds | None = None,
    band: int = 1,
    nodata: float | None = None,
) -> Path:
    """Warp one band of a GeoTIFF onto the grid, window by window.

    Parameters
    ----------
    source, target
        The raster as it is, and the tiled GeoTIFF to write.
    crs, grid
        Those of the territory.
    resampling
        ``nearest`` or ``mode`` for classes; ``bilinear``, ``cubic`` or ``average`` for numbers.
    cell
        Side of the cells to write, m: a whole multiple of the grid's; the grid's by default.
    bounds
        West, south, east, north to fill, in ``crs``; the source's own extent by default.
    band
        Band of the source, from 1.
    nodata
        Value that means *no datum*; the source's own by default.

    Returns
    -------
    Path
        ``target``.

    Raises
    ------
    ValueError
        ``cell`` is not on the grid, or no value is known to mean *no datum*.
    BadInput
        The source cannot be read, or the target cannot be written.
    """
    from rasterio.enums import Resampling as Methods
    from rasterio.vrt import WarpedVRT

    side = cell or grid.cell
    if grid.multiple(side) is None:
        raise ValueError("not a whole multiple of the grid's cell", side, grid.cell)
    with open_raster(source) as raster, stored(target) as draft:
        empty = raster.nodata if nodata is None else nodata
        if empty is None:
            raise ValueError("which value means no datum?", source.name)
        goal = grid.snap(bounds or _extent(raster, crs), side)
        height, width = grid.shape(goal, side)
        with WarpedVRT(
            raster,
            crs=crs,
            transform=grid.transform(goal, side),
            width=width,
            height=height,
            resampling=Methods[resampling],
            src_nodata=empty,
            nodata=empty,
        ) as warped:
            _copy(warped, draft, band)
    return target


def _extent(raster: DatasetReader, crs: str) -> Bounds:
    from rasterio.warp import transform_bounds

    west, south, east, north = transform_bounds(raster.crs, crs, *raster.bounds)
    return west, south, east, north


def _copy(warped: WarpedVRT, draft: Path, band: int) -> None:
    import rasterio

    profile: dict[str, Any] = {
        "driver": "GTiff",
        "count": 1,
        "dtype": np.dtype(warped.dtypes[band - 1]),
        "width": warped.width,
        "height": warped.height,
        "crs": warped.crs,
        "transform": warped.transform,
        "nodata": warped.nodata,
        "tiled": True,
        "blockxsize": 512,
        "blockysize": 512,
        "compress": "zstd",
        "bigtiff": "if_safer",
    }
    with rasterio.open(draft, "w", **profile) as target:
        for window in windows(warped.width, warped.height):
            target.write(warped.read(band, window=window), 1, window=window)
