"""Parts A to D: each criterion with its answer, data, points, margin and sentence."""

from __future__ import annotations

from typing import Any

from contado.dossier.model import Dossier, FactReading
from contado.dossier.pages import say
from contado.dossier.pages.front import verdicts
from contado.dossier.words import word
from contado.norms.trace import CriterionReason, FactUse, Margin, ParameterUse, PartReason

Readings = dict[tuple[str, str], FactReading]


def sheets(dossier: Dossier, language: str) -> list[dict[str, Any]]:
    """Return the sheets with their parts and criteria, as strings to lay out."""
    readings = {(r.fact, r.state): r for r in dossier.facts if r.child is None}
    return [
        card | {"parts": [_part(part, readings, language) for part in sheet.parts]}
        for card, sheet in zip(verdicts(dossier, language), dossier.verdicts, strict=True)
    ]


def _part(part: PartReason, readings: Readings, language: str) -> dict[str, Any]:
    rows = []
    for criterion in part.criteria:
        rows.append(_row(criterion, readings, language))
        rows += [_row(child, readings, language, deep=True) for child in criterion.children]
    return {
        "title": f"{word('part', language, part=part.part)}. {part.label.say(language)}",
        "answer": say.answer(part.answer, language),
        "score": say.number(part.score, "1", language),
        "sentence": part.sentence.say(language),
        "references": _references(part.parameters, language),
        "criteria": rows,
    }


def _row(
    criterion: CriterionReason, readings: Readings, language: str, *, deep: bool = False
) -> dict[str, Any]:
    return {
        "code": criterion.criterion,
        "label": criterion.label.say(language),
        "deep": deep,
        "answer": say.answer(criterion.answer, language),
        "points": say.number(criterion.points, "1", language),
        "data": [_datum(use, readings, language) for use in criterion.facts],
        "margin": _margin(criterion.margin, criterion.facts, language),
        "sentence": criterion.sentence.say(language),
        "references": _references(criterion.parameters, language),
    }


def _datum(use: FactUse, readings: Readings, language: str) -> dict[str, Any]:
    """Return a fact as the criterion read it, with the source and flags of its reading."""
    reading = readings.get((use.fact, use.state))
    notes = list(say.flags(reading.flags, language)) if reading else []
    if reading and use.value is not None:
        notes.insert(0, word(f"source_{reading.source}", language))
    if use.lacking:
        notes.append(say.lacking(use.lacking, language))
    return {
        "label": use.label.say(language),
        "value": say.value(use.value, use.unit, language, use.value_label),
        "notes": notes,
    }


def _margin(margin: Margin | None, facts: tuple[FactUse, ...], language: str) -> str:
    if margin is None:
        return ""
    unit = facts[0].unit if facts else "1"
    return word(
        "margin_to",
        language,
        distance=say.amount(margin.distance, unit, language),
        edge=say.amount(margin.edge, unit, language),
        beyond=margin.beyond_label.say(language),
    )


def _references(parameters: tuple[ParameterUse, ...], language: str) -> str:
    titles = dict.fromkeys(parameter.reference.title for parameter in parameters)
    return word("references", language, titles="; ".join(titles)) if titles else ""
