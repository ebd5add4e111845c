"""Rivers, canals and lakes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from contado.territory.recipes.demo.area import Area
from contado.territory.recipes.demo.canvas import Canvas, Field
from contado.territory.recipes.demo.centres import Centres
from contado.territory.recipes.demo.curves import bend, meander
from contado.territory.recipes.demo.noise import chance, salt
from contado.territory.recipes.demo.scatter import blob, scatter

_A_RIVER_EACH = 320e6
_A_LAKE_EACH = 30e6
_BENDS = ((14_000.0, 2_600.0), (3_200.0, 420.0), (900.0, 120.0))


@dataclass(frozen=True)
class Waters:
    """Waters of an area, clipped to it.

    Parameters
    ----------
    lines
        Axis of each river and canal.
    kinds
        ``river`` or ``canal`` for each line.
    widths
        Width of each line's water (m).
    lakes
        Polygons.
    """

    lines: tuple[BaseGeometry, ...]
    kinds: tuple[str, ...]
    widths: tuple[float, ...]
    lakes: tuple[BaseGeometry, ...]

    @property
    def rivers(self) -> list[BaseGeometry]:
        """Axes of the rivers."""
        return [line for line, kind in zip(self.lines, self.kinds, strict=True) if kind == "river"]

    def polygons(self) -> list[BaseGeometry]:
        """Return the surface of each line, then the lakes."""
        beds = [
            line.buffer(w / 2, quad_segs=2) for line, w in zip(self.lines, self.widths, strict=True)
        ]
        return [*beds, *self.lakes]


def draw_courses(area: Area, centres: Centres, seed: int) -> Waters:
    """Draw rivers across the area and canals from the capital; no lakes yet."""
    stream = salt(seed, "rivers")
    boundary = area.boundary
    rivers = _rivers(boundary, stream)
    canals = _canals(boundary, centres, stream)
    widths = [22.0 + 55.0 * chance(k, 7, stream)[0] ** 2 for k in range(len(rivers))]
    lines = [line.intersection(boundary) for line in (*rivers, *canals)]
    kinds = ["river"] * len(rivers) + ["canal"] * len(canals)
    wide = [*widths, *([12.0] * len(canals))]
    kept = [row for row, line in enumerate(lines) if not line.is_empty]
    return Waters(
        lines=tuple(lines[row] for row in kept),
        kinds=tuple(kinds[row] for row in kept),
        widths=tuple(float(wide[row]) for row in kept),
        lakes=(),
    )


def _rivers(boundary: BaseGeometry, stream: np.uint64) -> list[BaseGeometry]:
    """Return lines that cross the area side by side, down one slope."""
    count = int(np.clip(round(boundary.area / _A_RIVER_EACH), 2, 9))
    slope = -np.pi / 2 + 0.8 * (chance(0, 0, stream)[0] - 0.5)
    down = np.array([np.cos(slope), np.sin(slope)])
    across = np.array([-down[1], down[0]])
    corners = shapely.get_coordinates(boundary)
    first, last = (corners @ across).min(), (corners @ across).max()
    high, low = (corners @ down).min() - 500.0, (corners @ down).max() + 500.0
    lines = []
    for k in range(count):
        side = first + (last - first) * (k + 0.3 + 0.4 * chance(k, 1, stream)[0]) / count
        lean = 0.12 * (low - high) * (chance(k, 2, stream)[0] - 0.5)
        start, end = across * side + down * high, across * (side + lean) + down * low
        lines.append(meander(tuple(start), tuple(end), _BENDS, stream + np.uint64(10 * k)))
    return lines


def _canals(boundary: BaseGeometry, centres: Centres, stream: np.uint64) -> list[BaseGeometry]:
    """Return two straight canals from near the capital's centre to the edge."""
    capital = centres.capital
    radius = centres.radius[capital]
    reach = float(np.sqrt(boundary.area))
    lines = []
    for k in range(2):
        turn = np.pi * (1.0 + 0.5 * k + 0.3 * chance(k, 3, stream)[0])
        step = np.array([np.cos(turn), np.sin(turn)])
        heart = np.array([centres.x[capital], centres.y[capital]])
        start, end = heart + 0.25 * radius * step, heart + reach * step
        lines.append(bend(tuple(start), tuple(end), 0.02, stream + np.uint64(k)))
    return lines


def dig_lakes(
    area: Area, canvas: Canvas, open_country: Field, seed: int
) -> tuple[BaseGeometry, ...]:
    """Return old quarries filled with water, in the open country."""
    boundary = area.boundary
    stream = salt(seed, "lakes")
    count = int(np.clip(round(boundary.area / _A_LAKE_EACH), 2, 60))
    x, y = scatter(canvas, open_country, count, 1_500.0, stream)
    size = 60.0 + 260.0 * chance(np.arange(len(x)), 5, stream) ** 2
    lakes = [blob((x[k], y[k]), size[k], stream + np.uint64(k)) for k in range(len(x))]
    return tuple(lake for lake in lakes if boundary.contains(lake))
