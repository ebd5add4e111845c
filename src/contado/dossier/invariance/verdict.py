"""Does a design of hydraulic invariance comply: its facts, judged by the sheet of the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contado.drainage.invariance import SHEET
from contado.facts import measure
from contado.norms import column_name, evaluate, fact_states_of
from contado.territory import Places

if TYPE_CHECKING:
    from contado.drainage.invariance import DesignCheck
    from contado.norms import SheetReason


def verdict_of(check: DesignCheck) -> SheetReason:
    """Return the verdict of a design, requirement by requirement."""
    rules = check.rules
    names = [column_name(fact, state) for fact, state, _ in fact_states_of(rules.sheet(SHEET))]
    design = Places.nowhere("design", [check.design.object])
    facts = measure(design, names, None, rules, declared={"design": [check]})
    return evaluate(rules, SHEET, facts.table()).explain(0)
