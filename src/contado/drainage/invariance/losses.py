"""What of the rain runs off: a coefficient, or Horton's infiltration on permeable ground."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from contado.values import Floats

_LITRES_OF_MM = 1e-3  # m³ from mm on m²


@dataclass(frozen=True, slots=True)
class Horton:
    """Horton's infiltration capacity ``f(t) = fc + (f0 − fc)·e^(−k·t)``.

    Parameters
    ----------
    initial, final
        ``f0`` and ``fc``, mm/h.
    decay
        ``k``, 1/h, above 0.

    Notes
    -----
    The time is counted from the beginning of the rain, as the formula is written: the soil is
    taken to wet even while it rains less than it could take in, which is on the safe side.

    Examples
    --------
    >>> Horton(200.0, 12.7, 2.0).capacity(np.array([0.0, 1.0])).round(2)
    array([ 0.  , 93.68])
    """

    initial: float
    final: float
    decay: float

    def capacity(self, hours: Floats) -> Floats:
        """Return what the soil could take in since the beginning, mm."""
        wetting = (self.initial - self.final) / self.decay
        infiltrated: Floats = self.final * hours - wetting * np.expm1(-self.decay * hours)
        return infiltrated


@dataclass(frozen=True, slots=True)
class Patch:
    """A surface of the catchment and how it loses rain.

    Parameters
    ----------
    area
        m².
    loss
        A runoff coefficient between 0 and 1, or Horton's infiltration.
    """

    area: float
    loss: float | Horton


def net_volume(patches: Sequence[Patch], edges: Floats, rain: Floats) -> Floats:
    """Return what runs off in each block of time, m³.

    Parameters
    ----------
    patches
        The surfaces of the catchment.
    edges
        Shape ``(m, k + 1)``: edges of the blocks, h from the beginning of the rain.
    rain
        Shape ``(m, k + 1)``: cumulative depth at the edges, mm.

    Returns
    -------
    ndarray
        Shape ``(m, k)``. No block infiltrates more than it rains.

    Examples
    --------
    >>> net_volume([Patch(1000.0, 0.7)], np.array([[0.0, 1.0]]), np.array([[0.0, 20.0]]))
    array([[14.]])
    """
    fallen = np.diff(rain, axis=1)
    volumes: Floats = np.zeros_like(fallen)
    for patch in patches:
        if isinstance(patch.loss, Horton):
            running = np.maximum(fallen - np.diff(patch.loss.capacity(edges), axis=1), 0.0)
        else:
            running = patch.loss * fallen
        volumes += _LITRES_OF_MM * patch.area * running
    return volumes
