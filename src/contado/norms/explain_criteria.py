"""Why a criterion gave its answer, for one row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from contado.norms.answers import (
    ClassedValue,
    answer,
    fact_use,
    in_doubt,
    interval,
    lacking,
    margin,
    points_text,
    reason,
)
from contado.norms.engine import Compiled, StepAnswers
from contado.norms.explain_conditions import ConditionReason
from contado.norms.masks import EITHER, NO
from contado.norms.sentences import (
    class_labels,
    class_range,
    join,
    none_of,
    number,
    of_children,
    quoted,
    say,
)
from contado.norms.sheets import (
    ClassCriterion,
    Criterion,
    GateCriterion,
    ScoreCriterion,
    TableCriterion,
)
from contado.norms.trace import Answer, CriterionReason, FactUse, Interval, Lacking, Margin
from contado.norms.uses import parameters_of_criterion
from contado.norms.view import View
from contado.terms import TERMS, Text
from contado.values import Missing

if TYPE_CHECKING:
    from contado.norms.trace import ParameterUse


class CriterionExplainer:
    """Explains the criteria of a sheet on one row.

    Parameters
    ----------
    compiled
        The sheet, ready to judge.
    view
        The one row.
    judged
        What every step says of it.
    weights
        Weight of each criterion in its part, None where it has none.
    """

    def __init__(
        self,
        compiled: Compiled,
        view: View,
        judged: Mapping[str, StepAnswers],
        weights: Mapping[str, float | None],
    ) -> None:
        self.compiled = compiled
        self.rules = compiled.rules
        self.view = view
        self.judged = judged
        self.weights = weights

    def explain(self, criterion: Criterion) -> CriterionReason:
        """Return why a criterion gave its answer."""
        judged = self.judged[criterion.criterion]
        if criterion.over:
            return self._over_children(criterion, judged)
        return self._one(criterion, self.view, judged, 0)

    def _parameters(self, criterion: Criterion) -> tuple[ParameterUse, ...]:
        names = dict.fromkeys(parameters_of_criterion(criterion))
        return tuple(self.rules.use(name) for name in names)

    def _one(
        self, criterion: Criterion, view: View, judged: StepAnswers, row: int
    ) -> CriterionReason:
        """Explain a criterion on the one row of ``view``, which is ``row`` of what was judged."""
        match criterion:
            case ClassCriterion():
                explained = self._class(criterion, view, judged, row)
            case ScoreCriterion():
                explained = self._score(criterion, view, judged, row)
            case GateCriterion():
                explained = self._gate(criterion, view)
            case TableCriterion():
                explained = self._table(criterion, judged)
        sentence, given, facts, edge = explained
        return CriterionReason(
            criterion=criterion.criterion,
            kind=criterion.kind,
            label=criterion.label,
            sentence=sentence,
            answer=given,
            points=_points_of(judged, row),
            weight=self.weights.get(criterion.criterion),
            margin=edge,
            facts=facts,
            parameters=self._parameters(criterion),
        )

    def _class(
        self, criterion: ClassCriterion, view: View, judged: StepAnswers, row: int
    ) -> _Explained:
        use = fact_use(self.rules, criterion.fact, criterion.state, view)
        facts: tuple[FactUse, ...] = (use,)
        doubts = in_doubt(use, self.rules)
        given = self._given(criterion, judged, row, doubts)
        if criterion.where is not None:
            where = ConditionReason(criterion.where, self.rules, view)
            facts = (use, *where.facts)
            if where.mask == NO:
                sentence = say("class_otherwise", condition=where.text, answer=given.label)
                return sentence, given, tuple(where.facts), None
            if where.mask == EITHER:
                given = self._given(criterion, judged, row, (*where.doubts, *doubts))
                classes = quoted(given.possible_labels)
                sentence = say("class_condition_open", condition=where.text, classes=classes)
                return sentence, given, facts, None
        sentence, edge = self._class_sentence(criterion, use, given)
        return sentence, given, facts, edge

    def _given(
        self, criterion: Criterion, judged: StepAnswers, row: int, doubts: tuple[Lacking, ...]
    ) -> Answer:
        labels = class_labels(self.compiled, criterion.criterion)
        assert judged.masks is not None
        names = self._names(criterion)
        return answer(int(judged.masks[row]), names, labels, doubts)

    def _names(self, criterion: Criterion) -> tuple[str, ...]:
        match criterion:
            case ClassCriterion(classify=classify):
                return self.compiled.names(classify)
            case ScoreCriterion(fact=fact):
                return tuple(self.rules.fact(fact).names)
        return self.compiled.steps[criterion.criterion].classes

    def _class_sentence(
        self, criterion: ClassCriterion, use: FactUse, given: Answer
    ) -> tuple[Text, Margin | None]:
        classes = quoted(given.possible_labels)
        if use.lacking:
            key = "class_missing" if given.value is None else "class_anyway"
            sentence = say(
                key, fact=use.label, reason=reason(use), classes=classes, answer=given.label
            )
            return sentence, None
        assert isinstance(use.value, Interval)
        breaks = self.rules.numbers(criterion.classify.breaks)
        decimals = self.rules.fact(use.fact).decimals
        value = number(use.value, use.unit, breaks, decimals)
        if given.value is None:
            return say("class_open", fact=use.label, value=value, classes=classes), None
        names = self.compiled.names(criterion.classify)
        labels = dict(zip(names, class_labels(self.compiled, criterion.criterion), strict=True))
        used = criterion.classify.names or names
        index = used.index(given.value)
        named = [(name, labels[name]) for name in used]
        within = class_range(index, breaks, use.unit)
        sentence = say("class_known", fact=use.label, value=value, range=within, answer=given.label)
        return sentence, margin(ClassedValue(use.value, use.unit, decimals, index, breaks, named))

    def _score(
        self, criterion: ScoreCriterion, view: View, judged: StepAnswers, row: int
    ) -> _Explained:
        use = fact_use(self.rules, criterion.fact, criterion.state, view)
        given = self._given(criterion, judged, row, in_doubt(use, self.rules))
        points = _points_of(judged, row)
        if given.value is None:
            low, high = points_text(points or Interval(low=0, high=0))
            why = reason(use)
            sentence = say("score_missing", fact=use.label, reason=why, low=low, high=high)
        elif points is None:
            sentence = say("score_out", fact=use.label, answer=given.label)
        else:
            low, _ = points_text(points)
            sentence = say("score_known", fact=use.label, answer=given.label, points=low)
        return sentence, given, (use,), None

    def _gate(self, criterion: GateCriterion, view: View) -> _Explained:
        when = ConditionReason(criterion.when, self.rules, view)
        given = answer(when.mask, ("no", "yes"), (TERMS["no"], TERMS["yes"]), when.doubts)
        key = "gate_open" if given.value is None else "gate_known"
        sentence = say(key, condition=when.text, answer=given.label)
        return sentence, given, tuple(when.facts), None

    def _table(self, criterion: TableCriterion, judged: StepAnswers) -> _Explained:
        doubts = [doubt for name in criterion.by for doubt in self._answer_of(name).deciding]
        given = self._given(criterion, judged, 0, tuple(doubts))
        return table_sentence(self._inputs(criterion.by), given), given, (), None

    def _answer_of(self, name: str) -> Answer:
        criterion = next(c for _, c in self.compiled.sheet.criteria if c.criterion == name)
        return self.explain(criterion).answer

    def _inputs(self, names: tuple[str, ...]) -> list[tuple[str, Answer]]:
        return [(name, self._answer_of(name)) for name in names]

    def _over_children(self, criterion: Criterion, judged: StepAnswers) -> CriterionReason:
        _, below = self.view.children(criterion.over or "")
        assert judged.children is not None
        assert judged.points is not None
        children = tuple(
            self._one(criterion, View(below.table, row, row + 1), judged.children, i)
            for i, row in enumerate(range(below.start, below.stop))
        )
        points = interval(judged.points) or Interval(low=0, high=0)
        weighing = [
            fact_use(self.rules, criterion.mean_by or "", "before", View(below.table, r, r + 1))
            for r in range(below.start, below.stop)
        ]
        doubts = [doubt for child in children for doubt in child.answer.deciding]
        doubts += [doubt for use in weighing for doubt in in_doubt(use, self.rules)]
        if points.low < points.high and not doubts:
            doubts = [lacking(Missing("not_declared", criterion.over or ""), self.rules)]
        return CriterionReason(
            criterion=criterion.criterion,
            kind=criterion.kind,
            label=criterion.label,
            sentence=self._mean_sentence(criterion, points, empty=not children),
            answer=_mean_answer(points, tuple(doubts)),
            points=points,
            weight=self.weights.get(criterion.criterion),
            margin=None,
            facts=tuple(weighing),
            parameters=self._parameters(criterion),
            children=tuple(
                child.model_copy(update={"weight": _weight_of(use)})
                for child, use in zip(children, weighing, strict=True)
            ),
        )

    def _mean_sentence(self, criterion: Criterion, points: Interval, *, empty: bool) -> Text:
        low, high = points_text(points)
        if empty:
            return none_of(criterion.over or "")
        weight = self.rules.fact(criterion.mean_by or "").label
        how = of_children(criterion.over or "", criterion.mean_by or "", weight)
        if points.low == points.high:
            return say("mean_known", how=how, points=low)
        return say("mean_open", how=how, low=low, high=high)


_Explained = tuple[Text, Answer, tuple[FactUse, ...], Margin | None]


def _points_of(judged: StepAnswers, row: int) -> Interval | None:
    points = judged.points
    if points is None or (points.counts is not None and points.counts[row] == 0):
        return None
    return Interval(low=float(points.low[row]), high=float(points.high[row]))


def _weight_of(use: FactUse) -> float | None:
    value = use.value
    return value.low if isinstance(value, Interval) and value.low == value.high else None


def _mean_answer(points: Interval, doubts: tuple[Lacking, ...]) -> Answer:
    known = points.low == points.high
    return Answer(
        state="known" if known else "cannot_tell",
        value=None,
        label=points_text(points)[0] if known else TERMS["cannot_tell"],
        possible=(),
        possible_labels=(),
        deciding=() if known else tuple(dict.fromkeys(doubts)),
    )


def table_sentence(inputs: list[tuple[str, Answer]], given: Answer) -> Text:
    """Return how a table was read, in words."""
    read = [
        say("input_known", name=name, answer=one.label)
        if one.state != "cannot_tell"
        else say("input_open", name=name, classes=quoted(one.possible_labels))
        for name, one in inputs
    ]
    if given.state == "known":
        return say("table_known", inputs=join(read, ", "), answer=given.label)
    return say("table_open", inputs=join(read, ", "), classes=quoted(given.possible_labels))
