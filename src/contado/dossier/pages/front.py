"""The first page: the verdicts, the place, what to know before using them."""

from __future__ import annotations

from typing import Any

from contado.dossier.model import Dossier, Interval
from contado.dossier.pages import say
from contado.dossier.words import word
from contado.norms.trace import PartReason, SheetReason
from contado.terms import Text


def verdicts(dossier: Dossier, language: str) -> list[dict[str, Any]]:
    """Return one card a sheet: the outcome among its classes, and the answer of each part."""
    return [_card(sheet, dossier, language) for sheet in dossier.verdicts]


def _card(sheet: SheetReason, dossier: Dossier, language: str) -> dict[str, Any]:
    outcome = sheet.outcome
    known = outcome.state == "known"
    title = outcome.label.say(language) if known else word(outcome.state, language)
    notes = []
    if outcome.state == "cannot_tell":
        classes = say.either(outcome.possible_labels, language)
        notes.append(word("possible", language, classes=classes))
    if outcome.deciding:
        notes.append(word("deciding", language, data=say.deciding(outcome, language)))
    if not sheet.in_force:
        notes.append(word("not_in_force", language))
    return {
        "sheet": sheet.sheet,
        "label": sheet.label.say(language),
        "state": outcome.state,
        "outcome": _capital(title),
        "scale": _scale(sheet, dossier.plan.scales.get(sheet.sheet, ()), language),
        "notes": notes,
        "sentence": sheet.sentence.say(language),
        "parts": [_part(part, language) for part in sheet.parts],
    }


def _part(part: PartReason, language: str) -> dict[str, Any]:
    return {
        "part": part.part,
        "label": part.label.say(language),
        "answer": say.answer(part.answer, language),
        "state": part.answer.state,
        "score": say.number(part.score, "1", language),
    }


def _scale(sheet: SheetReason, scale: tuple[Text, ...], language: str) -> list[dict[str, str]]:
    """Say of each class whether it is the outcome, still possible, or excluded."""
    possible = set(sheet.outcome.possible_labels)
    reached = "is" if sheet.outcome.state == "known" else "maybe"
    return [
        {"text": text.say(language), "mark": reached if text in possible else "not"}
        for text in scale
    ]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def identity(dossier: Dossier, language: str) -> list[tuple[str, str]]:
    """Return what identifies the intervention and the assessment, as pairs."""
    work, plan = dossier.intervention, dossier.plan
    pairs = [
        ("municipality", municipality(dossier, language)),
        ("area", area(dossier, language)),
        ("identifier", work.id),
        ("cadastral", "; ".join(work.cadastral)),
        ("filed_on", say.day(dossier.filed_on, language) if dossier.filed_on else ""),
        ("assessed_on", say.day(dossier.on, language)),
        ("status", word(f"state_{dossier.state}", language)),
        ("territory", f"{dossier.territory.name} ({dossier.territory.crs})"),
        ("plan", word(f"plan_{plan.status}", language, profile=plan.profile)),
    ]
    return [(word(key, language), text) for key, text in pairs if text]


def municipality(dossier: Dossier, language: str) -> str:
    """Return the municipality's name: as measured, else as declared."""
    return _reading(dossier, "place.municipality", language) or (
        dossier.intervention.municipality or ""
    )


def area(dossier: Dossier, language: str) -> str:
    """Return the area of the intervention with its unit."""
    return _reading(dossier, "place.area", language) or geometry_area(dossier, language)


def geometry_area(dossier: Dossier, language: str) -> str:
    """Return the area of the geometry itself."""
    import shapely

    metres = float(shapely.area(shapely.from_wkb(dossier.intervention.geometry)))
    return say.number(Interval(low=metres, high=metres), "m2", language)


def _reading(dossier: Dossier, fact: str, language: str) -> str:
    for reading in dossier.facts:
        if reading.fact == fact and reading.value is not None:
            return say.value(reading.value, reading.unit, language, reading.value_label)
    return ""


def notices(dossier: Dossier, language: str) -> list[str]:
    """Return what the reader must know before relying on the outcome."""
    return [notice.text.say(language) for notice in dossier.warnings]
