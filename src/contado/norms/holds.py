"""Whether conditions hold, for many rows at once: yes, no, or cannot tell."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from contado.norms.catalogue import column_name
from contado.norms.conditions import All, Any_, Compare, Condition, Each, Not, Reduce
from contado.norms.masks import EITHER, NO, YES, Flags, both, edges, either, negated
from contado.norms.view import View
from contado.units import RESOLUTION
from contado.values import Floats, Labels

if TYPE_CHECKING:
    from contado.norms.rules import Rules

Test = Callable[[View], Flags]
Bools = npt.NDArray[np.bool_]


def compiled(condition: Condition, rules: Rules) -> Test:
    """Return the function that tells where a condition holds.

    The plan's values are read once, here; the function gives a mask a row (`NO`, `YES`,
    `EITHER`).
    """
    match condition:
        case All(all=inner):
            return _joined([compiled(one, rules) for one in inner], both)
        case Any_(any=inner):
            return _joined([compiled(one, rules) for one in inner], either)
        case Not(not_=one):
            test = compiled(one, rules)
            return lambda view: negated(test(view))
        case Each():
            return _each(condition, rules)
        case Compare(test=(name, value)) if name in ("is", "one_of", "on_sheet"):
            return _named(condition, _names(name, value, rules))
        case Compare():
            return _of_fact(condition, rules)


def _joined(tests: list[Test], join: Callable[[Flags, Flags], Flags]) -> Test:
    def holds(view: View) -> Flags:
        flags = tests[0](view)
        for test in tests[1:]:
            flags = join(flags, test(view))
        return flags

    return holds


def _each(condition: Each, rules: Rules) -> Test:
    test, kind = compiled(condition.each.holds, rules), condition.each.of

    def holds(view: View) -> Flags:
        parent, below = view.children(kind)
        masks = test(below)
        some_no = np.bincount(parent, (masks & NO) > 0, view.size) > 0
        sure_no = np.bincount(parent, masks == NO, view.size) > 0
        return _mask(may_hold=~sure_no, may_fail=some_no)

    return holds


def _mask(*, may_hold: Bools, may_fail: Bools) -> Flags:
    return may_fail.astype(np.uint8) | (may_hold.astype(np.uint8) << np.uint8(1))


def _names(test: str, value: str | tuple[str, ...], rules: Rules) -> frozenset[str]:
    if test == "on_sheet":
        return frozenset(code for code, m in rules.measures.items() if value in m.sheets)
    return frozenset((value,) if isinstance(value, str) else value)


def _named(condition: Compare, wanted: frozenset[str]) -> Test:
    column = column_name(condition.fact or "", condition.state)

    def holds(view: View) -> Flags:
        labels = view.labels(column)
        return name_table(labels, wanted).take(labels.codes)

    return holds


def name_table(labels: Labels, wanted: frozenset[str]) -> Flags:
    """Return the mask of each code of a column; the last entry is for -1, a missing label."""
    flags = [YES if name in wanted else NO for name in labels.names]
    return np.array([*flags, EITHER], dtype=np.uint8)


def _of_fact(condition: Compare, rules: Rules) -> Test:
    test, value = condition.test
    compare = _comparison(test, str(value), rules)

    def holds(view: View) -> Flags:
        return compare(*operand(condition, view))

    return holds


def _comparison(test: str, parameter: str, rules: Rules) -> Callable[[Floats, Floats], Flags]:
    """Return the comparison; a missing bound is NaN, which never settles a comparison."""
    if test == "between":
        bounds = rules.interval(parameter)
        floor, roof = edges((bounds.low, bounds.high))
        return lambda low, high: both(
            _reaches(low, high, floor), negated(_reaches(low, high, roof))
        )
    (edge,) = edges((rules.number(parameter),))
    beyond = _just_above(edge)
    match test:
        case "at_least":
            return lambda low, high: _reaches(low, high, edge)
        case "below":
            return lambda low, high: negated(_reaches(low, high, edge))
        case "above":
            return lambda low, high: _reaches(low, high, beyond)
        case _:
            return lambda low, high: negated(_reaches(low, high, beyond))


def _just_above(edge: float) -> float:
    """Return the edge of the next value that is different after rounding."""
    return edge + RESOLUTION


def _reaches(low: Floats, high: Floats, edge: float) -> Flags:
    return _mask(may_hold=~(high < edge), may_fail=~(low >= edge))


def operand(condition: Compare, view: View) -> tuple[Floats, Floats]:
    """Return the bounds of what a comparison reads: a fact, or a number reduced from children."""
    if condition.reduce is None:
        numbers = view.numbers(column_name(condition.fact or "", condition.state))
        return numbers.low, numbers.high
    return _reduced(condition.reduce, column_name(condition.reduce.fact, condition.state), view)


def _reduced(reduce: Reduce, column: str, view: View) -> tuple[Floats, Floats]:
    parent, below = view.children(reduce.over)
    if reduce.by == "count":
        count = np.bincount(parent, minlength=view.size).astype(np.float64)
        return count, count
    numbers = below.numbers(column)
    if reduce.by == "sum":
        low, high = (np.bincount(parent, v, view.size) for v in (numbers.low, numbers.high))
        return low.astype(np.float64), high.astype(np.float64)
    return _extreme(reduce.by, numbers.low, parent, view), _extreme(
        reduce.by, numbers.high, parent, view
    )


def _extreme(by: str, values: Floats, parent: npt.NDArray[np.intp], view: View) -> Floats:
    """Return the greatest or least of the children; missing where one is, or where none are."""
    extreme = np.full(view.size, -np.inf if by == "max" else np.inf)
    (np.maximum if by == "max" else np.minimum).at(extreme, parent, values)
    extreme[np.isinf(extreme)] = np.nan
    return extreme
