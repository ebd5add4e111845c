"""The rain-only method over durations: what a chart shows of it."""

from __future__ import annotations

import numpy as np

from contado.dossier.invariance.model import RainCurve, RainRow
from contado.drainage.invariance import LITRES_A_SECOND, Reckoning

_STEPS = 100
_CRITICAL = 40  # the step at the critical duration: far enough before the last to see it fall
_DIGITS = 6


def rain_curve_of(reckoning: Reckoning) -> RainCurve | None:
    """Return the rain-only method over durations; None where it cannot be worked out."""
    best, curve, limit = reckoning.rain_only, reckoning.curve, reckoning.discharge_limit
    if best is None or curve is None or limit is None:
        return None
    hours = best.duration * (np.arange(1, _STEPS + 1) / _CRITICAL)
    area = reckoning.ground.impermeable_hectares * 10.0  # m³ in a mm of rain
    incoming, outgoing = area * curve.depth(hours), LITRES_A_SECOND * limit * hours
    columns = (np.round(each, _DIGITS).tolist() for each in (incoming, outgoing))
    rows = tuple(
        RainRow(hours=float(at), incoming=coming, outgoing=going, volume=round(coming - going, 6))
        for at, coming, going in zip(hours, *columns, strict=True)
    )
    return RainCurve(hours=best.duration, volume=best.volume, rows=rows)
