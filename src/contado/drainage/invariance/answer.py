"""What the regulation asks of the works, with every step, article and assumption."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from contado.drainage.invariance.assumptions import Assumption, assumptions
from contado.drainage.invariance.detailed import Method
from contado.drainage.invariance.detailed_steps import StepContext, detailed_steps
from contado.drainage.invariance.norm_steps import (
    class_steps,
    limit_step,
    minimum_step,
    required_steps,
)
from contado.drainage.invariance.question import Question
from contado.drainage.invariance.rain_steps import beyond_range, curve_steps, rain_only_steps
from contado.drainage.invariance.reckoning import WITH_P, Reckoning
from contado.drainage.invariance.rules import HORTON, MINIMUM_VOLUME, look_up
from contado.drainage.invariance.steps import WORDS, Step
from contado.norms import ParameterUse, Rules, SheetReason

_ANNEX_C = "r.r. Lombardia 7/2017, allegato C"


@dataclass(frozen=True, slots=True)
class InvarianceAnswer:
    """The answer, as a designer signs it; what is undecided is None.

    Parameters
    ----------
    area_class
        0 to 3.
    method
        ``minimum_small``, ``minimum``, ``rain_only`` or ``detailed``.
    possible_methods
        The methods still possible; one where it is known.
    phi
        Mean runoff coefficient, at full precision.
    discharge_limit
        l/s, of the whole works.
    minimum_volume, rain_only_volume, detailed_volume, required_volume
        m³.
    monetised
        EUR, where the designer declares a case of art. 16.
    steps
        Every step, in the order they are read.
    references
        Every value of the plan that was used, as it stood on the day.
    assumptions
        What the reader must check.
    reason
        Class and method by the sheet, with every reason.
    """

    area_class: int | None
    method: str | None
    possible_methods: tuple[str, ...]
    phi: float
    discharge_limit: float | None
    minimum_volume: float | None
    rain_only_volume: float | None
    detailed_volume: float | None
    required_volume: float | None
    monetised: Decimal | None
    steps: tuple[Step, ...]
    references: tuple[ParameterUse, ...]
    assumptions: tuple[Assumption, ...]
    reason: SheetReason = field(repr=False)

    def as_plain(self) -> dict[str, Any]:
        """Return the answer for programs: the keys of ``contado storm invariance --json``."""
        return {
            "class": self.area_class,
            "method": self.method,
            "phi": self.phi,
            "discharge_limit_l_s": self.discharge_limit,
            "minimum_volume_m3": self.minimum_volume,
            "rain_only_volume_m3": self.rain_only_volume,
            "detailed_volume_m3": self.detailed_volume,
            "required_volume_m3": self.required_volume,
            "steps": [step.as_plain() for step in self.steps],
            "references": [use.model_dump(mode="json") for use in self.references],
            "assumptions": [one.as_plain() for one in self.assumptions],
        }


def answer(question: Question, rules: Rules, shape: Method | None = None) -> InvarianceAnswer:
    """Return what the regulation asks of the works.

    Parameters
    ----------
    question
        The works and what is declared of them.
    rules
        The plan on the day whose law holds, loaded with the catalogue of facts.
    shape
        How the detailed procedure is run; the plan's defaults where it is left out.

    Raises
    ------
    BadInput
        ``norms.too_early`` on a day before the regulation; ``rainfall.no_rain`` where the rain of
        the site gives none.
    """
    reckoning = Reckoning(question, rules, shape or Method.of(rules))
    steps = tuple(_steps(reckoning))
    uses = tuple(_uses(reckoning, steps))
    value = reckoning.classified.area_class.value
    return InvarianceAnswer(
        area_class=None if value is None else int(value),
        method=reckoning.method,
        possible_methods=reckoning.classified.method.possible,
        phi=reckoning.ground.phi,
        discharge_limit=reckoning.discharge_limit,
        minimum_volume=reckoning.minimum,
        rain_only_volume=None if reckoning.rain_only is None else reckoning.rain_only.volume,
        detailed_volume=None if reckoning.detailed is None else reckoning.detailed.volume,
        required_volume=reckoning.required,
        monetised=reckoning.monetised,
        steps=steps,
        references=uses,
        assumptions=tuple(_assumed(reckoning, uses)),
        reason=reckoning.classified.reason,
    )


def _steps(reckoning: Reckoning) -> Iterator[Step]:
    yield from reckoning.ground.steps
    yield from class_steps(reckoning)
    yield from limit_step(reckoning)
    if reckoning.question.rain is not None:
        yield from curve_steps(reckoning.rules, reckoning.question.rain)
    if reckoning.rain_only and reckoning.curve and reckoning.discharge_limit is not None:
        hectares = reckoning.ground.impermeable_hectares
        yield from rain_only_steps(
            reckoning.rules,
            hectares,
            reckoning.discharge_limit,
            reckoning.curve,
            reckoning.rain_only,
            compared=reckoning.procedure != "rain_only",
            sureness=reckoning.sureness_of_rain,
        )
    if reckoning.detailed and reckoning.catchment:
        reading = StepContext(reckoning.rules, reckoning.shape, reckoning.sureness_of_rain)
        yield from detailed_steps(reading, reckoning.catchment, reckoning.detailed)
    yield from minimum_step(reckoning)
    yield from required_steps(reckoning)


def _uses(reckoning: Reckoning, steps: tuple[Step, ...]) -> Iterator[ParameterUse]:
    """Yield every value of the plan that the steps read, once; of a table, the row."""
    horton = HORTON if reckoning.detailed and reckoning.question.soil_group else ()
    for name in dict.fromkeys([*(name for step in steps for name in step.parameters), *horton]):
        row = reckoning.minimum_area if name == MINIMUM_VOLUME else None
        if name in HORTON:
            row = reckoning.question.soil_group
        yield reckoning.rules.use(name) if row is None else look_up(reckoning.rules, name, row).use


def _assumed(reckoning: Reckoning, uses: tuple[ParameterUse, ...]) -> Iterator[Assumption]:
    yield from assumptions(reckoning.rules, reckoning.question, uses)
    if reckoning.question.rain is None and reckoning.required is None:
        yield Assumption(
            code="no_rain", text=WORDS["notes.no_rain"], reference="r.r. Lombardia 7/2017, art. 11"
        )
    if reckoning.minimum_area == WITH_P and reckoning.question.coefficient is None:
        yield Assumption(code="coefficient_p", text=WORDS["notes.p_is_one"], reference=_ANNEX_C)
    beyond = reckoning.rain_only and beyond_range(reckoning.rules, reckoning.rain_only)
    if beyond:
        yield Assumption(code="rain_range", text=beyond, confidence="verify")
