"""Variants of an intervention: the same place with one thing declared otherwise.

They become rows of one table, so that all of them are judged at once. Only the facts in
`DEPENDENT` follow from the measures in a way that is known here; a sheet that reads another fact
of the measures (the draining index after the works) gets no variant of its measures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb, floor
from typing import TYPE_CHECKING, Literal

import numpy as np

from contado.dossier.fitting import Fitting
from contado.facts import catalogue
from contado.interventions import geometry_of
from contado.norms import QUANTITIES, column_name, fact_states_of
from contado.survey import Measures
from contado.values import Children, Column, Floats, Labels, Missing, Numbers, Rows, Table

if TYPE_CHECKING:
    from contado.interventions import DeclaredMeasure, Intervention
    from contado.norms import Rules, Sheet, Verdicts

Kind = Literal["measure_share", "answer", "realisation", "other_measure"]
CHILD, CHECKLIST, YES = "measure", "realisation.", "yes"
INCIDENCE = "measures.incidence"
DEPENDENT = frozenset(
    {"measures.area", "measures.share", INCIDENCE, "measure.kind", "measure.area", "measure.share"}
    | {f"measure.{quantity}" for quantity in QUANTITIES}
)
"""Facts that follow from the measures and are computed anew for each variant."""

MOST_COMBINATIONS = 1024
"""Combinations of items of the checklist that are tried, the smallest first."""

_COST: dict[str | None, int] = {None: 0, "partly": 1}
"""How much it takes to make an answer yes, by the answer given; any other takes most."""

_EPSILON = 1e-9  # shares are kept with nine decimals


@dataclass(frozen=True, slots=True)
class Variant:
    """One thing declared otherwise.

    Parameters
    ----------
    kind
        A greater share of a measure, items of the checklist that nobody answered answered yes,
        items turned to yes that were answered otherwise, or another measure.
    at
        Position of the measure in the intervention.
    code, share
        The measure and the share of the place it takes in the variant.
    items
        Facts of the checklist that become yes.
    """

    kind: Kind
    at: int = 0
    code: str = ""
    share: float = 0.0
    items: tuple[str, ...] = ()


def variants(work: Intervention, sheet: Sheet, rules: Rules) -> list[Variant]:
    """Return the variants worth judging by a sheet; within a kind, the least change first."""
    answers = list(_answers(work, sheet))
    rows = [one for one in answers if one.kind == "answer"]
    if _measures_known(sheet):
        rows += _shares(work, rules)
    rows += [one for one in answers if one.kind == "realisation"]
    if _measures_known(sheet):
        rows += _other_measures(work, sheet, rules)
    return rows


def _measures_known(sheet: Sheet) -> bool:
    """Tell whether all that a sheet reads of the measures can be computed for a variant."""
    facts = catalogue()
    return not any(
        fact not in DEPENDENT
        and "measures" in facts[fact].needs.declared
        and (state == "after" or not facts[fact].states)
        for fact, state, _ in fact_states_of(sheet)
        if fact in facts
    )


def _shares(work: Intervention, rules: Rules) -> Iterator[Variant]:
    """Yield greater shares, in whole per cent, up to what is left of place and ground."""
    fitting, lot = Fitting(work, rules), float(geometry_of(work).area)
    taken = sum(measure.share for measure in work.measures if not measure.overlapping)
    codes = [measure.measure for measure in work.measures]
    raised = []
    for at, measure in enumerate(work.measures):
        left = 1 - (measure.share if measure.overlapping else taken)
        first = floor(100 * measure.share + _EPSILON) + 1
        last = floor(100 * (measure.share + left) + _EPSILON)
        if codes.count(measure.measure) == 1:
            raised += [
                Variant("measure_share", at, measure.measure, percent / 100)
                for percent in range(first, last + 1)
                if fitting.has_ground(measure, measure.measure, percent / 100 * lot)
            ]
    yield from sorted(raised, key=lambda one: (one.share - work.measures[one.at].share, one.at))


def _answers(work: Intervention, sheet: Sheet) -> Iterator[Variant]:
    """Yield items that become yes: the fewest first, those unanswered before those declared.

    Among declared ones those already partly so come first.
    """
    named = dict.fromkeys(fact for fact, _, _ in fact_states_of(sheet))
    given = {
        fact: work.realisation.get(fact.removeprefix(CHECKLIST))
        for fact in named
        if fact.startswith(CHECKLIST)
    }
    open_ = [fact for fact, answer in given.items() if answer not in (YES, "not_applicable")]
    cost = {fact: _COST.get(given[fact], len(_COST)) for fact in open_}
    open_.sort(key=lambda fact: cost[fact])
    tried = 0
    for count in range(1, len(open_) + 1):
        tried += comb(len(open_), count)
        if tried > MOST_COMBINATIONS:
            break
        some = combinations(open_, count)
        for chosen in sorted(some, key=lambda items: sum(cost[item] for item in items)):
            asked = all(given[item] is None for item in chosen)
            yield Variant("answer" if asked else "realisation", items=chosen)


def _other_measures(work: Intervention, sheet: Sheet, rules: Rules) -> Iterator[Variant]:
    """Yield measures of the abacus that fit in the place of one, the smallest area first."""
    fitting = Fitting(work, rules)
    used = {measure.measure for measure in work.measures}
    others = [
        code
        for code, measure in sorted(rules.measures.items())
        if sheet.sheet in measure.sheets and code not in used
    ]
    rows = sorted(range(len(work.measures)), key=lambda at: work.measures[at].share)
    for at in rows:
        for code in others:
            if not fitting.may_replace(work.measures[at], code):
                continue
            yield Variant("other_measure", at, code, work.measures[at].share)


def variants_table(
    verdicts: Verdicts, row: int, work: Intervention, changed: Sequence[Variant]
) -> Table:
    """Return one place as it is (row 0), and with each variant.

    Parameters
    ----------
    verdicts
        Verdicts of the sheet on the places assessed, with their facts.
    row
        The place.
    work
        What is declared of it.
    changed
        The variants.
    """
    return _Builder(verdicts, row, work, changed).table()


class _Builder:
    def __init__(
        self, verdicts: Verdicts, row: int, work: Intervention, changed: Sequence[Variant]
    ) -> None:
        facts = fact_states_of(verdicts.compiled.sheet)
        self.read = {column_name(fact, state) for fact, state, _ in facts}
        self.own, self.row = verdicts.table, row
        self.below = verdicts.table.children[CHILD]
        self.rows = np.arange(*np.searchsorted(self.below.parent, (row, row + 1)))
        self.work, self.changed = work, changed
        self.rules = verdicts.compiled.rules
        self.size = len(changed) + 1

    def table(self) -> Table:
        own = self._columns(self.own, np.full(self.size, self.row))
        under = self._columns(self.below.table, np.tile(self.rows, self.size))
        self._answer(own)
        self._resize(own, under)
        self._swap(under)
        parent = np.repeat(np.arange(self.size), len(self.rows))
        return Table(self.size, own, {CHILD: Children(parent, Table(len(parent), under))})

    def _columns(self, table: Table, rows: Rows) -> dict[str, Column]:
        chosen = {name: column for name, column in table.columns.items() if name in self.read}
        return {name: column.take(rows) for name, column in chosen.items()}

    def _answer(self, own: dict[str, Column]) -> None:
        """Turn items to yes."""
        for item in {item for one in self.changed for item in one.items}:
            rows = [i for i, one in enumerate(self.changed, start=1) if item in one.items]
            own[item] = _with_labels(own[item], rows, [YES] * len(rows))

    def _children(self, kind: Kind) -> tuple[list[int], list[int], list[Variant]]:
        """Return the rows of the places and of the measures of one kind of variant."""
        rows = [i for i, one in enumerate(self.changed, start=1) if one.kind == kind]
        some = [self.changed[i - 1] for i in rows]
        at = [i * len(self.rows) + one.at for i, one in zip(rows, some, strict=True)]
        return rows, at, some

    def _resize(self, own: dict[str, Column], under: dict[str, Column]) -> None:
        """Give measures their greater share, and the place what follows from it."""
        rows, at, some = self._children("measure_share")
        share = np.array([one.share for one in some])
        for name, whole in (("share", 1.0), ("area", float(geometry_of(self.work).area))):
            values = share * whole
            if (column := under.get(f"measure.{name}")) is not None:
                under[f"measure.{name}"] = _with_numbers(column, at, values)
            if isinstance(total := own.get(f"measures.{name}"), Numbers):
                before = np.array([self._measure(name, one.at) for one in some])
                own[f"measures.{name}"] = _with_numbers(
                    total, rows, total.low[rows] + values - before
                )
        if INCIDENCE in own:
            raised = Measures.of([_raised(self.work.measures, one) for one in some])
            own[INCIDENCE] = _with_bounds(own[INCIDENCE], rows, *raised.treated(len(some)))

    def _measure(self, name: str, at: int) -> float:
        column = self.below.table.columns[f"measure.{name}"]
        assert isinstance(column, Numbers), "areas and shares are numbers"
        return float(column.low[self.rows[at]])

    def _swap(self, under: dict[str, Column]) -> None:
        """Put other measures of the abacus in the place of some."""
        _, at, some = self._children("other_measure")
        if "measure.kind" in under:
            under["measure.kind"] = _with_labels(
                under["measure.kind"], at, [one.code for one in some]
            )
        for quantity in QUANTITIES:
            name = f"measure.{quantity}"
            if name in under:
                middle = [self.rules.measures[one.code].quantity(quantity).midpoint for one in some]
                values = np.array([np.nan if one is None else one for one in middle])
                missing = Missing("not_declared", f"measures.{quantity}")
                under[name] = _with_numbers(under[name], at, values, missing)


def _raised(measures: Sequence[DeclaredMeasure], one: Variant) -> list[DeclaredMeasure]:
    """Return measures with one greater; where it would lie under or over others is not known."""
    raised = [m.model_copy(update={"adds": None}) if m.overlapping else m for m in measures]
    grown = raised[one.at]
    more = one.share - grown.share
    adds = None if grown.adds is None else min(grown.adds + more, 1.0)
    raised[one.at] = grown.model_copy(update={"share": one.share, "adds": adds})
    return raised


def _with_labels(column: Column, rows: Sequence[int], names: Sequence[str]) -> Labels:
    """Return labels with some replaced."""
    assert isinstance(column, Labels), "the catalogue says it is a label"
    known = tuple(dict.fromkeys((*column.names, *names)))
    codes, missing = column.codes.copy(), column.missing.copy()
    codes[list(rows)] = [known.index(name) for name in names]
    missing[list(rows)] = 0
    return Labels(codes, known, missing, column.reasons)


def _with_numbers(
    column: Column, rows: Sequence[int], values: Floats, absent: Missing | None = None
) -> Numbers:
    """Return numbers with some replaced; NaN is missing for the reason ``absent``."""
    return _with_bounds(column, rows, values, values, absent)


def _with_bounds(
    column: Column, rows: Sequence[int], low: Floats, high: Floats, absent: Missing | None = None
) -> Numbers:
    """Return numbers with the bounds of some replaced; NaN is missing for the reason ``absent``."""
    assert isinstance(column, Numbers), "the catalogue says it is a number"
    reasons = (*column.reasons, absent) if absent else column.reasons
    least, most, missing = column.low.copy(), column.high.copy(), column.missing.copy()
    least[list(rows)], most[list(rows)] = low, high
    missing[list(rows)] = np.isnan(low) * len(reasons)
    return Numbers(least, most, missing, reasons)
