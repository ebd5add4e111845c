"""How near the features of a vector layer are to places, in a straight line.

Distances are from edge to edge: nothing where a place meets the feature. Features beyond the
territory's boundary count where the layer has them.
"""

from __future__ import annotations

import numpy as np

from contado.survey.features import Features
from contado.survey.overlaps import met
from contado.survey.rings import Geometry
from contado.values import Floats, Rows

_SLICE = 8192
"""Places looked around at a time: their pairs need not all be kept."""


def nearest(places: Geometry, features: Features) -> tuple[Rows, Floats]:
    """Return the nearest feature to each place.

    Parameters
    ----------
    places
        Points, lines or polygons of one metric CRS, shape ``(n,)``.

    Returns
    -------
    feature, distance
        Shape ``(n,)``: its row, -1 where there is no feature, and how far it is, m; NaN there. Of
        features equally near, the first.

    Examples
    --------
    >>> import shapely
    >>> stops = Features(shapely.points([[0, 0], [9, 0]]), (), np.zeros(2, dtype=np.intp))
    >>> nearest(np.array([shapely.box(1, -1, 3, 1)]), stops)
    (array([0]), array([1.]))
    """
    feature, distance = np.full(len(places), -1, dtype=np.intp), np.full(len(places), np.nan)
    place, row, _ = met(places, features)  # quicker than to measure how far they are
    away = np.zeros(len(place))
    _keep_first((feature, distance), place, row, away)
    rest = np.flatnonzero(feature < 0)
    (place, row), away = features.tree.query_nearest(places[rest], return_distance=True)
    _keep_first((feature, distance), rest[place], row, away)
    return feature, distance


def _keep_first(kept: tuple[Rows, Floats], place: Rows, row: Rows, away: Floats) -> None:
    """Keep for each place the first of the features that are equally near."""
    order = np.argsort(-row, kind="stable")
    kept[0][place[order]], kept[1][place[order]] = row[order], away[order]


def count_within(places: Geometry, features: Features, distance: float) -> Floats:
    """Return how many features lie, in part at least, within a distance of each place, m.

    Examples
    --------
    >>> import shapely
    >>> stops = Features(shapely.points([[0, 0], [9, 0]]), (), np.zeros(2, dtype=np.intp))
    >>> count_within(np.array([shapely.Point(1, 0), shapely.Point(4.5, 0)]), stops, 4.5)
    array([1., 2.])
    """
    counts = np.zeros(len(places))
    for start in range(0, len(places), _SLICE):
        part = places[start : start + _SLICE]
        place, _ = features.tree.query(part, predicate="dwithin", distance=distance)
        counts[start : start + len(part)] = np.bincount(place, minlength=len(part))
    return counts
