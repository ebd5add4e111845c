"""The 100 m grid on which the structure of the demo territory is drawn.

It depends on the area only, never on the cell of the land cover, so finer cells need no more
memory.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from affine import Affine
from shapely.geometry.base import BaseGeometry

from contado.territory.grid import Bounds, Lattice
from contado.territory.recipes.demo.area import Area

SIDE = 100.0
"""Side of a cell of the canvas (m)."""

Field = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
OUTSIDE = -1


@dataclass(frozen=True)
class Canvas:
    """North-up cells of 100 m that hold an area.

    Parameters
    ----------
    bounds
        West, south, east and north in metres, whole multiples of 100.
    shape
        Rows and columns.
    """

    bounds: Bounds
    shape: tuple[int, int]

    @classmethod
    def of(cls, area: Area) -> Canvas:
        """Return the canvas of an area, with one cell of margin."""
        grid = Lattice(0.0, 0.0, SIDE)
        west, south, east, north = grid.snap(area.bounds)
        bounds = (west - SIDE, south - SIDE, east + SIDE, north + SIDE)
        return cls(bounds, grid.shape(bounds))

    @cached_property
    def transform(self) -> Affine:
        """North-up transform of the cells."""
        return Lattice(0.0, 0.0, SIDE).transform(self.bounds)

    @cached_property
    def x(self) -> Field:
        """Eastings of the cells' centres, shape ``(1, columns)``."""
        return self.bounds[0] + SIDE * (np.arange(self.shape[1], dtype=np.float64) + 0.5)[None, :]

    @cached_property
    def y(self) -> Field:
        """Northings of the cells' centres, shape ``(rows, 1)``."""
        return self.bounds[3] - SIDE * (np.arange(self.shape[0], dtype=np.float64) + 0.5)[:, None]

    def cells(self, x: Field, y: Field) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """Return row and column of the cells that hold points; the nearest for points outside."""
        row = np.floor((self.bounds[3] - y) / SIDE).astype(np.intp)
        column = np.floor((x - self.bounds[0]) / SIDE).astype(np.intp)
        return row.clip(0, self.shape[0] - 1), column.clip(0, self.shape[1] - 1)

    def burn(self, shapes: Iterable[BaseGeometry], *, touched: bool = False) -> Mask:
        """Return the cells whose centre is in one of the shapes, or that the shapes touch."""
        from rasterio.features import rasterize

        shapes = list(shapes)
        if not shapes:
            return np.zeros(self.shape, dtype=bool)
        drawn = rasterize(
            shapes, self.shape, transform=self.transform, all_touched=touched, dtype="uint8"
        )
        return np.asarray(drawn == 1)

    def comuni(self, area: Area) -> npt.NDArray[np.int32]:
        """Return the position in `Area.codes` of the comune at each cell's centre, else -1."""
        from rasterio.features import rasterize

        shapes = [(polygon, row) for row, polygon in enumerate(area.geometry)]
        return np.asarray(
            rasterize(shapes, self.shape, fill=OUTSIDE, transform=self.transform, dtype="int32")
        )

    def distance(self, shapes: Iterable[BaseGeometry]) -> Field:
        """Return the distance (m) of each cell from the nearest shape; infinite without any."""
        from scipy.ndimage import distance_transform_edt

        drawn = self.burn(shapes, touched=True)
        if not drawn.any():
            return np.full(self.shape, np.inf)
        return np.asarray(distance_transform_edt(~drawn, sampling=SIDE))
