"""The compiled parts of `contado.tiles.geotiff`: what makes a block easier to make smaller."""

from __future__ import annotations

from typing import Any

import numpy as np

from contado.compiling import njit


@njit(cache=True, nogil=True)
def put(block: Any, part: Any, nodata: Any) -> None:  # noqa: ANN401
    """Put values into the upper left of a block; NaN, and what is beyond, is no data."""
    rows, columns = part.shape
    for i in range(rows):
        for j in range(columns):
            block[i, j] = nodata if np.isnan(part[i, j]) else part[i, j]
        block[i, columns:] = nodata
    block[rows:] = nodata


@njit(cache=True, nogil=True)
def planes(block: Any, size: int) -> Any:  # noqa: ANN401
    """Return the floating-point predictor of a block of ``size`` bytes a cell.

    Each row becomes its cells' first bytes, then their second and so on, the most significant
    first, each byte less the one before it in the row.
    """
    rows, columns = block.shape
    out = np.empty((rows, columns * size), np.uint8)
    for i in range(rows):
        before = np.uint8(0)
        for plane in range(size):
            shift = 8 * (size - 1 - plane)
            own = out[i, plane * columns : (plane + 1) * columns]
            own[0] = np.uint8(block[i, 0] >> shift) - before
            for j in range(1, columns):
                own[j] = np.uint8(block[i, j] >> shift) - np.uint8(block[i, j - 1] >> shift)
            before = np.uint8(block[i, columns - 1] >> shift)
    return out


@njit(cache=True, nogil=True)
def differences(block: Any) -> Any:  # noqa: ANN401
    """Return each cell less the one before it in its row."""
    out = block.copy()
    for i in range(block.shape[0]):
        for j in range(1, block.shape[1]):
            out[i, j] = block[i, j] - block[i, j - 1]
    return out
