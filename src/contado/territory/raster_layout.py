"""In which order a raster has its rows and columns, and how they are put north-up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from affine import Affine

Part = tuple[slice, slice]
"""Rows and columns of a raster, as slices with both ends."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How the rows and columns of a file become those of a north-up raster.

    Parameters
    ----------
    transform, shape
        Of the north-up raster.
    swapped
        Whether the rows of the file run along y.
    from_south, from_east
        Whether, once that is put right, the first row is the southern, the first column the
        eastern.
    askew
        Whether the axes of the file are not those of the reference system, so that its cells are
        not those of any north-up raster. They are then left as they are.
    """

    transform: Affine
    shape: tuple[int, int]
    swapped: bool = False
    from_south: bool = False
    from_east: bool = False
    askew: bool = False

    @classmethod
    def of(cls, turn: Affine, shape: tuple[int, int]) -> Layout:
        """Return the layout of a file.

        Examples
        --------
        >>> from affine import Affine
        >>> layout = Layout.of(Affine(0, 10, 100, -10, 0, 500), (2, 3))
        >>> layout.shape, layout.swapped, tuple(layout.transform)[:6]
        ((3, 2), True, (10.0, 0.0, 100.0, 0.0, -10.0, 500.0))
        """
        from affine import Affine

        size = max(abs(turn.a) + abs(turn.b), abs(turn.d) + abs(turn.e))
        upright, swapped = (
            max(map(abs, rest)) <= _NOTHING * size for rest in ((turn.b, turn.d), (turn.a, turn.e))
        )
        if upright == swapped:
            return cls(turn, shape, askew=True)
        rows, columns = shape[::-1] if swapped else shape
        east, north = (turn.b, turn.d) if swapped else (turn.a, turn.e)
        left = turn.c + min(east, 0.0) * columns
        top = turn.f + max(north, 0.0) * rows
        whole = Affine(abs(east), 0.0, left, 0.0, -abs(north), top)
        return cls(whole, (rows, columns), swapped, north > 0, east < 0)

    @property
    def as_it_is(self) -> bool:
        """Whether the file is north-up."""
        return not (self.swapped or self.from_south or self.from_east)

    def turned(self, shape: tuple[int, int]) -> tuple[int, int]:
        """Return a shape as the file has it."""
        return (shape[1], shape[0]) if self.swapped else shape

    def stored(self, part: Part) -> Part:
        """Return the part of the file that holds a part of the north-up raster."""
        down, along = part
        if self.from_south:
            down = _mirrored(down, self.shape[0])
        if self.from_east:
            along = _mirrored(along, self.shape[1])
        return (along, down) if self.swapped else (down, along)

    def upright(self, cells: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return what was read of the file as it is in the north-up raster."""
        if self.as_it_is:
            return cells
        north = cells.T if self.swapped else cells
        down, along = (-1 if self.from_south else 1), (-1 if self.from_east else 1)
        return np.ascontiguousarray(north[::down, ::along])


_NOTHING = 1e-12
"""Share of a cell that is left of zero where an angle of 90 degrees is computed."""


def _mirrored(part: slice, size: int) -> slice:
    return slice(size - part.stop, size - part.start)
