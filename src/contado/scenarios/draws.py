"""Chosen values of what is known within bounds: the ends, the middle, and seeded draws.

Every quantity of every kind of ground (shade, albedo, crop coefficient, curve number, storage,
draining weight) is drawn by itself, uniformly between its bounds, once a draw for all areas: what
is uncertain is the kind, not the place. The ground as it is is held at its middle.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contado.drainage.runoff import runoff_depth
from contado.values import Floats

if TYPE_CHECKING:
    from contado.scenarios.factors import Factors
    from contado.scenarios.model import Draws

LOW, MIDDLE, HIGH = 0, 1, 2
"""The first three choices: the least effect on the ground, the middle and the most."""

PERCENTILES = (5.0, 50.0, 95.0)


@dataclass(frozen=True, slots=True)
class Choices:
    """Places between the bounds of ``k`` kinds of ground, 0 to 1, ``d`` times.

    The first three are all at 0, all at 0.5 and all at 1.

    Parameters
    ----------
    heat
        Shape ``(d, 3, k)``.
    curves, storage, draining
        Shape ``(d, k)``. A curve number is placed from its high end: 1 retains most.
    """

    heat: Floats
    curves: Floats
    storage: Floats
    draining: Floats

    @classmethod
    def of(cls, kinds: int, draws: Draws | None = None) -> Choices:
        """Return the ends and the middle, and after them the draws.

        Examples
        --------
        >>> Choices.of(1).curves.ravel().tolist()
        [0.0, 0.5, 1.0]
        """
        ends = np.array([0.0, 0.5, 1.0])
        if draws is None:
            places = np.broadcast_to(ends[:, None, None], (3, 6, kinds))
        else:
            drawn = np.random.default_rng(draws.seed).random((draws.count, 6, kinds))
            places = np.concatenate([np.broadcast_to(ends[:, None, None], (3, 6, kinds)), drawn])
        return cls(places[:, :3], places[:, 3], places[:, 4], places[:, 5])

    def __len__(self) -> int:
        return len(self.curves)

    def factors(self, factors: Factors) -> Floats:
        """Return shade, albedo and crop coefficient; shape ``(d, 3, k)``."""
        return between(factors.heat, self.heat)

    def weights(self, factors: Factors) -> Floats:
        """Return draining weights; shape ``(d, k)``."""
        return between(factors.draining, self.draining)

    def runoff(self, factors: Factors, rain: float, ratio: float) -> Floats:
        """Return the runoff of each kind of ground on each soil group, mm.

        ``max(0, Q(CN) − storage)``; what may store all the rain stores at most the rain.

        Parameters
        ----------
        rain, ratio
            P, mm, and λ.

        Returns
        -------
        depths
            Shape ``(d, k, 5)``; NaN where the ground does not count.
        """
        curves = between(factors.curves[::-1], self.curves[:, :, None])
        counted = np.isfinite(curves)
        depth = runoff_depth(rain, np.where(counted, curves, 0.0), ratio)
        kept = between(np.minimum(factors.storage, rain), self.storage)
        return np.where(counted, np.maximum(depth - kept[:, :, None], 0.0), np.nan)


def between(bounds: Floats, places: Floats) -> Floats:
    """Return the values at places between two bounds.

    Examples
    --------
    >>> between(np.array([10.0, 20.0]), np.array([0.0, 0.25, 1.0]))
    array([10. , 12.5, 20. ])
    """
    low, high = bounds
    return np.asarray(low + places * (high - low))
