"""Runoff before and after works, cell by cell and summed in places.

Each cell runs off what its kinds of ground run off, by their shares; water does not count. A
place's runoff is linear in that of the kinds of ground: a table of shares by soil group, summed
once, serves every draw.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from contado.drainage.runoff import runoff_depth
from contado.scenarios.factors import GROUPS
from contado.scenarios.ground import NOTHING
from contado.survey import product
from contado.values import Floats

if TYPE_CHECKING:
    from collections.abc import Callable

    from contado.scenarios.factors import Factors
    from contado.scenarios.ground import Rows

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ClassRunoff:
    """Runoff of classes on soil groups at the middle of their bounds.

    Parameters
    ----------
    runoff
        mm, shape ``(k, 5)``; 0 where the class does not count.
    counted
        Whether it counts, shape ``(k,)``.
    """

    runoff: Floats
    counted: Floats

    @classmethod
    def of(cls, factors: Factors, rain: float, ratio: float) -> ClassRunoff:
        """Return the runoff of classes in an event of ``rain`` mm."""
        curves = factors.curves.mean(axis=0)
        counted = np.isfinite(curves)
        depth = runoff_depth(rain, np.where(counted, curves, 0.0), ratio)
        return cls(np.where(counted, depth, 0.0), counted.all(axis=1).astype(np.float64))

    def of_cells(self, classes: Rows, soil: Rows) -> tuple[Floats, Floats]:
        """Return the runoff of each cell, mm, and whether it counts; 0 and 0 without data."""
        known = classes != NOTHING
        row = np.where(known, classes, 0)
        counted = np.where(known, self.counted[row], 0.0)
        at = row.astype(np.intp) * self.runoff.shape[1] + soil
        return counted * self.runoff.reshape(-1).take(at), counted


@dataclass(frozen=True, slots=True)
class RainWorks:
    """Cells that works change, ``n`` of them.

    Parameters
    ----------
    before, counted
        Runoff of each, mm, and whether it counts, before the works.
    soil
        Its soil group, 0 to 4.
    shares
        Share that each of ``k`` kinds of ground takes, shape ``(n, k)``; 0 without data.
    """

    before: Floats
    counted: Floats
    soil: Rows
    shares: Floats

    def cells(self, depths: Floats) -> tuple[Floats, Floats]:
        """Return runoff times the counted share, mm, and the counted share after the works.

        Parameters
        ----------
        depths
            Runoff of each kind on each group, mm, shape ``(k, 5)``; NaN where it does not count.
        """
        kept = 1 - self.shares.sum(axis=1)
        runoff = np.nan_to_num(depths).T[self.soil]
        counts = np.isfinite(depths).all(axis=1).astype(np.float64)
        after = kept * self.before + (self.shares * runoff).sum(axis=1)
        return after, kept * self.counted + product(self.shares, counts)

    def sums(self, taken: Callable[[Floats], Floats]) -> PlaceRain:
        """Return what the runoff of places is made of, in the changed cells.

        Parameters
        ----------
        taken
            Sums values of the cells over the ground that each kind takes in each place: shape
            ``(n,)`` to ``(k, p)``, times m².
        """
        before = taken(self.before)
        met = [self.soil == group for group in range(GROUPS)]
        table = [taken(on.astype(np.float64)) if on.any() else np.zeros_like(before) for on in met]
        return PlaceRain(
            -before.sum(axis=0),
            -taken(self.counted).sum(axis=0),
            np.stack(table, axis=1),
        )


@dataclass(frozen=True, slots=True)
class PlaceRain:
    """How works change the runoff of ``p`` places.

    Parameters
    ----------
    taken, taken_counted
        What is taken away with the shares that change: mm·m², and m² that count; not above 0.
    table
        Area that each kind of ground takes on each soil group, m², shape ``(k, 5, p)``.
    """

    taken: Floats
    taken_counted: Floats
    table: Floats

    def change(self, depths: Floats) -> tuple[Floats, Floats]:
        """Return the change of the runoff, mm·m², and of the area that counts, m².

        Parameters
        ----------
        depths
            Shape ``(d, k, 5)``, mm; NaN where a kind does not count.

        Returns
        -------
        runoff, counted
            Shape ``(d, p)``.
        """
        runoff = np.einsum("kgp,dkg->dp", self.table, np.nan_to_num(depths))
        counts = np.isfinite(depths).all(axis=2).astype(np.float64)
        area = np.einsum("kgp,dk->dp", self.table, counts)
        return self.taken + runoff, self.taken_counted + area
