"""A dossier as the page lays it out: words and numbers ready to be shown, nothing computed."""

from __future__ import annotations

from dataclasses import dataclass

from contado.dossier import Dossier, WorksEffect, word
from contado.dossier.pages import PartText, benefits, change_sentence, parts, say, why_unchanged
from contado.dossier.pages import row as effect_row
from contado.norms import Answer
from contado.terms import term


@dataclass(frozen=True, slots=True)
class EffectText:
    """A fact that the works change."""

    label: str
    before: str
    after: str
    difference: str
    source: str
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BenefitText:
    """What is gained, in a sentence, and where the class says otherwise."""

    sentence: str
    contrast: str


@dataclass(frozen=True, slots=True)
class SheetText:
    """A sheet with its verdict; ``tone`` tells the page how to colour it."""

    anchor: str
    label: str
    outcome: str
    tone: str
    benefits: tuple[BenefitText, ...]
    possible: str
    deciding: tuple[str, ...]
    in_force: bool
    parts: tuple[PartText, ...]
    effects: tuple[EffectText, ...]
    changes: tuple[str, ...]
    unchanged: str


@dataclass(frozen=True, slots=True)
class VerdictPage:
    """Everything the page says of an assessment."""

    name: str
    on: str
    snapshot: str
    warnings: tuple[str, ...]
    sheets: tuple[SheetText, ...]
    class_use: str


def result(dossier: Dossier, language: str) -> VerdictPage:
    """Return what the page says of a dossier, in one language."""
    return VerdictPage(
        dossier.intervention.name,
        say.day(dossier.on, language),
        dossier.snapshot,
        tuple(notice.text.say(language) for notice in dossier.warnings),
        tuple(_sheet(dossier, place, language) for place in range(len(dossier.verdicts))),
        word("class_use", language),
    )


def _sheet(dossier: Dossier, place: int, language: str) -> SheetText:
    reason = dossier.verdicts[place]
    outcome, deciding = reason.outcome, reason.outcome.deciding
    effects = (effect for effect in dossier.effects if reason.sheet in effect.sheets)
    changes = (change for change in dossier.changes if change.sheet == reason.sheet)
    return SheetText(
        anchor=reason.sheet,
        label=reason.label.say(language),
        outcome=outcome.label.say(language) or term("cannot_tell", language),
        tone=_tone(outcome),
        benefits=tuple(BenefitText(**row) for row in benefits(reason, dossier, language)),
        possible=say.possible(outcome, language),
        deciding=tuple(dict.fromkeys(each.text.say(language) for each in deciding)),
        in_force=reason.in_force,
        parts=parts(dossier, place, language),
        effects=tuple(_effect(effect, dossier, language) for effect in effects),
        changes=tuple(change_sentence(change, language) for change in changes),
        unchanged=why_unchanged(reason, dossier, language),
    )


def _effect(effect: WorksEffect, dossier: Dossier, language: str) -> EffectText:
    row = effect_row(effect, dossier, language)
    return EffectText(
        label=row["label"],
        before=row["before"],
        after=row["after"],
        difference=row["difference"],
        source=row["source"],
        flags=effect.flags,
    )


def _tone(answer: Answer) -> str:
    if answer.state == "cannot_tell":
        return "unknown"
    return answer.value if answer.value in ("high", "medium", "low") else "none"
