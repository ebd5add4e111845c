"""What is declared, what is measured, and what would change the verdict."""

from __future__ import annotations

from typing import Any

from contado.dossier.model import Change, Dossier, FactReading
from contado.dossier.pages import say
from contado.dossier.words import word
from contado.interventions.model import REALISATION_ITEMS, DeclaredMeasure, Surfaces
from contado.norms.trace import Answer
from contado.terms import Text, term

SURFACES = ("sealed", "semi_permeable", "permeable")
_DECLARED_ONLY = ("measure.", "measures.", "realisation.")


def measures(dossier: Dossier, language: str) -> list[dict[str, str]]:
    """Return the declared measures, with the effects used: declared, else from the abacus."""
    return [
        _measure(measure, row, dossier, language)
        for row, measure in enumerate(dossier.intervention.measures)
    ]


def _measure(measure: DeclaredMeasure, row: int, dossier: Dossier, language: str) -> dict[str, str]:
    label = dossier.plan.labels.get(measure.measure)
    name = f"{measure.measure} – {label.say(language)}" if label else measure.measure
    if measure.overlapping:
        name += f" ({word('overlapping', language)})"
    return {
        "name": name,
        "area": say.amount(measure.area, "m2", language),
        "share": say.amount(100 * measure.share, "%", language),
        "runoff_reduction": _effect("measure.runoff_reduction", row, dossier, language),
        "cooling": _effect("measure.cooling", row, dossier, language),
    }


def _effect(fact: str, row: int, dossier: Dossier, language: str) -> str:
    for reading in dossier.facts:
        if reading.fact == fact and reading.child == row and reading.value is not None:
            source = "declared" if reading.source == "declared" else "abacus"
            number = say.value(reading.value, reading.unit, language)
            return f"{number} ({word(f'source_{source}', language)})"
    return word("nothing_declared", language)


def _declared(number: float | None, unit: str, language: str) -> str:
    return say.NONE if number is None else say.amount(number, unit, language)


def surfaces(dossier: Dossier, language: str) -> list[dict[str, str]]:
    """Return the declared surfaces before and after, with the difference; none if undeclared."""
    change = dossier.intervention.surfaces
    if change.before is None and change.after is None:
        return []
    return [_surface(name, change.before, change.after, language) for name in (*SURFACES, "total")]


def _surface(
    name: str, before: Surfaces | None, after: Surfaces | None, language: str
) -> dict[str, str]:
    then, now = _square_metres(before, name), _square_metres(after, name)
    known = then is not None and now is not None
    gap = (now or 0.0) - (then or 0.0)
    return {
        "name": word(name, language),
        "before": _declared(then, "m2", language),
        "after": _declared(now, "m2", language),
        "difference": f"{'+' if gap > 0 else ''}{say.amount(gap, 'm2', language)}".replace("-", "−")
        if known
        else say.NONE,
    }


def _square_metres(found: Surfaces | None, name: str) -> float | None:
    if found is None:
        return None
    if name == "total":
        return float(sum(getattr(found, each) for each in SURFACES))
    return float(getattr(found, name))


def realisation(dossier: Dossier, language: str) -> list[dict[str, str]]:
    """Return the items of part C with their answers; an unanswered item says so."""
    given = dossier.intervention.realisation
    return [
        {
            "item": word(f"item_{item}", language),
            "answer": term(given[item], language)
            if item in given
            else word("unanswered", language),
        }
        for item in REALISATION_ITEMS
    ]


def facts(dossier: Dossier, language: str) -> list[dict[str, Any]]:
    """Return the readings of the ground: measured, declared, which was used, source and flags.

    What is only declared (measures, checklist) has its own tables.
    """
    titles = {source.layer: source.title.say(language) for source in dossier.provenance}
    return [
        _fact(reading, titles, language)
        for reading in dossier.facts
        if not reading.fact.startswith(_DECLARED_ONLY)
    ]


def _fact(reading: FactReading, titles: dict[str, str], language: str) -> dict[str, Any]:
    notes = say.flags(reading.flags, language)
    if reading.lacking:
        notes.append(say.lacking(reading.lacking, language))
    return {
        "label": _fact_name(reading, language),
        "measured": say.value(
            reading.measured, reading.unit, language, _label_of(reading, "measured")
        ),
        "declared": say.value(
            reading.declared, reading.unit, language, _label_of(reading, "declared")
        ),
        "used": say.value(reading.value, reading.unit, language, reading.value_label),
        "source": _source(reading, titles, language),
        "notes": notes,
    }


def _source(reading: FactReading, titles: dict[str, str], language: str) -> str:
    """Say where the value used comes from, what it was measured on, and how much of it."""
    layers = ", ".join(titles.get(layer, layer) for layer in reading.layers)
    said = [word("source_declared", language)] if reading.source == "declared" else []
    if layers:
        said.append(word("measured_on", language, layers=layers))
    elif reading.source == "measured":
        said.append(word("source_geometry", language))
    if reading.basis:
        said.append(reading.basis.say(language))
    if reading.coverage is not None:
        share = say.amount(100 * reading.coverage, "%", language)
        said.append(word("covered", language, share=share))
    return "; ".join(said)


def _label_of(reading: FactReading, side: str) -> Text | None:
    return reading.value_label if getattr(reading, side) == reading.value else None


def _fact_name(reading: FactReading, language: str) -> str:
    name = reading.label.say(language)
    if reading.child is not None:
        name += f" ({word('of_measure', language, number=reading.child + 1)})"
    if reading.state == "after":
        name += f", {word('state_after', language)}"
    return name


def changes(dossier: Dossier, language: str) -> list[dict[str, Any]]:
    """Return the changes that would give another outcome."""
    names = {sheet.sheet: sheet.label.say(language) for sheet in dossier.verdicts}
    return [_change(change, names, language) for change in dossier.changes]


def _turn(before: Answer, after: Answer, language: str) -> str:
    said = (say.answer(each, language) for each in (before, after))
    return word("to", language, **dict(zip(("before", "after"), said, strict=True)))


def _change(change: Change, names: dict[str, str], language: str) -> dict[str, Any]:
    return {
        "sheet": names.get(change.sheet, change.sheet),
        "kind": word(f"kind_{change.kind}", language),
        "sentence": change.sentence.say(language),
        "changed": [
            {
                "label": part.label.say(language),
                "text": word(
                    "to",
                    language,
                    before=say.value(part.before, part.unit, language),
                    after=say.value(part.after, part.unit, language),
                ),
            }
            for part in change.changed
        ],
        "outcome": _turn(change.outcome_before, change.outcome_after, language),
        "effects": [
            f"{word('part', language, part=effect.part)}: "
            + _turn(effect.before, effect.after, language)
            for effect in change.effects
        ],
    }
