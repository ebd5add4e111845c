"""Which cells have their centre in which polygons, as runs along the rows of a grid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from contado.tiles.grid import BLOCK, Grid

Whole = npt.NDArray[np.int32]
_CROSSINGS = 1 << 22  # looked at in one go, for memory


@dataclass(frozen=True, slots=True)
class Runs:
    """Runs of cells: unit, row, first column and column after the last; each shape ``(n,)``."""

    unit: Whole
    row: Whole
    start: Whole
    stop: Whole

    def take(self, rows: npt.NDArray[Any]) -> Runs:
        """Return the chosen runs."""
        return Runs(self.unit[rows], self.row[rows], self.start[rows], self.stop[rows])


@dataclass(frozen=True, slots=True)
class _Edges:
    """Edges of polygons in rows and columns of cell centres; ``v`` is the row, upper end first."""

    unit: npt.NDArray[np.intp]
    u0: npt.NDArray[np.float64]
    v0: npt.NDArray[np.float64]
    u1: npt.NDArray[np.float64]
    v1: npt.NDArray[np.float64]


def scanned(polygons: npt.NDArray[Any], grid: Grid) -> Runs:
    """Return the runs of cells whose centre is in each polygon, cut at the sides of blocks.

    A centre on an edge belongs to the polygon on one side alone, so that polygons that share an
    edge share no cell. Polygons that overlap each have the cells of both.

    Parameters
    ----------
    polygons
        Shapely polygons or multipolygons in the grid's CRS, shape ``(n,)``.
    grid
        The cells. What lies outside is left out.

    Returns
    -------
    runs
        In the order of blocks of `BLOCK` cells, then of units, then of rows.

    Examples
    --------
    >>> import shapely
    >>> runs = scanned(np.array([shapely.box(0, 0, 25, 20)]), Grid("", 0, 40, 10, 4, 4))
    >>> runs.row, runs.start, runs.stop
    (array([2, 3], dtype=int32), array([0, 0], dtype=int32), array([2, 2], dtype=int32))
    """
    edges = _edges(polygons, grid)
    pieces = [_runs(edges, part, grid) for part in _parts(edges, grid)]
    runs = Runs(*(np.concatenate(columns) for columns in zip(*map(_columns, pieces), strict=True)))
    cut = _cut(runs)
    across = -(-grid.columns // BLOCK)
    block = cut.row // BLOCK * across + cut.start // BLOCK
    return cut.take(np.lexsort((cut.start, cut.row, cut.unit, block)))


def crossings(polygons: npt.NDArray[Any], grid: Grid) -> int:
    """Return how many times the borders of polygons cross a row of cell centres.

    Examples
    --------
    >>> import shapely
    >>> crossings(np.array([shapely.box(0, 0, 25, 20)]), Grid("", 0, 40, 10, 4, 4))
    4
    """
    return int(_rows_crossed(_edges(polygons, grid), grid).sum())


def _columns(runs: Runs) -> tuple[Whole, ...]:
    return runs.unit, runs.row, runs.start, runs.stop


def _edges(polygons: npt.NDArray[Any], grid: Grid) -> _Edges:
    import shapely

    parts, part_of = shapely.get_parts(polygons, return_index=True)
    rings, ring_of = shapely.get_rings(parts, return_index=True)
    points, point_of = shapely.get_coordinates(rings, return_index=True)
    u = (points[:, 0] - grid.left) / grid.cell - 0.5
    v = (grid.top - points[:, 1]) / grid.cell - 0.5
    joined = np.flatnonzero(point_of[:-1] == point_of[1:])
    upper = np.where(v[joined] <= v[joined + 1], joined, joined + 1)
    lower = 2 * joined + 1 - upper
    unit = part_of[ring_of[point_of[joined]]]
    return _Edges(unit, u[upper], v[upper], u[lower], v[lower])


def _first_row(edges: _Edges, grid: Grid) -> npt.NDArray[np.int64]:
    return np.ceil(np.clip(edges.v0, 0, grid.rows)).astype(np.int64)


def _rows_crossed(edges: _Edges, grid: Grid) -> npt.NDArray[np.int64]:
    after = np.ceil(np.clip(edges.v1, 0, grid.rows)).astype(np.int64)
    return after - _first_row(edges, grid)


def _parts(edges: _Edges, grid: Grid) -> Iterator[slice]:
    """Cut the edges, which come in the order of units, into parts of whole units."""
    until = np.cumsum(_rows_crossed(edges, grid))
    begins = np.flatnonzero(np.diff(edges.unit, prepend=-1))
    start = 0
    if not len(edges.unit):
        yield slice(0, 0)
    while start < len(edges.unit):
        base = until[start - 1] if start else 0
        fitting = np.searchsorted(until, base + _CROSSINGS, side="right")
        later = begins[begins > start]
        fits = later[later <= fitting]
        stop = int(fits[-1]) if fits.size and fitting < len(until) else None
        if stop is None:
            stop = len(edges.unit) if fitting >= len(until) or not later.size else int(later[0])
        yield slice(start, stop)
        start = stop


def _runs(edges: _Edges, part: slice, grid: Grid) -> Runs:
    own = _Edges(edges.unit[part], edges.u0[part], edges.v0[part], edges.u1[part], edges.v1[part])
    crossed = _rows_crossed(own, grid)
    edge = np.repeat(np.arange(len(crossed)), crossed)
    step = np.arange(len(edge)) - np.repeat(np.cumsum(crossed) - crossed, crossed)
    row = _first_row(own, grid)[edge] + step
    slope = (own.u1[edge] - own.u0[edge]) / (own.v1[edge] - own.v0[edge])
    at = own.u0[edge] + (row - own.v0[edge]) * slope
    column = np.ceil(np.clip(at, 0, grid.columns)).astype(np.int64)
    order = np.lexsort((column, row, own.unit[edge]))
    unit, row, column = own.unit[edge][order], row[order], column[order]
    filled = column[1::2] > column[::2]  # a row enters a polygon as often as it leaves it
    return Runs(*(
        values[filled].astype(np.int32)
        for values in (unit[::2], row[::2], column[::2], column[1::2])
    ))  # fmt: skip


def _cut(runs: Runs) -> Runs:
    """Cut runs where a block ends."""
    first, last = runs.start // BLOCK, (runs.stop - 1) // BLOCK
    count = (last - first + 1).astype(np.int64)
    whole = np.repeat(np.arange(len(count)), count)
    step = np.arange(len(whole)) - np.repeat(np.cumsum(count) - count, count)
    block = (first[whole] + step).astype(np.int32)
    start = np.maximum(runs.start[whole], block * BLOCK)
    stop = np.minimum(runs.stop[whole], (block + 1) * BLOCK)
    return Runs(runs.unit[whole], runs.row[whole], start, stop)
