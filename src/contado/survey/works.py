"""The ground that declared measures take: among the surfaces declared before the works."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contado.survey.columns import Bools
from contado.survey.declared import SURFACES
from contado.values import Floats

if TYPE_CHECKING:
    from contado.survey.survey import Survey

MADE_ON = "measures.ground"
GREEN_MEASURES = "scenarios.green_measures"


def shares_of_measures(survey: Survey, counted: Bools) -> Floats:
    """Return the share of its place that each measure takes, shape ``(m,)``.

    Parameters
    ----------
    counted
        Whether the measure makes ground, shape ``(m,)``; one over ground that is counted already
        takes none. Where the shares of a place add up to more than the whole they share it in
        proportion.
    """
    measures, size = survey.declared.measures, len(survey)
    share = np.where(counted & ~measures.overlapping, measures.share, 0.0)
    whole = np.maximum(measures.total(share, size), 1.0)
    return np.asarray(share / whole[measures.parent])


def ground_of_measures(survey: Survey, share: Floats) -> Floats:
    """Return of which declared surfaces the ground of each measure is made, shape ``(m, 3)``.

    The surfaces on which the plan has the measure made, in proportion to their areas before the
    works. Where the measures of a place take more of a surface than there is, or there is none
    that fits, all its measures stand on all its surfaces alike.

    Parameters
    ----------
    share
        Share of its place that each measure takes, shape ``(m,)``.

    Returns
    -------
    ndarray
        Rows add up to 1; NaN where no surfaces are declared.
    """
    measures, size = survey.declared.measures, len(survey)
    with np.errstate(invalid="ignore", divide="ignore"):
        before = survey.declared.before / survey.declared.before.sum(axis=1, keepdims=True)
    own = before[measures.parent]
    fitting = own * _made_on(survey)[measures.kind]
    some = fitting.sum(axis=1, keepdims=True)
    fitting = np.where(some > 0, fitting / np.maximum(some, np.finfo(float).tiny), own)
    taken = np.stack([measures.total(share * part, size) for part in fitting.T], axis=1)
    enough = (taken <= before + _LEEWAY).all(axis=1)
    return np.asarray(np.where(enough[measures.parent, None], fitting, own))


_LEEWAY = 1e-9  # of rounding, in shares


def _made_on(survey: Survey) -> Floats:
    """Return whether each kind of measure is made on each surface, shape ``(kinds, 3)``."""
    rows = survey.rules.rows(MADE_ON)
    names = survey.declared.measures.names
    made = [_names(rows.get((name,))) for name in names]
    return np.array([[float(kind in one) for kind in SURFACES] for one in made]).reshape(
        -1, len(SURFACES)
    )


def _names(cell: object) -> tuple[object, ...]:
    return cell if isinstance(cell, tuple) else (cell,)


def green_measures(survey: Survey) -> Bools:
    """Return whether each declared measure is green, shape ``(m,)``."""
    table = survey.rules.table(GREEN_MEASURES)
    measures = survey.declared.measures
    rows = [table.get(name) for name in measures.names]
    green = np.array([row is not None and row.midpoint > 0 for row in rows], dtype=bool)
    return np.asarray(green[measures.kind], dtype=bool)
