"""Judge places by sheets of the plan: what the sheets read measured together, a verdict each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from contado.facts.measure import Facts, Progress, measure
from contado.norms import column_name, evaluate, fact_states_of

if TYPE_CHECKING:
    from contado.norms import Rules, Verdicts
    from contado.survey import Declared
    from contado.territory import Places, Territory


def judge(
    places: Places,
    sheets: Sequence[str],
    territory: Territory,
    rules: Rules,
    *,
    more: Sequence[str] = (),
    declared: Declared | None = None,
    progress: Progress | None = None,
) -> tuple[Facts, dict[str, Verdicts]]:
    """Return what sheets read of places, and the verdicts of each sheet.

    Parameters
    ----------
    declared
        What is declared of the places; by default nothing.
    more
        Facts that are measured beside those that the sheets read.
    progress
        Told which fact is being measured.
    """
    read = [
        column_name(fact, state)
        for sheet in sheets
        for fact, state, _ in fact_states_of(rules.sheet(sheet))
    ]
    names = list(dict.fromkeys((*more, *read)))
    facts = measure(places, names, territory, rules, declared=declared, progress=progress)
    table = facts.table()
    return facts, {sheet: evaluate(rules, sheet, table) for sheet in sheets}
