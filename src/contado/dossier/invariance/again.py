"""A report worked out again from what it declares and the plan that it froze."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from contado.dossier.invariance.asked import Named
from contado.dossier.invariance.assemble import report_of, report_on
from contado.dossier.invariance.model import Chosen, Report
from contado.drainage.invariance import (
    HYETOGRAPH,
    ROUTING,
    ROUTINGS,
    STORMS,
    Assumption,
    Design,
    Method,
    Question,
    Step,
)
from contado.errors import BadInput, Problem
from contado.faults import fault
from contado.norms import RECALLED, Rules

T = TypeVar("T")
_REMARK = "remark"


def made_again(report: Report) -> Report:
    """Return the report that the same declaration and plan give now.

    Raises
    ------
    BadInput
        The question, the design or the plan could never have been read.
    """
    rules = Rules.of({"measures": {}, **report.plan})
    if report.design is not None:
        design = _read(Design, report.design)
        return _flagged_as_then(report_of(design, rules, report.dated), report)
    chosen = report.chosen or _chosen(report.steps)
    method = Method.of(
        rules,
        chosen.hyetograph,
        chosen.routing,
        peak_position=chosen.peak_position,
        minutes=chosen.routing_minutes,
    )
    named = Named(report.object, report.municipality)
    again = report_on(_question(report), method, rules, named, report.dated)
    return _flagged_as_then(again, report)


def _flagged_as_then(again: Report, report: Report) -> Report:
    """Return the report without the flags of recalled values, where none of them had one then."""
    if any(_is_recalled(one) for one in report.assumptions):
        return again
    own = tuple(one for one in again.assumptions if not _is_recalled(one))
    return again.model_copy(update={"assumptions": own})


def _is_recalled(one: Assumption) -> bool:
    return one.code == "parameter" and one.confidence == RECALLED


def _question(report: Report) -> Question:
    """Return what was asked; of its remarks the assumptions tell."""
    remarks = [one.text for one in report.assumptions if one.code == _REMARK]
    return _read(Question, {**report.question, "remarks": remarks})


def _read(model: type[T], content: dict[str, Any]) -> T:
    try:
        return TypeAdapter(model).validate_python(content)
    except ValidationError as error:
        raise BadInput(
            Problem(
                "documents.wrong_field", ".".join(map(str, wrong["loc"])), {"fault": fault(wrong)}
            )
            for wrong in error.errors()
        ) from None


def _chosen(steps: tuple[Step, ...]) -> Chosen:
    """Return how the detailed procedure was run, as a report says that does not keep it itself."""
    of_step = {step.code: step for step in steps}
    return Chosen(
        hyetograph=_named(of_step.get("hyetograph"), STORMS, HYETOGRAPH),
        routing=_named(of_step.get("routing"), ROUTINGS, ROUTING),
    )


def _named(step: Step | None, formulas: dict[str, str], default: str) -> Any:  # noqa: ANN401
    """Return the name of a formula, None where the plan chose it or none was followed."""
    if step is None or default in step.parameters:
        return None
    return next((name for name, formula in formulas.items() if formula == step.formula), None)
