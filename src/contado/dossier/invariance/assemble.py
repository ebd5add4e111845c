"""Put a report together: what the regulation asks, what the design does, and on what it stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from contado.dossier.freeze import digest_of
from contado.dossier.invariance.model import Report, Storm
from contado.dossier.invariance.storms import storm_of
from contado.drainage.invariance.answer import InvarianceAnswer, answer
from contado.drainage.invariance.assumptions import Assumption, assumptions
from contado.drainage.invariance.check_steps import check_steps, parameters_of
from contado.drainage.invariance.declared import Design
from contado.drainage.invariance.design import SHEET, DesignCheck, method_of, question_of
from contado.drainage.invariance.reckoning import Reckoning
from contado.drainage.invariance.rules import CHECK_RETURN_PERIOD, RETURN_PERIOD
from contado.drainage.invariance.rules import SHEET as CLASS_SHEET
from contado.norms import Rules
from contado.norms.trace import ParameterUse
from contado.terms import TERMS

_ROOMS = ("invariance", "detailed", "rainfall")
_TOLD_APART = ("steps", "references", "assumptions")


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
    from contado import __version__

    question, method = question_of(design, rules), method_of(design, rules)
    check = DesignCheck(design, Reckoning(question, rules, method))
    asked = answer(question, rules, method)
    plain = asked.as_plain()
    report = Report(
        disclaimer=None if rules.profile.status == "signed" else TERMS["proposed_values"],
        software=f"contado {__version__}",
        profile=rules.profile.profile,
        on=rules.on,
        dated=dated,
        object=design.object,
        municipality=design.municipality,
        design=design.model_dump(mode="json"),
        answer={key: plain[key] for key in plain if key not in _TOLD_APART},
        steps=asked.steps,
        design_steps=check_steps(check),
        verdict=check.reason if design.tanks else None,
        sizing=_sizing(check),
        check=_centennial(check),
        available=check.available if design.tanks else None,
        required=check.required(check.sizing),
        references=tuple(_uses(check, asked)),
        assumptions=tuple(_assumed(check, asked)),
        plan=_plan(rules),
    )
    content = report.model_dump(mode="json", by_alias=True)
    return report.model_copy(update={"digest": digest_of(content)})


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
    return {**embedded, "categories": kept}


def _sizing(check: DesignCheck) -> Storm | None:
    if check.by_minimum:
        return None
    return storm_of(check.catchment, check.sizing, check.rules.number(RETURN_PERIOD))


def _centennial(check: DesignCheck) -> Storm | None:
    if check.by_minimum:
        return None
    years = check.rules.number(CHECK_RETURN_PERIOD)
    return storm_of(check.check_catchment, check.centennial, years)


def _uses(check: DesignCheck, asked: InvarianceAnswer) -> Iterator[ParameterUse]:
    """Yield the values of the plan that the regulation and then the design read, each once."""
    yield from asked.references
    told = {use.parameter for use in asked.references}
    for name in parameters_of(check):
        if name not in told:
            yield check.rules.use(name)


def _assumed(check: DesignCheck, asked: InvarianceAnswer) -> Iterator[Assumption]:
    yield from asked.assumptions
    told = {one.text for one in asked.assumptions}
    for one in assumptions(check.rules, check.reckoning.question, _uses(check, asked)):
        if one.text not in told:
            yield one
