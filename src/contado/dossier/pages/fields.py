"""The name of a declared field, and a correction of it, as people read them."""

from __future__ import annotations

from contado.dossier.model import Correction, Dossier
from contado.dossier.pages import say
from contado.dossier.pages.parameters import plain
from contado.dossier.words import word

_UNITS = {"area": "m2", "share": "1", "runoff_reduction": "%", "cooling": "degC"}


def field_name(field: str, dossier: Dossier, language: str) -> str:
    """Return the name of a declared field, given its path.

    The paths are as in `contado.dossier.model.Changed`: ``realisation.monitoring``,
    ``surfaces.after.permeable``, ``measures.NBS01.area``. Any other is its own name.
    """
    match field.split("."):
        case ["realisation", item]:
            return item_name(item, dossier, language)
        case ["surfaces", state, surface]:
            kind, when = word(surface, language), word(f"state_{state}", language)
            return word("field_surface", language, kind=kind, when=when)
        case ["measures", code, what]:
            label = dossier.plan.labels.get(code)
            name = f"{code} – {label.say(language)}" if label else code
            return f"{name}, {word(what, language).lower()}"
    return field


def item_name(item: str, dossier: Dossier, language: str) -> str:
    """Return the name of an item of the checklist, as the dossier froze it."""
    fact = f"realisation.{item}"
    return next((r.label.say(language) for r in dossier.facts if r.fact == fact), item)


def change_text(change: Correction, dossier: Dossier, language: str) -> str:
    """Say a correction in a line: the field, its two values and the reason."""
    unit = _unit(change.field)
    return word(
        "correction",
        language,
        field=_capital(field_name(change.field, dossier, language)),
        before=_stated(change.before, unit, language),
        after=_stated(change.after, unit, language),
        reason=change.reason,
    )


def _unit(field: str) -> str:
    return "m2" if field.startswith("surfaces.") else _UNITS.get(field.rpartition(".")[2], "1")


def _stated(value: object, unit: str, language: str) -> str:
    if value is None:
        return word("nothing_declared", language)
    if isinstance(value, str):
        return say.value(value, "1", language)
    if isinstance(value, int | float) and not isinstance(value, bool) and unit != "1":
        return say.amount(float(value), unit, language)
    return plain(value, language)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
