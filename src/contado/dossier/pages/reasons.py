"""Parts A to D: each criterion with its answer, data, points, margin and sentence.

`parts` tells the reasons of a sheet once, for whoever lays them out: the printed dossier takes them
as rows, the page of the site as what opens under each answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from contado.dossier.model import Dossier, FactReading, Flag
from contado.dossier.pages import say
from contado.dossier.pages.front import of_part, proposers, verdicts
from contado.dossier.pages.parameters import Names, content
from contado.dossier.pages.sources import validity
from contado.dossier.words import word
from contado.norms import UNCONFIRMED, CriterionReason, FactUse, ParameterUse, PartReason
from contado.pages import italian
from contado.terms import term


@dataclass(frozen=True, slots=True)
class DatumText:
    """A fact as a criterion read it.

    ``source`` is a word; ``origin`` adds the layers and how much of the place they cover.
    ``lacking`` says what is missing, empty where nothing is.
    """

    label: str
    state: str
    value: str
    lacking: str
    source: str
    origin: str
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class NormText:
    """A dated value of the plan as a criterion used it; ``mark`` is how far to trust it."""

    label: str
    value: str
    article: str
    url: str
    validity: str
    confidence: str
    mark: str


@dataclass(frozen=True, slots=True)
class CriterionText:
    """A criterion, or a measure under one: its answer and everything it rests on.

    ``path`` is unique in its sheet. ``answer`` is empty where it is the points themselves;
    ``possible`` names what an answer that cannot be told may still be; of a question that nobody
    answered, nothing.
    """

    path: str
    code: str
    label: str
    answer: str
    possible: str
    state: str
    points: str
    margin: str
    sentence: str
    data: tuple[DatumText, ...]
    norms: tuple[NormText, ...]
    references: str
    children: tuple[CriterionText, ...]


@dataclass(frozen=True, slots=True)
class PartText:
    """A part of a sheet. ``listed``: its criteria only give points, as those of a checklist."""

    part: str
    title: str
    answer: str
    state: str
    score: str
    sentence: str
    note: str
    references: str
    listed: bool
    criteria: tuple[CriterionText, ...]


def parts(dossier: Dossier, place: int, language: str) -> tuple[PartText, ...]:
    """Return the reasons of a sheet, by its place among the verdicts, in one language."""
    reasons = _Reasons(dossier, language)
    return tuple(reasons.part(part) for part in dossier.verdicts[place].parts)


@dataclass(frozen=True)
class _Reasons:
    """The reasons of one dossier in one language."""

    dossier: Dossier
    language: str

    @cached_property
    def readings(self) -> dict[tuple[str, str, int | None], FactReading]:
        return {(r.fact, r.state, r.child): r for r in self.dossier.facts}

    @cached_property
    def in_two_states(self) -> set[str]:
        pairs = {(fact, state) for fact, state, _ in self.readings}
        return {fact for fact, state in pairs if state == "after" and (fact, "before") in pairs}

    @cached_property
    def names(self) -> Names:
        return Names(self.dossier.plan.embedded, self.language)

    def part(self, part: PartReason) -> PartText:
        language, used = self.language, of_part(part)
        sources = proposers(used, language)
        return PartText(
            part=part.part,
            title=f"{word('part', language, part=part.part)}. {part.label.say(language)}",
            answer=say.answer(part.answer, language),
            state=part.answer.state,
            score=say.number(part.score, "1", language) if part.score else "",
            sentence=part.sentence.say(language),
            note=part.note.say(language) if part.note else "",
            references=word("thresholds", language, sources=sources) if used else "",
            listed=all(_is_item(criterion) for criterion in part.criteria),
            criteria=tuple(self.criterion(each) for each in part.criteria),
        )

    def criterion(self, criterion: CriterionReason) -> CriterionText:
        """Say a criterion; facts that belong to the measures under it stand with them."""
        children = tuple(
            self.child(criterion, place, each) for place, each in enumerate(criterion.children)
        )
        own = criterion.facts if len(criterion.facts) != len(children) else ()
        data = tuple(self.datum(use, None) for use in own)
        label = criterion.label.say(self.language)
        return self.text(criterion, criterion.criterion, label, data, children)

    def child(self, above: CriterionReason, place: int, child: CriterionReason) -> CriterionText:
        """Say what is under a criterion, named after what it is, with its weight in the mean."""
        kinds = [use for use in child.facts if isinstance(use.value, str)]
        named = kinds[0].value_label or kinds[0].label if kinds else child.label
        uses = [use for use in child.facts if use not in kinds[:1]]
        if len(above.facts) == len(above.children):
            uses.insert(0, above.facts[place])
        data = tuple(self.datum(use, place) for use in uses)
        path = f"{above.criterion}-{place}"
        return self.text(child, path, named.say(self.language), data, ())

    def text(
        self,
        criterion: CriterionReason,
        path: str,
        label: str,
        data: tuple[DatumText, ...],
        children: tuple[CriterionText, ...],
    ) -> CriterionText:
        language, margin = self.language, criterion.margin
        answer = _answer(criterion, language)
        points = say.number(criterion.points, "1", language) if criterion.points else ""
        return CriterionText(
            path=path,
            code=criterion.criterion,
            label=label,
            answer="" if answer == points else answer,
            possible=say.either(criterion.answer.possible_labels, language)
            if answer == term("cannot_tell", language)
            else "",
            state=criterion.answer.state,
            points=points,
            margin=margin.sentence.say(language) if margin and margin.sentence else "",
            sentence=criterion.sentence.say(language),
            data=data,
            norms=tuple(self.norm(use) for use in criterion.parameters),
            references=_references(criterion.parameters, language),
            children=children,
        )

    def datum(self, use: FactUse, child: int | None) -> DatumText:
        """Say a fact as the criterion read it, with the source and flags of its reading."""
        language, reading = self.language, self.readings.get((use.fact, use.state, child))
        lacking = say.missing(use, reading)
        twice = use.fact in self.in_two_states
        known = reading and use.value is not None
        return DatumText(
            label=use.label.say(language),
            state=word(f"state_{use.state}", language) if twice else "",
            value=say.value(use.value, use.unit, language, use.value_label, use.fact),
            lacking=say.lacking(lacking, language) if lacking else "",
            source=self.source(reading) if reading and known else "",
            origin=self.origin(reading) if reading and reading.source != "missing" else "",
            flags=reading.flags if reading else (),
        )

    def source(self, reading: FactReading) -> str:
        """Say what a value comes from: what a layer states, with its layer and day."""
        return self.origin(reading) if say.stated(reading) else say.source(reading, self.language)

    def origin(self, reading: FactReading) -> str:
        """Say where a value comes from: declared, or measured on which layers, with coverage."""
        language = self.language
        lines = [say.source(reading, language)]
        if reading.basis:
            lines.append(reading.basis.say(language))
        if reading.source == "measured":
            lines += [
                f"{source.title.say(language)} ({source.producer}, {source.date or say.NONE})"
                for source in self.dossier.provenance
                if source.layer in reading.layers
            ]
        if reading.coverage is not None and reading.source != "declared":
            share = say.amount(100 * reading.coverage, "%", language)
            lines.append(word("covered", language, share=share))
        return "; ".join(lines)

    def norm(self, use: ParameterUse) -> NormText:
        language, url = self.language, use.reference.url or ""
        when = validity(use, language)
        return NormText(
            label=use.label.say(language),
            value=content(use, language, self.names),
            article=use.reference.title,
            url=url if url.startswith(("https://", "http://")) else "",
            validity=f"{when} ({word('expired', language)})" if use.expired else when,
            confidence=term(use.confidence, language),
            mark=use.confidence if use.confidence in UNCONFIRMED else "source",
        )


def sheets(dossier: Dossier, language: str) -> list[dict[str, Any]]:
    """Return the sheets with their parts and criteria, as strings to lay out.

    Parts that several sheets answer alike, and parts without criteria, are left out: they are
    once, by `shared` and `last_parts`.
    """
    rows = _all_rows(dossier, language)
    alike = {part["part"] for part in _shared(rows, language)}
    return [
        card | {"parts": [part for part in own if part["criteria"] and part["part"] not in alike]}
        for card, own in zip(verdicts(dossier, language), rows, strict=True)
    ]


def shared(dossier: Dossier, language: str) -> list[dict[str, Any]]:
    """Return the parts that all the sheets, two at least, answer in the same way."""
    return _shared(_all_rows(dossier, language), language)


def _all_rows(dossier: Dossier, language: str) -> list[list[dict[str, Any]]]:
    return [_parts(dossier, place, language) for place in range(len(dossier.verdicts))]


def _shared(rows: list[list[dict[str, Any]]], language: str) -> list[dict[str, Any]]:
    if len(rows) < 2:  # noqa: PLR2004 - two sheets are the fewest that can share
        return []
    first, *others = rows
    key = "valid_for_both" if len(others) == 1 else "valid_for_all"
    return [
        part | {"title": f"{part['title']}, {word(key, language)}"}
        for part in first
        if part["criteria"] and all(part in other for other in others)
    ]


def last_parts(dossier: Dossier, language: str) -> list[dict[str, Any]]:
    """Return the parts without criteria, each once, with what every sheet concludes from it."""
    last: dict[str, dict[str, Any]] = {}
    for place, sheet in enumerate(dossier.verdicts):
        for part in parts(dossier, place, language):
            if not part.criteria:
                row = {"title": part.title, "sheets": [], "references": part.references}
                sentence = {"sheet": sheet.label.say(language), "sentence": part.sentence}
                last.setdefault(part.title, row)["sheets"].append(sentence)
    return list(last.values())


def _parts(dossier: Dossier, place: int, language: str) -> list[dict[str, Any]]:
    shown = ("part", "title", "answer", "state", "sentence", "references", "listed")
    return [
        {name: getattr(part, name) for name in shown} | {"criteria": list(_rows(part, language))}
        for part in parts(dossier, place, language)
    ]


def _rows(part: PartText, language: str) -> Iterator[dict[str, Any]]:
    """Yield a row a criterion, and one for each measure under it."""
    for criterion in part.criteria:
        yield _row(criterion, language)
        for child in criterion.children:
            yield _row(child, language) | {"deep": True, "references": ""}


def _row(criterion: CriterionText, language: str) -> dict[str, Any]:
    return {
        "code": criterion.code,
        "label": criterion.label,
        "deep": False,
        "answer": criterion.answer,
        "state": criterion.state,
        "points": criterion.points or say.NONE,
        "data": [_datum(datum, language) for datum in criterion.data],
        "margin": criterion.margin,
        "sentence": criterion.sentence,
        "references": criterion.references,
    }


def _datum(datum: DatumText, language: str) -> dict[str, Any]:
    missing = [datum.lacking] if datum.lacking else []
    return {
        "label": datum.label,
        "value": datum.value,
        "source": datum.source,
        "notes": [*say.flags(datum.flags, language), *missing],
    }


def _is_item(criterion: CriterionReason) -> bool:
    """Tell whether a criterion only gives points to an answer, as those of a checklist do."""
    return criterion.kind == "score" and not criterion.children and len(criterion.facts) == 1


def _answer(criterion: CriterionReason, language: str) -> str:
    """Say the answer of a row; which classes are still possible stands in its sentence."""
    if criterion.answer.state != "cannot_tell":
        return say.answer(criterion.answer, language)
    silent = _is_item(criterion) and any(_unanswered(use) for use in criterion.facts)
    return word("unanswered", language) if silent else term("cannot_tell", language)


def _unanswered(use: FactUse) -> bool:
    return use.lacking is not None and use.lacking.code == "unanswered"


def _references(parameters: tuple[ParameterUse, ...], language: str) -> str:
    """Return what is written elsewhere: published sources, and what a proposal is anchored to."""
    titles = []
    for use in parameters:
        title = use.reference.title
        if use.confidence == "assumption":
            title = title.partition("; ")[2]
        titles += [title] if title else []
    joined = "; ".join(dict.fromkeys(titles))
    return word("references", language, titles=italian(joined, language)) if joined else ""
