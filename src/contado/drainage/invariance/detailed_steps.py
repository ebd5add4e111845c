"""The detailed procedure as steps that a designer signs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from contado.drainage.invariance.detailed import (
    BLOCKS,
    DURATIONS,
    HYETOGRAPH,
    PEAK_POSITION,
    ROUTING,
    ROUTING_MINUTES,
    Catchment,
    DetailedVolume,
    Method,
)
from contado.drainage.invariance.hyetograph import DepthCurve
from contado.drainage.invariance.losses import Horton
from contado.drainage.invariance.steps import WORDS, Step, StepValue, confidence_of, weakest
from contado.drainage.invariance.storage import LITRES_A_SECOND
from contado.norms import Confidence, Rules
from contado.terms import Text

CURVE_DURATIONS = "rainfall.durations"
ARTICLE = "r.r. Lombardia 7/2017, art. 11 e allegato G"

_MINUTES = 60.0

STORMS = {
    "chicago": "h(t) = r · h_D(t_b / r) + (1 − r) · h_D(t_a / (1 − r))",
    "constant": "h(t) = h_D(D) · t / D",
}
ROUTINGS = {
    "none": "Q_in = Q_net",
    "linear_reservoir": "Q_in(t + Δt) = Q_in(t) · e^(−Δt/K) + Q_net · (1 − e^(−Δt/K))",
    "time_area": "Q_in(t) = [V_net(t) − V_net(t − t_c)] / t_c",
}


@dataclass(frozen=True, slots=True)
class StepContext:
    """How the procedure is described: plan, method, how sure the rain is, the name of the volume.

    Parameters
    ----------
    rules, method
        The plan on a day, and how the procedure is run under it.
    rain
        How sure the rain is.
    symbol
        What the volume is called.
    """

    rules: Rules
    method: Method
    rain: Confidence = "known"
    symbol: str = "W_0"


def detailed_steps(
    reading: StepContext, catchment: Catchment, sizing: DetailedVolume
) -> tuple[Step, ...]:
    """Return the steps from the storm to the volume."""
    steps = _Steps(reading, catchment, sizing)
    return (*steps.storm(), steps.losses(), steps.routing(), *steps.storage())


class _Steps:
    def __init__(self, reading: StepContext, catchment: Catchment, sizing: DetailedVolume) -> None:
        self.rules = reading.rules
        self.method = reading.method
        self.rain = reading.rain
        self.symbol = reading.symbol
        self.catchment = catchment
        self.sizing = sizing

    def _read(self, *parameters: str) -> tuple[str, ...]:
        return tuple(name for name in parameters if name in self.method.parameters)

    def storm(self) -> Iterator[Step]:
        """Yield the storm of the critical duration."""
        read = self._read(HYETOGRAPH, PEAK_POSITION)
        depth = _depth(self.catchment.curve, self.sizing.duration)
        peak = (StepValue(symbol="r", value=self.method.peak_position, unit="1"),)
        yield Step(
            code="hyetograph",
            label=WORDS["labels.hyetograph"],
            formula=STORMS[self.method.hyetograph],
            inputs=(
                StepValue(symbol="D_c", value=self.sizing.duration, unit="h"),
                *(peak if self.method.hyetograph == "chicago" else ()),
            ),
            result=StepValue(symbol="h_D", value=depth, unit="mm"),
            article=ARTICLE,
            confidence=confidence_of(self.rules, read, self.rain),
            parameters=read,
            note=self._beyond(),
        )

    def _beyond(self) -> Text | None:
        """Return what to tell of a duration that the curves do not hold for."""
        longest = self.rules.interval(CURVE_DURATIONS).high
        return WORDS["notes.beyond"] if self.sizing.duration > longest else None

    def losses(self) -> Step:
        """Return what runs off of the critical storm."""
        horton = any(isinstance(patch.loss, Horton) for patch in self.catchment.patches)
        more = " + Σ max(0; h − F_Horton) · A / 1000" if horton else ""
        areas = sum(patch.area for patch in self.catchment.patches)
        return Step(
            code="net_rain",
            label=WORDS["labels.net_rain"],
            formula=f"V_net = Σ φ · h · A / 1000{more}",
            inputs=(
                StepValue(symbol="A", value=areas, unit="m2"),
                StepValue(symbol="h", value=float(self.sizing.event.rain[0, -1]), unit="mm"),
            ),
            result=StepValue(symbol="V_net", value=float(self.sizing.event.net[0]), unit="m3"),
            article=ARTICLE,
            confidence=weakest([self.rain, "verify" if horton else "known"]),
        )

    def routing(self) -> Step:
        """Return the greatest flow that reaches the store."""
        event, rule = self.sizing.event, self.method.routing
        peak = float((event.inflow / np.diff(event.edges, axis=1)).max()) / LITRES_A_SECOND
        symbol = "t_c" if rule.kind == "time_area" else "K"
        read = self._read(ROUTING, ROUTING_MINUTES)
        return Step(
            code="routing",
            label=WORDS["labels.routing"],
            formula=ROUTINGS[rule.kind],
            inputs=()
            if rule.kind == "none"
            else (StepValue(symbol=symbol, value=rule.hours * _MINUTES, unit="min"),),
            result=StepValue(symbol="Q_in,max", value=peak, unit="l/s"),
            article=ARTICLE,
            confidence=confidence_of(self.rules, read, self.rain),
            parameters=read,
        )

    def storage(self) -> Iterator[Step]:
        """Yield the volume and the error of its water balance."""
        yield self._volume()
        yield Step(
            code="water_balance",
            label=WORDS["labels.water_balance"],
            formula="V_net − V_out − V_inf − W_end − V_way",
            inputs=(StepValue(symbol="V_net", value=float(self.sizing.event.net[0]), unit="m3"),),
            result=StepValue(symbol="ε", value=round(self.sizing.imbalance, 9), unit="m3"),
            article=ARTICLE,
            confidence="known",
        )

    def _flows(self) -> tuple[StepValue, ...]:
        return (
            StepValue(symbol="Q_out", value=self.catchment.outflow.greatest, unit="l/s"),
            StepValue(symbol="Q_inf", value=self.catchment.infiltration, unit="l/s"),
        )

    def _volume(self) -> Step:
        return Step(
            code="detailed_volume",
            label=WORDS["labels.detailed_volume"],
            formula=f"dW/dt = Q_in − Q_out(W) − Q_inf;  {self.symbol} = max W",
            inputs=(StepValue(symbol="D_c", value=self.sizing.duration, unit="h"), *self._flows()),
            result=StepValue(symbol=self.symbol, value=self.sizing.volume, unit="m3"),
            article=ARTICLE,
            confidence=confidence_of(self.rules, self.method.parameters, self.rain),
            parameters=(DURATIONS, BLOCKS),
            note=None if self.sizing.bounded else WORDS["notes.unbounded"],
        )


def _depth(curve: DepthCurve, hours: float) -> float:
    return float(curve.depth(np.array([hours]))[0])
