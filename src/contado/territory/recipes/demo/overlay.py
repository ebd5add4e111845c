"""Shapes that cut through the lattice of blocks: parks, roads, railways, water, the boundary."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely
from affine import Affine
from shapely.geometry.base import BaseGeometry

from contado.territory.recipes.demo import cover
from contado.territory.recipes.demo.scene import Scene

_MAIN, _MINOR, _TRACK = 11.0, 6.0, 7.0
"""Half widths (m)."""


@dataclass(frozen=True)
class Overlay:
    """Shapes in the order they are drawn, the last on top.

    Parameters
    ----------
    shapes
        Polygons cut small, so that a tile looks only at its own.
    codes
        What each of them says, as in `cover`.
    boundary
        The area.
    """

    shapes: npt.NDArray[np.object_]
    codes: npt.NDArray[np.uint8]
    boundary: BaseGeometry

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.shapes)

    def draw(self, transform: Affine, shape: tuple[int, int]) -> npt.NDArray[np.uint8]:
        """Draw a tile of ``shape`` rows and columns; cells that do not touch the area are outside.

        Returns
        -------
        numpy.ndarray
            Codes as in `cover`, 0 where nothing is drawn.
        """
        from rasterio.features import rasterize

        here = shapely.box(*transform @ (0, shape[0]), *transform @ (shape[1], 0))
        chosen = np.sort(self._tree.query(here))
        inside = rasterize(
            [(self.boundary, 1)], shape, transform=transform, all_touched=True, dtype="uint8"
        )
        drawn = np.zeros(shape, dtype=np.uint8)
        if len(chosen):
            pairs = zip(self.shapes[chosen], self.codes[chosen].tolist(), strict=True)
            drawn = rasterize(pairs, shape, transform=transform, dtype="uint8")
        drawn[inside == 0] = cover.OVER_OUTSIDE
        return drawn


def lay_overlay(scene: Scene) -> Overlay:
    """Return the overlay of a scene: parks below, then roads, railways and water."""
    network, waters = scene.network, scene.waters
    groups = (
        (cover.OVER_PARK, list(scene.parks.shapes)),
        (cover.OVER_ROAD, _strips(network.minor, _MINOR)),
        (cover.OVER_ROAD, _strips(network.main, _MAIN)),
        (cover.OVER_RAIL, _strips(network.track.values(), _TRACK)),
        (cover.OVER_WATER, waters.polygons()),
    )
    shapes, codes = [], []
    for code, polygons in groups:
        parts = shapely.get_parts(np.array(polygons, dtype=object))
        shapes.append(parts)
        codes.append(np.full(len(parts), code, dtype=np.uint8))
    return Overlay(np.concatenate(shapes), np.concatenate(codes), scene.area.boundary)


def _strips(lines: Iterable[BaseGeometry], half: float) -> list[BaseGeometry]:
    return [line.buffer(half, quad_segs=2) for line in lines]
