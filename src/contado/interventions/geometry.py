"""The one form in which the geometry of an intervention is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from contado.interventions.model import Intervention

PRECISION = 0.001
"""Step of stored coordinates, in the units of the territory's system (metres): a millimetre."""

_FARTHEST = 1e9  # metres; the Earth's circumference is 4e7


def normalised(geometry: BaseGeometry) -> BaseGeometry:
    """Return the canonical form: 2D, coordinates to `PRECISION`, rings and parts in fixed order.

    Examples
    --------
    >>> square = shapely.box(0, 0, 2, 2)
    >>> turned = shapely.Polygon([(2, 2), (0, 2), (0, 0), (2, 0.0001)])
    >>> normalised(square).wkb == normalised(turned).wkb
    True
    """
    flat = shapely.force_2d(geometry)
    if not near(flat):
        return flat
    rounded = shapely.set_precision(flat, PRECISION)
    return shapely.normalize(shapely.set_precision(rounded, 0))


def near(geometry: BaseGeometry) -> bool:
    """Tell whether coordinates are finite, and small enough to be on Earth in any system.

    Examples
    --------
    >>> near(shapely.box(0, 0, 1, 1)), near(shapely.box(0, 0, 1, 1e300))
    (True, False)
    """
    bounds = np.abs(shapely.bounds(geometry))
    return bool(np.isfinite(bounds).all() and bounds.max() < _FARTHEST)


def stored(geometry: BaseGeometry) -> str:
    """Return the text that `Intervention.geometry` keeps: WKB, little endian, in hexadecimal."""
    text: str = shapely.to_wkb(normalised(geometry), hex=True, output_dimension=2, byte_order=1)
    return text.lower()


def geometry_of(intervention: Intervention) -> BaseGeometry:
    """Return the geometry of an intervention, in the territory's CRS.

    Examples
    --------
    >>> from contado.interventions.model import Intervention
    >>> lot = Intervention(id="a", name="a", geometry=stored(shapely.box(0, 0, 2, 2)))
    >>> geometry_of(lot).area
    4.0
    """
    return shapely.from_wkb(intervention.geometry)
