"""Which unit of a partition (municipality, zone, landscape unit) each place lies in most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from contado.survey.rings import Geometry
from contado.survey.sizes import POINT, sizes
from contado.values import Floats, Labels, Missing

if TYPE_CHECKING:
    from contado.territory import Layer


@dataclass(frozen=True, slots=True)
class Units:
    """The unit of a partition that each place lies in.

    Parameters
    ----------
    labels
        Name of the unit.
    codes
        Code of the unit, empty where there is none.
    share
        Share of the place inside it.
    """

    labels: Labels
    codes: tuple[str, ...]
    share: Floats


@dataclass(frozen=True, slots=True)
class Partition:
    """The units of a layer that divides the territory: codes, names and outlines."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    geometry: Geometry

    @classmethod
    def of(cls, layer: Layer) -> Partition:
        """Return the units of a layer."""
        code = layer.spec.key[0]
        rows = layer.arrays([code, "name"])
        codes, names = (tuple(map(str, rows[column])) for column in (code, "name"))
        return cls(codes, names, rows["geometry"])

    def units_of(self, places: Geometry, role: str) -> Units:
        """Return the unit of each place, by largest overlap; missing outside the layer."""
        unit, share = largest_overlap(places, self.geometry)
        codes, names = (*self.codes, ""), (*self.names, None)
        labels = Labels.of(
            [None if row < 0 else names[row] for row in unit], Missing("outside_layer", role)
        )
        return Units(labels, tuple(codes[row] for row in unit), share)


def largest_overlap(places: Geometry, units: Geometry) -> tuple[npt.NDArray[np.intp], Floats]:
    """Return the unit that holds most of each place.

    Parameters
    ----------
    places
        Shapely points, lines or polygons, all of one dimension, shape ``(n,)``.
    units
        Polygons in the same CRS, shape ``(m,)``.

    Returns
    -------
    unit, share
        Shape ``(n,)``: row of the unit, -1 where the place touches none (the first row of equal
        ones), and the share of the place inside it.

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
    holder, held = tree.query(units, predicate="covers")
    unit[held[::-1]], share[held] = holder[::-1], 1.0
    crossing = np.flatnonzero(unit < 0)
    if len(crossing):
        unit[crossing], share[crossing] = _cut(places[crossing], units)
    return unit, share


def _cut(places: Geometry, units: Geometry) -> tuple[npt.NDArray[np.intp], Floats]:
    import shapely

    unit, share = np.full(len(places), -1, dtype=np.intp), np.zeros(len(places))
    row, candidate = shapely.STRtree(units).query(places, predicate="intersects")
    dimension = int(shapely.get_dimensions(places).max(initial=POINT))
    part = sizes(shapely.intersection(places[row], units[candidate]), dimension)
    order = np.lexsort((-candidate, part, row))
    last = np.r_[row[order][1:] != row[order][:-1], True] if len(row) else np.zeros(0, dtype=bool)
    best = order[last & (part[order] > 0)]
    unit[row[best]] = candidate[best]
    share[row[best]] = part[best] / sizes(places[row[best]], dimension)
    return unit, share
