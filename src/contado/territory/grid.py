"""The grid that every raster of a territory lies on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from affine import Affine

Bounds = tuple[float, float, float, float]
"""West, south, east, north, in the territory's CRS."""

_SLACK = 1e-6
"""Distance from the grid, in cells, that is rounding and not another grid."""


@dataclass(frozen=True, slots=True)
class Lattice:
    """Square cells from a corner: ``x0 + i·cell``, ``y0 + j·cell`` for whole ``i`` and ``j``.

    A raster is on the grid when it is north-up, its corners are corners of cells and its own cell
    is a whole multiple of ``cell``.

    Parameters
    ----------
    x0, y0
        Any corner of the grid, in the territory's CRS (m).
    cell
        Side of the finest cell (m), above zero.

    Examples
    --------
    >>> Lattice(0.0, 0.0, 10.0).snap((3.0, 4.0, 21.0, 20.0))
    (0.0, 0.0, 30.0, 20.0)
    """

    x0: float
    y0: float
    cell: float

    def __post_init__(self) -> None:
        if not (self.cell > 0 and all(map(math.isfinite, (self.x0, self.y0, self.cell)))):
            raise ValueError("a grid needs finite corners and a cell above zero")

    def multiple(self, cell: float) -> int | None:
        """Return how many cells of the grid a side of ``cell`` metres holds, or None.

        Examples
        --------
        >>> Lattice(0.0, 0.0, 10.0).multiple(100.0), Lattice(0.0, 0.0, 10.0).multiple(25.0)
        (10, None)
        """
        times = cell / self.cell
        whole = round(times)
        return whole if whole >= 1 and abs(times - whole) <= _SLACK * whole else None

    def snap(self, bounds: Bounds, cell: float | None = None) -> Bounds:
        """Return the smallest bounds on the grid that hold ``bounds``, in cells of ``cell``."""
        side = cell or self.cell
        west, south, east, north = bounds
        return (
            self.x0 + _down((west - self.x0) / side) * side,
            self.y0 + _down((south - self.y0) / side) * side,
            self.x0 + _up((east - self.x0) / side) * side,
            self.y0 + _up((north - self.y0) / side) * side,
        )

    def shape(self, bounds: Bounds, cell: float | None = None) -> tuple[int, int]:
        """Return rows and columns of cells that ``bounds``, already on the grid, hold."""
        side = cell or self.cell
        west, south, east, north = bounds
        return round((north - south) / side), round((east - west) / side)

    def transform(self, bounds: Bounds, cell: float | None = None) -> Affine:
        """Return the north-up transform of a raster that fills ``bounds``."""
        from affine import Affine

        side = cell or self.cell
        return Affine(side, 0.0, bounds[0], 0.0, -side, bounds[3])

    def holds(self, transform: Affine) -> bool:
        """Tell whether a raster with ``transform`` is on the grid.

        Examples
        --------
        >>> from affine import Affine
        >>> Lattice(0.0, 0.0, 10.0).holds(Affine(20.0, 0, 30.0, 0, -20.0, 500.0))
        True
        >>> Lattice(0.0, 0.0, 10.0).holds(Affine(20.0, 0, 35.0, 0, -20.0, 500.0))
        False
        """
        side = transform.a
        if transform.b or transform.d or side <= 0 or abs(transform.e + side) > _SLACK * side:
            return False
        corner = ((transform.c - self.x0) / self.cell, (transform.f - self.y0) / self.cell)
        on_corner = all(abs(at - round(at)) <= _SLACK * max(1.0, side / self.cell) for at in corner)
        return on_corner and self.multiple(side) is not None


def _down(cells: float) -> int:
    return math.floor(cells + _SLACK)


def _up(cells: float) -> int:
    return math.ceil(cells - _SLACK)
