"""Sets of classes as the bits of small integers: what three-valued answers are made of.

Bit *i* of a mask says that class *i* is still possible. A mask with one bit is a known answer; with
several, *cannot tell*; the bit `UNSETTLED` beside them says that no class is given even where one
alone is possible. The mask of a condition has two bits: 1 it may not hold, 2 it may hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import product

import numpy as np
import numpy.typing as npt

from contado.units import RESOLUTION
from contado.values import Floats

Masks = npt.NDArray[np.uint16]
Flags = npt.NDArray[np.uint8]

NO, YES, EITHER = 1, 2, 3
"""Masks of a condition."""

UNSETTLED = 1 << 15
"""Bit of an outcome that would rest on a part of which nothing is known."""

OUT, MAYBE, COUNTS = 0, 1, 2
"""Whether an answer enters a mean: never (not applicable), perhaps, always."""


def edges(breaks: Sequence[float]) -> tuple[float, ...]:
    """Return the edges that values are compared with, unrounded, for values to be rounded.

    A value reaches a break when, rounded to the resolution of its unit, it is not below it; that
    is when it is not below the break less half the resolution.

    Examples
    --------
    >>> 0.3 - 4e-10 >= edges([0.3])[0], 0.3 - 6e-10 >= edges([0.3])[0]
    (True, False)
    """
    return tuple((round(b / RESOLUTION) - 0.5) * RESOLUTION for b in breaks)


def classes_up_to(low: Floats, cuts: Sequence[float]) -> npt.NDArray[np.uint8]:
    """Return the class of each value, the lowest where it is missing."""
    classes = np.zeros(len(low), dtype=np.uint8)
    for cut in cuts:
        classes += low >= cut
    return classes


def classes_down_to(high: Floats, cuts: Sequence[float]) -> npt.NDArray[np.uint8]:
    """Return the class of each value, the highest where it is missing."""
    classes = np.full(len(high), len(cuts), dtype=np.uint8)
    for cut in cuts:
        classes -= high < cut
    return classes


@cache
def spans(size: int) -> Masks:
    """Return the mask of classes ``i`` to ``j`` at ``i * size + j``."""
    table = np.zeros(size * size, dtype=np.uint16)
    for i in range(size):
        for j in range(i, size):
            table[i * size + j] = (2 << j) - (1 << i)
    return table


def span_masks(low: Floats, high: Floats, cuts: Sequence[float]) -> Masks:
    """Return the classes possible for numbers known within bounds.

    Parameters
    ----------
    low, high
        Bounds, NaN where missing; the same array where all are exact.
    cuts
        Edges between classes, from `edges`.

    Examples
    --------
    >>> span_masks(np.array([0.1, np.nan]), np.array([0.4, np.nan]), edges([0.2, 0.5])).tolist()
    [3, 7]
    """
    size = len(cuts) + 1
    lowest = classes_up_to(low, cuts)
    if high is low and not np.isnan(low).any():
        return spans(size)[:: size + 1].take(lowest)
    index = lowest * np.uint8(size) + classes_down_to(high, cuts)
    return spans(size).take(index)


@cache
def points_of_masks(points: tuple[float | None, ...]) -> tuple[Floats, Floats, Flags]:
    """Return the least and most points, and whether they count, for every set of classes.

    Parameters
    ----------
    points
        Points of each class; None for a class that is not counted.

    Returns
    -------
    low, high, counts
        Shape ``(2 ** len(points),)``; points are 0 where nothing in the set counts.

    Examples
    --------
    >>> low, high, counts = points_of_masks((0.0, 1.0, None))
    >>> low[0b011], high[0b011], counts[0b101], counts[0b100]
    (np.float64(0.0), np.float64(1.0), np.uint8(1), np.uint8(0))
    """
    size = 1 << len(points)
    low, high = np.zeros(size), np.zeros(size)
    counts = np.zeros(size, dtype=np.uint8)
    for mask in range(1, size):
        members = [p for i, p in enumerate(points) if mask >> i & 1]
        counted = [p for p in members if p is not None]
        if counted:
            low[mask], high[mask] = min(counted), max(counted)
            counts[mask] = COUNTS if len(counted) == len(members) else MAYBE
    return low, high, counts


def table_of_masks(
    rows: Mapping[tuple[int, ...], int], sizes: Sequence[int], extra: Sequence[bool]
) -> Masks:
    """Return the answers possible for every combination of sets of classes.

    Parameters
    ----------
    rows
        Class of the answer for the classes on the axes.
    sizes
        Number of classes of each axis.
    extra
        Whether an axis has one bit more, above its classes, for *not applicable*; it stands for
        every class.

    Returns
    -------
    array
        Indexed by the masks of the axes, the last axis varying fastest.

    Examples
    --------
    >>> both = table_of_masks({(a, b): a & b for a in (0, 1) for b in (0, 1)}, (2, 2), (False,) * 2)
    >>> both[0b01 * 4 + 0b11], both[0b10 * 4 + 0b11]
    (np.uint16(1), np.uint16(3))
    """
    bits = [size + more for size, more in zip(sizes, extra, strict=True)]
    out = np.zeros([1 << b for b in bits], dtype=np.uint16)
    holding = [
        [_holding(size, i, more=more) for i in range(size)]
        for size, more in zip(sizes, extra, strict=True)
    ]
    for key in product(*(range(size) for size in sizes)):
        if key in rows:
            where = np.ix_(*(holding[axis][i] for axis, i in enumerate(key)))
            out[where] |= np.uint16(1 << rows[key])
    return out.ravel()


def _holding(size: int, i: int, *, more: bool) -> npt.NDArray[np.intp]:
    """Return the masks that leave class ``i`` possible."""
    masks = np.arange(1 << (size + more))
    wanted = (1 << i) | ((1 << size) if more else 0)
    return np.flatnonzero(masks & wanted)


def single(masks: Masks) -> npt.NDArray[np.bool_]:
    """Return where a mask leaves exactly one class."""
    alone: npt.NDArray[np.bool_] = (masks & (masks - np.uint16(1))) == 0
    return alone


def members(mask: int) -> list[int]:
    """Return the classes of a mask.

    Examples
    --------
    >>> members(0b101)
    [0, 2]
    """
    return [i for i in range(mask.bit_length()) if mask >> i & 1]


def both(one: Flags, two: Flags) -> Flags:
    """Return the masks of *one and two*."""
    return ((one & two) & np.uint8(YES)) | ((one | two) & np.uint8(NO))


def either(one: Flags, two: Flags) -> Flags:
    """Return the masks of *one or two*."""
    return ((one | two) & np.uint8(YES)) | ((one & two) & np.uint8(NO))


def negated(one: Flags) -> Flags:
    """Return the masks of *not one*."""
    return np.array([0, YES, NO, EITHER], dtype=np.uint8).take(one)
