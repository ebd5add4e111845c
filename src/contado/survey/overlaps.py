"""How much of each place lies on the features of a vector layer, by class.

Ground that two features of one class cover is counted once; what lies on two classes is counted in
both, so that classes may add up to more than their union. A place on the very edge of a feature
meets it; areas that only touch share no ground.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from contado.survey.features import Features
from contado.survey.rings import Geometry
from contado.survey.sizes import POINT, sizes
from contado.survey.sums import summed
from contado.values import Floats, Rows

Pairs = tuple[Rows, Rows]
"""Rows of places and of the features that each meets."""


@dataclass(frozen=True, slots=True)
class Overlaps:
    """What ``n`` places share with features in ``K`` classes.

    Parameters
    ----------
    names
        The classes.
    sizes
        Size of what is shared, shape ``(n, K + 1)``, the last column of features without a class:
        m² of areas on areas, m where either is a line; a point on features has size 1, and points
        in a place are counted one by one.
    counts
        How many features a place meets, shape ``(n, K + 1)``.
    """

    names: tuple[str, ...]
    sizes: Floats
    counts: Floats


def overlaps(places: Geometry, features: Features) -> Overlaps:
    """Return what each place shares with the features of each class.

    Parameters
    ----------
    places
        Points, lines or polygons of one metric CRS, shape ``(n,)``, all of one dimension.

    Examples
    --------
    >>> import shapely
    >>> shapes = np.array([shapely.box(0, 0, 2, 1), shapely.box(1, 0, 3, 1)])
    >>> twice = Features(shapes, (), np.zeros(2, dtype=np.intp))
    >>> overlaps(np.array([shapely.box(0, 0, 9, 1)]), twice)
    Overlaps(names=(), sizes=array([[3.]]), counts=array([[2.]]))
    """
    import shapely

    own = int(shapely.get_dimensions(places).max(initial=POINT))
    dimension = min(own, features.dimension)
    place, feature, within = met(places, features)
    columns = len(features.names) + 1
    group = place * columns + features.kind[feature]
    counts = summed(group, np.ones(len(group)), len(places) * columns)
    if dimension == POINT:
        whole = np.minimum(counts, 1.0) if own == POINT else counts
    else:
        whole = np.zeros(len(counts))
        held = np.unique(group[within])
        whole[held] = sizes(places, dimension)[held // columns]
        rest = ~np.isin(group, held)
        cut = _parts(places, features, (place[rest], feature[rest]))
        distinct, size = _joined(cut, group[rest], dimension)
        whole[distinct] = size
    shape = (len(places), columns)
    return Overlaps(features.names, whole.reshape(shape), counts.reshape(shape))


def met(places: Geometry, features: Features) -> tuple[Rows, Rows, npt.NDArray[np.bool_]]:
    """Return the pairs of places and features that meet, and which places lie in the feature.

    Most places lie wholly inside a feature or out of it: asking a prepared feature is quicker than
    cutting.
    """
    import shapely

    place, feature = features.tree.query(places)
    order = np.argsort(feature, kind="stable")  # a feature's own pairs together
    place, feature = place[order], feature[order]
    shapely.prepare(features.shapes)
    within = shapely.covers(features.shapes[feature], places[place])
    meets = within.copy()
    open_ = np.flatnonzero(~within)
    meets[open_] = shapely.intersects(features.shapes[feature[open_]], places[place[open_]])
    return place[meets], feature[meets], within[meets]


def _parts(places: Geometry, features: Features, pairs: Pairs) -> Geometry:
    """Return what each pair shares; a feature wholly in its place is all of it."""
    import shapely

    place, feature = pairs
    parts = features.shapes[feature]
    shapely.prepare(places)
    crossing = np.flatnonzero(~shapely.covers(places[place], parts))
    parts[crossing] = shapely.intersection(places[place[crossing]], parts[crossing])
    return parts


def _joined(parts: Geometry, group: Rows, dimension: int) -> tuple[Rows, Floats]:
    """Return the groups, each once, and the size of the union of its parts."""
    import shapely

    order = np.argsort(group, kind="stable")
    distinct, at, count = np.unique(group[order], return_inverse=True, return_counts=True)
    several = count[at] > 1
    size = summed(at, np.where(several, 0.0, sizes(parts[order], dimension)), len(distinct))
    rows, of_group = order[several], np.cumsum(count > 1)[at[several]] - 1
    if len(rows):
        together = shapely.geometrycollections(parts[rows], indices=of_group)
        joined = shapely.union_all(together[:, None], axis=1)
        size[count > 1] = sizes(joined, dimension)
    return distinct.astype(np.intp), size
