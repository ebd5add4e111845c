"""How an index is distributed over the ground of the territory, and where a value stands in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from contado.survey.sums import summed
from contado.values import Floats, Numbers

STEP = 1e-3
"""Values are compared in a distribution after rounding to this step."""

ASIDE = 1e-3
"""Share of the area that may stand a step aside in another run: a value in the middle between two
steps goes to one of them by its last bit, which another processor may have otherwise."""

_MOST = 10**15  # square metres: more than there are


@dataclass(frozen=True, slots=True)
class Distribution:
    """Area by value of an index.

    Parameters
    ----------
    steps
        Different values in steps of `STEP`, ascending, shape ``(k,)``.
    areas
        Area with each value, m², shape ``(k,)``.
    """

    steps: npt.NDArray[np.int64]
    areas: Floats

    @classmethod
    def of(cls, values: Floats, areas: Floats) -> Distribution:
        """Return the distribution of ``values``, each on its area (m²).

        Examples
        --------
        >>> Distribution.of(np.array([0.2, 0.1, 0.2]), np.array([1.0, 2.0, 3.0])).areas
        array([2., 4.])
        """
        steps, group = np.unique(_steps(values), return_inverse=True)
        return cls(steps, summed(group, areas, len(steps)))

    def rank(self, values: Floats) -> Floats:
        """Return the share of the area below each value, half of the ties counted as below.

        Examples
        --------
        >>> Distribution.of(np.array([0.1, 0.2]), np.array([1.0, 1.0])).rank(np.array([0.1, 0.3]))
        array([0.25, 1.  ])
        """
        below = np.r_[0.0, np.cumsum(self.areas)]
        asked = _steps(np.nan_to_num(values))
        first = below[np.searchsorted(self.steps, asked, side="left")]
        last = below[np.searchsorted(self.steps, asked, side="right")]
        ranks = (first + last) / (2 * below[-1])
        return np.where(np.isnan(values), np.nan, ranks)

    def ranked(self, numbers: Numbers) -> Numbers:
        """Return the rank of numbers: bounds rank as bounds, a missing number stays missing."""
        low = self.rank(numbers.low)
        high = low if numbers.low is numbers.high else self.rank(numbers.high)
        return Numbers(low, high, numbers.missing, numbers.reasons)

    @classmethod
    def read(cls, content: object) -> Distribution | None:
        """Return the distribution that plain values hold; None where they hold none."""
        if not isinstance(content, Mapping) or content.get("step") != STEP:
            return None
        steps, areas = content.get("values"), content.get("areas")
        if not (isinstance(steps, list) and isinstance(areas, list) and len(steps) == len(areas)):
            return None
        if not all(map(_whole, (*steps, *areas))) or steps != sorted(set(steps)):
            return None
        return cls(np.array(steps, dtype=np.int64), np.array(areas, dtype=np.float64))

    def agrees(self, other: Distribution) -> bool:
        """Tell whether two are of one ground: no more than `ASIDE` of it stands otherwise.

        Examples
        --------
        >>> one, two, other = (Distribution(np.array([1, 2, 3]), np.array(areas))
        ...                    for areas in ([9e6, 1e6, 9e6], [9e6, 1.001e6, 8.999e6], [9e6] * 3))
        >>> one.agrees(two), one.agrees(other)
        (True, False)
        """
        steps = np.union1d(self.steps, other.steps)
        below, beside = (
            np.cumsum(np.bincount(np.searchsorted(steps, each.steps), each.areas, len(steps)))
            for each in (self, other)
        )
        if not len(steps):
            return True
        same_whole = abs(below[-1] - beside[-1]) <= len(steps)  # each was rounded to a square metre
        return bool(same_whole and np.abs(below - beside).max() <= ASIDE * below[-1])

    def content(self) -> dict[str, Any]:
        """Return the distribution as plain values; areas in whole square metres."""
        return {
            "step": STEP,
            "values": self.steps.tolist(),
            "areas": np.rint(self.areas).astype(int).tolist(),
        }


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < _MOST


def _steps(values: Floats) -> npt.NDArray[np.int64]:
    return np.rint(values / STEP).astype(np.int64)
