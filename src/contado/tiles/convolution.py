"""Sums of a field around each cell, weighted by a kernel, by transforms in single precision.

A transform of two axes is one along rows, a band of them at a time, and one along columns, a few of
them at a time: what is worked on stays in the processor's cache, on each core. Bands do not follow
the number of cores, so that sums do not either.
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

from contado.tiles.grid import Window
from contado.tiles.kernels import Kernel, Singles, spectrum, torus_of
from contado.tiles.loading import compiled_repays
from contado.tiles.threads import bands, in_threads

Band = Callable[[slice, Singles], None]
"""Fills a band of rows of a field, or takes the sums of one."""

Waves = npt.NDArray[np.complex64]
"""A field transformed along its rows: what a sum is worked out in."""

_COLUMNS = 16  # transformed together: of 10,000 rows they are a megabyte


def summed(
    shape: tuple[int, int],
    kernel: Kernel,
    fill: Band,
    take: Band,
    core: Window | None = None,
    *,
    waves: Waves | None = None,
) -> Waves:
    """Give the weighted sum around each cell of a field that is 0 outside.

    Parameters
    ----------
    shape
        Rows and columns of the field.
    kernel
        The weights.
    fill
        Fills the rows it is given with those of the field, from several threads.
    take
        Takes the sums of a band, from several threads; rows are counted from those of ``core``.
    core
        The cells whose sums are wanted; all by default.
    waves
        What an earlier call of the same shape, kernel and core gave back.

    Returns
    -------
    waves
        What it worked in: asking the system for so much memory takes a while.

    Examples
    --------
    >>> def one(band, out):
    ...     out[:] = 1
    >>> _ = summed((1, 3), Kernel.of(1), one, lambda band, sums: print(sums.round(3)))
    [[1.503 1.736 1.503]]
    """
    own = core or Window.whole(shape)
    torus = torus_of(_span(shape, own, kernel.span), kernel)
    if waves is None:
        waves = _room(shape[0], torus)
    _forward(shape, torus, fill, waves)
    _weigh(waves, (shape[0], torus[0]), spectrum(kernel, torus), own)
    _back(waves[: own.rows], torus, own, take)
    return waves


def spread(field: npt.NDArray[Any], kernel: Kernel) -> Singles:
    """Return the weighted sums of the cells of a field, and of those that the kernel reaches.

    Parameters
    ----------
    field
        Shape ``(n, m)``; 0 outside.
    kernel
        The weights.

    Returns
    -------
    sums
        Shape ``(n + 2 span, m + 2 span)``.

    Examples
    --------
    >>> spread(np.ones((1, 1)), Kernel.of(1))[5, 3:].round(3)
    array([0.135, 0.368, 1.   , 0.368, 0.135, 0.05 , 0.018, 0.007], dtype=float32)
    """
    shape, span = (field.shape[0], field.shape[1]), kernel.span
    own = Window.whole(shape).grown(span)
    torus = torus_of((shape[0] + span, shape[1] + span), kernel)
    waves = _room(own.rows, torus)
    _forward(shape, torus, lambda band, out: np.copyto(out, field[band]), waves)
    _weigh(waves, (shape[0], torus[0]), spectrum(kernel, torus), own)
    sums = np.empty(own.shape, dtype=np.float32)
    _back(waves, torus, own, lambda band, out: np.copyto(sums[band], out))
    return sums


def kernels_for(shape: tuple[int, ...]) -> ModuleType:
    """Return what works on the cells of a field cell by cell: compiled, or plain if they are few.

    Both give the same bits.
    """
    if compiled_repays(prod(shape)):
        from contado.tiles import mean_kernels

        return mean_kernels
    from contado.tiles import mean_plain

    return mean_plain


def _span(shape: tuple[int, int], core: Window, reach: int) -> tuple[int, int]:
    """Return the shape that a torus must hold for what wraps around not to reach the core.

    The margins around the core may be spoilt, as far as both sides of it have one.
    """
    rows = min(core.row, shape[0] - core.row - core.rows, reach)
    columns = min(core.column, shape[1] - core.column - core.columns, reach)
    return shape[0] - rows, shape[1] - columns


def _room(rows: int, torus: tuple[int, int]) -> Waves:
    return np.empty((rows, torus[1] // 2 + 1), dtype=np.complex64)


def _forward(shape: tuple[int, int], torus: tuple[int, int], fill: Band, waves: Waves) -> None:
    """Fill the first rows of ``waves`` with a field transformed along its rows."""
    from scipy import fft

    def work(band: slice) -> None:
        values = np.zeros((band.stop - band.start, torus[1]), dtype=np.float32)
        fill(band, values[:, : shape[1]])
        waves[band] = fft.rfft(values, axis=1, overwrite_x=True)

    in_threads(work, bands(shape[0]))


def _weigh(waves: Waves, heights: tuple[int, int], weights: Singles, own: Window) -> None:
    """Transform columns, weigh and transform back, in place, to the rows of ``own``.

    ``heights`` are the rows of the field and of the torus. Rows before the first, where the kernel
    spreads to them, are wrapped around to the far end.
    """
    from scipy import fft

    (rows, size), before = heights, max(-own.row, 0)
    scaled = kernels_for(waves.shape).scaled

    def work(some: slice) -> None:
        block = np.zeros((size, some.stop - some.start), dtype=np.complex64)
        block[:rows] = waves[:rows, some]
        block = fft.fft(block, axis=0, overwrite_x=True)
        scaled(block, weights[:, some])
        block = fft.ifft(block, axis=0, overwrite_x=True)
        waves[:before, some] = block[size - before :]
        waves[before : own.rows, some] = block[own.row + before : own.row + own.rows]

    in_threads(work, bands(waves.shape[1], _COLUMNS))


def _back(waves: Waves, torus: tuple[int, int], own: Window, take: Band) -> None:
    """Transform rows back and hand on the columns of ``own``, wrapped around as rows are."""
    from scipy import fft

    before = max(-own.column, 0)

    def work(band: slice) -> None:
        sums = fft.irfft(waves[band], torus[1], axis=1)
        wanted = sums[:, own.column + before : own.column + own.columns]
        if before:
            wanted = np.concatenate([sums[:, torus[1] - before :], wanted], axis=1)
        take(band, wanted)

    in_threads(work, bands(own.rows))
