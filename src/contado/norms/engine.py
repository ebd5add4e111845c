"""A sheet compiled, once, into operations on arrays.

Every criterion gives a set of possible classes (`contado.norms.masks`) and, from it, points; a
part combines points into a score and the score into a class; the outcome is looked up by classes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from contado.norms.catalogue import column_name
from contado.norms.holds import compiled
from contado.norms.masks import (
    COUNTS,
    NO,
    OUT,
    Masks,
    both,
    edges,
    points_of_masks,
    span_masks,
    table_of_masks,
)
from contado.norms.means import ChildWeights, Points, mean_over_children, weighted_mean
from contado.norms.sheets import (
    ClassCriterion,
    Classify,
    Criterion,
    GateCriterion,
    ScoreCriterion,
    Sheet,
    SheetPart,
    TableCriterion,
)
from contado.norms.view import View
from contado.values import Floats

if TYPE_CHECKING:
    from contado.norms.rules import Rules


@dataclass(frozen=True, slots=True)
class StepAnswers:
    """What a criterion or a part says of the rows of a view.

    Parameters
    ----------
    masks
        Classes possible; None where the answer is a mean over children, which has no class.
    points
        Points of a criterion, or the score of a part; None for gates and outcomes.
    children
        What the criterion says of each child, where it is over children.
    """

    masks: Masks | None
    points: Points | None = None
    children: StepAnswers | None = None


Judge = Callable[[View, Mapping[str, StepAnswers]], StepAnswers]


@dataclass(frozen=True)
class SheetStep:
    """A criterion or a part, ready to judge.

    Parameters
    ----------
    name
        Identifier of the criterion or part.
    classes
        Its classes, in the order of the bits of a mask; a part that may not apply has one bit
        more.
    judge
        Judges a view, given the results of the steps before it.
    points
        Points of each class; empty where the step has none.
    """

    name: str
    classes: tuple[str, ...]
    judge: Judge
    points: tuple[float | None, ...] = ()


def names_of(classify: Classify, rules: Rules) -> tuple[str, ...]:
    """Return the classes of a category, in order."""
    return tuple(rules.categories[classify.classes].names)


def masks_of_numbers(classify: Classify, rules: Rules) -> Callable[[Floats, Floats], Masks]:
    """Return the function from bounds to masks over all the classes of the category."""
    cuts, names = edges(rules.numbers(classify.breaks)), names_of(classify, rules)
    used = classify.names or names
    if used == names:
        return lambda low, high: span_masks(low, high, cuts)
    moved = np.zeros(1 << len(used), dtype=np.uint16)
    for mask in range(len(moved)):
        moved[mask] = sum(1 << names.index(n) for i, n in enumerate(used) if mask >> i & 1)
    return lambda low, high: moved.take(span_masks(low, high, cuts))


class Compiled:
    """A sheet ready to judge views.

    Parameters
    ----------
    sheet
        The sheet.
    rules
        The plan on a day: its values are read here, once.
    """

    def __init__(self, sheet: Sheet, rules: Rules) -> None:
        self.sheet = sheet
        self.rules = rules
        self.steps: dict[str, SheetStep] = {}
        for part in sheet.parts:
            for criterion in part.criteria:
                self.steps[criterion.criterion] = self._criterion(criterion)
            self.steps[part.part] = self._part(part)

    @cached_property
    def outcome(self) -> SheetStep:
        """The step that gives the outcome of the sheet."""
        return self.steps[self.sheet.parts[-1].part]

    def run(self, view: View) -> dict[str, StepAnswers]:
        """Return what every step says of the rows of a view."""
        judged: dict[str, StepAnswers] = {}
        for name, step in self.steps.items():
            judged[name] = step.judge(view, judged)
        return judged

    def _criterion(self, criterion: Criterion) -> SheetStep:
        match criterion:
            case GateCriterion():
                step = self._gate(criterion)
            case ClassCriterion():
                step = self._class(criterion)
            case ScoreCriterion():
                step = self._score(criterion)
            case TableCriterion():
                step = self._table(criterion)
        return self._over_children(criterion, step) if criterion.over else step

    def _gate(self, criterion: GateCriterion) -> SheetStep:
        test = compiled(criterion.when, self.rules)
        return SheetStep(
            criterion.criterion,
            ("no", "yes"),
            lambda view, _: StepAnswers(test(view).astype(np.uint16)),
        )

    def _class(self, criterion: ClassCriterion) -> SheetStep:
        names = self.names(criterion.classify)
        points = self._points(criterion.points, names)
        column = column_name(criterion.fact, criterion.state)
        masks_of = masks_of_numbers(criterion.classify, self.rules)
        other = self._otherwise(criterion, names)

        def judge(view: View, _: Mapping[str, StepAnswers]) -> StepAnswers:
            numbers = view.numbers(column)
            return _scored(other(view, masks_of(numbers.low, numbers.high)), points)

        return SheetStep(criterion.criterion, names, judge, points)

    def names(self, classify: Classify) -> tuple[str, ...]:
        """Return the classes of a category, in order."""
        return names_of(classify, self.rules)

    def _otherwise(
        self, criterion: ClassCriterion, names: tuple[str, ...]
    ) -> Callable[[View, Masks], Masks]:
        if criterion.where is None or criterion.otherwise is None:
            return lambda _, masks: masks
        test = compiled(criterion.where, self.rules)
        other = np.uint16(1 << names.index(criterion.otherwise))

        def apply(view: View, masks: Masks) -> Masks:
            holds = test(view)
            kept = np.where(holds == NO, np.uint16(0), masks)
            out: Masks = np.where(holds & np.uint8(NO), other, np.uint16(0)).astype(np.uint16)
            return kept | out

        return apply

    def _points(self, name: str | None, names: tuple[str, ...]) -> tuple[float | None, ...]:
        if name is None:
            return ()
        rows = self.rules.rows(name)
        points = [rows[n,] for n in names]
        return tuple(value if isinstance(value, float) else None for value in points)

    def _score(self, criterion: ScoreCriterion) -> SheetStep:
        names = tuple(self.rules.fact(criterion.fact).names)
        points = self._points(criterion.points, names)
        column = column_name(criterion.fact, criterion.state)
        whole = (1 << len(names)) - 1
        bits = {name: 1 << i for i, name in enumerate(names)}

        def judge(view: View, _: Mapping[str, StepAnswers]) -> StepAnswers:
            labels = view.labels(column)
            table = [*(bits.get(name, whole) for name in labels.names), whole]
            return _scored(np.array(table, dtype=np.uint16).take(labels.codes), points)

        return SheetStep(criterion.criterion, names, judge, points)

    def _table(self, criterion: TableCriterion) -> SheetStep:
        names = tuple(self.rules.categories[criterion.classes].names)
        points = self._points(criterion.points, names)
        look_up = self._look_up(criterion.table, criterion.by, names)

        def judge(_: View, before: Mapping[str, StepAnswers]) -> StepAnswers:
            return _scored(look_up(before), points)

        return SheetStep(criterion.criterion, names, judge, points)

    def _look_up(
        self, table: str, by: tuple[str, ...], names: tuple[str, ...]
    ) -> Callable[[Mapping[str, StepAnswers]], Masks]:
        axes = [self.steps[name].classes for name in by]
        parts = {part.part for part in self.sheet.parts}
        extra = [name in parts for name in by]
        rows = {
            tuple(axis.index(one) for axis, one in zip(axes, key, strict=True)): names.index(value)
            for key, value in self.rules.lookup(table).items()
            if all(one in axis for axis, one in zip(axes, key, strict=True))
        }
        answers = table_of_masks(rows, [len(axis) for axis in axes], extra)
        bits = [len(axis) + more for axis, more in zip(axes, extra, strict=True)]

        def look_up(before: Mapping[str, StepAnswers]) -> Masks:
            index = np.zeros(1, dtype=np.uint32)
            for name, shift in zip(by, bits, strict=True):
                masks = before[name].masks
                assert masks is not None, "the check lets only classes be looked up"
                index = (index << np.uint32(shift)) | masks
            return answers.take(index)

        return look_up

    def _over_children(self, criterion: Criterion, step: SheetStep) -> SheetStep:
        kind, column = criterion.over or "", criterion.mean_by or ""
        counted = [p for p in step.points if p is not None]
        extremes = (min(counted), max(counted))

        def judge(view: View, before: Mapping[str, StepAnswers]) -> StepAnswers:
            parent, below = view.children(kind)
            each = step.judge(below, before)
            assert each.points is not None, "the check asks points of a criterion over children"
            numbers = below.numbers(column)
            weights = ChildWeights(numbers.low, numbers.high)
            mean = mean_over_children(each.points, weights, parent, view.size, extremes)
            return StepAnswers(None, mean, each)

        return SheetStep(criterion.criterion, (), judge, step.points)

    def _part(self, part: SheetPart) -> SheetStep:
        if part.outcome:
            names = tuple(self.rules.categories[part.outcome.classes].names)
            look_up = self._look_up(part.outcome.table, part.outcome.by, names)
            return SheetStep(part.part, names, lambda _, before: StepAnswers(look_up(before)))
        if part.combine and part.combine.weighted_mean and part.classify:
            return self._scored_part(part, part.combine.weighted_mean, part.classify)
        return self._gate_part(part)

    def _gate_part(self, part: SheetPart) -> SheetStep:
        gates = [criterion.criterion for criterion in part.criteria]

        def judge(view: View, before: Mapping[str, StepAnswers]) -> StepAnswers:
            every = np.full(view.size, 2, dtype=np.uint8)
            for gate in gates:
                masks = before[gate].masks
                assert masks is not None, "a gate has an answer"
                every = both(every, masks.astype(np.uint8))
            return StepAnswers(every.astype(np.uint16))

        return SheetStep(part.part, ("no", "yes"), judge)

    def _scored_part(self, part: SheetPart, weights_name: str, classify: Classify) -> SheetStep:
        rows = self.rules.rows(weights_name)
        criteria = [criterion.criterion for criterion in part.criteria]
        weights = [float(rows[name,]) for name in criteria]  # type: ignore[arg-type]
        masks_of, names = masks_of_numbers(classify, self.rules), self.names(classify)
        absent = np.uint16(1 << len(names))

        def judge(_: View, before: Mapping[str, StepAnswers]) -> StepAnswers:
            items = [points for name in criteria if (points := before[name].points)]
            score = weighted_mean(items, weights)
            masks = masks_of(score.low, score.high)
            if score.counts is not None:
                masks = np.where(score.counts == OUT, np.uint16(0), masks)
                masks |= np.where(score.counts == COUNTS, np.uint16(0), absent)
            return StepAnswers(masks, score)

        return SheetStep(part.part, names, judge)


def _scored(masks: Masks, points: tuple[float | None, ...]) -> StepAnswers:
    """Return the answer with the points of its possible classes."""
    if not points:
        return StepAnswers(masks)
    least, most, counts = points_of_masks(points)
    low = least.take(masks)
    known = not (masks & (masks - np.uint16(1))).any()
    high = low if known else most.take(masks)
    counted = counts.take(masks) if None in points else None
    return StepAnswers(masks, Points(low, high, counted))
