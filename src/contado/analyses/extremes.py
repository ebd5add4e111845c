"""Which place of a table is the first of all, and whether the data can tell it from others."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from contado.values import Floats


def highest(
    values: Floats, coarse: npt.NDArray[np.bool_], decimals: int, *, lowest: bool = False
) -> tuple[int, bool]:
    """Return the row of the highest value, and whether the data are too coarse to say so.

    They are where the place of that row, or of another whose value is written alike, is smaller
    than the data can tell: its value is that of what is around it.

    Parameters
    ----------
    values
        Shape ``(n,)``, NaN where not known, at least one known.
    coarse
        Shape ``(n,)``: whether the data are coarser than the place.
    decimals
        With which the values are written.
    lowest
        Whether the lowest value is meant.

    Examples
    --------
    >>> highest(np.array([1.0, np.nan, 3.04, 3.0]), np.array([True, True, False, False]), 1)
    (2, False)
    >>> highest(np.array([1.0, np.nan, 3.04, 3.0]), np.array([False, False, False, True]), 1)
    (2, True)
    """
    at = int(np.nanargmin(values) if lowest else np.nanargmax(values))
    alike = values.round(decimals) == values[at].round(decimals)
    return at, bool(coarse[alike].any())
