"""What the regulation asks of the works: every value, worked out once."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from contado.drainage.invariance.detailed import (
    Catchment,
    DetailedVolume,
    Method,
    detailed_volume,
)
from contado.drainage.invariance.governing import Governing, governing
from contado.drainage.invariance.hyetograph import PowerCurve
from contado.drainage.invariance.losses import Horton, Patch
from contado.drainage.invariance.question import Question
from contado.drainage.invariance.rules import (
    COEFFICIENT_P,
    COEFFICIENTS,
    DISCHARGE_LIMIT,
    HORTON,
    MINIMUM_VOLUME,
    MONETISATION,
    REDUCTION,
    RETURN_PERIOD,
    Classified,
    Looked,
    classify,
    look_up,
)
from contado.drainage.invariance.storage import Outflow
from contado.drainage.invariance.surfaces import Contributing, contributing
from contado.drainage.invariance.volumes import (
    RainOnly,
    curve_of,
    minimum_volume,
    monetisation,
    rain_only,
)
from contado.norms import Confidence, Rules

LEAST_AREA = "C"
"""The area whose minimum is enough for the smallest works, wherever they are (art. 12 c. 1)."""

WITH_P = "A"
"""The area that P concerns (allegato C)."""

CALCULATED = ("rain_only", "detailed")
"""Methods that work a volume out."""

CHOOSABLE = ("rain_only", "minimum")
"""Methods instead of which the designer may choose the detailed procedure."""


@dataclass(frozen=True)
class Reckoning:
    """The question worked out; what is undecided is None.

    Parameters
    ----------
    question
        What is asked.
    rules
        The plan on a day, loaded with the catalogue of facts.
    shape
        How the detailed procedure is run.
    """

    question: Question
    rules: Rules
    shape: Method

    @cached_property
    def ground(self) -> Contributing:
        """Mean runoff coefficient and impermeable contributing hectares."""
        return contributing(self.question.surfaces, self.rules)

    @cached_property
    def classified(self) -> Classified:
        """Class and method by the sheet."""
        area, criticality = self.question.surfaces.area, self.question.criticality
        return classify(self.rules, area, self.ground.phi, criticality)

    @property
    def method(self) -> str | None:
        """The method that the regulation asks for."""
        return self.classified.method.value

    @property
    def procedure(self) -> str | None:
        """The method that sizes the works: the class's, or the one that the designer chooses.

        Instead of the rain-only method (art. 9 c. 3), or of the minimum of class 1 and of area C
        (art. 12 c. 2).
        """
        chosen = self.question.detailed and self.method in CHOOSABLE
        return "detailed" if chosen else self.method

    @cached_property
    def regulation_limit(self) -> Looked | None:
        """The discharge limit of the area, l/s per impermeable hectare."""
        area = self.question.criticality
        return None if area is None else look_up(self.rules, DISCHARGE_LIMIT, area)

    @cached_property
    def discharge_limit(self) -> float | None:
        """The discharge limit of the works, l/s: the stricter of the area's and the receiver's."""
        if self.regulation_limit is None:
            return None
        own = self.regulation_limit.number * self.ground.impermeable_hectares
        declared = self.question.receiver_limit
        return own if declared is None else min(own, declared)

    @cached_property
    def curve(self) -> PowerCurve | None:
        """The rain of the return period of sizing."""
        rain = self.question.rain
        return None if rain is None else curve_of(rain, self.rules.number(RETURN_PERIOD))

    @property
    def sureness_of_rain(self) -> Confidence:
        """How sure what stands on the rain is: parameters that were filled in are assumed."""
        rain = self.question.rain
        return "assumption" if rain is not None and rain.imputed else "known"

    @cached_property
    def rain_only(self) -> RainOnly | None:
        """What the rain-only method finds, whatever the class."""
        if self.curve is None or self.discharge_limit is None:
            return None
        hectares = self.ground.impermeable_hectares
        return rain_only(hectares, self.discharge_limit / hectares, self.curve)

    @cached_property
    def catchment(self) -> Catchment | None:
        """The works as the detailed procedure sees them, discharging at the limit."""
        if self.curve is None or self.discharge_limit is None:
            return None
        return Catchment(self.curve, self._patches(), Outflow(self.discharge_limit))

    def _patches(self) -> tuple[Patch, ...]:
        looked = {
            kind: (area, look_up(self.rules, COEFFICIENTS, kind).value)
            for kind, area in self.question.surfaces.by_kind.items()
        }
        return tuple(
            Patch(area, self._loss(kind, phi))
            for kind, (area, phi) in looked.items()
            if phi is not None and area > 0.0
        )

    def _loss(self, kind: str, phi: float) -> float | Horton:
        soil = self.question.soil_group
        if soil is None or kind != "permeable":
            return phi
        return Horton(*(look_up(self.rules, name, soil).number for name in HORTON))

    @cached_property
    def detailed(self) -> DetailedVolume | None:
        """What the detailed procedure finds, where it is asked for or chosen."""
        asked = self.method == "detailed" or self.question.detailed
        return detailed_volume(self.catchment, self.shape) if asked and self.catchment else None

    @cached_property
    def minimum_area(self) -> str | None:
        """The area whose minimum volume holds."""
        return LEAST_AREA if self.method == "minimum_small" else self.question.criticality

    @cached_property
    def coefficient(self) -> float:
        """``P``: declared, else the plan's; 1 outside area A."""
        if self.minimum_area != WITH_P:
            return 1.0
        declared = self.question.coefficient
        return self.rules.number(COEFFICIENT_P) if declared is None else declared

    @cached_property
    def reduction(self) -> float:
        """What is taken off the minimum, %: infiltration alone, tested, with a calculation."""
        allowed = self.question.infiltration_only and self.question.permeability_tests
        calculated = self.procedure in CALCULATED
        return self.rules.number(REDUCTION) if allowed and calculated else 0.0

    @cached_property
    def minimum(self) -> float | None:
        """The minimum volume of art. 12, m³."""
        if self.minimum_area is None:
            return None
        unit = look_up(self.rules, MINIMUM_VOLUME, self.minimum_area).number
        hectares = self.ground.impermeable_hectares
        return minimum_volume(unit, self.coefficient, hectares, self.reduction)

    @cached_property
    def calculated(self) -> float | None:
        """The volume of the method that the works are sized with; None for a minimum alone."""
        volume = {"rain_only": self.rain_only, "detailed": self.detailed}.get(self.procedure or "")
        return None if volume is None else volume.volume

    @property
    def calculated_by(self) -> str:
        """What `Governing` calls that volume."""
        if self.procedure == self.method:
            return self.procedure or ""
        return "chosen" if self.method == "rain_only" else "chosen_for_minimum"

    @cached_property
    def governing(self) -> Governing | None:
        """The greater of minimum and calculation (art. 11 c. 2 e n. 3), and which it is."""
        if self.procedure is None or self.minimum is None:
            return None
        if self.procedure not in CALCULATED:
            return governing({"minimum": self.minimum})
        if self.calculated is None:
            return None
        return governing({self.calculated_by: self.calculated, "minimum": self.minimum})

    @property
    def required(self) -> float | None:
        """The volume required, m³."""
        return None if self.governing is None else self.governing.volume

    @cached_property
    def monetised(self) -> Decimal | None:
        """What is paid instead, EUR, where the designer declares a case of art. 16."""
        if self.required is None or not self.question.monetised:
            return None
        return monetisation(self.required, self.rules.number(MONETISATION))
