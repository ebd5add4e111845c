"""Places drawn with a likelihood, and rounded shapes around them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from contado.territory.recipes.demo.canvas import SIDE, Canvas, Field
from contado.territory.recipes.demo.noise import chance, noise

_CORNERS = 28
_TRIES = 40
"""Candidates looked at for each place wanted."""


def scatter(
    canvas: Canvas, weight: Field, count: int, apart: float, stream: np.uint64
) -> tuple[Field, Field]:
    """Return at most ``count`` cells' centres, likelier where ``weight`` is larger.

    Cells are ranked by ``-log(u) / weight`` (P. S. Efraimidis and P. G. Spirakis, Weighted random
    sampling with a reservoir, 2006) and taken while they keep ``apart`` metres from those taken.

    Parameters
    ----------
    weight
        Shape of the canvas; zero where no place may fall.
    """
    rows, columns = np.nonzero(weight > 0)
    u = chance(_index(canvas.y[rows, 0]), _index(canvas.x[0, columns]), stream)
    rank = -np.log1p(-u) / weight[rows, columns]
    order = np.argsort(rank, kind="stable")[: count * _TRIES]
    x, y = canvas.x[0, columns[order]], canvas.y[rows[order], 0]
    if apart <= 0:
        return x[:count], y[:count]
    taken = _spaced(x, y, count, apart)
    return x[taken], y[taken]


def _index(metres: Field) -> npt.NDArray[np.int64]:
    return np.floor(metres / SIDE).astype(np.int64)


def _spaced(x: Field, y: Field, count: int, apart: float) -> list[int]:
    """Return the first positions that keep their distance: a coarse grid of those taken."""
    taken: list[int] = []
    near: dict[tuple[int, int], list[int]] = {}
    for k in range(len(x)):
        if len(taken) == count:
            break
        home = int(x[k] // apart), int(y[k] // apart)
        around = [
            n
            for i in (-1, 0, 1)
            for j in (-1, 0, 1)
            for n in near.get((home[0] + i, home[1] + j), ())
        ]
        if all((x[n] - x[k]) ** 2 + (y[n] - y[k]) ** 2 >= apart**2 for n in around):
            taken.append(k)
            near.setdefault(home, []).append(k)
    return taken


def blob(centre: tuple[float, float], radius: float, stream: np.uint64) -> BaseGeometry:
    """Return a rounded polygon of about ``radius`` metres around a point.

    Examples
    --------
    >>> shape = blob((0.0, 0.0), 100.0, np.uint64(3))
    >>> shape.is_valid, 0.5 < shape.area / (np.pi * 100.0**2) < 1.5
    (True, True)
    """
    turn = 2 * np.pi * np.arange(_CORNERS) / _CORNERS
    wobble = noise(2.0 * np.cos(turn), 2.0 * np.sin(turn), 1.0, stream)
    reach = radius * (0.7 + 0.6 * wobble)
    return shapely.Polygon(
        np.column_stack([centre[0] + reach * np.cos(turn), centre[1] + reach * np.sin(turn)])
    )
