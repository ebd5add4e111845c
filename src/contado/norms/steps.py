"""The steps of a sheet: a criterion or a part each, and what it says of many rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from contado.norms.masks import Masks, edges, points_of_masks, span_masks
from contado.norms.means import Points
from contado.norms.sheets import Classify
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
        Classes possible; None where the answer is a mean over children that has no class.
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


def masks_of_numbers(
    classify: Classify, rules: Rules, breaks: Sequence[float] | None = None
) -> Callable[[Floats, Floats], Masks]:
    """Return the function from bounds to masks over all the classes of the category.

    ``breaks`` are those of one row, where the parameter is a table of breaks.
    """
    cuts = edges(rules.numbers(classify.breaks) if breaks is None else breaks)
    names = names_of(classify, rules)
    used = classify.names or names
    if used == names:
        return lambda low, high: span_masks(low, high, cuts)
    moved = np.zeros(1 << len(used), dtype=np.uint16)
    for mask in range(len(moved)):
        moved[mask] = sum(1 << names.index(n) for i, n in enumerate(used) if mask >> i & 1)
    return lambda low, high: moved.take(span_masks(low, high, cuts))


def scored(masks: Masks, points: tuple[float | None, ...]) -> StepAnswers:
    """Return the answer with the points of its possible classes."""
    if not points:
        return StepAnswers(masks)
    least, most, counts = points_of_masks(points)
    low = least.take(masks)
    known = not (masks & (masks - np.uint16(1))).any()
    high = low if known else most.take(masks)
    counted = counts.take(masks) if None in points else None
    return StepAnswers(masks, Points(low, high, counted))
