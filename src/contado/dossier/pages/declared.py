"""What is declared and what is measured."""

from __future__ import annotations

from typing import Any

from contado.dossier.model import Dossier, FactReading, Interval, Value
from contado.dossier.pages import say
from contado.dossier.words import word
from contado.facts import catalogue
from contado.interventions import DeclaredMeasure, Surfaces

SURFACES = ("sealed", "semi_permeable", "permeable")
_DECLARED_ONLY = ("measure.", "measures.", "realisation.")
_WHOLE = 0.9995


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
            number = say.value(reading.value, reading.unit, language, fact=fact)
            return f"{number} ({say.source(reading, language)})"
    return word("nothing_declared", language)


def _declared(number: float | None, unit: str, language: str) -> str:
    return say.NONE if number is None else say.amount(number, unit, language)


def surfaces(dossier: Dossier, language: str) -> list[dict[str, str]]:
    """Return the declared surfaces before and after, with the difference; none if undeclared."""
    change = dossier.intervention.surfaces
    if change.before is None and change.after is None:
        return []
    rows = [_surface(name, change.before, change.after, language) for name in (*SURFACES, "total")]
    measured = _perimeter(dossier, language)
    if measured:
        rows.append(
            {
                "name": word("perimeter", language),
                "before": measured,
                "after": measured,
                "difference": "",
            }
        )
    return rows


def _perimeter(dossier: Dossier, language: str) -> str:
    """Return the area inside the perimeter, to compare with the sum of the surfaces."""
    for reading in dossier.facts:
        if reading.fact == "place.area" and isinstance(reading.measured, Interval):
            return say.number(reading.measured, reading.unit, language)
    return ""


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


def _square_metres(surfaces: Surfaces | None, name: str) -> float | None:
    if surfaces is None:
        return None
    if name == "total":
        return float(sum(getattr(surfaces, each) for each in SURFACES))
    return float(getattr(surfaces, name))


def facts(dossier: Dossier, language: str) -> list[dict[str, Any]]:
    """Return the readings of the ground: measured, declared, which was used, source and flags.

    What is only declared (measures, checklist) and what the works change have their own tables.
    """
    apart = {fact.change for fact in catalogue().values() if fact.change}
    titles = {source.layer: source.title.say(language) for source in dossier.provenance}
    return [
        _fact(reading, titles, language)
        for reading in dossier.facts
        if not reading.fact.startswith(_DECLARED_ONLY) and reading.fact not in apart
    ]


def _fact(reading: FactReading, titles: dict[str, str], language: str) -> dict[str, Any]:
    sides = ("measured", "declared", "value")
    measured, declared, used = (_side(reading, side, language) for side in sides)
    measured = say.NONE if say.stated(reading) else measured
    return {
        "label": _fact_name(reading, language),
        "measured": measured,
        "declared": declared,
        "used": used,
        "source": _source(reading, titles, language),
        "notes": say.flags(reading.flags, language),
    }


def _side(reading: FactReading, side: str, language: str) -> str:
    content: Value = getattr(reading, side)
    label = reading.value_label if content == reading.value else None
    return say.value(content, reading.unit, language, label, reading.fact)


def _source(reading: FactReading, titles: dict[str, str], language: str) -> str:
    """Say where the value used comes from, what it was measured on, and how much of it."""
    if reading.lacking is not None:
        return _unmeasured(reading, titles, language)
    layers = ", ".join(titles.get(layer, layer) for layer in reading.layers)
    parts = [word("source_declared", language)] if reading.source == "declared" else []
    if layers and reading.measured is None and reading.source == "declared":
        return "; ".join([*parts, word("not_measured", language, layers=layers)])
    if layers:
        parts.append(word(_measured_on(reading), language, layers=layers))
    elif reading.source == "measured":
        parts.append(word("source_geometry", language))
    if reading.basis:
        parts.append(reading.basis.say(language))
    if reading.coverage is not None and reading.coverage < _WHOLE and reading.source != "declared":
        share = say.amount(100 * reading.coverage, "%", language)
        parts.append(word("covered", language, share=share))
    return "; ".join(parts)


def _measured_on(reading: FactReading) -> str:
    """Return which words say on what layers a value stands, or the one beside it."""
    if reading.source == "declared":
        return "beside_on"
    if reading.state == "after":
        return "estimated_on"
    if say.stated(reading):
        return "stated_on"
    known = catalogue().get(reading.fact)
    return "modelled_on" if known is not None and known.modelled else "measured_on"


def _unmeasured(reading: FactReading, titles: dict[str, str], language: str) -> str:
    """Say why a fact has no value: the layer does not reach the place, or what is missing."""
    lacking = reading.lacking
    assert lacking is not None
    if lacking.code != "outside_layer":
        return say.lacking(lacking, language)
    named = [title for layer, title in titles.items() if layer.partition("@")[0] == lacking.subject]
    if not named:
        return say.lacking(lacking, language)
    return word("not_reached", language, layer=named[0])


def _fact_name(reading: FactReading, language: str) -> str:
    name = reading.label.say(language)
    if reading.child is not None:
        name += f" ({word('of_measure', language, number=reading.child + 1)})"
    if reading.state == "after":
        name += f", {word('state_after', language)}"
    return name
