"""Parts A to D: each criterion with its answer, data, points, margin and sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from contado.dossier.model import Dossier, FactReading
from contado.dossier.pages import say
from contado.dossier.pages.front import of_part, proposers, verdicts
from contado.dossier.words import word
from contado.norms.catalogue import State
from contado.norms.trace import (
    CriterionReason,
    FactUse,
    Margin,
    ParameterUse,
    PartReason,
)
from contado.terms import term

Readings = Mapping[tuple[str, State, int | None], FactReading]
"""The readings of a dossier by fact, state and row of the measure."""


def sheets(dossier: Dossier, language: str) -> list[dict[str, Any]]:
    """Return the sheets with their parts and criteria, as strings to lay out.

    Parts that several sheets answer alike, and parts without criteria, are left out: they are
    said once, by `shared` and `last_parts`.
    """
    alike = {part["part"] for part in shared(dossier, language)}
    return [
        card
        | {
            "parts": [
                part
                for part in _parts(dossier, place, language)
                if part["criteria"] and part["part"] not in alike
            ]
        }
        for place, card in enumerate(verdicts(dossier, language))
    ]


def shared(dossier: Dossier, language: str) -> list[dict[str, Any]]:
    """Return the parts that all the sheets, two at least, answer in the same way."""
    if len(dossier.verdicts) < 2:  # noqa: PLR2004 - two sheets are the fewest that can share
        return []
    first, *others = (_parts(dossier, place, language) for place in range(len(dossier.verdicts)))
    key = "valid_for_both" if len(others) == 1 else "valid_for_all"
    return [
        part | {"title": f"{part['title']}, {word(key, language)}"}
        for part in first
        if part["criteria"] and all(part in other for other in others)
    ]


def last_parts(dossier: Dossier, language: str) -> list[dict[str, Any]]:
    """Return the parts without criteria, each once, with what every sheet concludes from it."""
    found: dict[str, dict[str, Any]] = {}
    for place, sheet in enumerate(dossier.verdicts):
        for part in _parts(dossier, place, language):
            if not part["criteria"]:
                said = found.setdefault(
                    part["title"],
                    {"title": part["title"], "said": [], "references": part["references"]},
                )
                said["said"].append(
                    {"sheet": sheet.label.say(language), "sentence": part["sentence"]}
                )
    return list(found.values())


def _parts(dossier: Dossier, place: int, language: str) -> list[dict[str, Any]]:
    readings = {(r.fact, r.state, r.child): r for r in dossier.facts}
    return [_part(part, readings, language) for part in dossier.verdicts[place].parts]


def _part(part: PartReason, readings: Readings, language: str) -> dict[str, Any]:
    rows = []
    for criterion in part.criteria:
        rows.append(_row(criterion, readings, language))
        rows += _children(criterion, readings, language)
    used = of_part(part)
    return {
        "part": part.part,
        "title": f"{word('part', language, part=part.part)}. {part.label.say(language)}",
        "answer": say.answer(part.answer, language),
        "state": part.answer.state,
        "sentence": part.sentence.say(language),
        "references": word("thresholds", language, sources=proposers(used, language))
        if used
        else "",
        "listed": all(_is_item(criterion) for criterion in part.criteria),
        "criteria": rows,
    }


def _is_item(criterion: CriterionReason) -> bool:
    """Tell whether a criterion only gives points to an answer, as those of a checklist do."""
    return criterion.kind == "score" and not criterion.children and len(criterion.facts) == 1


def _answer(criterion: CriterionReason, language: str) -> str:
    """Say the answer of a row; which classes are still possible is told by its sentence."""
    if criterion.answer.state != "cannot_tell":
        return say.answer(criterion.answer, language)
    silent = _is_item(criterion) and any(_unanswered(use) for use in criterion.facts)
    return word("unanswered", language) if silent else term("cannot_tell", language)


def _unanswered(use: FactUse) -> bool:
    return use.lacking is not None and use.lacking.code == "unanswered"


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
    answer = _answer(criterion, language)
    points = say.number(criterion.points, "1", language)
    return {
        "code": criterion.criterion,
        "label": criterion.label.say(language),
        "deep": False,
        "answer": "" if answer == points else answer,
        "state": criterion.answer.state,
        "points": points,
        "data": [_datum(use, readings, language, child) for use in own],
        "margin": _margin(criterion.margin, language),
        "sentence": criterion.sentence.say(language),
        "references": _references(criterion.parameters, language),
    }


def _datum(use: FactUse, readings: Readings, language: str, child: int | None) -> dict[str, Any]:
    """Return a fact as the criterion read it, with the source and flags of its reading."""
    reading = readings.get((use.fact, use.state, child))
    flags = say.flags(reading.flags, language) if reading else []
    if lacking := say.missing(use, reading):
        flags.append(say.lacking(lacking, language))
    return {
        "label": use.label.say(language),
        "value": say.value(use.value, use.unit, language, use.value_label, use.fact),
        "source": word(f"source_{reading.source}", language)
        if reading and use.value is not None
        else "",
        "notes": flags,
    }


def _margin(margin: Margin | None, language: str) -> str:
    return margin.sentence.say(language) if margin and margin.sentence else ""


def _references(parameters: tuple[ParameterUse, ...], language: str) -> str:
    """Return what is written elsewhere: published sources, and what a proposal is anchored to."""
    titles = []
    for use in parameters:
        title = use.reference.title
        if use.confidence == "assumption":
            title = title.partition("; ")[2]
        titles += [title] if title else []
    found = "; ".join(dict.fromkeys(titles))
    return word("references", language, titles=found) if found else ""
