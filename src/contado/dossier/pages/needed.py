"""What would decide an outcome that is open, by who has to act, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from contado.dossier.model import Dossier
from contado.dossier.pages import say
from contado.dossier.pages.fields import item_name
from contado.dossier.words import WORDS, word
from contado.interventions import REALISATION_ITEMS
from contado.norms import Lacking, SheetReason

_GROUPS: Mapping[str, tuple[str, ...]] = {
    "needed_declared": ("not_declared", "unanswered"),
    "needed_uncertain": ("within_bounds",),
}
_OTHERWISE = "needed_data"
_NAMED_FIRST = 2
"""Data that the first page names: the others are overleaf."""

_ORDER = ("needed_declared", _OTHERWISE, "needed_uncertain")


def needed(dossier: Dossier, language: str) -> list[dict[str, Any]]:
    """Return the data that would decide the outcomes, each once, grouped by who has to act."""
    data_by_group: dict[str, list[Lacking]] = {group: [] for group in _ORDER}
    for sheet in dossier.verdicts:
        for datum in sheet.outcome.deciding:
            group = data_by_group[_group(datum)]
            if all(datum.text != other.text for other in group):
                group.append(datum)
    return [
        {"who": word(group, language), "items": _items(data, dossier, language)}
        for group, data in data_by_group.items()
        if data
    ]


def _group(datum: Lacking) -> str:
    return next((group for group, codes in _GROUPS.items() if datum.code in codes), _OTHERWISE)


def _items(data: Sequence[Lacking], dossier: Dossier, language: str) -> list[str]:
    """Write each datum; the unanswered items of the checklist make one line."""
    items = [datum for datum in data if datum.code == "unanswered"]
    sentences = [_capital(_named(datum, language)) for datum in data if datum not in items]
    if items:
        names = ", ".join(item_name(datum.subject, dossier, language).lower() for datum in items)
        key = "needed_item" if len(items) == 1 else "needed_items"
        sentences.append(
            word(key, language, count=len(items), total=len(REALISATION_ITEMS), items=names)
        )
    return sentences


def because(sheet: SheetReason, dossier: Dossier, language: str) -> str:
    """Say in a line which data leave an outcome open; nothing where none would decide it."""
    items = [datum for datum in sheet.outcome.deciding if datum.code == "unanswered"]
    others = [datum for datum in sheet.outcome.deciding if datum not in items]
    names = [_inside(datum.text.say(language).partition(":")[0]) for datum in others]
    names += [_inside(item_name(datum.subject, dossier, language)) for datum in items]
    names = list(dict.fromkeys(names))
    if not names:
        return ""
    shown, left = names[:_NAMED_FIRST], len(names) - _NAMED_FIRST
    if left == 1:
        shown = names
    elif left > 1:
        shown.append(word("because_more", language, count=left))
    data = say.joined(shown, "e" if language == "it" else "and")
    return word("because_one" if len(names) == 1 else "because", language, data=data)


def _named(datum: Lacking, language: str) -> str:
    """Name a datum; what is to be declared stands under that heading already."""
    text = datum.text.say(language)
    return text.partition(":")[0] if datum.code == "not_declared" else text


def _inside(text: str) -> str:
    """Return a name as it stands inside a sentence; one that begins with initials keeps them."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def steps(dossier: Dossier, language: str) -> list[str]:
    """Return what to do next, in order, in the state the dossier is in."""
    undecided = any(sheet.outcome.state == "cannot_tell" for sheet in dossier.verdicts)
    keys = [f"next_{dossier.state}_{number}" for number in range(1, 5)]
    sentences = [word(key, language) for key in keys if key in WORDS]
    if undecided and dossier.state in ("bozza", "rinviata"):
        sentences.insert(0, word("next_complete", language))
    return sentences
