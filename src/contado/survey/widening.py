"""Places and all that is within a distance of them, at a cost that does not explode with vertices.

A thousand spikes widened at once cross one another a million times. But within a cell much smaller
than the distance an outline may as well be its convex hull: widened, the two differ by less than
the corner that an arc of straight segments cuts off.
"""

from __future__ import annotations

import numpy as np
import shapely

from contado.survey.rings import Geometry
from contado.values import Floats

_MANY = 500
"""Vertices from which a place is widened by the hulls of its cells."""

_CELLS = 20
"""Cells to the distance: the corner of a hull is felt to a 1,600th of it."""

_MOST_POINTS = 250_000
"""Points of an outline; a longer one has larger cells."""

_ARC = 16
"""Segments of a quarter of a circle around a hull, at most: more would be finer than its cells."""

_CORNERS = 2000
"""How many times smaller than a step what is thinned between steps is."""


def buffered(places: Geometry, distance: float, arc: int) -> Geometry:
    """Return places widened by a distance.

    Parameters
    ----------
    distance
        m, above 0.
    arc
        Segments of a quarter of a circle.

    Returns
    -------
    shapes
        Of a place of many vertices within two thousandths of the distance.

    Examples
    --------
    >>> round(float(shapely.area(buffered(shapely.points([[0, 0]]), 10, 16))[0]), 1)
    313.7
    """
    shapes = np.asarray(places, dtype=object)
    many = shapely.get_num_coordinates(shapes) > _MANY
    widened = np.empty(len(shapes), dtype=object)
    widened[~many] = shapely.buffer(shapes[~many], distance, quad_segs=arc)
    for row in np.flatnonzero(many):
        widened[row] = _by_hulls(shapes[row], distance, min(arc, _ARC))
    return widened


def _by_hulls(shape: shapely.Geometry, distance: float, arc: int) -> shapely.Geometry:
    """Widen the hulls of an outline's cells, in steps that double and close them up."""
    step, done = max(distance / _CELLS, shape.length / _MOST_POINTS), 0.0
    parts = _hulls(shape, step)
    while done < distance:
        step = min(step, distance - done)
        wide = shapely.union_all(shapely.buffer(parts, step, quad_segs=arc))
        parts = shapely.get_parts(shapely.simplify(wide, step / _CORNERS))
        done, step = done + step, 2 * step
    return _filled(shapely.union_all(parts), shape)


def _hulls(shape: shapely.Geometry, cell: float) -> Geometry:
    points = _dense(shape, cell / 2)
    _, owner = np.unique(np.floor(points / cell) @ (1, 1j), return_inverse=True)
    order = np.argsort(owner, kind="stable")
    some = shapely.multipoints(points[order], indices=owner[order])
    return np.asarray(shapely.simplify(shapely.convex_hull(some), cell / _CORNERS))


def _dense(shape: shapely.Geometry, apart: float) -> Floats:
    """Return points of the outline at most so far apart, shape ``(n, 2)``."""
    lines = shapely.get_parts(shapely.get_rings(shape) if shape.area else shape)
    points, line = shapely.get_coordinates(lines, return_index=True)
    start, way = points[:-1], np.diff(points, axis=0) * (np.diff(line) == 0)[:, None]
    count = np.maximum(np.ceil(np.hypot(*way.T) / apart), 1).astype(np.int64)
    nth = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    share = (nth / np.repeat(count, count))[:, None]
    dense = np.repeat(start, count, axis=0) + share * np.repeat(way, count, axis=0)
    return np.concatenate([dense, points[-1:]])


def _filled(widened: shapely.Geometry, shape: shapely.Geometry) -> shapely.Geometry:
    """Return an outline that was widened, with what lies deep inside the shape."""
    shapely.prepare(shape)
    parts = [
        shapely.Polygon(
            part.exterior,
            [
                ring
                for ring in part.interiors
                if not shape.contains(shapely.Polygon(ring).representative_point())
            ],
        )
        for part in shapely.get_parts(widened)
    ]
    return shapely.union_all(parts)
