"""From metres on the ground to units on the page, and to SVG paths."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_STEP = 1.5
WIDTH, HEIGHT = 1700.0, 780.0
"""Size of the map on the page, units."""

INSET = 230.0
"""Side of the small view of the whole territory, units."""


@dataclass(frozen=True)
class SheetFrame:
    """A rectangle of ground shown on a rectangle of page.

    Parameters
    ----------
    west, north
        Upper left corner in the territory's CRS, m.
    metres
        Width on the ground, m.
    width, height
        Size on the page, units.
    """

    west: float
    north: float
    metres: float
    width: float
    height: float

    @classmethod
    def centred(cls, x: float, y: float, metres: float, width: float, height: float) -> SheetFrame:
        """Return the frame with a point of the ground in its middle."""
        high = metres * height / width
        return cls(x - metres / 2, y + high / 2, metres, width, height)

    @property
    def scale(self) -> float:
        """Units a metre."""
        return self.width / self.metres

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north on the ground, m."""
        south = self.north - self.height / self.scale
        return self.west, south, self.west + self.metres, self.north

    @property
    def area(self) -> float:
        """Area shown, m²."""
        return self.metres * self.height / self.scale

    def units(self, x: float, y: float) -> tuple[float, float]:
        """Return a point of the ground on the page, y downwards.

        Examples
        --------
        >>> SheetFrame.centred(0, 0, 100, 200, 100).units(0, 0)
        (100.0, 50.0)
        """
        return (x - self.west) * self.scale, (self.north - y) * self.scale

    def page(self, points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return points of the ground, shape (n, 2), on the page."""
        return np.column_stack(self.units(points[:, 0], points[:, 1]))  # type: ignore[arg-type]


def path(geometry: BaseGeometry, frame: SheetFrame) -> str:
    """Return the SVG path of lines and polygons, simplified to the page, in whole units.

    Examples
    --------
    >>> import shapely
    >>> path(shapely.box(0, 0, 50, 25), SheetFrame.centred(0, 0, 100, 200, 100))
    'M200 50L200 0L100 0L100 50Z'
    """
    import shapely

    thin = shapely.simplify(geometry, _STEP / frame.scale)
    return "".join(_ring(line, frame) for line in _lines(thin))


def _lines(geometry: BaseGeometry) -> Iterator[BaseGeometry]:
    if hasattr(geometry, "geoms"):
        for part in geometry.geoms:
            yield from _lines(part)
    elif geometry.geom_type == "Polygon":
        yield geometry.exterior
        yield from geometry.interiors
    elif geometry.geom_type in {"LineString", "LinearRing"}:
        yield geometry


def _ring(line: BaseGeometry, frame: SheetFrame) -> str:
    points = np.rint(frame.page(np.asarray(line.coords)[:, :2])).astype(int)
    keep = np.ones(len(points), dtype=bool)
    keep[1:] = (np.diff(points, axis=0) != 0).any(axis=1)
    points = points[keep]
    closed = line.geom_type == "LinearRing"
    if closed and len(points) > 1 and (points[0] == points[-1]).all():
        points = points[:-1]
    if len(points) < (3 if closed else 2):
        return ""
    text = "L".join(f"{x} {y}" for x, y in points)
    return f"M{text}Z" if closed else f"M{text}"
