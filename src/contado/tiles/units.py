"""Units of a table (municipalities, landscape units, any polygons) and sums of rasters in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from contado.errors import BadInput, Problem
from contado.territory import read_vector, to_crs
from contado.tiles.grid import BLOCK, Grid, Window
from contado.tiles.scan import Runs, crossings, scanned
from contado.tiles.threads import cores, in_threads
from contado.values import Floats

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

MAX_CROSSINGS = 1 << 26
"""The borders of all units may cross the rows of a grid so often: their runs are in memory."""

_NAMED = 10  # rows named in a message


def read_units(path: Path, grid: Grid, layer: str | None = None) -> GeoDataFrame:
    """Read the polygons of a vector file, in the grid's CRS and in the order of the file.

    Raises
    ------
    BadInput
        ``tiles.no_units``, ``tiles.not_polygons``, ``tiles.units_outside``,
        ``tiles.units_too_fine``, and those of `contado.territory.reading.read_vector`.
    """
    frame, _ = to_crs(read_vector(path, layer=layer), grid.crs, path.name)
    problems = list(problems_of(frame, grid, path.name))
    if problems:
        raise BadInput(problems)
    return frame.reset_index(drop=True)


def problems_of(
    frame: GeoDataFrame, grid: Grid, where: str, *, beyond: bool = False
) -> Iterable[Problem]:
    """Tell what is wrong with polygons that a table is to have a row each.

    Parameters
    ----------
    beyond
        Whether they may lie where the grid has no cells.
    """
    import shapely

    shapes = frame.geometry.to_numpy()
    if not len(shapes):
        yield Problem("tiles.no_units", where)
        return
    polygonal = np.isin(shapely.get_type_id(shapes), (3, 6)) & ~shapely.is_empty(shapes)
    points, own = shapely.get_coordinates(shapes, return_index=True)
    polygonal[own[~np.isfinite(points).all(axis=1)]] = False
    if not polygonal.all():
        yield Problem("tiles.not_polygons", where, _named(~polygonal))
    west, south, east, north = shapely.bounds(shapes).T
    left, bottom, right, top = grid.bounds
    inside = (west < right) & (east > left) & (south < top) & (north > bottom)
    if not beyond and not inside[polygonal].all():
        yield Problem("tiles.units_outside", where, _named(polygonal & ~inside))
    if polygonal.all() and (found := crossings(shapes, grid)) > MAX_CROSSINGS:
        values = {"crossings": found, "limit": MAX_CROSSINGS}
        yield Problem("tiles.units_too_fine", where, values)


def _named(wrong: npt.NDArray[np.bool_]) -> dict[str, object]:
    rows = np.flatnonzero(wrong) + 1
    listed = ", ".join(map(str, rows[:_NAMED])) + (", …" if len(rows) > _NAMED else "")
    return {"rows": listed, "count": len(rows), "of": len(wrong)}


@dataclass(frozen=True, slots=True)
class Sums:
    """Cells that hold a value and their sum, by block of the grid and unit; each shape ``(n,)``.

    Sums of windows that fill the grid give the same totals however it is cut, to the last bit,
    where the windows begin at multiples of `contado.tiles.grid.BLOCK`.
    """

    block: npt.NDArray[np.int64]
    unit: npt.NDArray[np.int64]
    count: npt.NDArray[np.int64]
    total: Floats

    @classmethod
    def joined(cls, parts: Iterable[Sums]) -> Sums:
        """Return the sums of several windows."""
        taken = list(parts)
        return cls(*(
            np.concatenate([getattr(part, name) for part in taken])
            for name in ("block", "unit", "count", "total")
        ))  # fmt: skip

    def by_unit(self, units: int) -> tuple[npt.NDArray[np.int64], Floats]:
        """Return the cells and the sum of each unit, added block by block in their order."""
        order = np.lexsort((self.unit, self.block))
        unit = self.unit[order]
        count = np.bincount(unit, self.count[order], units).astype(np.int64)
        total: Floats = np.bincount(unit, self.total[order], units).astype(np.float64)
        return count, total

    def means(self, units: int) -> Floats:
        """Return the mean of each unit, NaN where no cell of it holds a value."""
        count, total = self.by_unit(units)
        means: Floats = np.full(units, np.nan)
        return np.divide(total, count, out=means, where=count > 0)


class UnitCells:
    """The cells of units on a grid: those whose centre is in the polygon.

    Units that overlap each count their cells in full. They are kept as runs along rows, so that
    they take little memory and are cut to any window.

    Parameters
    ----------
    polygons
        Shapely polygons or multipolygons in the grid's CRS, shape ``(n,)``.
    grid
        The cells.

    Examples
    --------
    >>> import shapely
    >>> grid = Grid("", 0, 20, 10, 2, 3)
    >>> units = UnitCells(np.array([shapely.box(0, 0, 20, 20), shapely.box(10, 0, 30, 10)]), grid)
    >>> sums = units.sums(np.array([[1, 2, 3], [4, np.nan, 6]], dtype=np.float32))
    >>> sums.by_unit(2), sums.means(2)
    ((array([3, 1]), array([7., 6.])), array([2.33333333, 6.        ]))
    """

    def __init__(self, polygons: npt.NDArray[Any], grid: Grid) -> None:
        self.grid = grid
        self.units = len(polygons)
        self.runs: Runs = scanned(polygons, grid)

    @cached_property
    def _groups(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return the block and the unit of each group of runs, and where its runs begin."""
        runs = self.runs
        across = -(-self.grid.columns // BLOCK)
        block = (runs.row // BLOCK).astype(np.int64) * across + runs.start // BLOCK
        key = block * max(self.units, 1) + runs.unit
        begins = np.flatnonzero(np.diff(key, prepend=-1))
        offsets = np.append(begins, len(key))
        return block[begins], runs.unit[begins].astype(np.int64), offsets

    def sums(self, values: npt.NDArray[Any], window: Window | None = None) -> Sums:
        """Return the sums of a raster in each unit, by block.

        Parameters
        ----------
        values
            Shape of ``window``. NaN holds no value.
        window
            The part of the grid that ``values`` is; the whole by default.
        """
        from contado.tiles.unit_kernels import add_runs

        part = window or self.grid.whole
        block, unit, offsets = self._groups
        chosen = np.flatnonzero(self._meets(block, part))
        count = np.zeros(len(chosen), dtype=np.int64)
        total = np.zeros(len(chosen), dtype=np.float64)
        runs = self.runs
        corner = np.array([part.row, part.column])

        def add(own: slice) -> None:
            add_runs(
                values, corner, chosen[own], offsets, runs.row, runs.start, runs.stop,
                count[own], total[own],
            )  # fmt: skip

        in_threads(add, _shares(len(chosen)))
        return Sums(block[chosen], unit[chosen], count, total)

    def counts(self, window: Window | None = None) -> npt.NDArray[np.int64]:
        """Return how many cells of a window (the whole by default) each unit has."""
        part, runs = window or self.grid.whole, self.runs
        start = np.maximum(runs.start, part.column)
        stop = np.minimum(runs.stop, part.column + part.columns)
        here = (runs.row >= part.row) & (runs.row < part.row + part.rows) & (stop > start)
        length = (stop - start)[here]
        return np.bincount(runs.unit[here], length, self.units).astype(np.int64)

    def labels(self, window: Window | None = None) -> npt.NDArray[np.int32]:
        """Return the row of a unit that each cell of a window is in, -1 where in none.

        Where units overlap, the one that comes last in the table is given.
        """
        from contado.tiles.unit_kernels import paint_runs

        part, runs = window or self.grid.whole, self.runs
        labels = np.full(part.shape, -1, dtype=np.int32)
        order = np.argsort(runs.unit, kind="stable")
        corner = np.array([part.row, part.column])
        paint_runs(labels, corner, order, runs.unit, runs.row, runs.start, runs.stop)
        return labels

    def _meets(self, block: npt.NDArray[np.int64], part: Window) -> npt.NDArray[np.bool_]:
        down, along = np.divmod(block, -(-self.grid.columns // BLOCK))
        rows = (down * BLOCK < part.row + part.rows) & ((down + 1) * BLOCK > part.row)
        columns = (along * BLOCK < part.column + part.columns) & ((along + 1) * BLOCK > part.column)
        met: npt.NDArray[np.bool_] = rows & columns
        return met


def _shares(size: int) -> list[slice]:
    step = max(1, -(-size // (4 * cores())))
    return [slice(start, min(start + step, size)) for start in range(0, size, step)]
