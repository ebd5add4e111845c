"""Parts A to D: each criterion with its answer, data, points, margin and sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contado.dossier.model import Dossier, FactReading
from contado.dossier.pages import say
from contado.dossier.pages.front import verdicts
from contado.dossier.words import word
from contado.norms.catalogue import State
from contado.norms.trace import CriterionReason, FactUse, Margin, ParameterUse, PartReason

Readings = Mapping[tuple[str, State, int | None], FactReading]
"""The readings of a dossier by fact, state and row of the measure."""


def sheets(dossier: Dossier, language: str) -> list[dict[str, Any]]:
    """Return the sheets with their parts and criteria, as strings to lay out."""
    readings = {(r.fact, r.state, r.child): r for r in dossier.facts}
    return [
        card | {"parts": [_part(part, readings, language) for part in sheet.parts]}
        for card, sheet in zip(verdicts(dossier, language), dossier.verdicts, strict=True)
    ]


def _part(part: PartReason, readings: Readings, language: str) -> dict[str, Any]:
    rows = []
    for criterion in part.criteria:
        rows.append(_row(criterion, readings, language))
        rows += _children(criterion, readings, language)
    return {
        "title": f"{word('part', language, part=part.part)}. {part.label.say(language)}",
        "answer": say.answer(part.answer, language),
        "sentence": part.sentence.say(language),
        "references": _references(part.parameters, language),
        "criteria": rows,
    }


def _children(
    criterion: CriterionReason, readings: Readings, language: str
) -> Iterator[dict[str, Any]]:
    """Return a row a child, named after what it is, with the weight it has in the mean."""
    for place, child in enumerate(criterion.children):
        kinds = [use for use in child.facts if isinstance(use.value, str)]
        named = kinds[0].value_label or kinds[0].label if kinds else child.label
        rest = tuple(use for use in child.facts if use not in kinds[:1])
        row = _row(child.model_copy(update={"facts": rest}), readings, language, place)
        if len(criterion.facts) == len(criterion.children):
            row["data"].insert(0, _datum(criterion.facts[place], readings, language, place))
        yield row | {"label": named.say(language), "deep": True, "references": ""}


def _row(
    criterion: CriterionReason, readings: Readings, language: str, child: int | None = None
) -> dict[str, Any]:
    own = criterion.facts if len(criterion.facts) != len(criterion.children) else ()
    return {
        "code": criterion.criterion,
        "label": criterion.label.say(language),
        "deep": False,
        "answer": say.answer(criterion.answer, language),
        "points": say.number(criterion.points, "1", language),
        "data": [_datum(use, readings, language, child) for use in own],
        "margin": _margin(criterion.margin, criterion.facts, language),
        "sentence": criterion.sentence.say(language),
        "references": _references(criterion.parameters, language),
    }


def _datum(use: FactUse, readings: Readings, language: str, child: int | None) -> dict[str, Any]:
    """Return a fact as the criterion read it, with the source and flags of its reading."""
    reading = readings.get((use.fact, use.state, child))
    flags = say.flags(reading.flags, language) if reading else []
    if use.lacking:
        flags.append(say.lacking(use.lacking, language))
    return {
        "label": use.label.say(language),
        "value": say.value(use.value, use.unit, language, use.value_label),
        "source": _source(reading, language) if reading and use.value is not None else "",
        "notes": flags,
    }


def _source(reading: FactReading, language: str) -> str:
    if reading.source == "measured" and reading.child is not None:
        return word("source_abacus", language)
    return word(f"source_{reading.source}", language)


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
