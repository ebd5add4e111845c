"""What the abacus of the plan says of the measures that are declared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contado.values import Floats

if TYPE_CHECKING:
    from contado.survey.survey import Survey


def bounds(survey: Survey, quantity: str) -> tuple[Floats, Floats]:
    """Return the bounds of a column of the abacus for each declared measure.

    Parameters
    ----------
    quantity
        Column of the abacus, for example ``runoff_coefficient``.

    Returns
    -------
    low, high
        Shape ``(m,)``; NaN where the abacus gives no number.
    """
    measures = survey.declared.measures
    rows = [survey.rules.measures.get(name) for name in measures.names]
    cells = [None if one is None else one.quantity(quantity).range for one in rows]
    table = np.array(
        [(np.nan, np.nan) if cell is None else (cell.low, cell.high) for cell in cells]
    ).reshape(-1, 2)
    return table[measures.kind, 0], table[measures.kind, 1]
