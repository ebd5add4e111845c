"""Polygons as flat arrays of rings, in cells of a raster."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from contado.survey.cells import SquareCells
from contado.values import Floats

Geometry = npt.NDArray[np.object_]
"""Shapely polygons and multipolygons, shape ``(n,)``; empty or None has no area."""


@dataclass(frozen=True, slots=True)
class Rings:
    """The rings of ``n`` places.

    Parameters
    ----------
    uv
        Closed rings one after another, columns and rows of the raster; shape ``(vertices, 2)``.
    ends
        Ring ``r`` is ``uv[ends[r]:ends[r + 1]]``.
    signs
        What turns the signed area of a ring into what it adds: shells add, holes take away.
    of_place
        Place ``p`` has the rings ``of_place[p]:of_place[p + 1]``.
    """

    uv: Floats
    ends: npt.NDArray[np.int64]
    signs: Floats
    of_place: npt.NDArray[np.int64]

    @classmethod
    def of(cls, geometry: Geometry, cells: SquareCells) -> Rings:
        """Return the rings of ``geometry`` in cells."""
        import shapely

        parts, owner = shapely.get_parts(geometry, return_index=True)
        kind = shapely.get_type_id(parts)
        if not np.isin(kind, (3, -1)).all():
            raise ValueError("only polygons cover cells")
        rings, part = shapely.get_rings(parts, return_index=True)
        xy, ring = shapely.get_coordinates(rings, return_index=True)
        uv = cells.local(xy)
        ends = np.searchsorted(ring, np.arange(len(rings) + 1)).astype(np.int64)
        shell = np.r_[True, part[1:] != part[:-1]] if len(part) else np.zeros(0, dtype=bool)
        signs = np.where(shell, 1.0, -1.0) * _orientation(uv, ring, len(rings))
        of_place = np.searchsorted(owner[part], np.arange(len(geometry) + 1)).astype(np.int64)
        return cls(np.ascontiguousarray(uv), ends, signs, of_place)


def _orientation(uv: Floats, ring: npt.NDArray[np.intp], count: int) -> Floats:
    """Return the sign that the ledger gives to the inside of each ring."""
    if not len(uv):
        return np.zeros(0)
    origin = uv[np.searchsorted(ring, ring)]
    u, v = (uv - origin).T
    same = ring[1:] == ring[:-1]
    twice = np.where(same, (u[1:] + u[:-1]) * (v[1:] - v[:-1]), 0.0)
    return -np.sign(np.bincount(ring[:-1], weights=twice, minlength=count))
