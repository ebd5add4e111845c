"""Indices that weigh the classes of the ground with a table of the plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from contado.norms import Range
from contado.survey.columns import Bools, without
from contado.survey.sums import product
from contado.values import Floats, Missing, Numbers


@dataclass(frozen=True, slots=True)
class ClassWeights:
    """Weight of each of ``K`` classes.

    Parameters
    ----------
    low, high
        Shape ``(K,)``; 0 where the class does not count.
    counted
        Whether the class is part of the whole; water is not, for the draining index.
    known
        Whether the table has the class: ground of another class is ground without data.
    """

    low: Floats
    high: Floats
    counted: Bools
    known: Bools

    @classmethod
    def of(cls, table: Mapping[str, Range | None], names: Sequence[str]) -> ClassWeights:
        """Return the weights of ``names`` in a table of the plan; None there means not counted.

        Examples
        --------
        >>> table = {"sealed": Range(low=0, high=0.1), "water": None}
        >>> ClassWeights.of(table, ["water", "sealed", "moon"]).counted
        array([False,  True, False])
        """
        rows = [table.get(name) for name in names]
        bounds = np.array([(0.0, 0.0) if row is None else (row.low, row.high) for row in rows])
        bounds = bounds.reshape(-1, 2)
        return cls(
            bounds[:, 0],
            bounds[:, 1],
            np.array([row is not None for row in rows], dtype=bool),
            np.array([name in table for name in names], dtype=bool),
        )

    def mean(self, areas: Floats) -> tuple[Floats, Floats, Floats]:
        """Return bounds of the weighted mean of classes, and the area with data.

        Parameters
        ----------
        areas
            m², shape ``(n, K)``.

        Returns
        -------
        low, high, data
            Shape ``(n,)``; the mean is NaN where no class counts.

        Examples
        --------
        >>> sealed, green = Range(low=0, high=0.1), Range(low=0.7, high=0.7)
        >>> table = {"sealed": sealed, "green": green, "water": None}
        >>> weights = ClassWeights.of(table, ["sealed", "green", "water"])
        >>> [x.round(3).tolist() for x in weights.mean(np.array([[40.0, 60, 100], [0, 0, 9]]))]
        [[0.42, nan], [0.46, nan], [200.0, 9.0]]
        """
        whole = product(areas, self.counted)
        with np.errstate(invalid="ignore", divide="ignore"):
            low = np.where(whole > 0, product(areas, self.low) / whole, np.nan)
            high = np.where(whole > 0, product(areas, self.high) / whole, np.nan)
        return low, high, product(areas, self.known)

    @property
    def exact(self) -> bool:
        """Whether no weight is an interval."""
        return bool((self.low == self.high).all())

    def index(self, areas: Floats, role: str) -> tuple[Numbers, Floats]:
        """Return the weighted mean, missing where only uncounted classes are, and the data area."""
        low, high, data = self.mean(areas)
        empty = np.isnan(low)
        numbers = Numbers(low, low if self.exact else high, np.zeros(len(low), dtype=np.int16))
        nothing = empty & (data > 0)
        numbers = without(numbers, nothing, Missing("not_applicable", role))
        return without(numbers, empty & ~nothing, Missing("outside_layer", role)), data
