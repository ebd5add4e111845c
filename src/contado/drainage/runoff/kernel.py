"""The compiled passes of `contado.drainage.runoff.cells`; import it only where cells are read."""

# Numba infers the types of its functions and calls them by position.
# ruff: noqa: ANN001, ANN202, PLR0917
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import numpy as np

from contado.compiling import njit
from contado.drainage.runoff.cells import (
    NO_DATA,
    UNKNOWN,
    Cells,
    Ground,
    PairCodes,
    PairTable,
    Values,
)
from contado.drainage.runoff.curve_numbers import GROUPS
from contado.tiles import bands, in_threads

_GROUPS = len(GROUPS)


@njit(cache=True, nogil=True)
def _pair(cover, soil, lowest, rows, first, groups, no_data, out):
    strangers = 0
    for i in range(cover.shape[0]):
        for j in range(cover.shape[1]):
            spot, place = np.int64(cover[i, j]) - lowest, np.int64(soil[i, j]) - first
            row = rows[spot] if 0 <= spot < rows.size else UNKNOWN
            group = groups[place] if 0 <= place < groups.size else UNKNOWN
            if row >= 0 and group >= 0:
                out[i, j] = _GROUPS * row + group
            else:
                out[i, j] = no_data
                if row != NO_DATA and group != NO_DATA:  # noqa: PLR1714 - as numba compiles it
                    strangers += 1
    return strangers


@njit(cache=True, nogil=True)
def _look_up(pairs, runoff, index, retained, depth, share, volume):
    for i in range(pairs.shape[0]):
        for j in range(pairs.shape[1]):
            pair = pairs[i, j]
            depth[i, j], share[i, j], volume[i, j] = runoff[pair], index[pair], retained[pair]


def pairs(cover: Cells, soil: Cells, ground: Ground) -> tuple[PairCodes, int]:
    """Return the pair of each cell, and how many cells have a code without a row.

    As `contado.drainage.runoff.cells.Ground.pairs_plain`.
    """
    codes: PairCodes = np.empty(cover.shape, dtype=ground.dtype)

    def work(rows: slice) -> int:
        strangers: int = _pair(
            cover[rows], soil[rows],
            ground.covers.lowest, ground.covers.rows, ground.groups.lowest, ground.groups.rows,
            ground.no_data, codes[rows],
        )  # fmt: skip
        return strangers

    return codes, sum(in_threads(work, bands(cover.shape[0])))


def look_up(codes: PairCodes, table: PairTable) -> tuple[Values, Values, Values]:
    """Return runoff, index and retained volume of each cell.

    As `contado.drainage.runoff.cells.look_up_plain`.
    """
    depth, share, volume = (np.empty(codes.shape, dtype=np.float32) for _ in range(3))

    def work(rows: slice) -> None:
        _look_up(
            codes[rows], table.runoff, table.index, table.retained,
            depth[rows], share[rows], volume[rows],
        )  # fmt: skip

    in_threads(work, bands(codes.shape[0]))
    return depth, share, volume
