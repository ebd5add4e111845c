"""What would change the verdict: first what would make it certain, then what would better it."""

from __future__ import annotations

from typing import Any

from contado.dossier.model import Dossier, LeastChange
from contado.dossier.words import word
from contado.norms import SheetReason
from contado.units import UNITS, format_number


def changes(dossier: Dossier, language: str) -> list[dict[str, Any]]:
    """Return the changes found, in groups, and a sentence for each sheet that none changes."""
    certain = [c for c in dossier.changes if c.outcome_before.state == "cannot_tell"]
    better = [c for c in dossier.changes if c not in certain]
    groups = [
        _group("changes_certain", certain, dossier, language),
        _group("changes_better", better, dossier, language),
    ]
    return [group for group in groups if group["rows"]]


def unchanged(dossier: Dossier, language: str) -> list[dict[str, str]]:
    """Return, for each sheet that no single change touches, why that is."""
    changed = {change.sheet for change in dossier.changes}
    return [
        {"sheet": sheet.label.say(language), "sentence": why_unchanged(sheet, dossier, language)}
        for sheet in dossier.verdicts
        if sheet.sheet not in changed
    ]


def _group(key: str, changes: list[LeastChange], dossier: Dossier, language: str) -> dict[str, Any]:
    """Return a group; a change that touches several sheets stands once under each."""
    names = {sheet.sheet: sheet.label.say(language) for sheet in dossier.verdicts}
    return {
        "title": word(key, language),
        "rows": [
            {
                "sheet": names.get(change.sheet, change.sheet),
                "sentence": change_sentence(change, language),
            }
            for change in changes
        ],
    }


def change_sentence(change: LeastChange, language: str) -> str:
    """Say a change, with what it costs where the abacus gives a price."""
    sentence = change.sentence.say(language)
    if change.cost is None:
        return sentence
    low, high = (
        format_number(float(bound), "EUR", language, decimals=0)
        for bound in (change.cost.low, change.cost.high)
    )
    label = UNITS["EUR"].label.say(language)
    return (
        f"{sentence} {word('change_cost', language, low=low.removesuffix(f' {label}'), high=high)}"
    )


def why_unchanged(sheet: SheetReason, dossier: Dossier, language: str) -> str:
    """Say why no single change touches the outcome of a sheet."""
    scale = dossier.plan.scales.get(sheet.sheet, ())
    if sheet.outcome.state == "cannot_tell":
        return word("no_change_decides", language)
    if scale and sheet.outcome.label == scale[-1]:
        return word("already_best", language)
    return word("no_changes", language)
