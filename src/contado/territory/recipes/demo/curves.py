"""Lines that bend as roads and rivers do."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from contado.territory.recipes.demo.noise import noise

Pair = tuple[float, float]
_STEP = 250.0


def bend(start: Pair, end: Pair, share: float, stream: np.uint64) -> BaseGeometry:
    """Return a line between two points that strays by at most ``share`` of its length.

    Examples
    --------
    >>> line = bend((0.0, 0.0), (1000.0, 0.0), 0.0, np.uint64(1))
    >>> line.length
    1000.0
    """
    a, b = np.array(start), np.array(end)
    length = float(np.hypot(*(b - a)))
    t = np.linspace(0.0, 1.0, max(2, int(length / _STEP)))
    along = t * length + a[0] + 3.0 * a[1]
    wave = noise(along, np.zeros_like(t), max(length / 3.0, 1.0), stream) - 0.5
    stray = 2.0 * share * length * wave * np.sin(np.pi * t)
    return _line(a, b, t, stray)


def meander(start: Pair, end: Pair, sizes: tuple[Pair, ...], stream: np.uint64) -> BaseGeometry:
    """Return a line that wanders around the way from ``start`` to ``end``.

    Parameters
    ----------
    sizes
        Wavelength and breadth (m) of each kind of bend.
    """
    a, b = np.array(start), np.array(end)
    length = float(np.hypot(*(b - a)))
    t = np.linspace(0.0, 1.0, max(2, int(length / (_STEP / 2))))
    stray = np.zeros_like(t)
    for k, (wavelength, breadth) in enumerate(sizes):
        wave = noise(t * length, np.full_like(t, 0.5), wavelength, stream + np.uint64(k)) - 0.5
        stray += 2.0 * breadth * wave
    return _line(a, b, t, stray)


def _line(
    a: npt.NDArray[np.float64],
    b: npt.NDArray[np.float64],
    t: npt.NDArray[np.float64],
    stray: npt.NDArray[np.float64],
) -> BaseGeometry:
    way = b - a
    across = np.array([-way[1], way[0]]) / max(float(np.hypot(*way)), 1e-9)
    return shapely.LineString(a + t[:, None] * way + stray[:, None] * across)
