"""The class of land cover of any point: compiled, one small function a kind of quarter."""
# ruff: noqa: PLR2004 - the numbers are the drawing: they are read where they are used

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from contado.compiling import njit
from contado.territory.recipes.demo import blocks
from contado.territory.recipes.demo.noise import chance_at, noise_at

Classes = npt.NDArray[np.uint8]
Field = npt.NDArray[np.float64]
Pair = tuple[float, float]
Frame = tuple[float, float, float]
Ground = tuple[Classes, blocks.Numbers, blocks.Streams]
Woods = tuple[Field, float, float]

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
def fill(out: Classes, over: Classes, frame: Frame, ground: Ground, woods: Woods) -> None:
    """Write the class of each cell of a tile.

    Parameters
    ----------
    out, over
        Classes to write and overlay to read, shape (rows, columns).
    frame
        West and north edge of the tile, side of a cell (m).
    ground
        Kinds, first quarter and salts of a `contado.territory.recipes.demo.fabric.Fabric`.
    woods
        How wooded the country is at 100 m, and the west and north edge of that field.
    """
    for row in range(out.shape[0]):
        y = frame[1] - (row + 0.5) * frame[2]
        for column in range(out.shape[1]):
            x = frame[0] + (column + 0.5) * frame[2]
            layer = over[row, column]
            if layer == 0:
                wood = _between(woods[0], (x - woods[1]) / 100.0, (woods[2] - y) / 100.0)
                out[row, column] = _ground(x, y, ground, wood)
            else:
                out[row, column] = _overlaid(layer, x, y, ground[2])


@njit(cache=True)
def _between(field: Field, column: float, row: float) -> float:
    """Return the field between the centres of its cells (bilinear, flat past the edge)."""
    c = min(max(column - 0.5, 0.0), field.shape[1] - 1.001)
    r = min(max(row - 0.5, 0.0), field.shape[0] - 1.001)
    i, j = int(c), int(r)
    s, t = c - i, r - j
    low: float = field[j, i] + (field[j, i + 1] - field[j, i]) * s
    high: float = field[j + 1, i] + (field[j + 1, i + 1] - field[j + 1, i]) * s
    mixed: float = low + (high - low) * t
    return mixed


@njit(cache=True)
def _overlaid(layer: int, x: float, y: float, salts: blocks.Streams) -> int:
    if layer == OVER_WATER:
        return WATER
    if layer == OVER_ROAD:
        return SEALED
    if layer == OVER_RAIL:
        return SEMI
    if layer == OVER_PARK:
        if abs(noise_at(x, y, 150.0, salts[4]) - 0.5) < 0.02:
            return SEMI
        return WOOD if noise_at(x, y, 55.0, salts[5]) > 0.6 else GREEN
    return NODATA


@njit(cache=True)
def _ground(x: float, y: float, ground: Ground, wood: float) -> int:
    kinds, first, salts = ground
    u, v = blocks.bend_in(x, y, salts)
    i, start_u, wide_u = blocks.strip_of(u, salts[2])
    j, start_v, wide_v = blocks.strip_of(v, salts[3])
    kind = kinds[j - first[1], i - first[0]]
    inside = (u - start_u) * blocks.QUARTER, (v - start_v) * blocks.QUARTER
    sides = wide_u * blocks.QUARTER, wide_v * blocks.QUARTER
    if kind == blocks.COUNTRY:
        if wood + 0.16 * (noise_at(x, y, 80.0, salts[5]) - 0.5) > WOOD_FROM:
            return WOOD
        return _country((i, j), inside, sides, salts)
    if kind == blocks.BARE:
        return BARE if noise_at(x, y, 60.0, salts[5]) < 0.8 else SEMI
    return _block(kind, (i, j), inside, sides, salts)


@njit(cache=True)
def _country(quarter: blocks.Numbers, inside: Pair, sides: Pair, salts: blocks.Streams) -> int:
    """Return fields, hedges, lanes and farmsteads, ``inside`` metres from the quarter's corner."""
    a, b = inside
    lane = chance_at(quarter[0], quarter[1], salts[4])
    if (a < 4.0 and lane < 0.16) or (b < 4.0 and lane > 0.84):
        return SEALED
    hedge = chance_at(quarter[0], quarter[1], salts[5])
    if (a < 9.0 and hedge < 0.3) or (b < 9.0 and hedge > 0.75):
        return WOOD
    if 0.4 < lane < 0.425:
        out = max(abs(a - sides[0] / 2), abs(b - sides[1] / 2))
        if out < 38.0:
            return BUILDING if out < 18.0 else SEMI
    return FARM


@njit(cache=True)
def _block(
    kind: int, quarter: blocks.Numbers, inside: Pair, sides: Pair, salts: blocks.Streams
) -> int:
    i, j = quarter
    nu, nv = blocks.split_of(kind, i, j, salts[4])
    hu, from_u, long_u = blocks.half_of(inside[0] / sides[0], nu, blocks.cut_of(i, j, 0, salts[4]))
    hv, from_v, long_v = blocks.half_of(inside[1] / sides[1], nv, blocks.cut_of(i, j, 1, salts[4]))
    a, b = inside[0] - from_u * sides[0], inside[1] - from_v * sides[1]
    along, across = long_u * sides[0], long_v * sides[1]
    street = blocks.STREET
    if min(a, along - a, b, across - b) < street:
        return SEALED
    at, size = (a - street, b - street), (along - 2 * street, across - 2 * street)
    block = 2 * i + hu, 2 * j + hv
    if blocks.turned_of(size[0], size[1], block, salts[5]):
        at, size = (at[1], at[0]), (size[1], size[0])
    return _lot(kind, block, at, size, salts)


@njit(cache=True)
def _lot(kind: int, block: blocks.Numbers, at: Pair, size: Pair, salts: blocks.Streams) -> int:
    """Return the class in a lot; ``at`` is metres along the row and across the block."""
    rows, count = blocks.lots_of(kind, size[0], block, salts[5])
    deep = size[1] / rows
    row = min(int(at[1] / deep), rows - 1)
    k, start, end = blocks.lot_of(at[0] / size[0], count, row, block, salts[5])
    aside = min(at[0] - start * size[0], end * size[0] - at[0])
    front = at[1] if row == 0 else size[1] - at[1]
    use = chance_at(block[0] * 64 + k, block[1] * 4 + row, salts[4])
    if kind == blocks.INDUSTRIAL:
        return _works(use, aside, min(at[1], size[1] - at[1]))
    if kind == blocks.DENSE:
        return _town(use, front, deep)
    return _suburb(use, aside, front, deep)


@njit(cache=True)
def _works(use: float, aside: float, front: float) -> int:
    if aside > 12.0 and front > 14.0 and use < 0.9:
        return INDUSTRIAL
    if use < 0.72:
        return SEALED
    return SEMI if use < 0.93 else BARE


@njit(cache=True)
def _town(use: float, front: float, deep: float) -> int:
    """Return houses on the street and a court behind."""
    if use > 0.96:
        return GREEN
    if front < 0.42 * deep:
        return BUILDING
    if use < 0.12:
        return SEALED
    return DENSE if use < 0.8 else GREEN


@njit(cache=True)
def _suburb(use: float, aside: float, front: float, deep: float) -> int:
    """Return a house in its garden, now and then a car park or a green."""
    if use > 0.93:
        return GREEN
    if use > 0.88:
        return SEMI
    if use > 0.84:
        return SEALED
    if aside > 6.0 and 6.0 < front < 0.55 * deep:
        return BUILDING
    if use < 0.12:
        return OPEN
    return SEMI if use < 0.32 else GREEN
