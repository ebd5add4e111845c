"""Sums of values: by group, and weighted."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from contado.values import Floats


def summed(group: npt.NDArray[np.integer], values: npt.ArrayLike, size: int) -> Floats:
    """Return the sum of ``values`` in each of ``size`` groups.

    Parameters
    ----------
    group
        Number of the group of each value, below ``size``; shape ``(n,)``.

    Examples
    --------
    >>> summed(np.array([0, 2, 2]), [1.0, 2.0, 3.0], 4)
    array([1., 0., 5., 0.])
    """
    weights = np.asarray(values, dtype=np.float64)
    return np.bincount(group, weights, minlength=size).astype(np.float64, copy=False)


def product(values: npt.ArrayLike, weights: npt.ArrayLike) -> Floats:
    """Return ``values @ weights``, summed in one order on every processor.

    The kernels of a BLAS sum in orders of their own: a value in the middle between two steps
    would be frozen otherwise on another machine.

    Parameters
    ----------
    values
        Shape ``(n, k)``.
    weights
        Shape ``(k,)`` or ``(k, m)``.

    Examples
    --------
    >>> product(np.array([[1.0, 2.0]]), np.array([3.0, 4.0]))
    array([11.])
    """
    rows, columns = (np.asarray(each, dtype=np.float64) for each in (values, weights))
    return np.asarray(np.einsum("nk,k->n" if columns.ndim == 1 else "nk,km->nm", rows, columns))
