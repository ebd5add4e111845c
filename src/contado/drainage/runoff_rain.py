"""The rain of an event as people ask for it: millimetres, or a curve with years and hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contado.errors import BadInput, Problem

if TYPE_CHECKING:
    from contado.norms import Rules

SHORT_EXPONENT = "rainfall.short_exponent"
"""Parameter of the plan: the exponent below one hour where a curve has none of its own."""


def rain_depth(text: str, return_period: float | None, hours: float | None, rules: Rules) -> float:
    """Return the depth of rain that the options ask for, mm.

    Parameters
    ----------
    text
        Millimetres, or the parameters of a curve as `contado.drainage.rainfall.rainfall_of` reads
        them.
    return_period, hours
        Years and duration; with a curve, and only then.

    Raises
    ------
    BadInput
        ``drainage.rain_unreadable``, ``drainage.curve_needs``, ``drainage.depth_given``, and those
        of `contado.drainage.rainfall`.

    Examples
    --------
    >>> rain_depth("60", None, None, rules=None)
    60.0
    """
    if "=" in text:
        return _of_curve(text, return_period, hours, rules)
    if return_period is not None or hours is not None:
        raise BadInput(Problem("drainage.depth_given", "--rain", {"value": text[:20]}))
    try:
        return float(text)
    except ValueError:
        raise BadInput(
            Problem("drainage.rain_unreadable", "--rain", {"value": text[:40]})
        ) from None


def _of_curve(text: str, return_period: float | None, hours: float | None, rules: Rules) -> float:
    from contado.drainage.rainfall import rainfall_of

    if return_period is None or hours is None:
        raise BadInput(Problem("drainage.curve_needs", "--rain"))
    return rainfall_of(text, rules.number(SHORT_EXPONENT)).depth(hours, return_period)
