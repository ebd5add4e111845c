"""Conditions in words, with the facts they read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from contado.norms.answers import fact_use, in_doubt
from contado.norms.conditions import All, Any_, Compare, Condition, Each, Not
from contado.norms.holds import compiled, operand
from contado.norms.masks import EITHER, NO
from contado.norms.sentences import exact, join, number, quoted, say
from contado.norms.trace import FactUse, Interval, Lacking
from contado.norms.view import View
from contado.terms import Text

if TYPE_CHECKING:
    from contado.norms.rules import Rules


class ConditionReason:
    """A condition on the one row of a view: what it read, and how it reads.

    Parameters
    ----------
    condition
        The condition.
    rules
        The plan on a day.
    view
        One row.
    """

    def __init__(self, condition: Condition, rules: Rules, view: View) -> None:
        self.rules = rules
        self.facts: list[FactUse] = []
        self.doubts: list[Lacking] = []
        self.mask = int(compiled(condition, rules)(view)[0])
        self.text = join(list(self._said(condition, view)), "; ")

    def _said(self, condition: Condition, view: View) -> Iterator[Text]:
        match condition:
            case All(all=inner) | Any_(any=inner):
                for one in inner:
                    yield from self._said(one, view)
            case Not(not_=one):
                yield from self._said(one, view)
            case Each(each=each):
                _, below = view.children(each.of)
                for row in range(below.start, below.stop):
                    yield from self._said(each.holds, View(below.table, row, row + 1))
            case Compare():
                yield self._compared(condition, view)

    def _compared(self, condition: Compare, view: View) -> Text:
        test, wanted = condition.test
        value, unit = self._read(condition, view)
        if isinstance(wanted, str) and test in ("at_least", "at_most", "above", "below"):
            threshold = exact(self.rules.number(wanted), unit)
            return say(test, what=self._what(condition), value=value, threshold=threshold)
        if test == "between":
            bounds = self.rules.interval(str(wanted))
            low, high = exact(bounds.low, unit), exact(bounds.high, unit)
            return say(test, what=self._what(condition), value=value, low=low, high=high)
        if test == "on_sheet":
            mask = int(compiled(condition, self.rules)(view)[0])
            holds = {NO: "holds_no", EITHER: "holds_open"}.get(mask, "holds_yes")
            return say(test, what=self._what(condition), value=value, holds=say(holds))
        names = (wanted,) if isinstance(wanted, str) else wanted
        spec = self.rules.fact(condition.fact or "")
        labels = quoted([spec.names.get(name, Text.same(name)) for name in names])
        return say(test, what=self._what(condition), value=value, names=labels)

    def _what(self, condition: Compare) -> Text:
        if condition.reduce:
            label = self.rules.fact(condition.reduce.fact).label
            return say(f"children_{condition.reduce.by}", fact=label)
        return self.rules.fact(condition.fact or "").label

    def _read(self, condition: Compare, view: View) -> tuple[Text, str]:
        if condition.reduce:
            return self._read_children(condition, view)
        use = fact_use(self.rules, condition.fact or "", condition.state, view)
        self.facts.append(use)
        self.doubts.extend(in_doubt(use, self.rules))
        if isinstance(use.value, Interval):
            decimals = self.rules.fact(use.fact).decimals
            return number(use.value, use.unit, least=decimals), use.unit
        return use.value_label or say("unknown"), use.unit

    def _read_children(self, condition: Compare, view: View) -> tuple[Text, str]:
        assert condition.reduce is not None
        reduce = condition.reduce
        _, below = view.children(reduce.over)
        for row in range(below.start, below.stop):
            use = fact_use(
                self.rules, reduce.fact, condition.state, View(below.table, row, row + 1)
            )
            self.facts.append(use)
            self.doubts.extend(in_doubt(use, self.rules))
        unit = "1" if reduce.by == "count" else self.rules.fact(reduce.fact).unit or "1"
        low, high = (float(bound[0]) for bound in operand(condition, view))
        if np.isnan(low) or np.isnan(high):
            return say("unknown"), unit
        return number(Interval(low=low, high=high), unit), unit
