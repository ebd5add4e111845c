"""How many flagged cells lie within a disc: whole numbers, exact."""

from __future__ import annotations

from collections.abc import Callable
from math import isqrt
from typing import Any

import numpy as np
import numpy.typing as npt

from contado.tiles.grid import Window
from contado.tiles.loading import compiled_repays
from contado.tiles.reading import Flags
from contado.tiles.threads import bands, in_threads

Counts = npt.NDArray[np.uint32]
_Widths = npt.NDArray[np.int64]


def disc_count(flags: Flags, radius: int, window: Window | None = None) -> Counts:
    """Count the flagged cells whose centre is at most ``radius`` cells from each cell's centre.

    A disc is a square with caps on four sides; running sums along rows, columns and both give each
    row or column of a cap from two of them. Sums are kept modulo 2¹⁶ or 2³², whichever exceeds the
    cells of a disc, so that differences are exact whatever the size of the grid.

    Parameters
    ----------
    flags
        Shape ``(rows, columns)``. Nothing is flagged outside.
    radius
        In cells, at least 0.
    window
        Which cells to count around, of those of ``flags``; all by default.

    Returns
    -------
    counts
        The shape of ``window``.

    Examples
    --------
    >>> flags = np.zeros((3, 4), dtype=bool)
    >>> flags[1, 1] = True
    >>> disc_count(flags, 1)
    array([[0, 1, 0, 0],
           [1, 1, 1, 0],
           [0, 1, 0, 0]], dtype=uint32)
    """
    core = window or Window.whole((flags.shape[0], flags.shape[1]))
    count_band = _kernel(flags.size)
    widths = half_widths(radius)
    size = int(2 * widths.sum() + widths.size)
    sums: Any = np.uint16 if size < 1 << 16 else np.uint32
    counts = np.empty(core.shape, dtype=np.uint32)
    inner = isqrt(radius * radius // 2)

    def count(band: slice) -> None:
        part = Window(core.row + band.start, core.column, band.stop - band.start, core.columns)
        seen = part.grown(radius).within((flags.shape[0], flags.shape[1]))
        known = flags[seen.slices]
        if seen == part.grown(radius) and known.all():
            counts[band] = size  # as most bands are of a map's cells that hold data
            return
        around = np.zeros(part.grown(radius).shape, dtype=sums)
        around[seen.inside(part.grown(radius))] = known
        count_band(around, widths, inner, counts[band])

    in_threads(count, bands(core.rows, max(192, radius)))
    return counts


def _kernel(cells: int) -> Callable[..., None]:
    if not compiled_repays(cells):
        return count_plain
    from contado.tiles.disc_kernel import count_band

    return count_band


def count_plain(around: npt.NDArray[Any], widths: _Widths, inner: int, counts: Counts) -> None:
    """Do what the compiled `contado.tiles.disc_kernel.count_band` does, in NumPy."""
    (n, m), radius = counts.shape, len(widths) // 2
    rows, columns, both = (
        np.zeros((around.shape[0] + down, around.shape[1] + across), around.dtype)
        for down, across in ((0, 1), (1, 0), (1, 1))
    )
    np.cumsum(around, axis=1, dtype=around.dtype, out=rows[:, 1:])
    np.cumsum(around, axis=0, dtype=around.dtype, out=columns[1:])
    np.cumsum(rows, axis=0, dtype=around.dtype, out=both[1:])

    def at(sums: npt.NDArray[Any], row: int, column: int) -> npt.NDArray[Any]:
        return sums[row : row + n, column : column + m]

    low, high = radius - inner, radius + inner + 1
    out = at(both, high, high) - at(both, low, high) + at(both, low, low) - at(both, high, low)
    for k in range(inner + 1, radius + 1):
        left, right = radius - int(widths[radius + k]), radius + int(widths[radius + k]) + 1
        for beyond in (radius - k, radius + k):
            out += at(rows, beyond, right)
            out -= at(rows, beyond, left)
            out += at(columns, right, beyond)
            out -= at(columns, left, beyond)
    counts[:] = out


def half_widths(radius: int) -> _Widths:
    """Return how far a disc reaches along each row from ``-radius`` to ``radius``, in cells.

    Examples
    --------
    >>> half_widths(2)
    array([0, 1, 2, 1, 0])
    """
    rows = range(-radius, radius + 1)
    return np.array([isqrt(radius * radius - row * row) for row in rows], dtype=np.int64)
