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
from contado.norms.catalogue import column_name
from contado.norms.engine import Compiled
from contado.norms.explain_conditions import ConditionReason
from contado.norms.explain_scores import classed_score, mean_of_points, table_sentence
from contado.norms.masks import EITHER, NO, members
from contado.norms.sentences import (
    class_labels,
    class_range,
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
from contado.norms.steps import StepAnswers, masks_of_numbers
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
        doubts = self._class_doubts(criterion, use, view)
        given = self._given(criterion, judged, row, doubts)
        stated = self._stated(criterion, view)
        if stated is not None:
            sentence = self._stated_sentence(criterion, stated, use, view)
            return sentence, given, (stated, use), None
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

    def _stated(self, criterion: ClassCriterion, view: View) -> FactUse | None:
        """Return the label that states the class, None where none does."""
        if criterion.stated_by is None:
            return None
        stated = fact_use(self.rules, criterion.stated_by, "before", view)
        return None if stated.value is None else stated

    def _stated_sentence(
        self, criterion: ClassCriterion, stated: FactUse, use: FactUse, view: View
    ) -> Text:
        """Say the class that is stated and, beside it, the one that the number would give."""
        beside = self._beside(criterion, use, view)
        answered = stated.value_label or say("unknown")
        return say("class_stated", stated=stated.label, answer=answered, beside=beside)

    def _beside(self, criterion: ClassCriterion, use: FactUse, view: View) -> Text:
        if not isinstance(use.value, Interval):
            return say("beside_missing", fact=use.label, reason=reason(use))
        rows = self._breaks(criterion)
        numbers = view.numbers(column_name(criterion.fact, criterion.state))
        mask = 0
        for row in rows:
            masks_of = masks_of_numbers(criterion.classify, self.rules, row)
            mask |= int(masks_of(numbers.low, numbers.high)[0])
        labels = class_labels(self.compiled, criterion.criterion)
        classes = quoted([labels[i] for i in members(mask)])
        breaks = sorted({edge for row in rows for edge in row})
        value = number(use.value, use.unit, breaks, self.rules.fact(use.fact).decimals)
        key = "beside_known" if len(members(mask)) == 1 else "beside_open"
        return say(key, fact=use.label, value=value, classes=classes)

    def _class_doubts(
        self, criterion: ClassCriterion, use: FactUse, view: View
    ) -> tuple[Lacking, ...]:
        """Return what is not known of the fact, and of the class that chooses the breaks."""
        doubts, rows = in_doubt(use, self.rules), self._breaks(criterion)
        if criterion.breaks_by is None or len(rows) == 1:
            return doubts
        numbers = view.numbers(column_name(criterion.fact, criterion.state))
        each = [
            int(masks_of_numbers(criterion.classify, self.rules, row)(numbers.low, numbers.high)[0])
            for row in rows
        ]
        own = doubts if any(len(members(mask)) > 1 for mask in each) else ()
        chosen = self._answer_of(criterion.breaks_by).deciding if len(set(each)) > 1 else ()
        return (*own, *chosen)

    def _breaks(self, criterion: ClassCriterion) -> list[tuple[float, ...]]:
        """Return the rows of breaks that are still possible, each once."""
        rows = self.compiled.breaks(criterion)
        if criterion.breaks_by is not None:
            masks = self.judged[criterion.breaks_by].masks
            assert masks is not None, "the check lets breaks depend on classes only"
            possible = members(int(masks[0]))
            rows = [rows[i] for i in possible if i < len(rows)] or rows
        return list(dict.fromkeys(rows))

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
            case TableCriterion(classes=classes):
                return tuple(self.rules.categories[classes].names)
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
        rows, decimals = self._breaks(criterion), self.rules.fact(use.fact).decimals
        breaks = sorted({edge for row in rows for edge in row})
        value = number(use.value, use.unit, breaks, decimals)
        if len(rows) > 1:
            key = "class_rows_open" if given.value is None else "class_rows_known"
            by, answered = criterion.breaks_by or "", given.label
            sentence = say(
                key, fact=use.label, value=value, by=by, classes=classes, answer=answered
            )
            return sentence, None
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
            why, open_points = reason(use), number(points or Interval(low=0, high=0), "1")
            sentence = say("score_missing", fact=use.label, reason=why, points=open_points)
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
        given = self._mean_answer(criterion, judged, points, tuple(doubts))
        sentence, edge = self._mean_sentence(criterion, points, given, empty=not children)
        return CriterionReason(
            criterion=criterion.criterion,
            kind=criterion.kind,
            label=criterion.label,
            sentence=sentence,
            answer=given,
            points=points,
            weight=self.weights.get(criterion.criterion),
            margin=edge,
            facts=tuple(weighing),
            parameters=self._parameters(criterion),
            children=tuple(
                child.model_copy(update={"weight": _weight_of(use)})
                for child, use in zip(children, weighing, strict=True)
            ),
        )

    def _mean_answer(
        self,
        criterion: Criterion,
        judged: StepAnswers,
        points: Interval,
        doubts: tuple[Lacking, ...],
    ) -> Answer:
        classify = criterion.mean_classify
        if classify is None:
            return mean_of_points(points, doubts)
        assert judged.masks is not None, "a mean that is classified has a class"
        labels = self.rules.categories[classify.classes].names
        return answer(int(judged.masks[0]), tuple(labels), tuple(labels.values()), doubts)

    def _mean_sentence(
        self, criterion: Criterion, points: Interval, given: Answer, *, empty: bool
    ) -> tuple[Text, Margin | None]:
        if empty:
            return none_of(criterion.over or ""), None
        weight = self.rules.fact(criterion.mean_by or "").label
        how = of_children(criterion.over or "", criterion.mean_by or "", weight)
        classify = criterion.mean_classify
        if classify is None:
            return say("mean_known", how=how, points=number(points, "1")), None
        value = number(points, "1", self.rules.numbers(classify.breaks))
        if given.value is None:
            classes = quoted(given.possible_labels)
            return say("mean_class_open", how=how, value=value, classes=classes), None
        within, edge = classed_score(self.compiled, classify, points, given.value)
        sentence = say("mean_class_known", how=how, value=value, range=within, answer=given.label)
        return sentence, edge


_Explained = tuple[Text, Answer, tuple[FactUse, ...], Margin | None]


def _points_of(judged: StepAnswers, row: int) -> Interval | None:
    points = judged.points
    if points is None or (points.counts is not None and points.counts[row] == 0):
        return None
    return Interval(low=float(points.low[row]), high=float(points.high[row]))


def _weight_of(use: FactUse) -> float | None:
    value = use.value
    return value.low if isinstance(value, Interval) and value.low == value.high else None
