"""Sums of a field around each cell, weighted by a kernel, in double precision.

For windows of a map, not for maps: where single precision, or what a window cuts off, would be
felt. What wraps around spoils the cells within the kernel's reach of an edge, unless the field is
0 as far beyond it.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from contado.tiles.kernels import Kernel
from contado.tiles.threads import cores
from contado.values import Floats

Waves = npt.NDArray[np.complex128]


def quick_side(cells: int) -> int:
    """Return the least side, of at least so many cells, that is quick to transform.

    Examples
    --------
    >>> quick_side(1270)
    1280
    """
    from scipy import fft

    return int(fft.next_fast_len(cells, real=True))


def transformed(field: npt.NDArray[np.generic], shape: tuple[int, int]) -> Waves:
    """Return the transform of a field, with zeros beyond it up to a shape."""
    from scipy import fft

    values = np.asarray(field, dtype=np.float64)
    return np.asarray(fft.rfft2(values, shape, workers=cores()))


def weighted_sums(waves: Waves, kernel: Kernel, shape: tuple[int, int]) -> Floats:
    """Return the weighted sums around each cell of a transformed field.

    Examples
    --------
    >>> field = np.zeros((11, 11))
    >>> field[5, 5] = 1
    >>> sums = weighted_sums(transformed(field, (11, 11)), Kernel.of(1), (11, 11))
    >>> sums[5, 3:8].round(3)
    array([0.135, 0.368, 1.   , 0.368, 0.135])
    """
    from scipy import fft

    weighed = waves * _spectrum(kernel, shape)
    return np.asarray(fft.irfft2(weighed, shape, workers=cores(), overwrite_x=True))


def spread_doubles(field: npt.NDArray[np.generic], kernel: Kernel) -> Floats:
    """Return the weighted sums of the cells of a field, and of those that the kernel reaches.

    Parameters
    ----------
    field
        Shape ``(n, m)``; 0 outside.

    Returns
    -------
    sums
        Shape ``(n + 2 span, m + 2 span)``.
    """
    span = kernel.span
    rows, columns = (side + 2 * span for side in field.shape)
    torus = (quick_side(rows), quick_side(columns))
    wide = np.zeros((rows, columns))
    wide[span : span + field.shape[0], span : span + field.shape[1]] = field
    return weighted_sums(transformed(wide, torus), kernel, torus)[:rows, :columns]


@lru_cache(maxsize=4)
def _spectrum(kernel: Kernel, shape: tuple[int, int]) -> Floats:
    """Return the transform of a kernel on a torus, real as the kernel is even."""
    from scipy import fft

    quarter, span = kernel.quarter(), kernel.span
    torus = np.zeros(shape)
    torus[: span + 1, : span + 1] = quarter
    torus[: span + 1, -span:] = quarter[:, :0:-1]
    torus[-span:] = torus[span:0:-1]
    return np.ascontiguousarray(fft.rfft2(torus, workers=cores()).real)
