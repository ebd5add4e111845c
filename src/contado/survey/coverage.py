"""Exact share of each cell of a raster that each place covers.

The signed area under every edge is entered into the cells it crosses; summed along a row of cells
it leaves the covered share, as rasterisers of fonts do. Holes and parts come out right because a
ring adds or takes away as a whole. Why so, and what it was checked against, is in
``docs/decisions/exact-coverage.md``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from contado.survey.cells import CHUNK_CELLS, SquareCells, Windows, chunks, sizes
from contado.survey.rings import Geometry, Rings
from contado.values import Floats, Rows

_LEAST = 1e-12
"""A share below this is the rounding of a zero."""

COMPILED_FROM = 256
"""From this many places on, or `COMPILED_CELLS`, the compiled kernel repays its loading."""

COMPILED_CELLS = 1 << 23


@dataclass(frozen=True, slots=True)
class Cover:
    """Cells covered by some places; all arrays have one entry a cell and place.

    Parameters
    ----------
    place
        Row of the place.
    row, column
        The cell.
    share
        Covered share of the cell, 0-1.
    window
        The part of the raster that holds them: first row and column, and those after the last.
    """

    place: npt.NDArray[np.int64]
    row: npt.NDArray[np.int32]
    column: npt.NDArray[np.int32]
    share: Floats
    window: tuple[int, int, int, int]


def covered(
    geometry: Geometry,
    cells: SquareCells,
    *,
    compiled: bool | None = None,
    limit: int = CHUNK_CELLS,
) -> Iterator[Cover]:
    """Give the cells that places cover, a bounded number at a time.

    Parameters
    ----------
    geometry
        Shapely polygons or multipolygons in the raster's CRS, shape ``(n,)``; valid.
    cells
        The raster. What lies outside it is left out.
    compiled
        Use the compiled kernel; by default only where there is enough to do.
    limit
        Cells looked at in one go. A larger place comes in strips of rows.

    Examples
    --------
    >>> import shapely
    >>> half = np.array([shapely.box(5, 0, 10, 10)])
    >>> next(covered(half, SquareCells(0, 10, 10, 1, 1))).share
    array([0.5])
    """
    import shapely

    windows = cells.windows(shapely.bounds(geometry).reshape(-1, 4))
    if compiled is None:
        compiled = len(geometry) >= COMPILED_FROM or int(sizes(windows).sum()) >= COMPILED_CELLS
    rings = Rings.of(geometry, cells)
    for rows, parts in chunks(windows, limit):
        covers = (
            _compiled(rings, rows, parts, cells) if compiled else _plain(rings, rows, parts, cells)
        )
        if len(covers[0]):
            yield Cover(*covers, cells.enclosing(parts))


_Covers = tuple[
    npt.NDArray[np.int64], npt.NDArray[np.int32], npt.NDArray[np.int32], npt.NDArray[np.float64]
]


def _compiled(rings: Rings, rows: Rows, windows: Windows, cells: SquareCells) -> _Covers:
    from contado.survey.kernel import cover

    return cover(rings, rows, windows, cells.columns)


def _plain(rings: Rings, rows: Rows, windows: Windows, cells: SquareCells) -> _Covers:
    """Do what the compiled kernel does, in NumPy: its oracle, and quicker for a few places."""
    covers = [
        _plain_one(rings, int(row), window) for row, window in zip(rows, windows, strict=True)
    ]
    place = np.repeat(rows.astype(np.int64), [len(one[0]) for one in covers])
    row, column = (np.concatenate([one[i] for one in covers]).astype(np.int32) for i in (0, 1))
    share = np.concatenate([one[2] for one in covers])
    inside = (column >= 0) & (column < cells.columns)
    return place[inside], row[inside], column[inside], share[inside]


def _plain_one(
    rings: Rings, place: int, window: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], Floats]:
    top, left, bottom, right = (int(edge) for edge in window)
    ledger = np.zeros((bottom - top, right - left + 2))
    start, end, sign = _edges(rings, place)
    ends, sign = _pieces(start, end, sign)
    middle = ends.mean(axis=0)
    height = sign * (ends[1, :, 1] - ends[0, :, 1])
    row, column = (np.floor(middle[:, axis]).astype(np.intp) for axis in (1, 0))
    seen = (row >= top) & (row < bottom) & (height != 0)
    row, column, height, along = row[seen] - top, column[seen], height[seen], middle[seen, 0]
    np.add.at(ledger, (row, column - left), height * (column + 1 - along))
    np.add.at(ledger, (row, column - left + 1), height * (along - column))
    share = np.cumsum(ledger, axis=1)[:, :-2]
    row, column = np.nonzero(share > _LEAST)
    return row + top, column + left, share[row, column]


def _edges(rings: Rings, place: int) -> tuple[Floats, Floats, Floats]:
    """Return starts and ends of the edges of a place, and the sign of their rings."""
    first, last = rings.of_place[place : place + 2]
    spans = [slice(rings.ends[r], rings.ends[r + 1]) for r in range(first, last)]
    start = np.concatenate([rings.uv[span][:-1] for span in spans])
    end = np.concatenate([rings.uv[span][1:] for span in spans])
    counts = [span.stop - span.start - 1 for span in spans]
    return start, end, np.repeat(rings.signs[first:last], counts)


def _pieces(start: Floats, end: Floats, sign: Floats) -> tuple[Floats, Floats]:
    """Cut edges where they cross the lines of the cells: each piece lies in one cell.

    Returns
    -------
    ends, sign
        Shape ``(2, pieces, 2)``: both ends of each piece; and its sign.
    """
    edge, at = np.arange(len(start)), [np.zeros(len(start)), np.ones(len(start))]
    owner = [edge, edge]
    for axis in (0, 1):
        low = np.floor(np.minimum(start[:, axis], end[:, axis])).astype(np.int64) + 1
        high = np.ceil(np.maximum(start[:, axis], end[:, axis])).astype(np.int64)
        count = np.maximum(high - low, 0)
        who = np.repeat(edge, count)
        line = np.arange(len(who)) - np.repeat(np.cumsum(count) - count, count) + low[who]
        owner.append(who)
        at.append((line - start[who, axis]) / (end[who, axis] - start[who, axis]))
    who, where = np.concatenate(owner), np.concatenate(at).clip(0, 1)
    order = np.lexsort((where, who))
    who, where = who[order], where[order]
    point = start[who] + (end[who] - start[who]) * where[:, None]
    point[where == 1] = end[who[where == 1]]
    inner = who[1:] == who[:-1]
    return np.stack([point[:-1][inner], point[1:][inner]]), sign[who[1:][inner]]
