"""The compiled part of `contado.tiles.discs`."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from contado.compiling import njit

_STRIP = 1024  # columns worked on at a time, so that the sums of a disc's rows stay in cache


@njit(cache=True, nogil=True)
def _running_sums(around: Any, rows: Any, columns: Any, both: Any) -> None:  # noqa: ANN401
    """Fill the sums before each cell: along its row, along its column, and of both."""
    for i in range(around.shape[0]):
        run = around.dtype.type(0)
        for j in range(around.shape[1]):
            rows[i, j] = run
            run += around[i, j]
        rows[i, around.shape[1]] = run
        for j in range(around.shape[1]):
            columns[i + 1, j] = columns[i, j] + around[i, j]
        for j in range(around.shape[1] + 1):
            both[i + 1, j] = both[i, j] + rows[i, j]


@njit(cache=True, nogil=True)
def _add(out: Any, plus: Any, minus: Any) -> None:  # noqa: ANN401
    for j in range(out.shape[0]):
        out[j] += plus[j] - minus[j]


@njit(cache=True, nogil=True)
def _add_all(  # noqa: PLR0917 - four pairs
    out: Any, a: Any, b: Any, c: Any, d: Any, e: Any, f: Any, g: Any, h: Any,  # noqa: ANN401
) -> None:  # fmt: skip
    for j in range(out.shape[0]):
        out[j] += a[j] - b[j] + c[j] - d[j] + e[j] - f[j] + g[j] - h[j]


@njit(cache=True, nogil=True)
def count_band(
    around: npt.NDArray[Any],
    widths: npt.NDArray[np.int64],
    inner: int,
    counts: npt.NDArray[np.uint32],
) -> None:
    """Count the flags within a disc of each cell of a band.

    Parameters
    ----------
    around
        1 where flagged, shape ``(n + 2 r, m + 2 r)``, of the unsigned type that sums are kept in.
    widths
        How far the disc reaches along each of its rows, shape ``(2 r + 1,)``.
    inner
        Half the side of the square inside the disc, cells.
    counts
        Filled; shape ``(n, m)``.
    """
    n, m = counts.shape
    radius = widths.size // 2
    rows = np.zeros((around.shape[0], around.shape[1] + 1), around.dtype)
    columns = np.zeros((around.shape[0] + 1, around.shape[1]), around.dtype)
    both = np.zeros((around.shape[0] + 1, around.shape[1] + 1), around.dtype)
    _running_sums(around, rows, columns, both)
    for first in range(0, m, _STRIP):
        last = min(first + _STRIP, m)
        for i in range(n):
            out = np.zeros(last - first, around.dtype)
            low, high = radius - inner, radius + inner + 1
            _add(out, both[i + high, first + high : last + high],
                 both[i + low, first + high : last + high])  # fmt: skip
            _add(out, both[i + low, first + low : last + low],
                 both[i + high, first + low : last + low])  # fmt: skip
            for k in range(inner + 1, radius + 1):
                wide = widths[radius + k]
                left, right = radius - wide, radius + wide + 1
                up, down = radius - k, radius + k
                _add_all(
                    out,
                    rows[i + up, first + right : last + right],
                    rows[i + up, first + left : last + left],
                    rows[i + down, first + right : last + right],
                    rows[i + down, first + left : last + left],
                    columns[i + right, first + up : last + up],
                    columns[i + left, first + up : last + up],
                    columns[i + right, first + down : last + down],
                    columns[i + left, first + down : last + down],
                )
            counts[i, first:last] = out
