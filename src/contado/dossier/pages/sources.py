"""Provenance, reference distributions and acts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from contado.dossier.model import Act, Dossier, Interval, LayerUse, ReferenceUse
from contado.dossier.pages import say
from contado.dossier.pages.fields import change_text
from contado.dossier.pages.parameters import plain
from contado.dossier.words import word
from contado.norms import UNCONFIRMED, ParameterUse


def validity(use: ParameterUse, language: str) -> str:
    """Say from when until when a value holds, and when a source that has it was last seen."""
    start, end = (say.day(day, language) for day in (use.valid_from, use.valid_to))
    parts = []
    if use.valid_from and use.valid_to:
        parts.append(word("valid_between", language, start=start, end=end))
    elif use.valid_from:
        parts.append(word("valid_since", language, start=start))
    elif use.valid_to:
        parts.append(word("valid_until", language, end=end))
    if use.checked and use.confidence not in UNCONFIRMED:
        parts.append(word("checked", language, day=say.day(use.checked, language)))
    return ", ".join(parts)


def provenance(dossier: Dossier, language: str) -> list[dict[str, Any]]:
    """Return the layers used, with their attributions and hashes."""
    return [_source(source, language) for source in dossier.provenance]


def _source(source: LayerUse, language: str) -> dict[str, Any]:
    return {
        "title": source.title.say(language),
        "about": source.about.say(language) if source.about else "",
        "layer": word("layer_version", language, version=source.layer.rpartition("@")[2]),
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
    """Return the frozen reference distributions: of what, how much was seen, how it was made."""
    titles = {source.role: source.title.say(language) for source in dossier.provenance}
    return [_distribution(reference, dossier, titles, language) for reference in dossier.references]


def _distribution(
    reference: ReferenceUse, dossier: Dossier, titles: Mapping[str, str], language: str
) -> dict[str, str]:
    share = reference.share
    seen = Interval(low=100 * share, high=100 * share) if share is not None else None
    of = titles.get(reference.reference.rpartition(".")[2], "")
    label = reference.label.say(language)
    return {
        "label": f"{label} ({of})" if of else label,
        "id": reference.reference,
        "seen": say.number(seen, "%", language),
        "frozen": "; ".join(_frozen(reference, dossier, language)),
    }


def _frozen(reference: ReferenceUse, dossier: Dossier, language: str) -> Iterator[str]:
    """Write the single value of a distribution and its method; the rest is in the JSON."""
    content = reference.content
    if isinstance(content.get("value"), int | float):
        value = float(content["value"])
        yield say.amount(value, _unit(reference, dossier), language) + _chosen(
            reference, dossier, language
        )
    version = str(content.get("method", "")).rpartition(".v")[2]
    if version:
        yield word("method", language, version=version)


def _unit(reference: ReferenceUse, dossier: Dossier) -> str:
    """Return the unit of the first fact that was measured with this reference."""
    users = (fact for fact in dossier.facts if reference.reference in fact.parameters)
    return next((fact.unit for fact in users), "1")


def _chosen(reference: ReferenceUse, dossier: Dossier, language: str) -> str:
    """Say which percentile of the territory the value is, where it is one."""
    plan = dossier.plan.embedded.get("parameters", {})
    drawn = plan.get(f"{reference.reference}_{reference.content.get('by')}", {})
    if reference.content.get("by") != "percentile" or not drawn:
        return ""
    return word("percentile", language, number=plain(drawn["values"][-1]["value"], language))


def acts(dossier: Dossier, language: str) -> list[dict[str, Any]]:
    """Return the acts of the two actors, with what each changed and why.

    What the last verification changed stands on the first page and is not repeated.
    """
    last = [act for act in dossier.acts if act.kind == "verification"][-1:]
    bare = [
        act.model_copy(update={"corrections": ()}) if act in last else act for act in dossier.acts
    ]
    return [_act(act, dossier, language) for act in bare]


def _act(act: Act, dossier: Dossier, language: str) -> dict[str, Any]:
    return {
        "kind": word(f"act_{act.kind}", language),
        "office": f"{act.office}, {act.role}",
        "date": say.day(act.date, language),
        "corrections": [change_text(change, dossier, language) for change in act.corrections],
    }
