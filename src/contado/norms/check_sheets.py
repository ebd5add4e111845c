"""Whether a sheet can be evaluated: what it names exists, and fits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from math import prod

from contado.errors import Problem
from contado.norms.catalogue import FactSpec, State
from contado.norms.conditions import NUMBER_TESTS, Compare, Condition, comparisons
from contado.norms.parameters import Parameter, Plain, plain, rows
from contado.norms.profile import PlanContent, PlanEntry
from contado.norms.reading import Place
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

Keys = set[tuple[str, ...]]
MOST_ROWS = 4096
MOST_CLASSES = 10
"""Classes of a criterion: sets of classes are held as the bits of a small integer."""


def sheet_problems(
    plan: PlanContent, sheet: Sheet, facts: Mapping[str, FactSpec] | None
) -> Iterator[Problem]:
    """Yield everything wrong with what a sheet names."""
    yield from _SheetCheck(plan, sheet, facts).problems()


class _SheetCheck:
    def __init__(
        self, plan: PlanContent, sheet: Sheet, facts: Mapping[str, FactSpec] | None
    ) -> None:
        self.plan = plan
        self.sheet = sheet
        self.facts = facts
        self.source: PlanEntry = plan.sources["sheet", sheet.sheet]
        self.classes: dict[str, tuple[str, ...]] = {}

    def problems(self) -> Iterator[Problem]:
        seen: set[str] = set()
        for i, part in enumerate(self.sheet.parts):
            place = ("parts", i)
            for name in (part.part, *(c.criterion for c in part.criteria)):
                if name in seen:
                    yield self.problem("norms.duplicate_key", place, key=name)
                seen.add(name)
            for j, criterion in enumerate(part.criteria):
                yield from self.criterion(criterion, (*place, "criteria", j))
            yield from self.part(part, place)
        yield from self.effects()

    def effects(self) -> Iterator[Problem]:
        for i, name in enumerate(self.sheet.effects):
            place = ("effects", i)
            if name in self.sheet.effects[:i]:
                yield self.problem("norms.duplicate_key", place, key=name)
            problems = list(self.fact(name, "after", self.sheet.of, place, number=True))
            yield from problems
            if self.facts is not None and not problems and self.facts[name].change is None:
                yield self.problem("norms.no_change", place, fact=name)

    def problem(self, code: str, place: Place, **values: object) -> Problem:
        return Problem(code, self.source.where(*place), values)

    def part(self, part: SheetPart, place: Place) -> Iterator[Problem]:
        if part.combine and part.combine.weighted_mean:
            name, at = part.combine.weighted_mean, (*place, "combine", "weighted_mean")
            names: Keys = {(criterion.criterion,) for criterion in part.criteria}
            yield from self.keys(name, names, at, weights=True)
            for j, criterion in enumerate(part.criteria):
                if isinstance(criterion, GateCriterion) or criterion.points is None:
                    yield self.problem("norms.no_points", (*place, "criteria", j))
        if part.combine and part.combine.all_hold:
            self.classes[part.part] = ("no", "yes")
            for j, criterion in enumerate(part.criteria):
                if not isinstance(criterion, GateCriterion):
                    yield self.problem("norms.not_a_gate", (*place, "criteria", j))
        if part.classify:
            yield from self.classify(part.classify, None, (*place, "classify"))
            self.classes[part.part] = self.names(part.classify.classes)
        if part.outcome:
            out = part.outcome
            yield from self.lookup(out.table, out.by, out.classes, (*place, "outcome"))
            self.classes[part.part] = self.names(out.classes)

    def criterion(self, criterion: Criterion, place: Place) -> Iterator[Problem]:
        kind = criterion.over or self.sheet.of
        match criterion:
            case ClassCriterion():
                yield from self.class_criterion(criterion, kind, place)
                self.classes[criterion.criterion] = self.names(criterion.classify.classes)
            case ScoreCriterion():
                yield from self.score_criterion(criterion, kind, place)
            case TableCriterion():
                yield from self.lookup(criterion.table, criterion.by, criterion.classes, place)
                names = self.names(criterion.classes)
                self.classes[criterion.criterion] = names
                if criterion.points:
                    yield from self.points(criterion.points, names, place)
            case GateCriterion(when=when):
                yield from self.condition(when, kind, (*place, "when"))
                self.classes[criterion.criterion] = ("no", "yes")
        if criterion.over and (isinstance(criterion, GateCriterion) or criterion.points is None):
            yield self.problem("norms.no_points", place)
        if criterion.mean_by:
            at = (*place, "mean_by")
            yield from self.fact(criterion.mean_by, "before", kind, at, number=True)
            self.classes.pop(criterion.criterion, None)  # those of a child are not the place's
        if criterion.mean_classify:
            yield from self.classify(criterion.mean_classify, None, (*place, "mean_classify"))
            self.classes[criterion.criterion] = self.names(criterion.mean_classify.classes)

    def class_criterion(self, one: ClassCriterion, kind: str, place: Place) -> Iterator[Problem]:
        yield from self.fact(one.fact, one.state, kind, (*place, "fact"), number=True)
        unit = self.facts[one.fact].unit if self.facts and one.fact in self.facts else None
        yield from self.classify(one.classify, unit, (*place, "classify"), by=one.breaks_by)
        names = self.names(one.classify.classes)
        if one.otherwise and names and one.otherwise not in names:
            at = (*place, "otherwise")
            category = one.classify.classes
            yield self.problem("norms.unknown_name", at, name=one.otherwise, category=category)
        if one.where is not None:
            yield from self.condition(one.where, kind, (*place, "where"))
        if one.stated_by:
            yield from self.stated(one.stated_by, one.classify.classes, kind, (*place, "stated_by"))
        if one.points:
            yield from self.points(one.points, names, place)

    def stated(self, name: str, category: str, kind: str, place: Place) -> Iterator[Problem]:
        """Yield what keeps a label from stating a class: its names are among the classes."""
        yield from self.fact(name, "before", kind, place, number=False)
        spec, classes = (self.facts or {}).get(name), self.names(category)
        if spec and not spec.is_number and not spec.names:
            yield self.problem("norms.open_names", place, fact=name)
        for one in spec.names if spec and classes else ():
            if one not in classes:
                yield self.problem("norms.unknown_name", place, name=one, category=category)

    def score_criterion(self, one: ScoreCriterion, kind: str, place: Place) -> Iterator[Problem]:
        yield from self.fact(one.fact, one.state, kind, (*place, "fact"), number=False)
        spec = (self.facts or {}).get(one.fact)
        names = tuple(spec.names) if spec else ()
        if spec and not names:
            yield self.problem("norms.open_names", (*place, "fact"), fact=one.fact)
        yield from self.points(one.points, names, place)

    def points(self, name: str, names: tuple[str, ...], place: Place) -> Iterator[Problem]:
        at = (*place, "points")
        if names:
            yield from self.keys(name, {(n,) for n in names}, at)
        elif ("parameter", name) not in self.plan.declared:
            yield self.problem("norms.unknown_parameter", at, parameter=name)
        parameter = self.plan.parameters.get(name)
        if parameter and parameter.unit != "1":
            yield self.problem("norms.unit_differs", at, one=parameter.unit or "-", other="1")
        for _, row in self.all_rows(parameter):
            if row is not None and not isinstance(row, float):
                yield self.problem("norms.wrong_kind", at, parameter=name)
                return

    def all_rows(self, parameter: Parameter | None) -> Iterator[tuple[tuple[str, ...], Plain]]:
        """Yield the rows of all dates; what cannot be read is reported with the parameter."""
        for value in parameter.values if parameter else ():
            try:
                for key, row in rows(value.value, len(parameter.by) if parameter else 0):
                    yield key, plain(row.value, is_number=bool(parameter and parameter.unit))
            except ValueError:
                continue

    def keys(
        self, name: str, wanted: Keys, place: Place, *, weights: bool = False
    ) -> Iterator[Problem]:
        """Yield a problem for each row a table lacks, or has too many of where rows are weights."""
        parameter = self.plan.parameters.get(name)
        if parameter is None:
            if ("parameter", name) not in self.plan.declared:
                yield self.problem("norms.unknown_parameter", place, parameter=name)
            return
        if weights and not parameter.weights:
            yield self.problem("norms.not_weights", place, parameter=name)
        had = {key for key, _ in self.all_rows(parameter)}
        wrong = wanted ^ had if weights else wanted - had
        for key in sorted(wrong):
            code = "norms.missing_row" if key in wanted else "norms.unknown_row"
            yield self.problem(code, place, row=", ".join(key))

    def lookup(
        self, table: str, by: tuple[str, ...], classes: str, place: Place
    ) -> Iterator[Problem]:
        unknown = [name for name in by if name not in self.classes]
        for name in unknown:
            yield self.problem("norms.unknown_part", (*place, "by"), part=name)
        if classes not in self.plan.categories:
            yield from self.category(classes, (*place, "classes"))
        if unknown:
            return
        size = prod(len(self.classes[name]) for name in by)
        if size > MOST_ROWS:
            yield self.problem("norms.too_many_rows", (*place, "by"), rows=size, most=MOST_ROWS)
            return
        wanted: Keys = {()}
        for name in by:
            wanted = {(*key, one) for key in wanted for one in self.classes[name]}
        yield from self.keys(table, wanted, (*place, "table"))
        parameter = self.plan.parameters.get(table)
        if parameter and parameter.names != classes:
            yield self.problem("norms.wrong_kind", (*place, "table"), parameter=table)

    def classify(
        self, classify: Classify, unit: str | None, place: Place, by: str | None = None
    ) -> Iterator[Problem]:
        yield from self.category(classify.classes, (*place, "classes"))
        used = classify.names or self.names(classify.classes)
        known = self.names(classify.classes)
        for name in classify.names or ():
            if known and name not in known:
                category = classify.classes
                at = (*place, "names")
                yield self.problem("norms.unknown_name", at, name=name, category=category)
        at = (*place, "breaks")
        parameter = self.plan.parameters.get(classify.breaks)
        if parameter is None:
            if ("parameter", classify.breaks) not in self.plan.declared:
                yield self.problem("norms.unknown_parameter", at, parameter=classify.breaks)
            return
        if unit is not None and parameter.unit != unit:
            yield self.problem("norms.unit_differs", at, one=parameter.unit or "-", other=unit)
        if len(parameter.by) != (by is not None):
            yield self.problem("norms.wrong_kind", at, parameter=classify.breaks)
        elif by is not None and by not in self.classes:
            yield self.problem("norms.unknown_part", (*place[:-1], "breaks_by"), part=by)
        elif by is not None:
            yield from self.keys(classify.breaks, {(name,) for name in self.classes[by]}, at)
        for _, row in self.all_rows(parameter):
            yield from self.breaks(classify.breaks, row, len(used), at)

    def breaks(self, name: str, row: Plain, classes: int, place: Place) -> Iterator[Problem]:
        numbers = [b for b in row if isinstance(b, float)] if isinstance(row, tuple) else []
        if not isinstance(row, tuple) or len(numbers) < len(row):
            yield self.problem("norms.wrong_kind", place, parameter=name)
            return
        if any(a >= b for a, b in pairwise(numbers)):
            yield self.problem("norms.breaks_order", place, parameter=name)
        if classes and len(row) != classes - 1:
            yield self.problem("norms.breaks_count", place, breaks=len(row), classes=classes)

    def names(self, category: str) -> tuple[str, ...]:
        known = self.plan.categories.get(category)
        return tuple(known.names) if known else ()

    def category(self, name: str, place: Place) -> Iterator[Problem]:
        if name not in self.plan.categories:
            if ("category", name) not in self.plan.declared:
                yield self.problem("norms.unknown_category", place, category=name)
        elif len(self.plan.categories[name].names) > MOST_CLASSES:
            yield self.problem("norms.too_many_classes", place, category=name, most=MOST_CLASSES)

    def fact(
        self, name: str, state: State, kind: str, place: Place, *, number: bool | None
    ) -> Iterator[Problem]:
        if self.facts is None:
            return
        spec = self.facts.get(name)
        if spec is None:
            yield self.problem("norms.unknown_fact", place, fact=name)
            return
        if spec.of != kind:
            yield self.problem("norms.wrong_place", place, fact=name, of=spec.of, kind=kind)
        if number is not None and spec.is_number != number:
            yield self.problem("norms.wrong_fact", place, fact=name)
        if state == "after" and "after" not in spec.states:
            yield self.problem("norms.no_state", place, fact=name, state=state)

    def condition(self, condition: Condition, kind: str, place: Place) -> Iterator[Problem]:
        for compare, about, below in comparisons(condition, kind):
            yield from self.compare(compare, about, (*place, *below))

    def compare(self, compare: Compare, kind: str, place: Place) -> Iterator[Problem]:
        test, value = compare.test
        number = test in NUMBER_TESTS
        if compare.reduce:
            reduce, at = compare.reduce, (*place, "reduce")
            counts = reduce.by == "count"
            yield from self.fact(
                reduce.fact, compare.state, reduce.over, at, number=None if counts else True
            )
        elif compare.fact:
            yield from self.fact(compare.fact, compare.state, kind, (*place, "fact"), number=number)
        if number and isinstance(value, str):
            yield from self.threshold(value, between=test == "between", place=(*place, test))
        elif test == "on_sheet" and ("sheet", value) not in self.plan.declared:
            known = ", ".join(sorted(self.plan.sheets))
            yield self.problem("norms.unknown_sheet", (*place, test), sheet=value, sheets=known)
        elif test in ("is", "one_of"):
            yield from self.fact_names(compare.fact, value, (*place, test))

    def threshold(self, name: str, *, between: bool, place: Place) -> Iterator[Problem]:
        if ("parameter", name) not in self.plan.declared:
            yield self.problem("norms.unknown_parameter", place, parameter=name)
        for _, row in self.all_rows(self.plan.parameters.get(name)):
            if isinstance(row, float) == between:
                yield self.problem("norms.wrong_kind", place, parameter=name)

    def fact_names(
        self, fact: str | None, value: str | tuple[str, ...], place: Place
    ) -> Iterator[Problem]:
        spec = (self.facts or {}).get(fact or "")
        for name in (value,) if isinstance(value, str) else value:
            if spec and spec.names and name not in spec.names:
                yield self.problem("norms.unknown_name", place, name=name, category=fact)
