"""A raster looked at from the cells of another grid: its value at the centre of each."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from contado.tiles.grid import Grid, Window
from contado.tiles.reading import Cells, Stack


def at_centres(stack: Stack, name: str, grid: Grid) -> Cells:
    """Return the value of a raster at the centre of each cell of another grid of its CRS.

    Parameters
    ----------
    stack, name
        The raster; it must have a nodata value where the grid goes beyond it.
    grid
        The cells whose centres are looked at.
    """
    own = stack.grid
    down = np.floor((own.top - grid.top + (np.arange(grid.rows) + 0.5) * grid.cell) / own.cell)
    along = np.floor(
        (grid.left - own.left + (np.arange(grid.columns) + 0.5) * grid.cell) / own.cell
    )
    rows, columns = down.astype(np.int64), along.astype(np.int64)
    if (here := _run_of(rows, columns, own)) is not None:
        return stack.read(name, here)
    met_rows, met_columns = (
        (rows >= 0) & (rows < own.rows),
        (columns >= 0) & (columns < own.columns),
    )
    window = own.window(grid.bounds)
    nodata = stack.nodata(name)
    values = np.full(grid.shape, 0 if nodata is None else nodata, dtype=stack.rasters[name].dtype)
    if window.cells and met_rows.any() and met_columns.any():
        block = stack.read(name, window)
        picked = block[np.ix_(rows[met_rows] - window.row, columns[met_columns] - window.column)]
        values[np.ix_(met_rows, met_columns)] = picked
    return values


def _run_of(
    rows: npt.NDArray[np.int64], columns: npt.NDArray[np.int64], grid: Grid
) -> Window | None:
    """Return the window of whole rows and columns, one after another; None where they are not."""
    window = Window(int(rows[0]), int(columns[0]), len(rows), len(columns))
    ends = (window.row + window.rows - 1, window.column + window.columns - 1)
    one_by_one = (int(rows[-1]), int(columns[-1])) == ends
    return window if one_by_one and window.within(grid.shape) == window else None
