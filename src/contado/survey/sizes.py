"""How large shapes are, by their dimension."""

from __future__ import annotations

import numpy as np

from contado.survey.rings import Geometry
from contado.values import Floats

POINT, LINE, AREA = 0, 1, 2


def sizes(shapes: Geometry, dimension: int) -> Floats:
    """Return how large shapes are: m² of areas, m of lines, the number of points.

    Parts of a lower dimension, as where two areas only touch, count for nothing.

    Examples
    --------
    >>> import shapely
    >>> sizes(np.array([shapely.box(0, 0, 2, 3), shapely.Point(0, 0)]), AREA)
    array([6., 0.])
    >>> sizes(np.array([shapely.Point(0, 0), shapely.Point()]), POINT)
    array([1., 0.])
    """
    import shapely

    if dimension == AREA:
        return np.asarray(shapely.area(shapes), dtype=np.float64)
    if dimension == LINE:
        return np.asarray(shapely.length(shapes), dtype=np.float64)
    return np.asarray(shapely.get_num_coordinates(shapes), dtype=np.float64)
