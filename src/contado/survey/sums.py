"""Sums of values by group."""

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
