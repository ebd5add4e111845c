"""A design of hydraulic invariance beside what the regulation asks of it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from contado.drainage.invariance.declared import Design
from contado.drainage.invariance.detailed import (
    Catchment,
    DetailedVolume,
    Method,
    detailed_volume,
)
from contado.drainage.invariance.governing import Governing, governing
from contado.drainage.invariance.question import Question
from contado.drainage.invariance.reckoning import CALCULATED, Reckoning
from contado.drainage.invariance.rules import CHECK_RETURN_PERIOD
from contado.drainage.invariance.steps import WORDS
from contado.drainage.invariance.storage import Outflow
from contado.drainage.invariance.store_of import Sinks, outflow_of, sinks_of
from contado.drainage.invariance.surfaces import WorksSurfaces
from contado.drainage.invariance.volumes import curve_of
from contado.drainage.rainfall import rainfall_from
from contado.norms import Rules
from contado.terms import Text

SHEET = "invarianza-progetto"
SHORT_RAIN = "rainfall.short_exponent"


def question_of(design: Design, rules: Rules) -> Question:
    """Return the question that a design puts to the regulation.

    Examples
    --------
    >>> from datetime import date
    >>> rain = {"a1": 29.87, "n": 0.3, "alpha": 0.3, "kappa": 0.0, "epsilon": 0.8}
    >>> design = Design.model_validate({"object": "o", "municipality": "m", "criticality": "A",
    ...     "surfaces": {"sealed": 900, "permeable": 100}, "rain": rain})
    >>> question_of(design, Rules.load(on=date(2026, 11, 21))).surfaces.area
    1000.0
    """
    areas = design.surfaces.model_dump()
    disposal = design.disposal
    ways = (disposal.infiltration, disposal.water_body, disposal.sewer)
    return Question(
        surfaces=WorksSurfaces(sum(areas.values()), **areas),
        criticality=design.criticality,
        rain=rainfall_from(
            {"n_short": rules.number(SHORT_RAIN)} | design.rain, "rain", imputed=design.rain_imputed
        ),
        coefficient=design.coefficient,
        receiver_limit=design.receiver_limit,
        infiltration_only=ways[0] == "used" and "used" not in ways[1:] and None not in ways,
        permeability_tests=design.infiltration is not None and design.infiltration.tested,
        detailed=design.calculation.detailed,
        soil_group=design.soil_group,
        remarks=tuple(_remarks(design)),
    )


def method_of(design: Design, rules: Rules) -> Method:
    """Return how the detailed procedure is run for a design."""
    chosen = design.calculation
    return Method.of(
        rules,
        chosen.hyetograph,
        chosen.routing,
        peak_position=chosen.peak_position,
        minutes=chosen.routing_minutes,
    )


def _remarks(design: Design) -> Iterator[Text]:
    if len(design.tanks) > 1:
        yield WORDS["notes.in_step"]
    if design.reuse_volume > 0.0:
        yield WORDS["notes.reuse"]


@dataclass(frozen=True)
class DesignCheck:
    """A design against what is required of it.

    What is required is the volume of the method of its class, or of the detailed procedure where
    the designer chooses it; with tanks it is never less than what their own outflow asks for, which
    the detailed procedure follows. Where there are no tanks the outflow is the limit.

    Parameters
    ----------
    design
        What is checked.
    reckoning
        What the regulation asks of it; see `question_of`.
    """

    design: Design
    reckoning: Reckoning

    @property
    def rules(self) -> Rules:
        """The plan on the day."""
        return self.reckoning.rules

    @property
    def method(self) -> Method:
        """How the detailed procedure is run."""
        return self.reckoning.shape

    @cached_property
    def limit(self) -> float:
        """The discharge limit, l/s."""
        limit = self.reckoning.discharge_limit
        assert limit is not None, "a design declares its criticality"
        return limit

    @cached_property
    def least(self) -> float:
        """The minimum volume of art. 12, m³."""
        least = self.reckoning.minimum
        assert least is not None, "a design declares its criticality"
        return least

    @cached_property
    def outflow(self) -> Outflow:
        """What the design discharges; without tanks, the limit."""
        tanks = self.design.tanks
        return outflow_of(tanks, self.rules) if tanks else Outflow(self.limit)

    @cached_property
    def sinks(self) -> Sinks:
        """What the design infiltrates."""
        return sinks_of(self.design, self.rules)

    @cached_property
    def catchment(self) -> Catchment:
        """The catchment at the return period of sizing, with what surely infiltrates."""
        catchment = self.reckoning.catchment
        assert catchment is not None, "a design declares its rain and criticality"
        return replace(catchment, outflow=self.outflow, infiltration=self.sinks.sure)

    @cached_property
    def check_catchment(self) -> Catchment:
        """The same at the return period of the check."""
        rain = self.reckoning.question.rain
        assert rain is not None, "a design declares its rain"
        return replace(self.catchment, curve=curve_of(rain, self.rules.number(CHECK_RETURN_PERIOD)))

    @cached_property
    def sizing(self) -> DetailedVolume:
        """The volume at the return period of sizing, with what surely infiltrates."""
        return detailed_volume(self.catchment, self.method)

    @cached_property
    def sizing_at_best(self) -> DetailedVolume:
        """The same with what is declared to infiltrate; nothing where that might be all."""
        if not self.sinks.lacking:
            return self.sizing
        if math.isinf(self.sinks.possible):
            return replace(self.sizing, volume=0.0, bounded=True)
        more = replace(self.catchment, infiltration=self.sinks.possible)
        return detailed_volume(more, self.method)

    @cached_property
    def centennial(self) -> DetailedVolume:
        """The volume at the return period of the check, with what surely infiltrates."""
        return detailed_volume(self.check_catchment, self.method)

    @property
    def by_minimum(self) -> bool:
        """Whether the minimum volume alone is asked for."""
        return self.reckoning.procedure not in CALCULATED

    @property
    def by_rain_only(self) -> bool:
        """Whether the rain-only method sizes the design: the class's, and no other is chosen."""
        return self.reckoning.procedure == "rain_only"

    @property
    def followed(self) -> bool:
        """Whether storms are followed through the store by the detailed procedure."""
        return not self.by_minimum and (bool(self.design.tanks) or not self.by_rain_only)

    def governing(self, sizing: DetailedVolume) -> Governing:
        """Return the volume required and which it is, given the one with the design's flows."""
        least = {"minimum": self.least}
        if self.by_minimum:
            return governing(least)
        if not self.by_rain_only:
            return governing({self.reckoning.calculated_by: sizing.volume, **least})
        by_class = self.reckoning.calculated
        assert by_class is not None, "a design declares its rain and criticality"
        own = {"as_designed": sizing.volume} if self.design.tanks else {}
        return governing({"rain_only": by_class, **own, **least})

    def required(self, sizing: DetailedVolume) -> float:
        """Return the volume required, m³."""
        return self.governing(sizing).volume

    @cached_property
    def available(self) -> float:
        """The volume of the tanks, m³."""
        return sum(tank.volume for tank in self.design.tanks)

    @cached_property
    def freeboard(self) -> float | None:
        """What the tanks hold above their volume, m³; None where one does not say."""
        spare = [tank.freeboard for tank in self.design.tanks]
        return None if None in spare else sum(each for each in spare if each is not None)
