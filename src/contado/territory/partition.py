"""Roles whose rows divide the territory: no two over the same ground, all of it covered."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from contado.errors import Problem
from contado.numerals import readable
from contado.terms import Text

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

SLIVER = 0.001
"""Share of an area that two digitised boundaries may differ by, without a notice."""

Shapes = npt.NDArray[np.object_]
Overlap = tuple[int, int, float]
"""Two rows, from 0, and the share of the smaller one that both cover."""

_SHOWN = 10
_AT_ONCE = 256  # rows looked at together: a file of rows all over each other stays cheap


def overlaps(shapes: Shapes) -> Iterator[Overlap]:
    """Yield the pairs of rows that lie over each other by more than a sliver.

    Parameters
    ----------
    shapes
        Valid polygons, in a metric system.

    Examples
    --------
    >>> import shapely
    >>> list(overlaps(shapely.box([0, 1, 9], 0, [2, 3, 10], 1)))
    [(0, 1, 0.5)]
    """
    import shapely

    tree, areas = shapely.STRtree(shapes), shapely.area(shapes)
    for start in range(0, len(shapes), _AT_ONCE):
        near, other = tree.query(shapes[start : start + _AT_ONCE], predicate="intersects")
        one, two = near[near + start < other] + start, other[near + start < other]
        shares = shapely.area(shapely.intersection(shapes[one], shapes[two]))
        shares = shares / np.minimum(areas[one], areas[two])
        for at in np.lexsort((two, one)):
            if shares[at] > SLIVER:
                yield int(one[at]), int(two[at]), float(shares[at])


def check_overlaps(shapes: Shapes, where: str) -> list[Problem]:
    """Return the problem of rows that lie over each other, with their numbers from 1."""
    pairs = list(islice(overlaps(shapes), _SHOWN + 1))
    if not pairs:
        return []
    listed = Text.by_language(lambda language: _listed(pairs, language))
    return [Problem("territory.overlap", where, {"rows": listed})]


def _listed(pairs: list[Overlap], language: str) -> str:
    texts = [
        f"{one + 1}-{two + 1} ({readable(round(100 * share, 1), language)} %)"
        for one, two, share in pairs[:_SHOWN]
    ]
    return ", ".join([*texts, "…"] if len(pairs) > _SHOWN else texts)


def check_cover(shapes: Shapes, boundary: BaseGeometry, where: str) -> list[Problem]:
    """Return the notice that rows leave a part of the territory out, with the share they cover."""
    import shapely

    covered = float(shapely.area(shapely.intersection(shapes, boundary)).sum() / boundary.area)
    if covered >= 1 - SLIVER:
        return []
    return [Problem("territory.partly_covered", where, {"share": round(100 * covered, 1)})]
