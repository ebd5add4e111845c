"""Put a report together: what the regulation asks, what the design does, and on what it stands."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from contado.documents import digest_of, software_now
from contado.dossier.invariance.alternatives import alternatives
from contado.dossier.invariance.asked import Named, plain_of
from contado.dossier.invariance.model import Chosen, DesignStorm, RainCurve, Report
from contado.dossier.invariance.rain import rain_curve_of
from contado.dossier.invariance.storms import storm_of
from contado.dossier.invariance.verdict import verdict_of
from contado.drainage.invariance import (
    CHECK_RETURN_PERIOD,
    HYETOGRAPH,
    PEAK_POSITION,
    RETURN_PERIOD,
    ROUTING,
    ROUTING_MINUTES,
    SHEET,
    Assumption,
    Design,
    DesignCheck,
    Governing,
    InvarianceAnswer,
    Method,
    Outflow,
    Question,
    Reckoning,
    answer,
    emptying_hours,
    method_of,
    parameters_of,
    question_of,
)
from contado.drainage.invariance.assumptions import assumptions
from contado.drainage.invariance.check_steps import check_steps
from contado.drainage.invariance.rules import SHEET as CLASS_SHEET
from contado.norms import ORDER, ParameterUse, Rules, orders_of
from contado.terms import Text

_MINUTES = 60.0
_ROOMS = ("invariance", "detailed", "rainfall")
_APART = ("steps", "references", "assumptions")


@dataclass(frozen=True)
class _Case:
    """What a report is of: the works, and their design where there is one."""

    question: Question
    method: Method
    rules: Rules
    object: str
    municipality: str
    design: Design | None = None

    @cached_property
    def reckoning(self) -> Reckoning:
        return Reckoning(self.question, self.rules, self.method)

    @cached_property
    def check(self) -> DesignCheck | None:
        return DesignCheck(self.design, self.reckoning) if self.design else None

    @cached_property
    def asked(self) -> InvarianceAnswer:
        return answer(self.question, self.rules, self.method)


def report_of(design: Design, rules: Rules, dated: date | None = None) -> Report:
    """Return the sealed report of a design.

    Parameters
    ----------
    design
        What is declared. Without tanks the report says what is required, and judges nothing.
    rules
        The plan on the day whose law holds, loaded with the catalogue of facts.
    dated
        The day that the report bears; never the clock's.

    Raises
    ------
    BadInput
        What is wrong with surfaces, rain or what is declared: ``invariance.*``, ``rainfall.*``.
    """
    question, method = question_of(design, rules), method_of(design, rules)
    case = _Case(question, method, rules, design.object, design.municipality, design)
    return _sealed(case, dated)


def report_on(
    question: Question, method: Method, rules: Rules, named: Named, dated: date | None = None
) -> Report:
    """Return the sealed report of what the regulation asks of works, without a design.

    Parameters
    ----------
    question, method
        The works, and how the detailed procedure is run.
    rules
        As for `report_of`; loaded without a day they stand for the plan's last values.
    named
        What the works are called and where they are.
    dated
        The day that the report bears; never the clock's.
    """
    return _sealed(_Case(question, method, rules, named.object, named.municipality), dated)


def _sealed(case: _Case, dated: date | None) -> Report:
    rules, check, asked = case.rules, case.check, case.asked
    plain = asked.as_plain()
    report = Report(
        disclaimer=rules.disclaimer,
        software=software_now(),
        profile=rules.profile.profile,
        on=rules.day,
        dated=dated,
        object=case.object,
        municipality=case.municipality,
        question=plain_of(case.question),
        design=None if case.design is None else case.design.model_dump(mode="json"),
        chosen=None if case.design else _chosen(case.method),
        answer={key: plain[key] for key in plain if key not in _APART},
        steps=asked.steps,
        design_steps=check_steps(check) if check else (),
        verdict=verdict_of(check) if check and check.design.tanks else None,
        rain_only=rain_curve_of(case.reckoning)
        if case.reckoning.procedure == "rain_only"
        else None,
        **_volumes(case),
        why=_why(case),
        alternatives=tuple(alternatives(case.question, rules, case.method)),
        references=tuple(_uses(check, asked)),
        assumptions=tuple(_assumed(case)),
        plan=_plan(rules),
    )
    content = report.model_dump(mode="json", by_alias=True)
    return report.model_copy(update={"digest": digest_of(content)})


def _chosen(method: Method) -> Chosen:
    """Return what of the method is not the plan's."""
    own = method.parameters
    return Chosen(
        hyetograph=None if HYETOGRAPH in own else method.hyetograph,
        routing=None if ROUTING in own else method.routing.kind,
        peak_position=None if PEAK_POSITION in own else method.peak_position,
        routing_minutes=None if ROUTING_MINUTES in own else method.routing.hours * _MINUTES,
    )


def _volumes(case: _Case) -> dict[str, Any]:
    """Return storms, volumes and which governs: of the design, else of what is asked."""
    check, reckoning = case.check, case.reckoning
    if check is None:
        return {
            "sizing": _asked_storm(reckoning),
            "check": None,
            "available": None,
            "emptying": _emptied(reckoning.required, reckoning.discharge_limit),
            **_governed(reckoning.governing),
        }
    required = check.required(check.sizing)
    return {
        "sizing": _sizing(check) if check.followed else None,
        "check": _centennial(check) if check.followed else None,
        "available": check.available if check.design.tanks else None,
        "emptying": _finite(emptying_hours(required, check.outflow, check.sinks.sure)),
        **_governed(check.governing(check.sizing)),
    }


def _rain_only(reckoning: Reckoning) -> RainCurve | None:
    return rain_curve_of(reckoning) if reckoning.procedure == "rain_only" else None


def _governed(governing: Governing | None) -> dict[str, Any]:
    if governing is None:
        return {"required": None, "governed_by": None}
    return {"required": governing.volume, "governed_by": governing.name}


def _why(case: _Case) -> Text | None:
    """Return what the step of the volume required says of it; the design's where there is one."""
    steps = (*(check_steps(case.check) if case.check else ()), *case.asked.steps)
    notes = (step.note for step in steps if step.code.startswith("required_volume"))
    return next(notes, None)


def _emptied(volume: float | None, limit: float | None) -> float | None:
    if volume is None or limit is None:
        return None
    return _finite(emptying_hours(volume, Outflow(limit), 0.0))


def _finite(hours: float) -> float | None:
    return hours if math.isfinite(hours) else None


def _asked_storm(reckoning: Reckoning) -> DesignStorm | None:
    if reckoning.catchment is None or reckoning.detailed is None:
        return None
    return storm_of(reckoning.catchment, reckoning.detailed, reckoning.rules.number(RETURN_PERIOD))


def _sizing(check: DesignCheck) -> DesignStorm:
    return storm_of(check.catchment, check.sizing, check.rules.number(RETURN_PERIOD))


def _centennial(check: DesignCheck) -> DesignStorm:
    years = check.rules.number(CHECK_RETURN_PERIOD)
    return storm_of(check.check_catchment, check.centennial, years)


def _plan(rules: Rules) -> dict[str, Any]:
    """Return the plan on the day: sheets, parameters of these rooms, and the names they speak of.

    `Rules.of` makes of it, with no measures, rules that give the same report.
    """
    own = [name for name in rules.parameters if name.partition(".")[0] in _ROOMS]
    embedded = rules.embed(own, [CLASS_SHEET, SHEET])
    del embedded["measures"]  # no abacus is read here
    used = embedded["parameters"].values()
    named = {name for one in used for name in (one.get("names"), *one.get("by", {}).values())}
    kept = {name: one for name, one in embedded["categories"].items() if name in named}
    embedded["categories"] = kept
    return {**embedded, ORDER: orders_of(embedded)}


def _uses(check: DesignCheck | None, asked: InvarianceAnswer) -> Iterator[ParameterUse]:
    """Yield the values of the plan that the regulation and then the design read, each once."""
    yield from asked.references
    if check is None:
        return
    listed = {use.parameter for use in asked.references}
    for name in parameters_of(check):
        if name not in listed:
            yield check.rules.use(name)


def _assumed(case: _Case) -> Iterator[Assumption]:
    yield from case.asked.assumptions
    listed = {one.text for one in case.asked.assumptions}
    for one in assumptions(case.rules, case.question, _uses(case.check, case.asked)):
        if one.text not in listed:
            yield one
