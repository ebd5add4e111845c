"""Assumptions, provenance, reference distributions and acts."""

from __future__ import annotations

import json
from typing import Any

from contado.dossier.model import Act, Dossier, Interval, ReferenceUse, Source
from contado.dossier.pages import say
from contado.dossier.words import word
from contado.norms.trace import ParameterUse
from contado.terms import term
from contado.units import UNITS

_LONG = 220


def assumptions(dossier: Dossier, language: str) -> list[dict[str, str]]:
    """Return the parameters used that nobody has published or confirmed, or that expired."""
    return [_parameter(parameter, language) for parameter in dossier.assumptions]


def _parameter(parameter: ParameterUse, language: str) -> dict[str, str]:
    confidence = term(parameter.confidence, language)
    if parameter.expired:
        confidence += f", {word('expired', language)}"
    return {
        "label": parameter.label.say(language),
        "id": parameter.parameter,
        "value": content(parameter.value, parameter.unit, language),
        "validity": _validity(parameter, language),
        "reference": parameter.reference.title,
        "confidence": confidence,
    }


def _validity(parameter: ParameterUse, language: str) -> str:
    start, end = (say.day(day, language) for day in (parameter.valid_from, parameter.valid_to))
    if parameter.valid_from and parameter.valid_to:
        return word("valid_between", language, start=start, end=end)
    if parameter.valid_from:
        return word("valid_since", language, start=start)
    return (
        word("valid_until", language, end=end) if parameter.valid_to else word("no_dates", language)
    )


def content(value: object, unit: str, language: str) -> str:
    """Write the value of a parameter: a number, a list, a table in one line.

    Examples
    --------
    >>> content([0.15, 0.3], "1", "it")
    '0,15; 0,3'
    >>> content({"low": 50, "high": 80}, "%", "it")
    '50–80 %'
    """
    label = UNITS[unit].label.say(language) if unit in UNITS else unit
    text = _inner(value, language)
    text = text if len(text) <= _LONG else f"{text[:_LONG]}…"
    return f"{text} {label}" if label else text


def _inner(value: object, language: str) -> str:
    if isinstance(value, dict):
        if set(value) == {"low", "high"}:
            return f"{_inner(value['low'], language)}–{_inner(value['high'], language)}"
        return "; ".join(f"{key}: {_inner(each, language)}" for key, each in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(_inner(each, language) for each in value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return f"{value:.6g}".replace(".", "," if language == "it" else ".")


def provenance(dossier: Dossier, language: str) -> list[dict[str, Any]]:
    """Return the layers used, with their attributions and hashes."""
    return [_source(source, language) for source in dossier.provenance]


def _source(source: Source, language: str) -> dict[str, Any]:
    return {
        "title": source.title.say(language),
        "layer": source.layer,
        "producer": source.producer,
        "date": source.date or say.NONE,
        "licence": source.licence,
        "attribution": source.attribution,
        "sha256": source.sha256,
        "notes": say.flags(source.flags, language),
    }


def distributions(dossier: Dossier, language: str) -> list[dict[str, str]]:
    """Return the frozen reference distributions."""
    return [_distribution(reference, language) for reference in dossier.references]


def _distribution(reference: ReferenceUse, language: str) -> dict[str, str]:
    frozen = json.dumps(reference.content, ensure_ascii=False)
    share = reference.share
    seen = Interval(low=100 * share, high=100 * share) if share is not None else None
    return {
        "label": reference.label.say(language),
        "seen": say.number(seen, "%", language),
        "frozen": frozen if len(frozen) <= _LONG else f"{frozen[:_LONG]}…",
    }


def acts(dossier: Dossier, language: str) -> list[dict[str, Any]]:
    """Return the acts of the two actors, with what each changed and why."""
    return [_act(act, language) for act in dossier.acts]


def _act(act: Act, language: str) -> dict[str, Any]:
    return {
        "kind": word(f"act_{act.kind}", language),
        "office": f"{act.office}, {act.role}",
        "date": say.day(act.date, language),
        "corrections": [
            {
                "field": change.field,
                "change": word(
                    "to",
                    language,
                    before=_stated(change.before, language),
                    after=_stated(change.after, language),
                ),
                "reason": change.reason,
            }
            for change in act.corrections
        ],
    }


def _stated(value: object, language: str) -> str:
    if value is None:
        return word("nothing_declared", language)
    if isinstance(value, str):
        return say.value(value, "1", language)
    return _inner(value, language)


def attributions(dossier: Dossier) -> list[str]:
    """Return each attribution once, in order."""
    drawn = dossier.map.attributions if dossier.map else ()
    return list(dict.fromkeys((*drawn, *(s.attribution for s in dossier.provenance))))


