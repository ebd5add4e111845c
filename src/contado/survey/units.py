"""Which unit of a partition (municipality, zone, landscape unit) each place lies in most."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from contado.survey.rings import Geometry
from contado.values import Floats


def largest_overlap(places: Geometry, units: Geometry) -> tuple[npt.NDArray[np.intp], Floats]:
    """Return the unit that holds most of each place.

    Parameters
    ----------
    places, units
        Shapely polygons in one CRS, shapes ``(n,)`` and ``(m,)``.

    Returns
    -------
    unit, share
        Shape ``(n,)``: row of the unit, -1 where the place touches none (the first row of equal
        ones), and the share of the place's area inside it.

    Examples
    --------
    >>> import shapely
    >>> halves = np.array([shapely.box(0, 0, 1, 2), shapely.box(1, 0, 2, 2)])
    >>> largest_overlap(np.array([shapely.box(0.5, 0, 2.5, 1), shapely.box(5, 5, 6, 6)]), halves)
    (array([ 1, -1]), array([0.5, 0. ]))
    """
    import shapely

    unit = np.full(len(places), -1, dtype=np.intp)
    share = np.zeros(len(places))
    if not len(units) or not len(places):
        return unit, share
    shapely.prepare(units)
    tree = shapely.STRtree(places)
    # Most places lie wholly inside one unit: asking the few units is quicker than cutting.
    holder, held = tree.query(units, predicate="contains")
    unit[held[::-1]], share[held] = holder[::-1], 1.0
    crossing = np.flatnonzero(unit < 0)
    if len(crossing):
        unit[crossing], share[crossing] = _cut(places[crossing], units)
    return unit, share


def _cut(places: Geometry, units: Geometry) -> tuple[npt.NDArray[np.intp], Floats]:
    import shapely

    unit, share = np.full(len(places), -1, dtype=np.intp), np.zeros(len(places))
    row, candidate = shapely.STRtree(units).query(places, predicate="intersects")
    part = shapely.area(shapely.intersection(places[row], units[candidate]))
    order = np.lexsort((-candidate, part, row))
    last = np.r_[row[order][1:] != row[order][:-1], True] if len(row) else np.zeros(0, dtype=bool)
    best = order[last & (part[order] > 0)]
    unit[row[best]] = candidate[best]
    share[row[best]] = part[best] / shapely.area(places[row[best]])
    return unit, share
