"""Units of the territory cut by municipality: where the age of residents is known to differ."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from contado.survey import Geometry
from contado.values import Floats

_POLYGON = 3


@dataclass(frozen=True, slots=True)
class Pieces:
    """Polygons that lie in one unit and in one municipality each, ``p`` of them.

    Parameters
    ----------
    geometry
        Shapely polygons, shape ``(p,)``.
    unit, municipality
        Row of the unit of each, -1 for ground of a municipality in no unit; of the municipality.
    """

    geometry: Geometry
    unit: npt.NDArray[np.intp]
    municipality: npt.NDArray[np.intp]

    @property
    def area(self) -> Floats:
        """Area of each piece, m²."""
        import shapely

        return np.asarray(shapely.area(self.geometry), dtype=np.float64)


def pieces_of(units: Geometry, municipalities: Geometry, *, apart: bool = False) -> Pieces:
    """Return the pieces of units by municipality, and what is left of each municipality.

    Parameters
    ----------
    units, municipalities
        Valid polygons in one metric CRS.
    apart
        Whether units may lie over one another: the whole of each municipality is then what is left.

    Examples
    --------
    >>> import shapely
    >>> unit = np.array([shapely.box(0, 0, 2, 1)])
    >>> halves = np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 3, 1)])
    >>> pieces = pieces_of(unit, halves)
    >>> pieces.unit.tolist(), pieces.municipality.tolist(), pieces.area.tolist()
    ([0, 0, -1], [0, 1, 1], [1.0, 1.0, 1.0])
    """
    import shapely

    whole, met = shapely.STRtree(units).query(municipalities, predicate="intersects")
    rest = municipalities
    if not apart:
        rest = shapely.difference(municipalities, shapely.union_all(units))
    cut = np.r_[shapely.intersection(units[met], municipalities[whole]), rest]
    unit = np.r_[met, np.full(len(rest), -1)]
    municipality = np.r_[whole, np.arange(len(rest))]
    # Neighbours also meet in lines and points, which hold nobody.
    parts, owner = shapely.get_parts(cut, return_index=True)
    kept = (shapely.get_type_id(parts) == _POLYGON) & (shapely.area(parts) > 0)
    owner = owner[kept]
    return Pieces(parts[kept], unit[owner].astype(np.intp), municipality[owner].astype(np.intp))
