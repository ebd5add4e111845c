"""The kind of every quarter of the lattice, from the fields drawn at 100 m."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from contado.compiling import njit
from contado.territory.recipes.demo import blocks
from contado.territory.recipes.demo.canvas import Canvas, Field
from contado.territory.recipes.demo.noise import chance, salt

URBAN_FROM = 0.5
DENSE_FROM = 0.5
INDUSTRIAL_FROM = 0.5
_BARE_SHARE = 0.012
_BARE_FROM = 0.2
_MARGIN = 3

Classes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Fabric:
    """Kinds of quarters.

    Parameters
    ----------
    kinds
        Shape (rows, columns) of quarters; values as in `blocks`.
    first
        Numbers of the first column and of the first row.
    salts
        From `blocks.streams`.
    """

    kinds: Classes
    first: tuple[int, int]
    salts: blocks.Streams


def lay_fabric(canvas: Canvas, urban: Field, dense: Field, industry: Field, seed: int) -> Fabric:
    """Give each quarter its kind, by what the fields say at its middle."""
    west, south, east, north = (edge / blocks.QUARTER for edge in canvas.bounds)
    first = int(west) - _MARGIN, int(south) - _MARGIN
    shape = int(north) + _MARGIN - first[1] + 1, int(east) + _MARGIN - first[0] + 1
    salts = blocks.streams(seed)
    x, y = _middles(first[0], first[1], shape, salts)
    at = canvas.cells(x, y)
    kinds = np.full(shape, blocks.COUNTRY, dtype=np.uint8)
    kinds[urban[at] >= URBAN_FROM] = blocks.LOOSE
    kinds[dense[at] >= DENSE_FROM] = blocks.DENSE
    kinds[industry[at] >= INDUSTRIAL_FROM] = blocks.INDUSTRIAL
    rows, columns = np.indices(shape)
    sites = chance(columns + first[0], rows + first[1], salt(seed, "sites")) < _BARE_SHARE
    kinds[sites & (industry[at] > _BARE_FROM)] = blocks.BARE
    return Fabric(kinds, first, salts)


@njit(cache=True)
def _middles(
    i0: int, j0: int, shape: tuple[int, int], salts: blocks.Streams
) -> tuple[Field, Field]:
    """Return the middle of each quarter on the map."""
    x, y = np.empty(shape), np.empty(shape)
    for row in range(shape[0]):
        for column in range(shape[1]):
            i, j = i0 + column, j0 + row
            u = (blocks.line_at(i, salts[2]) + blocks.line_at(i + 1, salts[2])) / 2
            v = (blocks.line_at(j, salts[3]) + blocks.line_at(j + 1, salts[3])) / 2
            x[row, column], y[row, column] = blocks.bend_out(u, v, salts)
    return x, y
