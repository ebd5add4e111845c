"""Working with columns of values: choosing between two, and saying why one is missing."""

from __future__ import annotations

from typing import overload

import numpy as np
import numpy.typing as npt

from contado.values import Codes, Floats, Labels, Missing, Numbers

Bools = npt.NDArray[np.bool_]


def without(numbers: Numbers, rows: Bools, reason: Missing) -> Numbers:
    """Return ``numbers`` with the present ones among ``rows`` missing for ``reason``.

    Examples
    --------
    >>> gone = without(Numbers.exact([1, 2]), np.array([True, False]), Missing("no_layer", "soil"))
    >>> gone.low, gone.why(0).subject
    (array([nan,  2.]), 'soil')
    """
    hit = rows & (numbers.missing == 0)
    if not hit.any():
        return numbers
    missing = numbers.missing.copy()
    missing[hit] = len(numbers.reasons) + 1
    low = np.where(hit, np.nan, numbers.low)
    high = low if numbers.high is numbers.low else np.where(hit, np.nan, numbers.high)
    return Numbers(low, high, missing, (*numbers.reasons, reason))


def between(low: Floats, high: Floats) -> Numbers:
    """Return present numbers known within bounds; exact where the bounds are the same array."""
    if np.array_equal(low, high):
        return Numbers.exact(low)
    return Numbers(low, high, np.zeros(len(low), dtype=np.int16))


@overload
def choose(first: Bools, one: Numbers, other: Numbers) -> Numbers: ...
@overload
def choose(first: Bools, one: Labels, other: Labels) -> Labels: ...
def choose(first: Bools, one: Numbers | Labels, other: Numbers | Labels) -> Numbers | Labels:
    """Return the rows of ``one`` where ``first``, else those of ``other``.

    Examples
    --------
    >>> choose(np.array([True, False]), Numbers.exact([1, 2]), Numbers.exact([3, 4])).low
    array([1., 4.])
    """
    missing = _joined_reasons(first, one, other)
    reasons = (*one.reasons, *other.reasons)
    if isinstance(one, Numbers) and isinstance(other, Numbers):
        low = np.where(first, one.low, other.low)
        exact = one.high is one.low and other.high is other.low
        return Numbers(
            low, low if exact else np.where(first, one.high, other.high), missing, reasons
        )
    if isinstance(one, Labels) and isinstance(other, Labels):
        shift = np.where(other.codes < 0, -1, other.codes + len(one.names))
        codes = np.where(first, one.codes, shift).astype(np.int16)
        return Labels(codes, (*one.names, *other.names), missing, reasons)
    raise TypeError("both are numbers or both are labels")


def _joined_reasons(first: Bools, one: Numbers | Labels, other: Numbers | Labels) -> Codes:
    theirs = np.where(other.missing == 0, 0, other.missing + len(one.reasons))
    return np.where(first, one.missing, theirs).astype(np.int16)


def known(column: Numbers | Labels) -> Bools:
    """Tell which rows are present."""
    return np.asarray(column.missing == 0)
