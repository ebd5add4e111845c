"""Sums of a raster of numbers in and around places."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contado.survey.rings import Geometry
from contado.survey.tally import ValueTally, count
from contado.survey.widening import buffered
from contado.values import Floats

if TYPE_CHECKING:
    from contado.territory import Layer

_ARC = 64
"""Segments of a quarter of a circle: the area around a place is right to 1 in 10,000."""

_SLICE = 8192
_WORKERS = 2
"""Places widened at a time, and by how many threads: their outlines need not be kept."""


@dataclass(frozen=True, slots=True)
class Around:
    """Sums of a raster of numbers in and around places.

    Parameters
    ----------
    products
        Sum of value times area, value · m², shape ``(n,)``.
    data
        Area that has a value, m².
    area
        Area looked at, m².
    """

    products: Floats
    data: Floats
    area: Floats


def around(layer: Layer, places: Geometry, distance: float) -> Around:
    """Return the sums of a raster of numbers in and around each place, ``distance`` m around."""
    slices = [places[start : start + _SLICE] for start in range(0, len(places), _SLICE)]
    with ThreadPoolExecutor(_WORKERS) as pool:
        parts = list(pool.map(lambda some: _around(layer, some, distance), slices))
    none: tuple[Floats, Floats, Floats] = (np.zeros(0), np.zeros(0), np.zeros(0))
    return Around(*(np.concatenate(each) for each in zip(none, *parts, strict=True)))


def _around(layer: Layer, places: Geometry, distance: float) -> tuple[Floats, Floats, Floats]:
    import shapely

    shapes = buffered(places, distance, _ARC)
    with layer.raster() as raster:
        tally = ValueTally(raster, len(shapes))
        count(shapes, [tally])
    return tally.products, tally.areas, shapely.area(shapes)
