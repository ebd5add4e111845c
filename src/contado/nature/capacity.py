"""Cooling capacity of land-cover classes within the bounds of the plan: what each class weighs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from contado.heat.cooling import Weights
from contado.norms import Range
from contado.survey import ClassWeights, bounds

if TYPE_CHECKING:
    from contado.norms import Rules
    from contado.survey import Survey
    from contado.values import Floats

FACTORS = ("heat.shade", "heat.albedo", "heat.crop_coefficient")
COUNTED = "heat.cooling_weights"
CAPACITY = (*FACTORS, COUNTED)


def capacity_weights(rules: Rules, names: Sequence[str]) -> ClassWeights:
    """Return the cooling capacity by day of land-cover classes, ``CC = Σ wᵢ·factorᵢ``.

    Reference evapotranspiration is taken as uniform, so that its index is the crop coefficient
    (InVEST users guide, Urban Cooling, equation 2; domain §2.9.1).

    Examples
    --------
    >>> from datetime import date
    >>> from contado.norms import Rules
    >>> weights = capacity_weights(Rules.load(on=date(2026, 11, 21)), ["building", "woodland"])
    >>> weights.low.round(3), weights.high.round(3)
    (array([0.02, 0.77]), array([0.13, 0.86]))
    """
    by = Weights(*rules.numbers(COUNTED)).normalised()
    counts = (by.shade, by.albedo, by.evapotranspiration)
    tables = [rules.table(name) for name in FACTORS]
    by_class: dict[str, Range | None] = {}
    for name in names:
        rows = [table.get(name) for table in tables]
        if all(name in table for table in tables):
            known = [row for row in rows if row is not None]
            by_class[name] = _mixed(counts, known) if len(known) == len(rows) else None
    return ClassWeights.of(by_class, names)


def capacity_of_measures(survey: Survey) -> tuple[Floats, Floats]:
    """Return bounds of the cooling capacity of each declared measure, from the abacus.

    Returns
    -------
    low, high
        Shape ``(m,)``; NaN where the abacus lacks one of the three factors.
    """
    by = Weights(*survey.rules.numbers(COUNTED)).normalised()
    counts = (by.shade, by.albedo, by.evapotranspiration)
    rows = [bounds(survey, name.partition(".")[2]) for name in FACTORS]
    low, high = (
        np.sum([count * row[end] for count, row in zip(counts, rows, strict=True)], axis=0)
        for end in (0, 1)
    )
    return low, high


def _mixed(counts: Sequence[float], rows: Sequence[Range]) -> Range:
    pairs = list(zip(counts, rows, strict=True))
    return Range(
        low=sum(count * row.low for count, row in pairs),
        high=sum(count * row.high for count, row in pairs),
    )
