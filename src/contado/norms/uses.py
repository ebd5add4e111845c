"""What a sheet reads: its parameters and its facts."""

from __future__ import annotations

from collections.abc import Iterator

from contado.norms.catalogue import State
from contado.norms.conditions import NUMBER_TESTS, Condition, comparisons
from contado.norms.sheets import (
    ClassCriterion,
    Criterion,
    GateCriterion,
    ScoreCriterion,
    Sheet,
    TableCriterion,
)


def parameters_of(sheet: Sheet) -> Iterator[str]:
    """Yield the parameters that a sheet names, repeated as often as they are named."""
    for part in sheet.parts:
        if part.combine and part.combine.weighted_mean:
            yield part.combine.weighted_mean
        if part.classify:
            yield part.classify.breaks
        if part.outcome:
            yield part.outcome.table
        for criterion in part.criteria:
            yield from parameters_of_criterion(criterion)


def parameters_of_criterion(criterion: Criterion) -> Iterator[str]:
    """Yield the parameters that a criterion names."""
    match criterion:
        case ClassCriterion(classify=classify):
            yield classify.breaks
        case TableCriterion(table=table):
            yield table
    if not isinstance(criterion, GateCriterion) and criterion.points:
        yield criterion.points
    if criterion.mean_classify:
        yield criterion.mean_classify.breaks
    for condition in conditions_of(criterion):
        for compare, _, _ in comparisons(condition, ""):
            test, value = compare.test
            if test in NUMBER_TESTS and isinstance(value, str):
                yield value


def conditions_of(criterion: Criterion) -> Iterator[Condition]:
    """Yield the conditions of a criterion."""
    match criterion:
        case GateCriterion(when=when):
            yield when
        case ClassCriterion(where=where) if where is not None:
            yield where


def facts_of(sheet: Sheet) -> Iterator[str]:
    """Yield the facts that a sheet reads, repeated as often as they are read."""
    for fact, _, _ in fact_states_of(sheet):
        yield fact


def fact_states_of(sheet: Sheet) -> Iterator[tuple[str, State, str]]:
    """Yield the facts a sheet reads: fact, state, kind of place."""
    for _, criterion in sheet.criteria:
        yield from fact_states_of_criterion(criterion, sheet.of)


def fact_states_of_criterion(criterion: Criterion, of: str) -> Iterator[tuple[str, State, str]]:
    """Yield the facts a criterion reads: fact, state, kind of place."""
    kind = criterion.over or of
    if isinstance(criterion, ClassCriterion | ScoreCriterion):
        yield criterion.fact, criterion.state, kind
    if isinstance(criterion, ClassCriterion) and criterion.stated_by:
        yield criterion.stated_by, "before", kind
    for condition in conditions_of(criterion):
        for compare, about, _ in comparisons(condition, kind):
            if compare.reduce:
                yield compare.reduce.fact, compare.state, compare.reduce.over
            elif compare.fact:
                yield compare.fact, compare.state, about
    if criterion.mean_by:
        yield criterion.mean_by, "before", kind
