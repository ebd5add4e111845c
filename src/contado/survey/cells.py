"""Where the cells of a raster lie, and which of them a place can touch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from contado.values import Floats, Rows

if TYPE_CHECKING:
    from rasterio.io import DatasetReader

Windows = npt.NDArray[np.int64]
"""Shape ``(n, 4)``: first row, first column, row after the last, column after the last."""

TILE = 512
"""Places are taken tile by tile of this many cells a side, so that a window read is reused."""

CHUNK_CELLS = 1 << 21
"""At most this many cells are looked at in one go."""


@dataclass(frozen=True, slots=True)
class SquareCells:
    """A north-up raster of square cells.

    Parameters
    ----------
    left, top
        Coordinates of the upper left corner, m.
    size
        Side of a cell, m.
    rows, columns
        Number of cells.

    Examples
    --------
    >>> SquareCells(0, 100, 10, 10, 20).area
    100.0
    """

    left: float
    top: float
    size: float
    rows: int
    columns: int

    @classmethod
    def of(cls, raster: DatasetReader) -> SquareCells:
        """Return the cells of an open north-up raster."""
        turn = raster.transform
        if turn.b or turn.d or abs(turn.a + turn.e) > 1e-9 * turn.a:
            raise ValueError("the raster is not north-up with square cells")
        return cls(float(turn.c), float(turn.f), float(turn.a), raster.height, raster.width)

    @property
    def area(self) -> float:
        """Area of a cell, m²."""
        return float(self.size) ** 2

    def over(self, bounds: Floats) -> SquareCells:
        """Return cells of the same grid that hold ``bounds`` (west, south, east, north, m).

        Examples
        --------
        >>> SquareCells(0, 100, 10, 10, 20).over(np.array([-25.0, 0.0, 15.0, 100.0]))
        SquareCells(left=-30.0, top=100.0, size=10, rows=10, columns=5)
        """
        west, south, east, north = bounds
        left = float(np.floor((west - self.left) / self.size))
        top = float(np.floor((self.top - north) / self.size))
        right = float(np.ceil((east - self.left) / self.size))
        bottom = float(np.ceil((self.top - south) / self.size))
        return SquareCells(
            self.left + left * self.size,
            self.top - top * self.size,
            self.size,
            int(bottom - top),
            int(right - left),
        )

    def local(self, xy: Floats) -> Floats:
        """Return coordinates in cells: columns eastwards, rows southwards. Shape ``(n, 2)``."""
        return np.column_stack(
            [(xy[:, 0] - self.left) / self.size, (self.top - xy[:, 1]) / self.size]
        )

    def windows(self, bounds: Floats) -> Windows:
        """Return the cells that boxes touch; rows are cut to the raster, columns are not.

        Parameters
        ----------
        bounds
            Shape ``(n, 4)``: west, south, east, north, m; NaN for an empty place.

        Examples
        --------
        >>> SquareCells(0, 100, 10, 10, 20).windows(np.array([[5.0, 75.0, 25.0, 130.0]])).tolist()
        [[0, 0, 3, 3]]
        """
        west, south, east, north = np.nan_to_num(bounds, nan=self.left).T
        first_row = np.floor((self.top - north) / self.size)
        last_row = np.ceil((self.top - south) / self.size)
        first_column = np.floor((west - self.left) / self.size)
        last_column = np.ceil((east - self.left) / self.size)
        # A place wholly beside the raster touches nothing.
        beside = np.isnan(bounds[:, 0]) | (first_column >= self.columns) | (last_column <= 0)
        first_row = first_row.clip(0, self.rows)
        last_row = np.where(beside, first_row, last_row.clip(0, self.rows))
        return np.stack([first_row, first_column, last_row, last_column], axis=1).astype(np.int64)

    def enclosing(self, windows: Windows) -> tuple[int, int, int, int]:
        """Return the part of the raster that holds all ``windows``."""
        top, left = windows[:, :2].min(axis=0)
        bottom, right = windows[:, 2:].max(axis=0)
        return int(top), max(int(left), 0), int(bottom), min(int(right), self.columns)


def sizes(windows: Windows) -> npt.NDArray[np.int64]:
    """Return the number of cells of each window."""
    return (windows[:, 2] - windows[:, 0]) * (windows[:, 3] - windows[:, 1])


def chunks(windows: Windows, limit: int = CHUNK_CELLS) -> Iterator[tuple[Rows, Windows]]:
    """Take the windows in an order near in space, at most ``limit`` cells in one go.

    A window above half the limit comes alone, in strips of rows; an empty one does not come.

    Yields
    ------
    rows, windows
        The places of the chunk and the cells to look at.
    """
    size = sizes(windows)
    present = np.flatnonzero(size > 0)
    # Half of the limit: a run of small windows goes past its half by one window at most.
    small = present[size[present] <= limit // 2]
    big = present[size[present] > limit // 2]
    for row in big:
        yield from _strips(int(row), windows[row], limit)
    tile = (windows[small, :2] + windows[small, 2:]) // (2 * TILE)
    order = small[np.lexsort((tile[:, 1], tile[:, 0]))]
    for rows in _runs(order, windows[order], limit):
        yield rows, windows[rows]


def _runs(order: Rows, windows: Windows, limit: int) -> list[Rows]:
    if not len(order):
        return []
    tile = (windows[:, :2] + windows[:, 2:]) // (2 * TILE)
    batch = np.cumsum(sizes(windows)) // max(limit // 2, 1)
    new = np.any(np.diff(tile, axis=0) != 0, axis=1) | (np.diff(batch) != 0)
    return np.split(order, np.flatnonzero(new) + 1)


def _strips(row: int, window: npt.NDArray[np.int64], limit: int) -> Iterator[tuple[Rows, Windows]]:
    top, left, bottom, right = (int(edge) for edge in window)
    step = max(1, limit // (right - left))
    for first in range(top, bottom, step):
        strip = np.array([[first, left, min(first + step, bottom), right]], dtype=np.int64)
        yield np.array([row], dtype=np.intp), strip
