"""The facts of a design that is declared: its margins, its emptying, what becomes of the water.

A place of kind ``design`` lies nowhere; what is declared of it is a `DesignCheck`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from contado.drainage.invariance.check_steps import parameters_of
from contado.drainage.invariance.design import DesignCheck
from contado.drainage.invariance.detailed import DetailedVolume
from contado.drainage.invariance.rules import EMPTYING_TIME
from contado.drainage.invariance.storage import emptying_hours, left_after
from contado.survey import documents, known
from contado.values import Column, Labels, Missing, Numbers

if TYPE_CHECKING:
    from contado.survey import Measured, Survey

METHOD = "design_check.v1"
_NO_TANKS = Missing("not_declared", "tanks")

OfVolume = Callable[[DetailedVolume, float], float]
"""What a volume and the flow infiltrated, l/s, give."""

Bounds = tuple[float, float]


def volume_margin(survey: Survey) -> Measured:
    """Return the volume of the tanks less what is required, m³."""
    return _number(survey, lambda check: _least_to_most(check, _volume_margin(check)))


def second_event_margin(survey: Survey) -> Measured:
    """Return the same less what is still held when the time for emptying is over, m³."""
    return _number(survey, lambda check: _least_to_most(check, _second_event_margin(check)))


def centennial_margin(survey: Survey) -> Measured:
    """Return the volume with freeboard less that of the check event, m³."""
    return _number(survey, _centennial_margin)


def discharge_margin(survey: Survey) -> Measured:
    """Return the discharge limit less what the design discharges, l/s."""
    return _number(survey, _discharge_margin)


def emptying(survey: Survey) -> Measured:
    """Return how long the volume required takes to leave the tanks, h."""
    return _number(survey, lambda check: _least_to_most(check, _emptying(check)))


def method(survey: Survey) -> Measured:
    """Return the method of calculation that the regulation asks for."""
    checks = documents(survey, DesignCheck)
    labels = [check.reckoning.method for check in checks]
    return _of_design(survey, checks, Labels.of(labels, Missing("not_declared", "criticality")))


def disposal(survey: Survey, *, way: str) -> Measured:
    """Return whether a way of disposal is used: such as ``infiltration``."""
    checks = documents(survey, DesignCheck)
    labels = [getattr(check.design.disposal, way) for check in checks]
    values = Labels.of(labels, Missing("not_declared", f"disposal.{way}"))
    return _of_design(survey, checks, values, read=False)


def _number(survey: Survey, value: Callable[[DesignCheck], Bounds | Missing]) -> Measured:
    checks = documents(survey, DesignCheck)
    return _of_design(
        survey, checks, _numbers([value(one) if one.design.tanks else _NO_TANKS for one in checks])
    )


def _numbers(rows: Sequence[Bounds | Missing]) -> Numbers:
    reasons = tuple(dict.fromkeys(row for row in rows if isinstance(row, Missing)))
    missing = [reasons.index(row) + 1 if isinstance(row, Missing) else 0 for row in rows]
    low, high = (
        np.array([math.nan if isinstance(row, Missing) else row[side] for row in rows])
        for side in (0, 1)
    )
    exact = np.array_equal(low, high, equal_nan=True)
    return Numbers(low, low if exact else high, np.array(missing, dtype=np.int16), reasons)


def _of_design(
    survey: Survey, checks: Sequence[DesignCheck], values: Column, *, read: bool = True
) -> Measured:
    """Return a fact of designs; ``read`` where it stands on values of the plan."""
    if not checks:
        kind = type(values)
        return survey.measured(kind.absent(len(survey), Missing("not_declared", "tanks")), METHOD)
    parameters = survey.once("parameters of designs", lambda: _read(checks)) if read else ()
    return survey.measured(
        values, METHOD, parameters=parameters, declared=values, from_declared=known(values)
    )


def _read(checks: Sequence[DesignCheck]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for check in checks for name in parameters_of(check)))


def _least_to_most(check: DesignCheck, value: OfVolume) -> Bounds | Missing:
    """Return the bounds of a value between the sure infiltration and the declared one."""
    ends = [
        value(check.sizing, check.sinks.sure),
        value(check.sizing_at_best, check.sinks.possible),
    ]
    if not all(math.isfinite(each) for each in ends):
        return _unknown(check)
    return min(ends), max(ends)


def _unknown(check: DesignCheck) -> Missing:
    return Missing("not_declared", check.sinks.lacking or "tanks.outflow")


def _volume_margin(check: DesignCheck) -> OfVolume:
    def margin(volume: DetailedVolume, _: float) -> float:
        if not (volume.bounded or check.by_minimum):
            return math.nan
        return check.available - check.required(volume)

    return margin


def _second_event_margin(check: DesignCheck) -> OfVolume:
    hours, margin = check.rules.number(EMPTYING_TIME), _volume_margin(check)

    def less(volume: DetailedVolume, sunk: float) -> float:
        left = left_after(check.required(volume), check.outflow, sunk, hours)
        return margin(volume, sunk) - left

    return less


def _emptying(check: DesignCheck) -> OfVolume:
    return lambda volume, sunk: emptying_hours(check.required(volume), check.outflow, sunk)


def _discharge_margin(check: DesignCheck) -> Bounds:
    margin = check.limit - check.outflow.greatest
    return margin, margin


def _centennial_margin(check: DesignCheck) -> Bounds | Missing:
    """Return the margin with what is sure; where that is not enough, what would make it so."""
    margin = check.available + (check.freeboard or 0.0) - check.centennial.volume
    if check.centennial.bounded and margin >= 0.0:
        return margin, margin
    if check.sinks.lacking or not check.centennial.bounded:
        return _unknown(check)
    if check.freeboard is None:
        return Missing("not_declared", "tanks.freeboard")
    return margin, margin
