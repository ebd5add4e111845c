"""A raster thinned to what a page can show, gathered while it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from contado.tiles.grid import Grid, Window

MOST_CELLS = 700
"""Cells shown a side."""


@dataclass(frozen=True, slots=True)
class Thinned:
    """A raster of at most `MOST_CELLS` a side, NaN without data: the cells that GDAL would pick.

    Parameters
    ----------
    values
        Of the cells shown.
    rows, columns
        Of the whole raster, which are shown.
    grid
        Of the whole raster.
    nodata
        What stands for no data beside NaN.
    """

    values: npt.NDArray[np.float32]
    rows: npt.NDArray[np.int64]
    columns: npt.NDArray[np.int64]
    grid: Grid
    nodata: float

    @classmethod
    def of(cls, grid: Grid, nodata: float) -> Thinned:
        """Return a raster of which nothing is known yet."""
        shape = thinned_shape(grid.shape)
        rows, columns = (_shown(*sizes) for sizes in zip(grid.shape, shape, strict=True))
        return cls(np.full(shape, np.nan, dtype=np.float32), rows, columns, grid, nodata)

    def write(self, values: npt.NDArray[Any], window: Window) -> None:
        """Take the cells of a window that are shown."""
        top, bottom = np.searchsorted(self.rows, (window.row, window.row + window.rows))
        left, right = np.searchsorted(self.columns, (window.column, window.column + window.columns))
        rows, columns = self.rows[top:bottom] - window.row, self.columns[left:right] - window.column
        shown = values[np.ix_(rows, columns)].astype(np.float32)
        shown[shown == np.float32(self.nodata)] = np.nan
        self.values[top:bottom, left:right] = shown


def thinned_shape(shape: tuple[int, int]) -> tuple[int, int]:
    """Return how many rows and columns of a raster are shown.

    Examples
    --------
    >>> thinned_shape((4000, 1000)), thinned_shape((20, 30))
    ((667, 167), (20, 30))
    """
    step = max(1, -(-max(shape) // MOST_CELLS))
    return -(-shape[0] // step), -(-shape[1] // step)


def _shown(size: int, count: int) -> npt.NDArray[np.int64]:
    """Return the cells that lie below the middles of the shown ones."""
    return (2 * np.arange(count) + 1) * size // (2 * count)
