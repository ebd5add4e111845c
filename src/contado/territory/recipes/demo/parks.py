"""Parks: small ones among houses, large ones at the edge of settlements."""
# ruff: noqa: PLR2004 - the numbers are the drawing: they are read where they are used

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from contado.territory.recipes.demo.area import Area
from contado.territory.recipes.demo.canvas import Canvas, Field
from contado.territory.recipes.demo.noise import chance, salt
from contado.territory.recipes.demo.scatter import blob, scatter

_PEOPLE_A_PARK = 9_000
_MOST = 420
_LARGE_EACH = 140e6

Shapes = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Parks:
    """Parks, none across the boundary of the area.

    Parameters
    ----------
    shapes
        Polygons.
    kinds
        ``urban`` or ``supra_municipal``.
    """

    shapes: tuple[BaseGeometry, ...]
    kinds: tuple[str, ...]


def place_parks(area: Area, canvas: Canvas, urban: Field, people: float, seed: int) -> Parks:
    """Place parks where ``urban`` says houses are, and large ones at its edge."""
    stream = salt(seed, "parks")
    boundary = area.boundary
    small = int(np.clip(people / _PEOPLE_A_PARK, 6, _MOST))
    among = np.where((urban > 0.5), 0.2 + urban, 0.0)
    x, y = scatter(canvas, among, small, 450.0, stream)
    size = 45.0 * np.exp(1.5 * chance(np.arange(len(x)), 3, stream))
    few = int(np.clip(round(boundary.area / _LARGE_EACH), 2, 14))
    edge = np.where((urban > 0.2) & (urban < 0.5), 1.0, 0.0)
    far_x, far_y = scatter(canvas, edge, few, 4_000.0, stream + np.uint64(1))
    far = 480.0 + 700.0 * chance(np.arange(len(far_x)), 4, stream)
    large = _blobs(far_x, far_y, far, stream + np.uint64(1_000))
    little = _blobs(x, y, size, stream)
    apart = ~shapely.intersects(little, shapely.union_all(large)) if len(little) else []
    return _inside(boundary, large, little[apart])


def _blobs(x: Field, y: Field, size: Field, stream: np.uint64) -> Shapes:
    shapes = [blob((x[k], y[k]), size[k], stream + np.uint64(k)) for k in range(len(x))]
    return np.array(shapes, dtype=object)


def _inside(boundary: BaseGeometry, large: Shapes, little: Shapes) -> Parks:
    shapely.prepare(boundary)
    every = [(shape, "supra_municipal") for shape in large] + [(s, "urban") for s in little]
    kept = [(shape, kind) for shape, kind in every if boundary.contains(shape)]
    return Parks(tuple(shape for shape, _ in kept), tuple(kind for _, kind in kept))
