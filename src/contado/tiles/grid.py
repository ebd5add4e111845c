"""The grid that aligned rasters share, and rectangles of its cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, floor
from typing import TYPE_CHECKING

from contado.crs import Bounds

if TYPE_CHECKING:
    from affine import Affine

BLOCK = 256
"""Cells a side of the blocks that files are stored in and sums are gathered by.

Tiles begin at multiples of it, so that what is summed by block does not depend on the tiles.
"""


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """A rectangle of cells: its first row and column, and how many of each.

    Examples
    --------
    >>> Window(10, 20, 5, 5).grown(3).within((100, 24))
    Window(row=7, column=17, rows=11, columns=7)
    """

    row: int
    column: int
    rows: int
    columns: int

    @classmethod
    def whole(cls, shape: tuple[int, int]) -> Window:
        """Return the window of all cells of an array."""
        return cls(0, 0, *shape)

    @classmethod
    def at(cls, slices: tuple[slice, slice]) -> Window:
        """Return the window that `slices` cuts out.

        Examples
        --------
        >>> Window.at((slice(2, 4), slice(0, 5)))
        Window(row=2, column=0, rows=2, columns=5)
        """
        down, along = slices
        return cls(down.start, along.start, down.stop - down.start, along.stop - along.start)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.rows, self.columns

    @property
    def cells(self) -> int:
        """How many cells it holds."""
        return self.rows * self.columns

    @property
    def slices(self) -> tuple[slice, slice]:
        """What cuts the window out of an array of the whole grid."""
        return slice(self.row, self.row + self.rows), slice(self.column, self.column + self.columns)

    def grown(self, cells: int) -> Window:
        """Return the window with a halo of ``cells`` on each side."""
        more = 2 * cells
        return Window(self.row - cells, self.column - cells, self.rows + more, self.columns + more)

    def within(self, shape: tuple[int, int]) -> Window:
        """Return the part that lies in a grid of ``shape``; it may be empty."""
        return self.meet(Window.whole(shape))

    def meet(self, other: Window) -> Window:
        """Return the cells that both windows hold; no rows or no columns where there are none."""
        row, column = max(self.row, other.row), max(self.column, other.column)
        after = min(self.row + self.rows, other.row + other.rows)
        beyond = min(self.column + self.columns, other.column + other.columns)
        return Window(row, column, max(after - row, 0), max(beyond - column, 0))

    def inside(self, outer: Window) -> tuple[slice, slice]:
        """Return what cuts this window out of an array that holds ``outer``.

        Examples
        --------
        >>> Window(12, 20, 2, 5).inside(Window(10, 20, 8, 8))
        (slice(2, 4, None), slice(0, 5, None))
        """
        row, column = self.row - outer.row, self.column - outer.column
        return slice(row, row + self.rows), slice(column, column + self.columns)


@dataclass(frozen=True, slots=True)
class Grid:
    """North-up square cells in a metric, projected CRS.

    Parameters
    ----------
    crs
        The CRS, as WKT.
    left, top
        Coordinates of the upper left corner, m.
    cell
        Side of a cell, m.
    rows, columns
        Number of cells.

    Examples
    --------
    >>> grid = Grid("EPSG:32632", 500_000, 5_040_000, 10, 300, 200)
    >>> grid.shape, grid.cells, grid.cell_area, grid.bounds
    ((300, 200), 60000, 100, (500000, 5037000, 502000, 5040000))
    """

    crs: str
    left: float
    top: float
    cell: float
    rows: int
    columns: int

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.rows, self.columns

    @property
    def cells(self) -> int:
        """How many cells it has."""
        return self.rows * self.columns

    @property
    def cell_area(self) -> float:
        """Area of a cell, m²."""
        return self.cell * self.cell

    @property
    def whole(self) -> Window:
        """The window of all cells."""
        return Window.whole(self.shape)

    @property
    def bounds(self) -> Bounds:
        """Least x, least y, greatest x, greatest y, m."""
        right, bottom = (
            self.left + self.columns * self.cell,
            self.top - self.rows * self.cell,
        )
        return self.left, bottom, right, self.top

    @property
    def transform(self) -> Affine:
        """From column and row to x and y, as rasterio has it."""
        from affine import Affine

        return Affine(self.cell, 0.0, self.left, 0.0, -self.cell, self.top)

    def cells_of(self, length: float) -> int:
        """Return a length in whole cells, rounded to the nearest (ties to even).

        Examples
        --------
        >>> Grid("", 0, 0, 20, 1, 1).cells_of(450)
        22
        """
        return round(length / self.cell)

    def window(self, bounds: Bounds) -> Window:
        """Return the cells that a rectangle in metres touches, within the grid.

        Examples
        --------
        >>> Grid("", 0, 100, 10, 10, 10).window((25, 41, 30, 300))
        Window(row=0, column=2, rows=6, columns=1)
        """
        west, south, east, north = bounds
        row, column = floor((self.top - north) / self.cell), floor((west - self.left) / self.cell)
        after, beyond = ceil((self.top - south) / self.cell), ceil((east - self.left) / self.cell)
        return Window(row, column, after - row, beyond - column).within(self.shape)

    def part(self, window: Window) -> Grid:
        """Return the grid of a window alone."""
        left, top = self.left + window.column * self.cell, self.top - window.row * self.cell
        return Grid(self.crs, left, top, self.cell, *window.shape)

    def tiles(self, side: int) -> tuple[Window, ...]:
        """Return the windows of ``side`` cells that fill the grid, row by row.

        Parameters
        ----------
        side
            A multiple of `BLOCK`.

        Examples
        --------
        >>> [tile.shape for tile in Grid("", 0, 0, 1, 300, 200).tiles(256)]
        [(256, 200), (44, 200)]
        """
        if side <= 0 or side % BLOCK:
            raise ValueError("a tile is a whole number of blocks")
        return tuple(_tiles(self.shape, side))


def _tiles(shape: tuple[int, int], side: int) -> Iterator[Window]:
    for row in range(0, shape[0], side):
        for column in range(0, shape[1], side):
            yield Window(row, column, side, side).within(shape)
