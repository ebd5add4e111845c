"""The answer of invariance as people read it at a terminal: the result first, then the steps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from contado.terms import term
from contado.units import format_number

if TYPE_CHECKING:
    from rich.console import RenderableType

    from contado.drainage.invariance import InvarianceAnswer


def pages(found: InvarianceAnswer, language: str) -> Iterator[RenderableType]:
    """Yield the standing of the plan, the result, the steps and what to check."""
    first, *rest = found.assumptions
    if first.code == "proposed":
        yield first.text.say(language)
    else:
        rest = [first, *rest]
    yield _result(found, language)
    for step in found.steps:
        if step.code == "required_volume" and step.note:
            yield step.note.say(language)
    yield _steps(found, language)
    yield "Da verificare" if language == "it" else "To check"
    for one in rest:
        where = f" [{one.reference}]" if one.reference else ""
        yield f"– {one.text.say(language)}{where}"


def _result(found: InvarianceAnswer, language: str) -> Table:
    italian = language == "it"
    said = {step.code: step for step in found.steps}
    labels = _ITALIAN if italian else _ENGLISH
    table = Table(title="Invarianza idraulica" if italian else "Hydraulic invariance")
    table.add_column("")
    table.add_column("risultato" if italian else "result", overflow="fold")
    for code in ("class", "method"):
        text = said[code].result.say(language).partition(" = ")[2]
        table.add_row(said[code].label.say(language), text)
    for value, unit, label in zip(_values(found), _UNITS, labels, strict=True):
        table.add_row(label, _value(value, unit, language))
    if found.detailed_volume is not None:
        text = _value(found.detailed_volume, "m3", language)
        table.add_row(said["detailed_volume"].label.say(language), text)
    table.add_row(
        "Volume richiesto" if italian else "Volume required",
        _value(found.required_volume, "m3", language),
    )
    if found.monetised is not None:
        table.add_row(said["monetisation"].label.say(language), _money(found, language))
    return table


def _value(value: float | None, unit: str, language: str) -> str:
    if value is None:
        return term("cannot_tell", language)
    return format_number(value, unit, language, decimals=4 if unit == "1" else None)


def _money(found: InvarianceAnswer, language: str) -> str:
    return format_number(float(found.monetised or 0), "EUR", language)


def _values(found: InvarianceAnswer) -> tuple[float | None, ...]:
    return (
        found.phi,
        found.discharge_limit,
        found.minimum_volume,
        found.rain_only_volume,
    )


_UNITS = ("1", "l/s", "m3", "m3")
_ITALIAN = (
    "Coefficiente di deflusso medio",
    "Portata limite di scarico",
    "Volume minimo",
    "Volume con le sole piogge",
)
_ENGLISH = (
    "Mean runoff coefficient",
    "Discharge limit",
    "Minimum volume",
    "Volume by the rain-only method",
)


def _steps(found: InvarianceAnswer, language: str) -> Table:
    italian = language == "it"
    table = Table(title="Passi" if italian else "Steps", show_lines=True)
    for heading in _HEADINGS[0 if italian else 1]:
        table.add_column(heading, overflow="fold")
    for step in found.steps:
        where = f"{step.article} ({term(step.confidence, language)})"
        note = [step.note.say(language)] if step.note else []
        worked = [step.formula, "; ".join(one.say(language) for one in step.inputs), *note]
        cells = (f"{step.label.say(language)}\n{where}", "\n".join(worked))
        # A formula has brackets: they are text, never colour.
        table.add_row(*(Text(cell) for cell in (*cells, step.result.say(language))))
    return table


_HEADINGS = (
    ("passo e articolo", "formula e valori", "risultato"),
    ("step and article", "formula and values", "result"),
)
