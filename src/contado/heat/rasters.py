"""Rasters of others, of any grid, opened without trust."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from contado.errors import BadInput, Problem
from contado.territory import open_raster
from contado.tiles import MAX_CELLS

if TYPE_CHECKING:
    from rasterio.io import DatasetReader

_REAL = "iuf"


@contextmanager
def opened(path: Path) -> Iterator[DatasetReader]:
    """Open a GeoTIFF of real numbers; what cannot be read in the block is reported as damaged.

    Raises
    ------
    BadInput
        ``tiles.not_numbers``, ``tiles.too_many_cells``, and those of
        `contado.territory.reading.open_raster`.
    """
    with open_raster(path) as raster:
        if problems := list(_problems(raster, path.name)):
            raise BadInput(problems)
        yield raster


def _problems(raster: DatasetReader, where: str) -> Iterator[Problem]:
    odd = next((kind for kind in raster.dtypes if np.dtype(kind).kind not in _REAL), None)
    if odd is not None:
        yield Problem("tiles.not_numbers", where, {"found": odd})
    cells = raster.width * raster.height
    if cells > MAX_CELLS:
        yield Problem("tiles.too_many_cells", where, {"cells": cells, "limit": MAX_CELLS})
