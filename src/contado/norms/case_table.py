"""The facts of a case as the engine takes them: one place and its measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from pydantic import JsonValue

from contado.errors import BadInput, Problem
from contado.norms.catalogue import FactSpec, column_name
from contado.norms.dated import Range
from contado.norms.measures import QUANTITIES
from contado.norms.parameters import plain
from contado.norms.uses import fact_states_of
from contado.values import Children, Column, Labels, Missing, Numbers, Table

if TYPE_CHECKING:
    from contado.norms.case_entry import CaseEntry
    from contado.norms.profile import PlanEntry
    from contado.norms.rules import Rules

CHILD = "measure"
EVERY = ".*"
"""Ending of a name that stands for all the facts that begin so."""

Value = tuple[float, float] | str | Missing


def case_table(entry: CaseEntry, source: PlanEntry, rules: Rules) -> Table:
    """Return the facts of a case, one column for each fact that its sheet reads.

    A fact that is not given is missing. What a measure is expected to do is the midpoint of the
    abacus where it is not given.

    Raises
    ------
    BadInput
        ``norms.unknown_sheet``; ``norms.case_unknown_fact`` for a fact that the sheet does not
        read; ``norms.wrong_value``.
    """
    return _Reader(entry, source, rules).table()


class _Reader:
    def __init__(self, entry: CaseEntry, source: PlanEntry, rules: Rules) -> None:
        self.entry, self.source, self.rules = entry, source, rules
        self.problems: list[Problem] = []
        self.columns: dict[str, dict[str, FactSpec]] = {}
        sheet = rules.sheet(entry.sheet)
        self.of = sheet.of
        for fact, state, kind in fact_states_of(sheet):
            self.columns.setdefault(kind, {})[column_name(fact, state)] = rules.fact(fact)

    def table(self) -> Table:
        place = self._row(self.of, self._spread(self.entry.facts), ("facts",))
        below = [
            self._row(CHILD, self._measure(declared), ("measures", i))
            for i, declared in enumerate(self.entry.measures)
        ]
        if self.problems:
            raise BadInput(self.problems)
        children = Table(len(below), self._table_columns(CHILD, below))
        parent = np.zeros(len(below), dtype=np.intp)
        own = self._table_columns(self.of, [place])
        return Table(1, own, {CHILD: Children(parent, children)})

    def _spread(self, facts: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
        """Give the value of ``realisation.*`` to every fact that begins so and has none."""
        spread: dict[str, JsonValue] = {}
        for name, value in facts.items():
            begin = name.removesuffix(EVERY[1:])
            named = [column for column in self.columns[self.of] if column.startswith(begin)]
            if name.endswith(EVERY) and named:
                spread.update({column: value for column in named if column not in facts})
            else:
                spread[name] = value
        return spread

    def _measure(self, declared: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
        """Return the facts of a measure, with the abacus where nothing is declared."""
        facts = {
            f"{CHILD}.{'kind' if n == 'measure' else n}": value for n, value in declared.items()
        }
        measure = self.rules.measures.get(str(declared.get("measure")))
        for quantity in QUANTITIES if measure else ():
            middle = measure.quantity(quantity).midpoint if measure else None
            if f"{CHILD}.{quantity}" in self.columns.get(CHILD, {}) and middle is not None:
                facts.setdefault(f"{CHILD}.{quantity}", middle)
        return facts

    def _row(
        self, kind: str, facts: Mapping[str, JsonValue], place: tuple[str | int, ...]
    ) -> dict[str, Value]:
        specs = self.columns.get(kind, {})
        for name in facts:
            if name not in specs:
                where = self.source.where(*place, name.removeprefix(f"{CHILD}."))
                values = {"fact": name, "sheet": self.entry.sheet, "facts": ", ".join(specs)}
                self.problems.append(Problem("norms.case_unknown_fact", where, values))
        return {
            name: self._value(name, spec, facts, place)
            for name, spec in specs.items()
        }  # fmt: skip

    def _value(
        self,
        name: str,
        spec: FactSpec,
        facts: Mapping[str, JsonValue],
        place: tuple[str | int, ...],
    ) -> Value:
        written = facts.get(name)
        if written is None:
            return Missing("not_declared", name)
        if isinstance(written, dict) and "missing" in written:
            return Missing(str(written["missing"]), str(written.get("subject", name)))
        try:
            return _typed(written, spec)
        except ValueError as error:
            where = self.source.where(*place, name)
            values = {"field": name, "detail": str(error)}
            self.problems.append(Problem("norms.wrong_value", where, values))
            return Missing("not_declared", name)

    def _table_columns(self, kind: str, rows: Sequence[Mapping[str, Value]]) -> dict[str, Column]:
        return {
            name: _column([row[name] for row in rows], is_number=spec.is_number)
            for name, spec in self.columns.get(kind, {}).items()
        }


def _typed(written: JsonValue, spec: FactSpec) -> Value:
    value = plain(written, is_number=spec.is_number)
    if isinstance(value, float):
        return value, value
    if isinstance(value, Range):
        return value.low, value.high
    if isinstance(value, str) and (not spec.names or value in spec.names):
        return value
    raise ValueError(f"one of {', '.join(spec.names)}" if spec.names else "one value was expected")


def _column(values: Sequence[Value], *, is_number: bool) -> Column:
    reasons = tuple(dict.fromkeys(value for value in values if isinstance(value, Missing)))
    codes = {reason: i + 1 for i, reason in enumerate(reasons)}
    missing = [codes[value] if isinstance(value, Missing) else 0 for value in values]
    why = np.array(missing, dtype=np.int16)
    if is_number:
        ends = [v if isinstance(v, tuple) else (np.nan, np.nan) for v in values]
        bounds = np.array(ends, dtype=np.float64).reshape(-1, 2)
        return Numbers(bounds[:, 0], bounds[:, 1], why, reasons)
    names = tuple(dict.fromkeys(value for value in values if isinstance(value, str)))
    labels = [names.index(value) if isinstance(value, str) else -1 for value in values]
    return Labels(np.array(labels, dtype=np.int16), names, why, reasons)
