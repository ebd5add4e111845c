"""What an infiltrating area takes, and its step in the report."""

from __future__ import annotations

from contado.drainage.invariance.steps import WORDS, Step, StepValue, confidence_of
from contado.norms import Rules

SAFETY = "detailed.infiltration_safety"
GRADIENT = "detailed.infiltration_gradient"

_LITRES = 1000.0


def infiltration_rate(permeability: float, area: float, gradient: float, safety: float) -> float:
    """Return the flow that an area infiltrates by Darcy's law, l/s: ``k·A·i/F``.

    Parameters
    ----------
    permeability
        ``k``, m/s.
    area
        ``A``, m².
    gradient
        ``i``.
    safety
        ``F``, for soil that clogs.

    Examples
    --------
    >>> infiltration_rate(1e-5, 200.0, 1.0, 2.0)
    1.0
    """
    return permeability * area * gradient / safety * _LITRES


def infiltration_step(rules: Rules, permeability: float, area: float) -> Step:
    """Return the step of an infiltrating area under the plan's gradient and safety factor."""
    gradient, safety = rules.number(GRADIENT), rules.number(SAFETY)
    return Step(
        code="infiltration",
        label=WORDS["labels.infiltration"],
        formula="Q_inf = 1000 · k · A_inf · i / F",
        inputs=(
            StepValue(symbol="k", value=permeability, unit="m/s"),
            StepValue(symbol="A_inf", value=area, unit="m2"),
            StepValue(symbol="i", value=gradient, unit="1"),
            StepValue(symbol="F", value=safety, unit="1"),
        ),
        result=StepValue(
            symbol="Q_inf",
            value=infiltration_rate(permeability, area, gradient, safety),
            unit="l/s",
        ),
        article="Legge di Darcy; r.r. Lombardia 7/2017, art. 11 c. 2",
        confidence=confidence_of(rules, (GRADIENT, SAFETY)),
        parameters=(GRADIENT, SAFETY),
    )
