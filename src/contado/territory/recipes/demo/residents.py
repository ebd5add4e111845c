"""Residents of each cell: whole persons whose sum in each comune is the real total."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from contado.territory.recipes.demo.canvas import OUTSIDE, SIDE, Field

CELLS_A_KM2 = 1e6 / SIDE**2


def spread_residents(
    comuni: npt.NDArray[np.int32], likely: Field, totals: npt.NDArray[np.float64]
) -> Field:
    """Spread the residents of each comune over its cells, in whole persons.

    The largest remainders are rounded up (Hamilton's method), so that nobody is lost.

    Parameters
    ----------
    comuni
        Position of the comune of each cell, -1 outside.
    likely
        How likely residents are in each cell, same shape; even where it is zero in a whole comune.
    totals
        Residents of each comune; NaN where not known, and then its cells are NaN.

    Returns
    -------
    numpy.ndarray
        Persons a cell, NaN outside and where not known.

    Examples
    --------
    >>> spread_residents(np.array([[0, 0, 0, -1]]), np.array([[1.0, 1.0, 1.0, 1.0]]),
    ...                  np.array([10.0]))
    array([[ 4.,  3.,  3., nan]])
    """
    persons = np.full(comuni.size, np.nan)
    owner, weight = comuni.ravel(), likely.ravel()
    order = np.argsort(owner, kind="stable")
    edges = np.searchsorted(owner[order], np.arange(len(totals) + 1))
    for row, total in enumerate(totals):
        cells = order[edges[row] : edges[row + 1]]
        if np.isfinite(total) and len(cells):
            persons[cells] = _apportion(weight[cells], int(total))
    persons[owner == OUTSIDE] = np.nan
    return persons.reshape(comuni.shape)


def _apportion(weight: Field, total: int) -> Field:
    weight = weight if weight.sum() > 0 else np.ones_like(weight)
    share = total * (weight / weight.sum())
    whole: Field = np.floor(share)
    left = total - int(whole.sum())
    whole[np.argsort(whole - share, kind="stable")[:left]] += 1
    return whole
