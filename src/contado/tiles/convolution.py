"""Sums of a field around each cell, weighted by a kernel, by transforms in single precision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from contado.tiles.grid import Window
from contado.tiles.kernels import Kernel, Singles, spectrum, torus_of
from contado.tiles.threads import bands, cores, in_threads

Fill = Callable[[slice, Singles], None]
"""Puts a band of the field into the rows it is given."""


def summed(
    shape: tuple[int, int], kernel: Kernel, fill: Fill, core: Window | None = None
) -> Singles:
    """Return the weighted sum around each cell of a field that is 0 outside.

    Parameters
    ----------
    shape
        Rows and columns of the field.
    kernel
        The weights.
    fill
        Gives the field, a band of rows at a time, from several threads.
    core
        The cells whose sums are wanted; all by default. What the sums elsewhere are is not said.

    Returns
    -------
    sums
        Shape of ``core``; a view of a larger array.

    Examples
    --------
    >>> def one(band, out):
    ...     out[:] = 1
    >>> summed((1, 3), Kernel.of(1), one).round(3)
    array([[1.503, 1.736, 1.503]], dtype=float32)
    """
    from scipy import fft

    own = core or Window.whole(shape)
    torus = torus_of(_span(shape, own, kernel.span), kernel)
    waves = _waves(shape, torus, fill)
    _weigh(waves, spectrum(kernel, torus))
    waves = fft.ifft(waves, axis=0, workers=cores(), overwrite_x=True)
    rows, columns = own.slices
    sums: Singles = fft.irfft(waves[rows], torus[1], axis=1, workers=cores(), overwrite_x=True)
    return sums[:, columns]


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
    from scipy import fft

    (rows, columns), reach = field.shape, kernel.span
    torus = torus_of((rows + reach, columns + reach), kernel)
    waves = _waves((rows, columns), torus, lambda band, out: np.copyto(out, field[band]))
    _weigh(waves, spectrum(kernel, torus))
    waves = fft.ifft(waves, axis=0, workers=cores(), overwrite_x=True)
    # the reach above and to the left of the field is wrapped around to the far ends
    waves = np.concatenate([waves[-reach:], waves[: rows + reach]])
    sums = fft.irfft(waves, torus[1], axis=1, workers=cores(), overwrite_x=True)
    return np.concatenate([sums[:, -reach:], sums[:, : columns + reach]], axis=1)


def _span(shape: tuple[int, int], core: Window, reach: int) -> tuple[int, int]:
    """Return the shape that a torus must hold for what wraps around not to reach the core.

    The margins around the core may be spoilt, as far as both sides of it have one.
    """
    rows = min(core.row, shape[0] - core.row - core.rows, reach)
    columns = min(core.column, shape[1] - core.column - core.columns, reach)
    return shape[0] - rows, shape[1] - columns


def _waves(shape: tuple[int, int], torus: tuple[int, int], fill: Fill) -> npt.NDArray[Any]:
    from scipy import fft

    rows, columns = shape
    values = np.zeros((rows, torus[1]), dtype=np.float32)
    in_threads(lambda band: fill(band, values[band, :columns]), bands(rows))
    waves = np.zeros((torus[0], torus[1] // 2 + 1), dtype=np.complex64)
    step = max(1, -(-rows // 4))  # a transform of all rows at once would be held twice
    for start in range(0, rows, step):
        own = slice(start, min(start + step, rows))
        waves[own] = fft.rfft(values[own], axis=1, workers=cores())
    transform: npt.NDArray[Any] = fft.fft(waves, axis=0, workers=cores(), overwrite_x=True)
    return transform


def _weigh(waves: npt.NDArray[Any], weights: Singles) -> None:
    from contado.tiles.mean_kernels import scaled

    in_threads(lambda band: scaled(waves[band], weights[band]), bands(len(waves)))
