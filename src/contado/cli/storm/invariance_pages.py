"""The answer of invariance as people read it at a terminal: the result first, then the steps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from contado.cli.common import phrase
from contado.terms import term
from contado.units import format_number

if TYPE_CHECKING:
    from rich.console import RenderableType

    from contado.drainage.invariance import InvarianceAnswer


def pages(answer: InvarianceAnswer, language: str) -> Iterator[RenderableType]:
    """Yield the standing of the plan, the result, the steps and what to check."""
    for one in answer.assumptions[:1]:
        if one.code == "proposed":
            yield one.text.say(language)
    yield _result(answer, language)
    for step in answer.steps:
        if step.code == "required_volume" and step.note:
            yield step.note.say(language)
    yield _steps(answer, language)
    yield phrase("invariance.to_check")
    for one in answer.assumptions:
        where = f" [{one.reference}]" if one.reference else ""
        if one.code != "proposed":
            yield f"– {one.text.say(language)}{where}"


def _result(answer: InvarianceAnswer, language: str) -> Table:
    steps = {step.code: step for step in answer.steps}
    table = Table(title=phrase("invariance.title"))
    table.add_column("")
    table.add_column(phrase("invariance.result"), overflow="fold")
    for code in ("class", "method"):
        text = steps[code].result.say(language).partition(" = ")[2]
        table.add_row(steps[code].label.say(language), text)
    for name, unit, value in (
        ("phi", "1", answer.phi),
        ("discharge_limit", "l/s", answer.discharge_limit),
        ("minimum_volume", "m3", answer.minimum_volume),
        ("rain_only_volume", "m3", answer.rain_only_volume),
        ("detailed_volume", "m3", answer.detailed_volume),
        ("required_volume", "m3", answer.required_volume),
    ):
        if name != "detailed_volume" or value is not None:
            table.add_row(phrase(f"invariance.{name}"), _value(value, unit, language))
    if answer.monetised is not None:
        text = _value(float(answer.monetised), "EUR", language)
        table.add_row(steps["monetisation"].label.say(language), text)
    return table


def _value(value: float | None, unit: str, language: str) -> str:
    if value is None:
        return term("cannot_tell", language)
    return format_number(value, unit, language, decimals=4 if unit == "1" else None)


def _steps(answer: InvarianceAnswer, language: str) -> Table:
    table = Table(title=phrase("invariance.steps"), show_lines=True)
    for heading in ("step", "formula", "result"):
        table.add_column(phrase(f"invariance.{heading}"), overflow="fold")
    for step in answer.steps:
        where = f"{step.article} ({term(step.confidence, language)})"
        note = [step.note.say(language)] if step.note else []
        worked = [step.formula, "; ".join(one.say(language) for one in step.inputs), *note]
        cells = (f"{step.label.say(language)}\n{where}", "\n".join(worked))
        # A formula has brackets: they are text, never colour.
        table.add_row(*(Text(cell) for cell in (*cells, step.result.say(language))))
    return table
