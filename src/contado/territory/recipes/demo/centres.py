"""Municipal centres: where people gather, and how far each spreads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from contado.territory.recipes.demo.area import Area
from contado.territory.recipes.demo.noise import chance, salt

Floats = npt.NDArray[np.float64]

_DENSITY_OF_A_THOUSAND = 2300.0
"""Residents a built km² in a centre of a thousand people; larger centres are denser."""
_GROWTH_OF_DENSITY = 0.22
_LARGEST_SHARE = 0.8
"""Share of its comune that a centre may cover."""
_DISTURBANCE = 0.25
"""How far a centre may lie from the middle of its comune, in radii of the free circle around it."""


@dataclass(frozen=True)
class Centres:
    """One centre a comune, in the order of `Area.codes`.

    Parameters
    ----------
    x, y
        Place (m).
    residents
        People who live around it; an estimate from the area where they are not known.
    radius
        Distance (m) at which the built-up area thins out.
    """

    x: Floats
    y: Floats
    residents: Floats
    radius: Floats

    @property
    def capital(self) -> int:
        """The row of the largest centre."""
        return int(np.argmax(self.residents))

    def largest(self, count: int) -> npt.NDArray[np.intp]:
        """Return the rows of the largest centres, the largest first."""
        return np.argsort(-self.residents, kind="stable")[:count]


def place_centres(area: Area, seed: int) -> Centres:
    """Place the centre of each comune near the middle of its territory."""
    middle = shapely.centroid(area.geometry)
    inside = shapely.covers(area.geometry, middle)
    middle = np.where(inside, middle, shapely.point_on_surface(area.geometry))
    free = shapely.distance(middle, shapely.boundary(area.geometry))
    rows = np.arange(len(area.codes))
    angle = 2 * np.pi * chance(rows, 0, salt(seed, "centres"))
    reach = _DISTURBANCE * free * chance(rows, 1, salt(seed, "centres"))
    size = shapely.area(area.geometry)
    residents = _known(area.residents, size)
    density = _DENSITY_OF_A_THOUSAND * (residents / 1e3 + 0.1) ** _GROWTH_OF_DENSITY / 1e6
    return Centres(
        x=shapely.get_x(middle) + reach * np.cos(angle),
        y=shapely.get_y(middle) + reach * np.sin(angle),
        residents=residents,
        radius=np.sqrt(np.minimum(residents / density, _LARGEST_SHARE * size) / np.pi),
    )


def _known(residents: Floats, size: Floats) -> Floats:
    """Fill unknown residents with the area's mean density: only for drawing, never as data."""
    known = np.isfinite(residents)
    density = residents[known].sum() / size[known].sum()
    return np.where(known, residents, density * size)
