"""The land cover in tiles: memory follows the tile, not the area nor the cell."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import shapely

from contado.territory.recipes.demo import cover
from contado.territory.recipes.demo.canvas import SIDE
from contado.territory.recipes.demo.overlay import Overlay
from contado.territory.recipes.demo.scene import Scene

TILE = 1024
"""Cells on a side of a tile."""

Tile = tuple[int, int, npt.NDArray[np.uint8]]


def shape_of(scene: Scene, cell: float) -> tuple[int, int]:
    """Return rows and columns of the land cover with cells of ``cell`` metres."""
    times = round(SIDE / cell)
    return scene.canvas.shape[0] * times, scene.canvas.shape[1] * times


def tiles(scene: Scene, overlay: Overlay, cell: float, side: int = TILE) -> Iterator[Tile]:
    """Yield first row, first column and classes of each tile, row by row.

    Any ``side`` gives the same classes.

    Parameters
    ----------
    cell
        Side of a cell (m), a whole part of 100.
    """
    rows, columns = shape_of(scene, cell)
    for row in range(0, rows, side):
        for column in range(0, columns, side):
            shape = min(side, rows - row), min(side, columns - column)
            yield row, column, _tile(scene, overlay, (row, column), shape, cell)


def _tile(
    scene: Scene,
    overlay: Overlay,
    start: tuple[int, int],
    shape: tuple[int, int],
    cell: float,
) -> npt.NDArray[np.uint8]:
    from affine import Affine

    west = scene.canvas.bounds[0] + start[1] * cell
    north = scene.canvas.bounds[3] - start[0] * cell
    out = np.full(shape, cover.NODATA, dtype=np.uint8)
    box = shapely.box(west, north - shape[0] * cell, west + shape[1] * cell, north)
    if not box.intersects(overlay.boundary):
        return out
    over = overlay.draw(Affine(cell, 0, west, 0, -cell, north), shape)
    fabric, canvas = scene.fabric, scene.canvas.bounds
    ground = fabric.kinds, fabric.first, fabric.salts
    cover.fill(out, over, (west, north, cell), ground, (scene.woods, canvas[0], canvas[3]))
    return out
