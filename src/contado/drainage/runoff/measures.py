"""What a rainfall event runs off the ground that a measure of the abacus makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contado.drainage.runoff.curve_numbers import ABSTRACTION, RAIN, class_curves
from contado.drainage.runoff.equations import runoff_depth
from contado.survey import bounds
from contado.values import Floats

if TYPE_CHECKING:
    from contado.survey import Survey

MEASURE_COVER = "runoff.measure_cover"

_MILLIMETRES = 1000.0
"""In a metre of water, which is a cubic metre on a square metre."""


def runoff_of_measures(survey: Survey, groups: Floats | None) -> tuple[Floats, Floats]:
    """Return bounds of the runoff of the reference rain from each declared measure, mm.

    The mean over the soil groups of its place of ``max(0, Q(CN of the cover it makes) − storage)``
    (``runoff.measure_cover``; storage from the abacus).

    Parameters
    ----------
    groups
        Share of each soil group in each place, the unknown last; shape ``(n, 5)``. None where
        nothing is known of the ground.

    Returns
    -------
    low, high
        Shape ``(m,)``; NaN where the measure makes no ground.
    """
    mine, (low, high), (least, most) = _ends(survey, groups)
    return (
        (mine * np.maximum(0.0, low - most)).sum(axis=1),
        (mine * np.maximum(0.0, high - least)).sum(axis=1),
    )


def stored_by_measures(survey: Survey, groups: Floats | None) -> tuple[Floats, Floats]:
    """Return the least and the most that each declared measure stores of its own cover, mm.

    NaN where the measure makes no ground.
    """
    mine, (low, high), (least, most) = _ends(survey, groups)
    return (
        (mine * np.minimum(low, least)).sum(axis=1),
        (mine * np.minimum(high, most)).sum(axis=1),
    )


def _ends(
    survey: Survey, groups: Floats | None
) -> tuple[Floats, tuple[Floats, Floats], tuple[Floats, Floats]]:
    """Return the soil groups under each measure, the runoff of its cover and its storage, mm."""
    measures = survey.declared.measures
    low, high = survey.once("runoff of measures", lambda: _before_storage(survey))
    if groups is None:
        groups = np.eye(low.shape[1])[[-1] * len(survey)]
    least, most = (_MILLIMETRES * bound[:, None] for bound in storage(survey))
    return groups[measures.parent], (low[measures.kind], high[measures.kind]), (least, most)


def storage(survey: Survey) -> tuple[Floats, Floats]:
    """Return bounds of what each declared measure stores, m³ a m², from the abacus.

    Where the soil is the storage, the curve number speaks of it already: nothing is added. Where
    it is for the project to say, it may be nothing or all.
    """
    measures = survey.declared.measures
    low, high = bounds(survey, "storage")
    known = [survey.rules.measures.get(name) for name in measures.names]
    soil = np.array(
        [one is not None and one.quantity("storage").declare == "soil" for one in known], dtype=bool
    )
    open_end = np.where(soil[measures.kind], 0.0, np.inf)
    return np.nan_to_num(low, nan=0.0), np.where(np.isnan(high), open_end, high)


def _before_storage(survey: Survey) -> tuple[Floats, Floats]:
    """Return Q of the cover that each kind of measure makes, on each soil group and on any.

    Shape ``(kinds, 5)``, mm; NaN where it makes no ground. Of open water only the rain is known.
    """
    rules = survey.rules
    covers = {key[0]: str(cover) for key, cover in rules.rows(MEASURE_COVER).items()}
    names = survey.declared.measures.names
    curves = class_curves(rules, [covers.get(name, "") for name in names])
    anywhere = curves.over_groups
    low = np.column_stack([curves.low, anywhere.low[:, :1]])
    high = np.column_stack([curves.high, anywhere.high[:, :1]])
    rain, ratio = rules.number(RAIN), rules.number(ABSTRACTION)
    makes = np.array([name in covers for name in names], dtype=bool)[:, None]
    some = np.isfinite(low)
    least = np.where(some, runoff_depth(rain, np.nan_to_num(low), ratio), 0.0)
    most = np.where(some, runoff_depth(rain, np.nan_to_num(high), ratio), rain)
    return np.where(makes, least, np.nan), np.where(makes, most, np.nan)
