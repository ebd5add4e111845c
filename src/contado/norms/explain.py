"""Why a sheet gave its verdict, for one row: parts, outcome, and the data that would decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from itertools import product
from typing import TYPE_CHECKING

from contado.days import day_text
from contado.norms.answers import answer, interval
from contado.norms.engine import NOT_APPLICABLE, Compiled
from contado.norms.explain_criteria import CriterionExplainer
from contado.norms.explain_scores import classed_score, table_sentence
from contado.norms.masks import members
from contado.norms.sentences import class_labels, join, number, quoted, say
from contado.norms.sheets import Sheet, SheetOutcome, SheetPart
from contado.norms.steps import StepAnswers
from contado.norms.trace import (
    Answer,
    CriterionReason,
    Interval,
    Lacking,
    Margin,
    PartReason,
    SheetReason,
)
from contado.norms.view import View
from contado.terms import Text

if TYPE_CHECKING:
    from contado.norms.rules import Rules
    from contado.norms.trace import ParameterUse


def explain(compiled: Compiled, view: View) -> SheetReason:
    """Return the verdict of a sheet on the one row of a view, with every reason.

    Parameters
    ----------
    compiled
        The sheet, ready to judge.
    view
        One row of a table.
    """
    return _SheetExplainer(compiled, view).explain()


class _SheetExplainer:
    def __init__(self, compiled: Compiled, view: View) -> None:
        self.compiled = compiled
        self.rules: Rules = compiled.rules
        self.view = view
        self.judged = compiled.run(view)
        self.answers: dict[str, Answer] = {}
        self.criteria: dict[str, CriterionReason] = {}

    def explain(self) -> SheetReason:
        sheet, on = self.compiled.sheet, self.rules.on
        parts = tuple(self._part(part) for part in sheet.parts)
        outcome = parts[-1].answer
        return SheetReason(
            sheet=sheet.sheet,
            label=sheet.label,
            on=on,
            in_force=_in_force(sheet, self.rules),
            outcome=outcome,
            sentence=self._verdict(sheet, outcome),
            parts=parts,
        )

    def _verdict(self, sheet: Sheet, outcome: Answer) -> Text:
        key = "outcome_known" if outcome.state == "known" else "outcome_open"
        if outcome.state == "cannot_tell" and len(outcome.possible) == 1:
            key = "outcome_unsettled"
        classes = quoted(outcome.possible_labels)
        sentences = [say(key, sheet=sheet.label, answer=outcome.label, classes=classes)]
        if not _in_force(sheet, self.rules):
            on, since = self.rules.on, sheet.in_force.valid_from
            sentences.append(say("not_in_force", on=_day(on), since=_day(since)))
        return join(sentences, " ")

    def _part(self, part: SheetPart) -> PartReason:
        weights = self._weights(part)
        explainer = CriterionExplainer(self.compiled, self.view, self.judged, weights)
        criteria = tuple(explainer.explain(criterion) for criterion in part.criteria)
        self.answers |= {each.criterion: each.answer for each in criteria}
        judged, score = self.judged[part.part], interval(self.judged[part.part].points)
        given = self._answer(part, judged, tuple(self._part_doubts(part, criteria, weights)))
        self.answers[part.part] = given
        sentence, edge = self._sentence(part, given, score)
        return PartReason(
            part=part.part,
            label=part.label,
            sentence=sentence,
            answer=given,
            score=score,
            margin=edge,
            criteria=criteria,
            parameters=tuple(self._parameters(part)),
            note=part.note,
        )

    def _weights(self, part: SheetPart) -> Mapping[str, float | None]:
        if part.combine is None or part.combine.weighted_mean is None:
            return {}
        rows = self.rules.rows(part.combine.weighted_mean)
        return {key[0]: value for key, value in rows.items() if isinstance(value, float)}

    def _answer(self, part: SheetPart, judged: StepAnswers, doubts: tuple[Lacking, ...]) -> Answer:
        assert judged.masks is not None
        names = self.compiled.steps[part.part].classes
        labels = class_labels(self.compiled, part.part)
        return answer(int(judged.masks[0]), names, labels, doubts)

    def _part_doubts(
        self,
        part: SheetPart,
        criteria: tuple[CriterionReason, ...],
        weights: Mapping[str, float | None],
    ) -> Iterator[Lacking]:
        """Yield the data that would decide a part: those of criteria that weigh in it."""
        if part.outcome:
            for name in _deciding_axes(part.outcome, self.compiled, self.judged):
                yield from self.answers[name].deciding
            return
        for criterion in criteria:
            if weights.get(criterion.criterion, 1.0):
                yield from criterion.answer.deciding

    def _sentence(
        self, part: SheetPart, given: Answer, score: Interval | None
    ) -> tuple[Text, Margin | None]:
        if part.outcome:
            return self._outcome_sentence(part.outcome, given), None
        if part.classify is None:
            key = "gates_open" if given.value is None else "gates_known"
            return say(key, answer=given.label), None
        if score is None:
            return say("part_out"), None
        return self._scored_sentence(part, given, score)

    def _outcome_sentence(self, outcome: SheetOutcome, given: Answer) -> Text:
        inputs = [(name, self.answers[name]) for name in outcome.by]
        blind = [n for n in outcome.never_without if self.compiled.blind(n, self.judged)[0]]
        axes = self.compiled.axes(outcome.table, outcome.by)
        out = [
            name
            for (name, one), axis in zip(inputs, axes, strict=True)
            if one.state == NOT_APPLICABLE and NOT_APPLICABLE in axis
        ]
        sentences = [table_sentence(inputs, given, blind)]
        if out:
            rest = [Text.same(name) for name in outcome.by if name not in out]
            parts = join([Text.same(name) for name in out], ", ")
            sentences.append(say("table_without", parts=parts, rest=join(rest, ", ")))
        return join(sentences, " ")

    def _scored_sentence(
        self, part: SheetPart, given: Answer, score: Interval
    ) -> tuple[Text, Margin | None]:
        assert part.classify is not None
        value = number(score, "1", self.rules.numbers(part.classify.breaks))
        if given.value is None:
            classes = quoted(given.possible_labels)
            return say("part_open", value=value, classes=classes), None
        within, edge = classed_score(self.compiled, part.classify, score, given.value)
        return say("part_known", value=value, range=within, answer=given.label), edge

    def _parameters(self, part: SheetPart) -> Iterator[ParameterUse]:
        if part.combine and part.combine.weighted_mean:
            yield self.rules.use(part.combine.weighted_mean)
        if part.classify:
            yield self.rules.use(part.classify.breaks)
        if part.outcome:
            yield self.rules.use(part.outcome.table)


def _day(day: date) -> Text:
    return Text.by_language(partial(day_text, day))


def _in_force(sheet: Sheet, rules: Rules) -> bool:
    force = sheet.in_force
    return force.valid_from <= rules.on and (force.valid_to is None or rules.on <= force.valid_to)


def _deciding_axes(
    outcome: SheetOutcome, compiled: Compiled, judged: Mapping[str, StepAnswers]
) -> Iterator[str]:
    """Yield the parts whose class would change the outcome, whatever the others turn out to be.

    A part without which there is no outcome decides wherever nothing is known of it.
    """
    table = compiled.rules.lookup(outcome.table)
    rows = compiled.axes(outcome.table, outcome.by)
    axes = [_possible(judged[name], row) for name, row in zip(outcome.by, rows, strict=True)]
    for i, name in enumerate(outcome.by):
        if name in outcome.never_without and compiled.blind(name, judged)[0]:
            yield name
            continue
        others = product(*(axis for j, axis in enumerate(axes) if j != i))
        for other in others:
            if len({table[(*other[:i], one, *other[i:])] for one in axes[i]}) > 1:
                yield name
                break


def _possible(judged: StepAnswers, rows: tuple[str, ...]) -> list[str]:
    assert judged.masks is not None
    possible = members(int(judged.masks[0]))
    return list(rows) if len(rows) in possible else [rows[i] for i in possible]
