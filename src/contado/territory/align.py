"""Rasters of anywhere brought onto a territory's grid."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from contado.errors import BadInput, Problem
from contado.territory.grid import Bounds, Lattice
from contado.territory.raster import damaged
from contado.territory.raster_checks import windows
from contado.territory.raster_copies import FORM, plain_copy
from contado.territory.raster_opening import MAX_CELLS, look
from contado.territory.storing import stored

if TYPE_CHECKING:
    from rasterio.vrt import WarpedVRT

    from contado.territory.raster import Raster

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
    band: int | None = None,
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
        Band of the source, from 1, where it has several.
    nodata
        Value that means *no datum*; the source's own by default.

    Returns
    -------
    Path
        ``target``.

    Raises
    ------
    ValueError
        ``cell`` is not on the grid.
    BadInput
        ``crs.missing``, ``territory.raster_nodata``, ``rasters.too_many_cells`` and those of
        `open_raster`, save that a rotated raster is warped; or the target cannot be written.
    """
    from rasterio.enums import Resampling as Methods
    from rasterio.vrt import WarpedVRT

    side = cell or grid.cell
    if grid.multiple(side) is None:
        raise ValueError("not a whole multiple of the grid's cell", side, grid.cell)
    with (
        _opened(source, band, nodata) as plain,
        stored(target) as draft,
    ):
        empty = plain.nodata if nodata is None else nodata
        goal = grid.snap(bounds or _extent(plain, crs), side)
        height, width = grid.shape(goal, side)
        if height * width > MAX_CELLS:
            values = {"cells": height * width, "limit": MAX_CELLS}
            raise BadInput(Problem("rasters.too_many_cells", source.name, values))
        with WarpedVRT(
            plain.dataset,
            crs=crs,
            transform=grid.transform(goal, side),
            width=width,
            height=height,
            resampling=Methods[resampling],
            src_nodata=empty,
            nodata=empty,
        ) as warped:
            _copy(warped, draft, source.name)
    return target


_WARPED = "rasters.rotated"  # what warping mends


@contextmanager
def _opened(source: Path, band: int | None, nodata: float | None) -> Iterator[Raster]:
    with look(source, band=band) as raster:
        problems = [each for each in raster.faults if each.code != _WARPED]
        if raster.crs is None:
            problems.append(Problem("crs.missing", source.name))
        if raster.nodata is None and nodata is None:
            problems.append(Problem("territory.raster_nodata", source.name))
        if problems:
            raise BadInput(problems)
        with plain_copy(raster) as plain:
            yield plain


def _extent(raster: Raster, crs: str) -> Bounds:
    from rasterio.warp import transform_bounds

    own = raster.dataset
    west, south, east, north = transform_bounds(own.crs, crs, *own.bounds)
    return west, south, east, north


def _copy(warped: WarpedVRT, draft: Path, where: str) -> None:
    import rasterio
    from rasterio.errors import RasterioError

    place = {"crs": warped.crs, "transform": warped.transform}
    size = {"height": warped.height, "width": warped.width}
    cells = {"dtype": np.dtype(warped.dtypes[0]), "nodata": warped.nodata}
    with rasterio.open(draft, "w", **FORM, **place, **size, **cells) as target:
        for window in windows(warped.width, warped.height):
            try:
                cells = warped.read(1, window=window)
            except RasterioError as error:  # of the source: nothing of the disk that is written to
                raise damaged(where, error) from None
            target.write(cells, 1, window=window)
