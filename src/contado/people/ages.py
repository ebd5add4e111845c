"""Residents of municipalities by groups of age, of which the youngest and the oldest are sensitive.

Ages are those of the plan (domain §2.3: below 5, above 65).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from contado.phrases import Phrases
from contado.survey import summed
from contado.terms import Text
from contado.values import Floats

if TYPE_CHECKING:
    from contado.norms import ParameterUse, Rules

YOUNG_BELOW, OLD_ABOVE = "exposure.young_below", "exposure.old_above"
_WORDS = Phrases.of("contado.people")

NAMES = ("young", "adult", "old")
SENSITIVE = ("young", "old")


@dataclass(frozen=True, slots=True)
class AgeGroups:
    """Groups of age, the youngest first.

    Parameters
    ----------
    young_below, old_above
        Ages, years: the first group is below the one, the last above the other.
    parameters
        Values of the plan used.
    """

    young_below: int
    old_above: int
    parameters: tuple[ParameterUse, ...] = ()

    @classmethod
    def of(cls, rules: Rules) -> AgeGroups:
        """Return the groups of the plan."""
        names = (YOUNG_BELOW, OLD_ABOVE)
        young, old = (int(rules.number(name)) for name in names)
        return cls(young, old, tuple(rules.use(name) for name in names))

    @property
    def labels(self) -> dict[str, Text]:
        """What each group is called.

        Examples
        --------
        >>> AgeGroups(5, 65).labels["adult"].it
        'da 5 a 65 anni'
        """
        ages = {"young": self.young_below, "old": self.old_above}
        return {name: _WORDS.text(f"ages.{name}", **ages) for name in NAMES}

    def group(self, age: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return the position in `NAMES` of each age, years completed.

        Examples
        --------
        >>> AgeGroups(5, 65).group(np.array([4, 5, 65, 66]))
        array([0, 1, 1, 2])
        """
        return (age >= self.young_below).astype(np.int64) + (age > self.old_above)


@dataclass(frozen=True, slots=True)
class Population:
    """Residents of ``m`` municipalities.

    Parameters
    ----------
    codes
        ISTAT codes.
    totals
        Residents, shape ``(m,)``; NaN where the table has none of that municipality.
    shares
        Share of each group of age, shape ``(m, 3)``; NaN where nobody is known to live.
    groups
        The groups.
    """

    codes: tuple[str, ...]
    totals: Floats
    shares: Floats
    groups: AgeGroups


def population_of(
    table: Mapping[str, npt.NDArray[Any]], codes: tuple[str, ...], rules: Rules
) -> Population:
    """Return the residents of municipalities from the columns of the layer ``population``."""
    groups = AgeGroups.of(rules)
    row_of = {code: row for row, code in enumerate(codes)}
    row = np.array([row_of.get(code, -1) for code in table["istat_code"]], dtype=np.int64)
    kept = row >= 0
    row, age = row[kept], groups.group(table["age"][kept].astype(np.int64))
    people = (table["female"][kept] + table["male"][kept]).astype(np.float64)
    sums = summed(row * len(NAMES) + age, people, len(codes) * len(NAMES)).reshape(-1, len(NAMES))
    there = np.bincount(row, minlength=len(codes)) > 0
    totals = np.where(there, sums.sum(axis=1), np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = np.where(totals[:, None] > 0, sums / totals[:, None], np.nan)
    return Population(codes, totals, shares, groups)
