"""The first page: the verdicts, the place, what to know before using them."""

from __future__ import annotations

from typing import Any

from contado.dossier.model import Act, Dossier, Interval
from contado.dossier.pages import say
from contado.dossier.pages.benefit import benefits
from contado.dossier.pages.fields import change_text
from contado.dossier.pages.needed import because
from contado.dossier.pages.parameters import source_and_note
from contado.dossier.words import word
from contado.norms import ParameterUse, PartReason, SheetReason
from contado.pages import italian
from contado.terms import Text, term


def title(dossier: Dossier, language: str) -> str:
    """Return the name of the intervention; one that has only an identifier says so."""
    work = dossier.intervention
    if work.name in ("", work.id):
        return word("unnamed", language, id=work.id)
    return work.name


def verdicts(dossier: Dossier, language: str) -> list[dict[str, Any]]:
    """Return one card a sheet: the outcome among its classes, and the answer of each part."""
    return [_card(sheet, dossier, language) for sheet in dossier.verdicts]


def _card(sheet: SheetReason, dossier: Dossier, language: str) -> dict[str, Any]:
    outcome = sheet.outcome
    known = outcome.state == "known"
    title = outcome.label.say(language) if known else word(outcome.state, language)
    notes: list[str] = []
    notes += filter(None, (say.possible(outcome, language), because(sheet, dossier, language)))
    if outcome.deciding:
        notes.append(word("needed_overleaf", language))
    if not sheet.in_force:
        notes.append(word("not_in_force", language))
    return {
        "sheet": sheet.sheet,
        "label": sheet.label.say(language),
        "state": outcome.state,
        "outcome": _capital(title),
        "scale": _scale(sheet, dossier.plan.scales.get(sheet.sheet, ()), language),
        "notes": notes,
        "benefits": benefits(sheet, dossier, language),
        "references": references(sheet, dossier, language),
        "parts": [_part(part, language) for part in sheet.parts if part.criteria],
    }


def _part(part: PartReason, language: str) -> dict[str, Any]:
    return {
        "part": part.part,
        "label": part.label.say(language),
        "answer": say.answer(part.answer, language),
        "state": part.answer.state,
        "score": say.number(part.score, "1", language),
    }


def notes(dossier: Dossier, language: str) -> list[dict[str, str]]:
    """Return what the sheets say of how their parts are read, each once."""
    parts = {
        (part.part, part.note.say(language)): None
        for sheet in dossier.verdicts
        for part in sheet.parts
        if part.note
    }
    return [{"part": part, "text": text} for part, text in sorted(parts)]


def references(sheet: SheetReason, dossier: Dossier, language: str) -> list[str]:
    """Say where the structure of a sheet is written, and who proposes its thresholds."""
    norm = dossier.plan.embedded.get("sheets", {}).get(sheet.sheet, {}).get("in_force", {})
    sentences = []
    if "reference" in norm:
        doubt = norm.get("confidence", "known")
        sentences.append(
            word(
                "structure",
                language,
                title=italian(norm["reference"]["title"], language),
                mark=term(doubt, language),
            )
        )
    used = [use for part in sheet.parts for use in of_part(part)]
    if used:
        sentences.append(word("thresholds", language, sources=proposers(used, language)))
    return sentences


def of_part(part: PartReason) -> list[ParameterUse]:
    """Return the parameters of a part and of its criteria, those of the measures among them."""
    below = [use for row in part.criteria for use in row.parameters]
    deep = [use for row in part.criteria for child in row.children for use in child.parameters]
    return [*part.parameters, *below, *deep]


def proposers(used: list[ParameterUse], language: str) -> str:
    """Name who proposes some parameters, each once with its confidence."""
    sources = dict.fromkeys(
        (source_and_note(use.reference.title)[0], term(use.confidence, language)) for use in used
    )
    return "; ".join(
        f"{italian(source, language)} ({confidence})" for source, confidence in sources
    )


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


def _standing(dossier: Dossier) -> str:
    """Return whether the plan is proposed, signed, or only says that it is."""
    if dossier.plan.signed is None:
        return "plan_proposed"
    return "plan_declared" if dossier.disclaimer else "plan_signed"


def identity(dossier: Dossier, language: str) -> list[tuple[str, str]]:
    """Return what identifies the intervention and the assessment, as pairs."""
    work, plan = dossier.intervention, dossier.plan
    pairs = [
        ("municipality", municipality(dossier, language)),
        ("area", area(dossier, language)),
        ("identifier", work.id),
        ("cadastral", "; ".join(work.cadastral)),
        ("filed_on", _filed_on(dossier, language)),
        ("assessed_on", say.day(dossier.on, language)),
        ("territory", f"{dossier.territory.name} ({dossier.territory.crs})"),
        ("plan", word(_standing(dossier), language, profile=plan.profile)),
    ]
    return [(word(key, language), text) for key, text in pairs if text]


def _filed_on(dossier: Dossier, language: str) -> str:
    if dossier.filed_on is None:
        return word("not_told", language)
    return say.day(dossier.filed_on, language)


def verification(dossier: Dossier, language: str) -> dict[str, Any] | None:
    """Return who verified the declared values and which of them changed; None before that."""
    acts = [act for act in dossier.acts if act.kind == "verification"]
    if not acts:
        return None
    act = acts[-1]
    key = f"verified_{dossier.state}" if dossier.state in _VERIFIED else "verified_verificata"
    return {
        "text": word(
            key, language, date=say.day(act.date, language), office=act.office, role=act.role
        ),
        "changed": [change_text(change, dossier, language) for change in act.corrections],
    }


_VERIFIED = ("in_verifica", "verificata", "rinviata")


def signatures(dossier: Dossier, language: str) -> list[dict[str, str]]:
    """Return the two who sign, with the office, role and day of an act that was already made."""
    return [_signature(kind, dossier, language) for kind in ("self_assessment", "verification")]


def _signature(kind: str, dossier: Dossier, language: str) -> dict[str, str]:
    made: list[Act] = [act for act in dossier.acts if act.kind == kind]
    return {
        "who": word(f"signs_{kind}", language),
        "office": made[-1].office if made else "",
        "role": made[-1].role if made else "",
        "date": say.day(made[-1].date, language) if made else "",
    }


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
    rest = (notice for notice in dossier.warnings if notice.code not in _FIRST)
    return [notice.text.say(language) for notice in rest]


def first(dossier: Dossier, language: str) -> list[str]:
    """Return what stands above the outcome, for it takes its force away."""
    return [each.text.say(language) for each in dossier.warnings if each.code in _FIRST]


_FIRST = ("not_in_force",)
