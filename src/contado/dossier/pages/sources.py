"""Assumptions, provenance, reference distributions and acts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from contado.dossier.model import Act, Dossier, Interval, ReferenceUse, Source
from contado.dossier.pages import say
from contado.dossier.pages.parameters import Names, content, plain
from contado.dossier.words import word
from contado.norms.trace import ParameterUse
from contado.terms import term


def assumptions(dossier: Dossier, language: str) -> list[dict[str, str]]:
    """Return the parameters used that nobody has published or confirmed, or that expired."""
    names = Names(dossier.plan.embedded, language)
    return [_parameter(parameter, names, language) for parameter in dossier.assumptions]


def _parameter(parameter: ParameterUse, names: Names, language: str) -> dict[str, str]:
    confidence = term(parameter.confidence, language)
    if parameter.expired:
        confidence += f", {word('expired', language)}"
    return {
        "label": parameter.label.say(language),
        "id": parameter.parameter,
        "value": content(parameter, language, names),
        "validity": validity(parameter, language),
        "reference": parameter.reference.title,
        "confidence": confidence,
    }


def validity(parameter: ParameterUse, language: str) -> str:
    """Say from when until when a value holds, and when its source was last looked at."""
    start, end = (say.day(day, language) for day in (parameter.valid_from, parameter.valid_to))
    said = []
    if parameter.valid_from and parameter.valid_to:
        said.append(word("valid_between", language, start=start, end=end))
    elif parameter.valid_from:
        said.append(word("valid_since", language, start=start))
    elif parameter.valid_to:
        said.append(word("valid_until", language, end=end))
    if parameter.checked:
        said.append(word("checked", language, day=say.day(parameter.checked, language)))
    return ", ".join(said)


def provenance(dossier: Dossier, language: str) -> list[dict[str, Any]]:
    """Return the layers used, with their attributions and hashes."""
    return [_source(source, language) for source in dossier.provenance]


def _source(source: Source, language: str) -> dict[str, Any]:
    return {
        "title": source.title.say(language),
        "layer": source.layer,
        "producer": source.producer,
        "date": say.day(date.fromisoformat(source.date), language) if source.date else say.NONE,
        "licence": word("licence_unstated", language)
        if source.licence == "unstated"
        else source.licence,
        "attribution": source.attribution,
        "sha256": source.sha256,
        "notes": say.flags(source.flags, language),
    }


def distributions(dossier: Dossier, language: str) -> list[dict[str, str]]:
    """Return the frozen reference distributions."""
    return [_distribution(reference, language) for reference in dossier.references]


def _distribution(reference: ReferenceUse, language: str) -> dict[str, str]:
    share = reference.share
    seen = Interval(low=100 * share, high=100 * share) if share is not None else None
    return {
        "label": reference.label.say(language),
        "id": reference.reference,
        "seen": say.number(seen, "%", language),
        "frozen": "; ".join(_frozen(reference.content, language)),
    }


def _frozen(content: dict[str, Any], language: str) -> Iterator[str]:
    """Write the single values of a distribution; its lists and tables are in the JSON."""
    for key, value in content.items():
        if key != "seen" and not isinstance(value, dict | list):
            yield f"{key}: {plain(value, language)}"
    if any(isinstance(value, dict | list) for key, value in content.items() if key != "layers"):
        yield word("values_kept", language)


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
    return plain(value, language)
