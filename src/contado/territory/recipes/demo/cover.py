"""The class of land cover of any point: compiled, one small function a kind of quarter."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from contado.territory.recipes.demo import blocks
from contado.territory.recipes.demo.noise import chance_at, noise_at

LEGEND = {
    1: "sealed",
    2: "building",
    3: "industrial",
    4: "dense_urban",
    5: "open_urban",
    6: "semi_permeable",
    7: "green_urban",
    8: "woodland",
    9: "agricultural",
    10: "water",
    11: "bare",
}
"""Code of the raster and key of the class."""
NODATA = 255
(SEALED, BUILDING, INDUSTRIAL, DENSE, OPEN, SEMI, GREEN, WOOD, FARM, WATER, BARE) = tuple(LEGEND)

OVER_PARK, OVER_ROAD, OVER_RAIL, OVER_WATER, OVER_OUTSIDE = 1, 2, 3, 4, 255
"""What an overlay of vector shapes says of a point; 0 is nothing."""
WOOD_FROM = 0.66


@njit(cache=True)
def fill(  # noqa: D417
    out: Any, over: Any, corner: Any, cell: Any, kinds: Any, first: Any, salts: Any,
    woods: Any, woods_corner: Any,
) -> None:
    """Write the class of each cell of a tile.

    Parameters
    ----------
    out, over
        Classes to write and overlay to read, shape (rows, columns).
    corner, cell
        West and north edge of the tile, side of a cell (m).
    kinds, first, salts
        As in `contado.territory.recipes.demo.fabric.Fabric`.
    woods, woods_corner
        Likelihood of woods at 100 m, and its west and north edge.
    """
    for row in range(out.shape[0]):
        y = corner[1] - (row + 0.5) * cell
        for column in range(out.shape[1]):
            x = corner[0] + (column + 0.5) * cell
            said = over[row, column]
            if said == 0:
                wood = _between(woods, (x - woods_corner[0]) / 100.0, (woods_corner[1] - y) / 100.0)
                out[row, column] = _ground(x, y, kinds, first, salts, wood)
            else:
                out[row, column] = _overlaid(said, x, y, salts)


@njit(cache=True)
def _between(field: Any, column: Any, row: Any) -> Any:
    """Return the field between the centres of its cells (bilinear, flat past the edge)."""
    c = min(max(column - 0.5, 0.0), field.shape[1] - 1.001)
    r = min(max(row - 0.5, 0.0), field.shape[0] - 1.001)
    i, j = int(c), int(r)
    s, t = c - i, r - j
    low = field[j, i] + (field[j, i + 1] - field[j, i]) * s
    high = field[j + 1, i] + (field[j + 1, i + 1] - field[j + 1, i]) * s
    return low + (high - low) * t


@njit(cache=True)
def _overlaid(said: Any, x: Any, y: Any, salts: Any) -> Any:
    if said == OVER_WATER:
        return WATER
    if said == OVER_ROAD:
        return SEALED
    if said == OVER_RAIL:
        return SEMI
    if said == OVER_PARK:
        if abs(noise_at(x, y, 150.0, salts[4]) - 0.5) < 0.02:
            return SEMI
        return WOOD if noise_at(x, y, 55.0, salts[5]) > 0.6 else GREEN
    return NODATA


@njit(cache=True)
def _ground(x: Any, y: Any, kinds: Any, first: Any, salts: Any, wood: Any) -> Any:
    u, v = blocks.bend_in(x, y, salts)
    i, start_u, wide_u = blocks.strip_of(u, salts[2])
    j, start_v, wide_v = blocks.strip_of(v, salts[3])
    fu, fv = (u - start_u) / wide_u, (v - start_v) / wide_v
    kind = kinds[j - first[1], i - first[0]]
    side_u, side_v = wide_u * blocks.QUARTER, wide_v * blocks.QUARTER
    if kind == blocks.COUNTRY:
        return _country(x, y, i, j, fu * side_u, fv * side_v, side_u, side_v, salts, wood)
    if kind == blocks.BARE:
        return BARE if noise_at(x, y, 60.0, salts[5]) < 0.8 else SEMI
    return _block(kind, i, j, fu, fv, side_u, side_v, salts)


@njit(cache=True)
def _country(
    x: Any, y: Any, i: Any, j: Any, a: Any, b: Any, side_u: Any, side_v: Any, salts: Any, wood: Any
) -> Any:
    """Return fields, hedges, woods, lanes and farmsteads; ``a``, ``b`` are metres in the quarter."""
    if wood + 0.16 * (noise_at(x, y, 80.0, salts[5]) - 0.5) > WOOD_FROM:
        return WOOD
    lane = chance_at(i, j, salts[4])
    if (a < 4.0 and lane < 0.16) or (b < 4.0 and lane > 0.84):
        return SEALED
    hedge = chance_at(i, j, salts[5])
    if (a < 9.0 and hedge < 0.3) or (b < 9.0 and hedge > 0.75):
        return WOOD
    if 0.4 < lane < 0.425:
        out = max(abs(a - side_u / 2), abs(b - side_v / 2))
        if out < 18.0:
            return BUILDING
        if out < 38.0:
            return SEMI
    return FARM


@njit(cache=True)
def _block(
    kind: Any, i: Any, j: Any, fu: Any, fv: Any, side_u: Any, side_v: Any, salts: Any
) -> Any:
    nu, nv = blocks.split_of(kind, i, j, salts[4])
    hu, from_u, long_u = blocks.half_of(fu, nu, blocks.cut_of(i, j, 0, salts[4]))
    hv, from_v, long_v = blocks.half_of(fv, nv, blocks.cut_of(i, j, 1, salts[4]))
    along, across = long_u * side_u, long_v * side_v
    a, b = (fu - from_u) * side_u, (fv - from_v) * side_v
    street = blocks.STREET
    if min(a, along - a, b, across - b) < street:
        return SEALED
    bi, bj = 2 * i + hu, 2 * j + hv
    a, b = a - street, b - street
    along, across = along - 2 * street, across - 2 * street
    if blocks.turned_of(along, across, bi, bj, salts[5]):
        a, b, along, across = b, a, across, along
    return _lot(kind, bi, bj, a, b, along, across, salts)


@njit(cache=True)
def _lot(
    kind: Any, bi: Any, bj: Any, a: Any, b: Any, along: Any, across: Any, salts: Any
) -> Any:
    """Return the class in a lot; ``a``, ``b`` are metres along the row and across the block."""
    rows, count = blocks.lots_of(kind, along, bi, bj, salts[5])
    deep = across / rows
    row = min(int(b / deep), rows - 1)
    k, start, end = blocks.lot_of(a / along, count, row, bi, bj, salts[5])
    aside = min(a - start * along, end * along - a)
    front = b if row == 0 else across - b
    use = chance_at(bi * 64 + k, bj * 4 + row, salts[4])
    if kind == blocks.INDUSTRIAL:
        return _works(use, aside, min(b, across - b))
    if kind == blocks.DENSE:
        return _town(use, front, deep)
    return _suburb(use, aside, front, deep)


@njit(cache=True)
def _works(use: Any, aside: Any, front: Any) -> Any:
    if aside > 12.0 and front > 14.0 and use < 0.9:
        return INDUSTRIAL
    if use < 0.72:
        return SEALED
    return SEMI if use < 0.93 else BARE


@njit(cache=True)
def _town(use: Any, front: Any, deep: Any) -> Any:
    """Return houses on the street and a court behind."""
    if use > 0.96:
        return GREEN
    if front < 0.42 * deep:
        return BUILDING
    if use < 0.12:
        return SEALED
    return DENSE if use < 0.8 else GREEN


@njit(cache=True)
def _suburb(use: Any, aside: Any, front: Any, deep: Any) -> Any:
    """Return a house in its garden, now and then a car park or a green."""
    if use > 0.93:
        return GREEN
    if use > 0.88:
        return SEMI
    if use > 0.84:
        return SEALED
    if aside > 6.0 and 6.0 < front < 0.55 * deep:
        return BUILDING
    return OPEN if use < 0.6 else GREEN
