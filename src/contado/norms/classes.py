"""The class of a fact alone, by the criterion of the plan that classifies it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from contado.norms.masks import Masks, edges, span_masks
from contado.norms.sheets import ClassCriterion
from contado.norms.steps import masks_of_numbers, names_of
from contado.values import Labels, Missing, Numbers

if TYPE_CHECKING:
    from contado.norms.rules import Rules


def classes_of(rules: Rules, fact: str, numbers: Numbers) -> Labels:
    """Return the class of each value of a fact, as sheets put it; a missing value stays missing.

    Parameters
    ----------
    rules
        The plan on a day.
    fact
        A fact that a criterion of a sheet classifies whatever else holds.
    numbers
        Its values, of any places.

    Returns
    -------
    Labels
        Missing ``several_classes`` where the bounds of a value lie in more than one, and
        ``no_parameter`` where no criterion classifies the fact.

    Examples
    --------
    >>> from datetime import date
    >>> from contado.norms import Rules
    >>> rules = Rules.load(on=date(2026, 1, 1))
    >>> classes_of(rules, "heat.night_anomaly", Numbers.exact([0.2, 9.0])).name(1)
    'very_strong'
    """
    criterion = _classifying(rules, fact)
    if criterion is None:
        return Labels.absent(len(numbers), Missing("no_parameter", fact))
    masks = masks_of_numbers(criterion.classify, rules)(numbers.low, numbers.high)
    names = names_of(criterion.classify, rules)
    only = np.full(1 << len(names), -1, dtype=np.int16)  # the class of a mask that holds one
    only[1 << np.arange(len(names))] = np.arange(len(names))
    present = numbers.missing == 0
    codes = np.where(present, only.take(masks), np.int16(-1))
    missing = np.where(present & (codes < 0), len(numbers.reasons) + 1, numbers.missing)
    reasons = (*numbers.reasons, Missing("several_classes", fact))
    return Labels(codes, names, missing.astype(np.int16), reasons)


def possible_classes(rules: Rules, breaks: str, numbers: Numbers) -> Masks:
    """Return the classes that breaks leave possible to each number: bit *i* for class *i*.

    Examples
    --------
    >>> from datetime import date
    >>> from contado.norms import Rules
    >>> rules = Rules.load(on=date(2026, 1, 1))
    >>> possible_classes(rules, "sheet.part_breaks", Numbers.exact([0.1, 0.5])).tolist()
    [1, 2]
    """
    return span_masks(numbers.low, numbers.high, edges(rules.numbers(breaks)))


def _classifying(rules: Rules, fact: str) -> ClassCriterion | None:
    for sheet in rules.sheets.values():
        for _, criterion in sheet.criteria:
            if not isinstance(criterion, ClassCriterion) or criterion.where is not None:
                continue
            if (criterion.fact, criterion.state) == (fact, "before"):
                return criterion
    return None
