"""A sheet compiled, once, into operations on arrays.

Every criterion gives a set of possible classes (`contado.norms.masks`) and, from it, points; a
part combines points into a score and the score into a class; the outcome is looked up by classes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from contado.norms.catalogue import column_name
from contado.norms.holds import compiled
from contado.norms.masks import (
    COUNTS,
    NO,
    OUT,
    UNSETTLED,
    Masks,
    both,
    table_of_masks,
)
from contado.norms.means import ChildWeights, mean_over_children, weighted_mean
from contado.norms.sheets import (
    ClassCriterion,
    Classify,
    Criterion,
    GateCriterion,
    ScoreCriterion,
    Sheet,
    SheetOutcome,
    SheetPart,
    TableCriterion,
)
from contado.norms.steps import SheetStep, StepAnswers, masks_of_numbers, names_of, scored
from contado.norms.view import View
from contado.values import Numbers

NOT_APPLICABLE = "not_applicable"
"""Row of a table that answers where a part does not apply."""

if TYPE_CHECKING:
    from contado.norms.rules import Rules


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
        masks_of, other = self._masks_of(criterion), self._otherwise(criterion, names)
        stated = self._stated(criterion, names)

        def judge(view: View, before: Mapping[str, StepAnswers]) -> StepAnswers:
            masks = masks_of(view.numbers(column), before)
            return scored(stated(view, other(view, masks)), points)

        return SheetStep(criterion.criterion, names, judge, points)

    def _masks_of(
        self, criterion: ClassCriterion
    ) -> Callable[[Numbers, Mapping[str, StepAnswers]], Masks]:
        """Return the function to masks; over every row of breaks that is still possible."""
        name, rows = criterion.breaks_by or "", self.breaks(criterion)
        each = [masks_of_numbers(criterion.classify, self.rules, breaks) for breaks in rows]
        if len(set(rows)) == 1:
            return lambda numbers, _: each[0](numbers.low, numbers.high)

        def masks_of(numbers: Numbers, before: Mapping[str, StepAnswers]) -> Masks:
            chosen = before[name].masks
            assert chosen is not None, "the check lets breaks depend on classes only"
            masks = np.zeros(len(numbers), dtype=np.uint16)
            for bit, one in enumerate(each):
                open_ = chosen & np.uint16(1 << bit | 1 << len(each))
                masks |= np.where(open_, one(numbers.low, numbers.high), np.uint16(0))
            return masks

        return masks_of

    def breaks(self, criterion: ClassCriterion) -> list[tuple[float, ...]]:
        """Return the breaks of a criterion: one row, or one for each class of ``breaks_by``."""
        if criterion.breaks_by is None:
            return [tuple(self.rules.numbers(criterion.classify.breaks))]
        rows = self.rules.rows(criterion.classify.breaks)
        return [
            tuple(float(edge) for edge in rows[level,])  # type: ignore[union-attr, arg-type]
            for level in self.steps[criterion.breaks_by].classes
        ]

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

    def _stated(
        self, criterion: ClassCriterion, names: tuple[str, ...]
    ) -> Callable[[View, Masks], Masks]:
        """Return the function that gives the class of the label that may state it."""
        if criterion.stated_by is None:
            return lambda _, masks: masks
        column = column_name(criterion.stated_by, "before")

        def apply(view: View, masks: Masks) -> Masks:
            labels = view.labels(column)
            bits = [*(1 << names.index(name) for name in labels.names), 0]  # last: none is stated
            said = np.array(bits, dtype=np.uint16).take(labels.codes)
            return np.where(said == 0, masks, said)

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
            return scored(np.array(table, dtype=np.uint16).take(labels.codes), points)

        return SheetStep(criterion.criterion, names, judge, points)

    def _table(self, criterion: TableCriterion) -> SheetStep:
        names = tuple(self.rules.categories[criterion.classes].names)
        points = self._points(criterion.points, names)
        look_up = self._look_up(criterion.table, criterion.by, names)

        def judge(_: View, before: Mapping[str, StepAnswers]) -> StepAnswers:
            return scored(look_up(before), points)

        return SheetStep(criterion.criterion, names, judge, points)

    def _look_up(
        self, table: str, by: tuple[str, ...], names: tuple[str, ...]
    ) -> Callable[[Mapping[str, StepAnswers]], Masks]:
        axes = self.axes(table, by)
        parts = {part.part for part in self.sheet.parts}
        extra = [
            name in parts and NOT_APPLICABLE not in axis
            for name, axis in zip(by, axes, strict=True)
        ]
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

    def axes(self, table: str, by: tuple[str, ...]) -> list[tuple[str, ...]]:
        """Return the rows of each axis of a table, *not applicable* last where it has that row."""
        keys = self.rules.lookup(table)
        return [
            (*self.steps[name].classes, NOT_APPLICABLE)
            if any(key[at] == NOT_APPLICABLE for key in keys)
            else self.steps[name].classes
            for at, name in enumerate(by)
        ]

    def _over_children(self, criterion: Criterion, step: SheetStep) -> SheetStep:
        kind, column = criterion.over or "", criterion.mean_by or ""
        counted = [p for p in step.points if p is not None]
        extremes = (min(counted), max(counted))
        classify = criterion.mean_classify
        masks_of = masks_of_numbers(classify, self.rules) if classify else None

        def judge(view: View, before: Mapping[str, StepAnswers]) -> StepAnswers:
            parent, below = view.children(kind)
            each = step.judge(below, before)
            assert each.points is not None, "the check asks points of a criterion over children"
            numbers = below.numbers(column)
            weights = ChildWeights(numbers.low, numbers.high)
            mean = mean_over_children(each.points, weights, parent, view.size, extremes)
            return StepAnswers(masks_of(mean.low, mean.high) if masks_of else None, mean, each)

        names = self.names(classify) if classify else ()
        return SheetStep(criterion.criterion, names, judge, step.points)

    def _part(self, part: SheetPart) -> SheetStep:
        if part.outcome:
            return self._outcome(part.part, part.outcome)
        if part.combine and part.combine.weighted_mean and part.classify:
            return self._scored_part(part, part.combine.weighted_mean, part.classify)
        return self._gate_part(part)

    def _outcome(self, name: str, outcome: SheetOutcome) -> SheetStep:
        names = tuple(self.rules.categories[outcome.classes].names)
        look_up = self._look_up(outcome.table, outcome.by, names)

        def judge(_: View, before: Mapping[str, StepAnswers]) -> StepAnswers:
            masks = look_up(before)
            for part in outcome.never_without:
                masks |= self.blind(part, before).astype(np.uint16) * np.uint16(UNSETTLED)
            return StepAnswers(masks)

        return SheetStep(name, names, judge)

    def blind(self, name: str, judged: Mapping[str, StepAnswers]) -> npt.NDArray[np.bool_]:
        """Return where a part may still have any of its classes."""
        masks, every = judged[name].masks, np.uint16((1 << len(self.steps[name].classes)) - 1)
        assert masks is not None, "a part has an answer"
        whole: npt.NDArray[np.bool_] = (masks & every) == every
        return whole

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
