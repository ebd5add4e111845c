"""Weighted means of points that may be unknown, or may not count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from contado.norms.masks import COUNTS, MAYBE, OUT, Flags
from contado.values import Floats, Rows

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Points:
    """Points of ``n`` rows.

    Parameters
    ----------
    low, high
        Shape ``(n,)``; the same array where all are exact; 0 where they do not count.
    counts
        ``OUT``, ``MAYBE`` or ``COUNTS`` a row; None where all count.
    """

    low: Floats
    high: Floats
    counts: Flags | None = None


def weighted_mean(items: Sequence[Points], weights: Sequence[float]) -> Points:
    """Return the mean of several points in each row, those that do not count left out.

    The bounds are those of every completion: each unknown item at its worst and at its best, each
    that may not count both in and out. An item of weight 0 has no effect, known or not.

    Parameters
    ----------
    items
        One a criterion, all of ``n`` rows.
    weights
        Weight of each.

    Returns
    -------
    Points
        ``counts`` is ``OUT`` where no item counts.

    Examples
    --------
    >>> half = Points(np.array([0.0]), np.array([1.0]))
    >>> known = Points(np.array([1.0]), np.array([1.0]))
    >>> weighted_mean([half, known], [0.5, 0.5])
    Points(low=array([0.5]), high=array([1.]), counts=None)
    """
    pairs = [(item, weight) for item, weight in zip(items, weights, strict=True) if weight]
    low = _sum(pairs, high=False)
    exact = all(item.high is item.low for item, _ in pairs)
    high = low if exact else _sum(pairs, high=True)
    if all(item.counts is None for item, _ in pairs):
        total = sum(weight for _, weight in pairs)
        low /= total
        if not exact:
            high /= total
        return Points(low, high)
    return _mean_of_counted(pairs, low, high)


def _sum(pairs: Sequence[tuple[Points, float]], *, high: bool) -> Floats:
    first, weight = pairs[0]
    total = (first.high if high else first.low) * weight
    for item, weight in pairs[1:]:
        total += (item.high if high else item.low) * weight
    return total


def _mean_of_counted(pairs: Sequence[tuple[Points, float]], low: Floats, high: Floats) -> Points:
    size = len(low)
    total = np.full(size, float(sum(w for item, w in pairs if item.counts is None)))
    unsure = np.zeros(size, dtype=bool)
    for item, weight in pairs:
        if item.counts is not None:
            total += weight * (item.counts != OUT)
            unsure |= item.counts == MAYBE
    none = total == 0
    total[none] = 1.0
    exact = high is low
    low = low / total
    high = low if exact else high / total
    counts = np.where(none, np.uint8(OUT), np.uint8(COUNTS)) if none.any() else None
    if not unsure.any():
        return Points(low, high, counts)
    return _with_unsure(pairs, Points(low, high.copy(), counts), np.flatnonzero(unsure))


def _with_unsure(pairs: Sequence[tuple[Points, float]], mean: Points, rows: Rows) -> Points:
    """Recompute the rows in which an item may or may not count."""
    weights = np.array([weight for _, weight in pairs])[:, None]
    certain = np.full(len(mean.low), COUNTS, dtype=np.uint8)
    counts = np.array([(certain if i.counts is None else i.counts)[rows] for i, _ in pairs])
    must, may = counts == COUNTS, counts == MAYBE
    mean.high[rows] = _greatest(np.array([i.high[rows] for i, _ in pairs]), weights, must, may)
    mean.low[rows] = 0.0 - _greatest(-np.array([i.low[rows] for i, _ in pairs]), weights, must, may)
    if must.any(axis=0).all() and mean.counts is None:
        return mean
    counted = certain if mean.counts is None else mean.counts.copy()
    counted[rows] = np.where(must.any(axis=0), np.uint8(COUNTS), np.uint8(MAYBE))
    return Points(mean.low, mean.high, counted)


def _greatest(values: Floats, weights: Floats, must: Bools, may: Bools) -> Floats:
    """Return the greatest weighted mean over the choices of which optional values count.

    Dinkelbach's iteration for a ratio of sums: let in what lies above the mean reached so far,
    until nothing changes. Shapes ``(items, rows)``.
    """
    alone = np.where(may, values, -np.inf).max(axis=0)
    fixed = (weights * must).sum(axis=0)
    best: Floats = np.where(
        fixed > 0, (weights * values * must).sum(axis=0) / np.maximum(fixed, 1e-300), alone
    )
    for _ in range(len(values) + 1):
        chosen = must | (may & (values > best))
        total = (weights * chosen).sum(axis=0)
        reached = (weights * values * chosen).sum(axis=0) / np.where(total > 0, total, 1.0)
        better = np.where(total > 0, np.maximum(best, reached), best)
        if np.array_equal(better, best):
            break
        best = better
    return best


@dataclass(frozen=True, slots=True)
class ChildWeights:
    """ChildWeights of children, as facts: bounds, NaN where missing."""

    low: Floats
    high: Floats


def mean_over_children(
    points: Points, weights: ChildWeights, parent: Rows, size: int, extremes: tuple[float, float]
) -> Points:
    """Return the mean of children's points on each parent, weighted by a fact of the child.

    Where no child surely has a weight the mean is unknown: between the two ``extremes``. Where a
    weight is missing or only known within bounds, or a child may not count, the bounds are those
    of the children that may have a weight; they contain every completion.

    Parameters
    ----------
    points, weights
        Of the children.
    parent
        Row of the parent of each child, ascending.
    size
        Number of parents.
    extremes
        Least and most points there are.
    """
    sure = (weights.low == weights.high) & (weights.low >= 0)
    counts = (
        np.full(len(parent), COUNTS, dtype=np.uint8) if points.counts is None else points.counts
    )
    weight = np.where(sure & (counts == COUNTS), weights.low, 0.0)
    total = np.bincount(parent, weight, size)
    divisor = np.where(total > 0, total, 1.0)
    low = np.bincount(parent, weight * points.low, size) / divisor
    high = low
    if points.high is not points.low:
        high = np.bincount(parent, weight * points.high, size) / divisor
    doubtful = (~sure | (counts == MAYBE)) & (counts != OUT)
    empty = np.bincount(parent, (weights.low > 0) & (counts == COUNTS), size) == 0
    if not (empty.any() or doubtful.any()):
        return Points(low, high)
    high = high.copy()
    if doubtful.any():
        may = doubtful | (weight > 0)
        rows = np.bincount(parent, doubtful, size) > 0
        _widen(Points(low, high), points, parent, may & rows[parent], rows)
    low[empty], high[empty] = extremes
    return Points(low, high)


def _widen(bounds: Points, children: Points, parent: Rows, chosen: Bools, rows: Bools) -> None:
    """Set the bounds of some parents to those of their chosen children."""
    bounds.low[rows], bounds.high[rows] = np.inf, -np.inf
    np.minimum.at(bounds.low, parent[chosen], children.low[chosen])
    np.maximum.at(bounds.high, parent[chosen], children.high[chosen])
