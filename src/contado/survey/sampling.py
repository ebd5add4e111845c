"""The value of a raster at points: what lies under the centres of another raster's cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from contado.survey.cells import SquareCells
from contado.values import Floats

if TYPE_CHECKING:
    from rasterio.io import DatasetReader


def sample(
    raster: DatasetReader, x: Floats, y: Floats
) -> tuple[npt.NDArray[np.generic], npt.NDArray[np.bool_]]:
    """Return the value of the cell at each point, and whether the point is on the raster."""
    cells = SquareCells.of(raster)
    row = np.floor((cells.top - y) / cells.size).astype(np.int64)
    column = np.floor((x - cells.left) / cells.size).astype(np.int64)
    inside = (row >= 0) & (row < cells.rows) & (column >= 0) & (column < cells.columns)
    values = np.zeros(len(x), dtype=raster.dtypes[0])
    if inside.any():
        row, column = row[inside], column[inside]
        top, left = int(row.min()), int(column.min())
        part = ((top, int(row.max()) + 1), (left, int(column.max()) + 1))
        values[inside] = raster.read(1, window=part)[row - top, column - left]
    return values, inside
