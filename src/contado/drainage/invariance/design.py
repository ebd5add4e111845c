"""Does a design of hydraulic invariance comply: the facts of the design, and its verdict."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from contado.drainage.invariance.declared import Design
from contado.drainage.invariance.detailed import (
    Catchment,
    DetailedVolume,
    Method,
    at_return_period,
    detailed_volume,
)
from contado.drainage.invariance.hyetograph import PowerCurve
from contado.drainage.invariance.losses import Horton, Patch
from contado.drainage.invariance.storage import Outflow, emptying_hours, left_after
from contado.drainage.invariance.store_of import Sinks, outflow_of, sinks_of
from contado.drainage.rainfall import Rainfall, rainfall_from
from contado.norms import Rules, evaluate
from contado.norms.trace import SheetReason
from contado.values import Column, Labels, Missing, Numbers, Table

SHEET = "invarianza-progetto"
DESIGN_YEARS = "invariance.design_return_period"
CHECK_YEARS = "invariance.check_return_period"
EMPTYING = "invariance.emptying_time"
COEFFICIENTS = "invariance.runoff_coefficients"
SHORT_RAIN = "rainfall.short_exponent"
HORTON = ("invariance.horton_initial", "invariance.horton_final", "invariance.horton_decay")
MINIMUM = ("minimum_small", "minimum")
WAYS = ("reuse", "infiltration", "water_body", "sewer")
_NUMBERS = (
    "volume_margin",
    "second_event_margin",
    "centennial_margin",
    "discharge_margin",
    "emptying",
)
_NO_TANKS = Missing("not_declared", "tanks")

OfVolume = Callable[[DetailedVolume, float], float]
"""What a volume and the flow infiltrated, l/s, give."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """What the regulation asks of an intervention before its design is looked at.

    Parameters
    ----------
    method
        ``minimum_small``, ``minimum``, ``rain_only`` or ``detailed``.
    discharge_limit
        l/s, of the whole intervention.
    minimum_volume
        m³, of art. 12.
    """

    method: str
    discharge_limit: float
    minimum_volume: float


def rain_of(design: Design, rules: Rules) -> Rainfall:
    """Return the rain of the site of a design."""
    return rainfall_from({"n_short": rules.number(SHORT_RAIN)} | design.rain, "rain")


def patches_of(design: Design, rules: Rules) -> tuple[Patch, ...]:
    """Return the surfaces of a design and how each loses rain; those that do not count are out.

    Permeable ground loses rain by Horton's formula where the design names its soil group.
    """
    areas = design.surfaces.model_dump()
    found = []
    for surface, coefficient in rules.table(COEFFICIENTS).items():
        if coefficient is None or not areas.get(surface):
            continue
        by_soil = surface == "permeable" and design.soil_group is not None
        found.append(
            Patch(areas[surface], _horton(design, rules) if by_soil else coefficient.midpoint)
        )
    return tuple(found)


def _horton(design: Design, rules: Rules) -> Horton:
    rows = (rules.table(name)[design.soil_group or ""] for name in HORTON)
    initial, final, decay = (row.midpoint if row else math.nan for row in rows)
    return Horton(initial, final, decay)


@dataclass(frozen=True)
class DesignCheck:
    """A design against what is required of it.

    Every volume is asked for with the outflow that the design declares; where it has no tanks,
    with the outflow that the limit allows.

    Parameters
    ----------
    design, requirement, method, rules
        What is checked, against what, and how.
    """

    design: Design
    requirement: Requirement
    method: Method
    rules: Rules

    @cached_property
    def limit(self) -> float:
        """The discharge limit, l/s: the stricter of the regulation's and the receiver's."""
        own = self.design.receiver_limit
        regulation = self.requirement.discharge_limit
        return regulation if own is None else min(own, regulation)

    @cached_property
    def outflow(self) -> Outflow:
        """What the design discharges; without tanks, the limit."""
        tanks = self.design.tanks
        return outflow_of(tanks, self.rules) if tanks else Outflow(self.limit)

    @cached_property
    def sinks(self) -> Sinks:
        """What the design infiltrates."""
        return sinks_of(self.design, self.rules)

    def curve(self, years: str) -> PowerCurve:
        """Return the rain of a return period of the plan."""
        rain = rain_of(self.design, self.rules)
        return PowerCurve(rain.hourly(self.rules.number(years)), rain.n, rain.n_short)

    @cached_property
    def catchment(self) -> Catchment:
        """The catchment at the return period of sizing, with what surely infiltrates."""
        ground = patches_of(self.design, self.rules)
        return Catchment(self.curve(DESIGN_YEARS), ground, self.outflow, self.sinks.sure)

    @cached_property
    def sizing(self) -> DetailedVolume:
        """The volume at the return period of sizing, with what surely infiltrates."""
        return detailed_volume(self.catchment, self.method)

    @cached_property
    def sizing_at_best(self) -> DetailedVolume | None:
        """The same with what is declared to infiltrate; None where that is not known."""
        if self.sinks.possible is None:
            return None
        if not self.sinks.lacking:
            return self.sizing
        return detailed_volume(
            replace(self.catchment, infiltration=self.sinks.possible), self.method
        )

    @cached_property
    def centennial(self) -> DetailedVolume:
        """The volume at the return period of the check, with what surely infiltrates."""
        return detailed_volume(
            at_return_period(self.catchment, self.curve(CHECK_YEARS)), self.method
        )

    @property
    def by_minimum(self) -> bool:
        """Whether the minimum volume alone is asked for."""
        return self.requirement.method in MINIMUM

    def required(self, found: DetailedVolume) -> float:
        """Return the volume required, m³: the greater of the minimum and the one worked out."""
        least = self.requirement.minimum_volume
        return least if self.by_minimum else max(least, found.volume)

    @cached_property
    def available(self) -> float:
        """The volume of the tanks, m³."""
        return sum(tank.volume for tank in self.design.tanks)

    @cached_property
    def freeboard(self) -> float | None:
        """What the tanks hold above their volume, m³; None where one does not say."""
        spare = [tank.freeboard for tank in self.design.tanks]
        return None if None in spare else sum(each for each in spare if each is not None)

    @cached_property
    def reason(self) -> SheetReason:
        """The verdict, requirement by requirement."""
        columns: dict[str, Column] = dict(_Facts(self).columns())
        return evaluate(self.rules, SHEET, Table(1, columns)).explain(0)


class _Facts:
    """The facts that the sheet reads of a design."""

    def __init__(self, check: DesignCheck) -> None:
        self.check = check
        self.infiltration = check.sinks.possible

    def columns(self) -> Iterator[tuple[str, Column]]:
        tanks = self.check.design.tanks
        numbers = self._numbers() if tanks else dict.fromkeys(_NUMBERS, _NO_TANKS)
        for name, value in numbers.items():
            known = value if isinstance(value, Numbers) else Numbers.absent(1, value)
            yield f"design.{name}", known
        yield "design.method", Labels.of([self.check.requirement.method])
        said = self.check.design.disposal.model_dump()
        for way in WAYS:
            absent = Missing("not_declared", f"disposal.{way}")
            yield f"design.{way}", Labels.of([said[way]], absent)

    def _numbers(self) -> Mapping[str, Numbers | Missing]:
        check = self.check
        return {
            "volume_margin": self._least_to_most(self._volume_margin),
            "second_event_margin": self._least_to_most(self._second_event_margin),
            "centennial_margin": self._centennial_margin(),
            "discharge_margin": Numbers.exact([check.limit - check.outflow.greatest]),
            "emptying": self._least_to_most(self._emptying),
        }

    def _least_to_most(self, value: OfVolume) -> Numbers | Missing:
        """Return the bounds of a value between the sure infiltration and the declared one."""
        check, best = self.check, self.check.sizing_at_best
        if best is None:
            return self._unknown()
        found = [value(check.sizing, check.sinks.sure), value(best, self.infiltration or 0.0)]
        if not all(math.isfinite(each) for each in found):
            return self._unknown()
        return Numbers(np.array([min(found)]), np.array([max(found)]), np.zeros(1, dtype=np.int16))

    def _unknown(self) -> Missing:
        return Missing("not_declared", self.check.sinks.lacking or "tanks.outflow")

    def _volume_margin(self, found: DetailedVolume, _: float) -> float:
        if not (found.bounded or self.check.by_minimum):
            return math.nan
        return self.check.available - self.check.required(found)

    def _second_event_margin(self, found: DetailedVolume, sunk: float) -> float:
        check = self.check
        hours = check.rules.number(EMPTYING)
        left = left_after(check.required(found), check.outflow, sunk, hours)
        return self._volume_margin(found, sunk) - left

    def _emptying(self, found: DetailedVolume, sunk: float) -> float:
        return emptying_hours(self.check.required(found), self.check.outflow, sunk)

    def _centennial_margin(self) -> Numbers | Missing:
        """Return the margin with what is sure; where that is not enough, what would make it so."""
        check = self.check
        spare = check.freeboard or 0.0
        margin = check.available + spare - check.centennial.volume
        if check.centennial.bounded and margin >= 0.0:
            return Numbers.exact([margin])
        if check.sinks.lacking or not check.centennial.bounded:
            return self._unknown()
        if check.freeboard is None:
            return Missing("not_declared", "tanks.freeboard")
        return Numbers.exact([margin])
