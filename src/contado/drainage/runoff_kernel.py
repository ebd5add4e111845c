"""The compiled pass of `contado.drainage.runoff_cells`; import it only where cells are read."""

# Numba infers the types of its functions and calls them by position.
# ruff: noqa: ANN001, ANN202, PLR0917
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import numpy as np
from numba import njit

from contado.drainage.runoff_cells import (
    NO_DATA,
    NODATA,
    UNKNOWN,
    Cells,
    Ground,
    PairTable,
    Values,
)


@njit(cache=True, nogil=True)
def _look_up(cover, soil, lowest, rows, first, groups, runoff, index, retained, out):
    depth, share, volume = out
    strangers = 0
    for i in range(cover.size):
        spot, place = np.int64(cover[i]) - lowest, np.int64(soil[i]) - first
        row = rows[spot] if 0 <= spot < rows.size else UNKNOWN
        group = groups[place] if 0 <= place < groups.size else UNKNOWN
        if row >= 0 and group >= 0:
            depth[i], share[i] = runoff[row, group], index[row, group]
            volume[i] = retained[row, group]
        else:
            depth[i] = share[i] = volume[i] = NODATA
            if row != NO_DATA and group != NO_DATA:  # noqa: PLR1714 - as numba compiles it
                strangers += 1
    return strangers


def look_up(
    cover: Cells, soil: Cells, ground: Ground, table: PairTable
) -> tuple[tuple[Values, Values, Values], int]:
    """Return runoff, index and retained volume of each cell, and how many cells have no row.

    As `contado.drainage.runoff_cells.look_up_plain`; a cell whose land cover or soil group is not
    in its table has no data and is counted.
    """
    shape = cover.shape
    out = np.empty((3, cover.size), dtype=np.float32)
    strangers = _look_up(
        np.ascontiguousarray(cover).reshape(-1), np.ascontiguousarray(soil).reshape(-1),
        ground.covers.lowest, ground.covers.rows, ground.groups.lowest, ground.groups.rows,
        table.runoff, table.index, table.retained, (out[0], out[1], out[2]),
    )  # fmt: skip
    return (out[0].reshape(shape), out[1].reshape(shape), out[2].reshape(shape)), int(strangers)
