"""A dossier as the page lays it out: words and numbers ready to be shown, nothing computed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from contado.dossier.effects import LEFT_OUT
from contado.dossier.model import Dossier, FactReading, WorksEffect
from contado.dossier.pages import say
from contado.dossier.pages.changing import why_unchanged
from contado.dossier.pages.effects import row as effect_row
from contado.dossier.pages.parameters import Names, content
from contado.dossier.pages.sources import validity
from contado.dossier.words import word
from contado.norms.trace import (
    Answer,
    CriterionReason,
    FactUse,
    Margin,
    ParameterUse,
    PartReason,
    SheetReason,
)
from contado.terms import term

_SURE = ("seed", "sourced", "known")


@dataclass(frozen=True, slots=True)
class Datum:
    """A fact as a criterion read it."""

    label: str
    state: str
    value: str
    lacking: str
    origin: str
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Norm:
    """A dated value of the plan as a criterion used it."""

    label: str
    value: str
    article: str
    url: str
    validity: str
    confidence: str
    mark: str


@dataclass(frozen=True, slots=True)
class Reason:
    """A criterion: its answer and everything it rests on."""

    anchor: str
    code: str
    label: str
    answer: str
    points: str
    margin: str
    sentence: str
    data: tuple[Datum, ...]
    norms: tuple[Norm, ...]
    children: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a sheet."""

    title: str
    answer: str
    score: str
    sentence: str
    note: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """A fact that the works change; ``waits`` where it takes longer than this page may."""

    label: str
    before: str
    after: str
    difference: str
    source: str
    flags: tuple[str, ...]
    sentence: str
    waits: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with its verdict; ``tone`` tells the page how to colour it."""

    anchor: str
    label: str
    outcome: str
    tone: str
    possible: str
    deciding: tuple[str, ...]
    in_force: bool
    parts: tuple[Part, ...]
    effects: tuple[Effect, ...]
    changes: tuple[str, ...]
    unchanged: str


@dataclass(frozen=True, slots=True)
class Result:
    """Everything the page says of an assessment."""

    name: str
    on: str
    snapshot: str
    warnings: tuple[str, ...]
    sheets: tuple[Sheet, ...]


def result(dossier: Dossier, language: str) -> Result:
    """Return what the page says of a dossier, in one language."""
    return Result(
        dossier.intervention.name,
        say.day(dossier.on, language),
        dossier.snapshot,
        tuple(notice.text.say(language) for notice in dossier.warnings),
        tuple(_Teller(dossier, language).sheet(reason) for reason in dossier.verdicts),
    )


class _Teller:
    """Says the reasons of one dossier in one language."""

    def __init__(self, dossier: Dossier, language: str) -> None:
        self.dossier = dossier
        self.language = language
        self.readings = {(r.fact, r.state, r.child): r for r in dossier.facts}
        self.names = Names(dossier.plan.embedded, language)
        self.layers = {source.layer: source for source in dossier.provenance}

    def sheet(self, reason: SheetReason) -> Sheet:
        told = self.language
        return Sheet(
            anchor=reason.sheet,
            label=reason.label.say(told),
            outcome=reason.outcome.label.say(told) or term("cannot_tell", told),
            tone=_tone(reason.outcome),
            possible=_possible(reason.outcome, told),
            deciding=tuple(dict.fromkeys(d.text.say(told) for d in reason.outcome.deciding)),
            in_force=reason.in_force,
            parts=tuple(self.part(part, reason.sheet) for part in reason.parts),
            effects=tuple(
                self.effect(one) for one in self.dossier.effects if reason.sheet in one.sheets
            ),
            changes=tuple(
                change.sentence.say(told)
                for change in self.dossier.changes
                if change.sheet == reason.sheet
            ),
            unchanged=why_unchanged(reason, self.dossier, told),
        )

    def effect(self, effect: WorksEffect) -> Effect:
        said = effect_row(effect, self.dossier, self.language)
        lacking = effect.difference.lacking
        return Effect(
            label=said["label"],
            before=said["before"],
            after=said["after"],
            difference=said["difference"],
            source=said["source"],
            flags=effect.flags,
            sentence=said["sentence"],
            waits=lacking is not None and lacking.code == LEFT_OUT,
        )

    def part(self, part: PartReason, sheet: str) -> Part:
        told = self.language
        return Part(
            title=f"{word('part', told, part=part.part)}. {part.label.say(told)}",
            answer=say.answer(part.answer, told),
            score=say.number(part.score, "1", told) if part.score else "",
            sentence=part.sentence.say(told),
            note=part.note.say(told) if part.note else "",
            reasons=tuple(self.reason(each, sheet, None) for each in part.criteria),
        )

    def reason(self, reason: CriterionReason, above: str, child: int | None) -> Reason:
        told, anchor = self.language, f"{above}-{reason.criterion}"
        if child is not None:
            anchor = f"{anchor}-{child}"
        return Reason(
            anchor=anchor,
            code=reason.criterion if child is None else "",
            label=reason.label.say(told) if child is None else self.measure(child),
            answer=_answer(reason, told),
            points=say.number(reason.points, "1", told) if reason.points else "",
            margin=_margin(reason.margin, told),
            sentence=reason.sentence.say(told),
            data=tuple(self.datum(use, child) for use in reason.facts),
            norms=tuple(self.norm(use) for use in reason.parameters),
            children=tuple(
                self.reason(each, anchor, row) for row, each in enumerate(reason.children)
            ),
        )

    def measure(self, row: int) -> str:
        """Name the measure that a row under a criterion is about."""
        code = self.dossier.intervention.measures[row].measure
        known = self.dossier.plan.labels.get(code)
        return known.say(self.language) if known else code

    def datum(self, use: FactUse, child: int | None) -> Datum:
        told = self.language
        reading = self.readings.get((use.fact, use.state, child))
        lacking = say.missing(use, reading)
        return Datum(
            label=use.label.say(told),
            state=word(f"state_{use.state}", told) if self._has_two_states(use.fact) else "",
            value=say.value(use.value, use.unit, told, use.value_label, use.fact),
            lacking=lacking.text.say(told) if lacking else "",
            origin=self.origin(reading) if reading else "",
            flags=reading.flags if reading else (),
        )

    def _has_two_states(self, fact: str) -> bool:
        return len({state for name, state, _ in self.readings if name == fact}) > 1

    def origin(self, reading: FactReading) -> str:
        """Say where a value comes from: declared, or measured on which layers, with coverage."""
        told = self.language
        if reading.source == "missing":
            return ""
        said = [word(f"source_{reading.source}", told)]
        if reading.basis:
            said.append(reading.basis.say(told))
        said.extend(self._layers(reading.layers) if reading.source == "measured" else ())
        if reading.coverage is not None:
            share = say.amount(100 * reading.coverage, "%", told)
            said.append(word("covered", told, share=share))
        return "; ".join(said)

    def _layers(self, layers: Iterable[str]) -> list[str]:
        known = [self.layers[layer] for layer in layers if layer in self.layers]
        return [
            f"{source.title.say(self.language)} ({source.producer}, {source.date or '—'})"
            for source in known
        ]

    def norm(self, use: ParameterUse) -> Norm:
        told = self.language
        return Norm(
            label=use.label.say(told),
            value=content(use, told, self.names),
            article=use.reference.title,
            url=_safe_url(use.reference.url),
            validity=self.validity(use),
            confidence=term(use.confidence, told),
            mark="source" if use.confidence in _SURE else use.confidence,
        )

    def validity(self, use: ParameterUse) -> str:
        said = validity(use, self.language)
        return f"{said} ({word('expired', self.language)})" if use.expired else said


def _margin(margin: Margin | None, language: str) -> str:
    return margin.sentence.say(language) if margin and margin.sentence else ""


def _answer(reason: CriterionReason, language: str) -> str:
    """Write an answer; a question that nobody answered is said in one word."""
    if reason.kind == "score" and any(
        use.lacking and use.lacking.code == "unanswered" for use in reason.facts
    ):
        return word("unanswered", language)
    return say.answer(reason.answer, language)


def _tone(answer: Answer) -> str:
    if answer.state == "cannot_tell":
        return "unknown"
    return answer.value if answer.value in ("high", "medium", "low") else "none"


def _possible(answer: Answer, language: str) -> str:
    if answer.state != "cannot_tell" or not answer.possible_labels:
        return ""
    return word("possible", language, classes=say.either(answer.possible_labels, language))


def _safe_url(url: str | None) -> str:
    return url if url and url.startswith(("https://", "http://")) else ""
