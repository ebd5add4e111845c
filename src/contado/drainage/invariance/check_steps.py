"""The check of a design as steps that a designer signs."""

from __future__ import annotations

import math
from collections.abc import Iterator

from contado.drainage.invariance.design import DesignCheck
from contado.drainage.invariance.detailed_steps import ARTICLE, StepContext, detailed_steps
from contado.drainage.invariance.infiltration import infiltration_step
from contado.drainage.invariance.rules import (
    CHECK_RETURN_PERIOD,
    EMPTYING_TIME,
    RETURN_PERIOD,
)
from contado.drainage.invariance.steps import WORDS, Step, StepValue, confidence_of
from contado.drainage.invariance.storage import emptying_hours, left_after
from contado.drainage.invariance.store_of import coefficients_of
from contado.norms import Confidence

_EMPTYING_ARTICLE = "r.r. Lombardia 7/2017, art. 11 c. 2 lett. f)"
_OWN = "W_prog"
"""The volume with the design's flows, where the rain-only method sizes it."""


def check_steps(check: DesignCheck) -> tuple[Step, ...]:
    """Return the steps from what the design infiltrates to its margins, in order."""
    return tuple(_steps(check))


def parameters_of(check: DesignCheck) -> tuple[str, ...]:
    """Return the parameters of the plan that the check of a design read, each once."""
    asked = [name for step in check_steps(check) for name in step.parameters]
    used = (*asked, *check.method.parameters, *coefficients_of(check.design))
    return tuple(dict.fromkeys(used))


def _steps(check: DesignCheck) -> Iterator[Step]:
    ground = check.design.infiltration
    if ground is not None and ground.permeability is not None:
        yield infiltration_step(check.rules, ground.permeability, ground.area)
    if check.followed:
        yield from _sizing(check)
    yield _required(check)
    if check.design.tanks:
        yield _available(check)
        yield _discharge(check)
        yield from _emptying(check)
        yield from _second_event(check)
    if check.followed:
        yield _centennial(check)
        yield from _freeboard(check)


def _confidence(check: DesignCheck) -> Confidence:
    """Return the confidence of what stands on the volume that is worked out."""
    read = (*check.method.parameters, *coefficients_of(check.design)) if check.followed else ()
    rain = "known" if check.by_minimum else check.reckoning.sureness_of_rain
    return confidence_of(check.rules, read, rain)


def _sizing(check: DesignCheck) -> Iterator[Step]:
    """Yield the detailed procedure, which sizes the design or follows it through its storm."""
    symbol = _OWN if check.by_rain_only else "W_0"
    reading = StepContext(check.rules, check.method, check.reckoning.sureness_of_rain, symbol)
    yield from detailed_steps(reading, check.catchment, check.sizing)


def _required(check: DesignCheck) -> Step:
    volume = check.governing(check.sizing)
    compared = tuple(_compared(check))
    listed = "; ".join(one.symbol for one in compared)
    return Step(
        code="required_volume_of_design",
        label=WORDS["labels.required_volume_of_design"],
        formula=f"W_req = {listed}" if volume.alone else f"W_req = max({listed})",
        inputs=compared,
        result=StepValue(symbol="W_req", value=volume.volume, unit="m3"),
        article="r.r. Lombardia 7/2017, artt. 9, 11 e 12",
        confidence=_confidence(check),
        parameters=(RETURN_PERIOD,),
        note=volume.why,
    )


def _compared(check: DesignCheck) -> Iterator[StepValue]:
    """Yield the volumes of which the greatest is required."""
    if check.by_rain_only:
        yield StepValue(symbol="W_0", value=check.reckoning.calculated, unit="m3")
    if check.followed:
        symbol = _OWN if check.by_rain_only else "W_0"
        yield StepValue(symbol=symbol, value=check.sizing.volume, unit="m3")
    yield StepValue(symbol="W_min", value=check.least, unit="m3")


def _available(check: DesignCheck) -> Step:
    tanks = check.design.tanks
    return Step(
        code="volume_margin",
        label=WORDS["labels.volume_margin"],
        formula="M = Σ V − W_req",
        inputs=(
            *(
                StepValue(symbol=f"V_{place}", value=tank.volume, unit="m3")
                for place, tank in enumerate(tanks, start=1)
            ),
            StepValue(symbol="W_req", value=check.required(check.sizing), unit="m3"),
        ),
        result=StepValue(
            symbol="M", value=check.available - check.required(check.sizing), unit="m3"
        ),
        article="r.r. Lombardia 7/2017, artt. 11 e 12",
        confidence=_confidence(check),
    )


def _discharge(check: DesignCheck) -> Step:
    flow = check.outflow.greatest
    return Step(
        code="discharge_margin",
        label=WORDS["labels.discharge_margin"],
        formula="M_Q = Q_lim − Q_out",
        inputs=(
            StepValue(symbol="Q_lim", value=check.limit, unit="l/s"),
            StepValue(symbol="Q_out", value=flow, unit="l/s"),
        ),
        result=StepValue(symbol="M_Q", value=check.limit - flow, unit="l/s"),
        article="r.r. Lombardia 7/2017, art. 8",
        confidence=confidence_of(check.rules, coefficients_of(check.design), "sourced"),
    )


def _freeboard(check: DesignCheck) -> Iterator[Step]:
    """Yield what is left with the freeboard in the check event, where both are known."""
    if not check.design.tanks or check.freeboard is None:
        return
    margin = check.available + check.freeboard - check.centennial.volume
    yield Step(
        code="freeboard_margin",
        label=WORDS["labels.freeboard_margin"],
        formula="M_ver = Σ V + Σ V_f − W_ver",
        inputs=(
            StepValue(symbol="Σ V", value=check.available, unit="m3"),
            StepValue(symbol="Σ V_f", value=check.freeboard, unit="m3"),
            StepValue(symbol="W_ver", value=check.centennial.volume, unit="m3"),
        ),
        result=StepValue(symbol="M_ver", value=margin, unit="m3"),
        article="r.r. Lombardia 7/2017, art. 11",
        confidence=_confidence(check),
    )


def _emptying(check: DesignCheck) -> Iterator[Step]:
    """Yield how long the volume required takes to leave the tanks, where it does."""
    required = check.required(check.sizing)
    hours = emptying_hours(required, check.outflow, check.sinks.sure)
    if not math.isfinite(hours):
        return
    even = len(check.outflow.storage) == 1
    yield Step(
        code="emptying",
        label=WORDS["labels.emptying"],
        formula="t = W_req / [3,6 · (Q_out + Q_inf)]"
        if even
        else "t = ∫ dW / {3,6 · [Q_out(W) + Q_inf]}",
        inputs=(
            StepValue(symbol="W_req", value=required, unit="m3"),
            StepValue(symbol="Q_out", value=check.outflow.greatest, unit="l/s"),
            StepValue(symbol="Q_inf", value=check.sinks.sure, unit="l/s"),
            StepValue(symbol="t_max", value=check.rules.number(EMPTYING_TIME), unit="h"),
        ),
        result=StepValue(symbol="t", value=hours, unit="h"),
        article=_EMPTYING_ARTICLE,
        confidence=_confidence(check),
        parameters=(EMPTYING_TIME,),
    )


def _second_event(check: DesignCheck) -> Iterator[Step]:
    """Yield what is still held when the time for emptying is over, where something is."""
    hours = check.rules.number(EMPTYING_TIME)
    required = check.required(check.sizing)
    left = left_after(required, check.outflow, check.sinks.sure, hours)
    if left <= 0.0 or not math.isfinite(left):
        return
    yield Step(
        code="second_event",
        label=WORDS["labels.second_event"],
        formula="ΔW = W(t_max)",
        inputs=(
            StepValue(symbol="W_req", value=required, unit="m3"),
            StepValue(symbol="t_max", value=hours, unit="h"),
            StepValue(symbol="Q_out", value=check.outflow.greatest, unit="l/s"),
            StepValue(symbol="Q_inf", value=check.sinks.sure, unit="l/s"),
        ),
        result=StepValue(symbol="ΔW", value=left, unit="m3"),
        article=_EMPTYING_ARTICLE,
        confidence="verify",
        parameters=(EMPTYING_TIME,),
        note=WORDS["notes.second_event"],
    )


def _centennial(check: DesignCheck) -> Step:
    sizing = check.centennial
    return Step(
        code="check_volume",
        label=WORDS["labels.check_volume"],
        formula="dW/dt = Q_in − Q_out(W) − Q_inf;  W_ver = max W",
        inputs=(
            StepValue(symbol="T", value=check.rules.number(CHECK_RETURN_PERIOD), unit="year"),
            StepValue(symbol="D_c", value=sizing.duration, unit="h"),
        ),
        result=StepValue(symbol="W_ver", value=sizing.volume, unit="m3"),
        article=ARTICLE,
        confidence=_confidence(check),
        parameters=(CHECK_RETURN_PERIOD,),
    )
