"""Facts to try the engine with, for tests and benchmarks: given ones, and random tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from contado.norms.catalogue import column_name
from contado.norms.uses import fact_states_of
from contado.values import Children, Codes, Column, Labels, Missing, Numbers, Table

if TYPE_CHECKING:
    from contado.norms.rules import Rules

PLACE, MEASURE = "intervention", "measure"

Value = float | tuple[float, float] | str | None
"""A fact of a place: a number, bounds, a label, or nothing."""


def table_of(
    rules: Rules,
    places: Sequence[Mapping[str, Value]],
    measures: Sequence[Sequence[Mapping[str, Value]]] = (),
) -> Table:
    """Return the table of a few places; a fact that is not given is missing.

    Parameters
    ----------
    rules
        Rules loaded with a catalogue of facts.
    places
        For each place, its facts by column (``fact`` or ``fact@after``).
    measures
        For each place, the facts of each of its measures.

    Examples
    --------
    >>> from datetime import date
    >>> from contado.facts import specs
    >>> from contado.norms import Rules
    >>> rules = Rules.load(on=date(2024, 6, 1), facts=specs())
    >>> table_of(rules, [{"drainage.draining_index": 0.3}]).size
    1
    """
    below = [measure for place in measures for measure in place]
    parent = np.repeat(np.arange(len(measures)), [len(place) for place in measures])
    children = Table(len(below), _columns(rules, MEASURE, below))
    return Table(len(places), _columns(rules, PLACE, places), {MEASURE: Children(parent, children)})


def _columns(rules: Rules, kind: str, rows: Sequence[Mapping[str, Value]]) -> dict[str, Column]:
    columns: dict[str, Column] = {}
    for fact, spec in rules.facts.items():
        if spec.of == kind:
            for state in ("before", *spec.states):
                name = column_name(fact, state)
                values = [row.get(name) for row in rows]
                columns[name] = _column(values, Missing("not_declared", fact), spec.is_number)
    return columns


def _column(values: Sequence[Value], absent: Missing, is_number: bool) -> Column:
    if not is_number:
        return Labels.of([None if v is None else str(v) for v in values], absent)
    pairs = [v if isinstance(v, tuple) else (v, v) for v in values]
    low, high = (
        np.array([np.nan if pair[i] is None else pair[i] for pair in pairs], dtype=np.float64)
        for i in (0, 1)
    )
    missing = np.isnan(low).astype(np.int16)
    return Numbers(
        low, low if np.array_equal(low, high, equal_nan=True) else high, missing, (absent,)
    )


_SPREAD = {"share": 1.0, "1": 1.0, "degC": 4.5, "%": 100.0, "m2": 5_000.0}


def random_table(
    rules: Rules, size: int, random: np.random.Generator, *, exact: bool = True
) -> Table:
    """Return random facts for every column the sheets read.

    Parameters
    ----------
    rules
        Rules loaded with a catalogue of facts; all their sheets of interventions are served.
    size
        Number of places; each has from none to three measures.
    random
        Where chance comes from.
    exact
        False for facts within bounds, one in ten of them missing.
    """
    parent = np.repeat(np.arange(size), random.integers(0, 4, size))
    sizes = {PLACE: size, MEASURE: len(parent)}
    columns: dict[str, dict[str, Column]] = {PLACE: {}, MEASURE: {}}
    for sheet in (each for each in rules.sheets.values() if each.of == PLACE):
        for fact, state, kind in fact_states_of(sheet):
            name, spec = column_name(fact, state), rules.fact(fact)
            if name not in columns[kind]:
                make = _numbers if spec.is_number else _labels
                columns[kind][name] = make(rules, fact, sizes[kind], random, exact=exact)
    below = Children(parent, Table(len(parent), columns[MEASURE]))
    return Table(size, columns[PLACE], {MEASURE: below})


def _absent(size: int, random: np.random.Generator, *, exact: bool) -> Codes:
    return (random.random(size) < (0 if exact else 0.1)).astype(np.int16)


def _numbers(
    rules: Rules, fact: str, size: int, random: np.random.Generator, *, exact: bool
) -> Numbers:
    spread = _SPREAD[rules.fact(fact).unit or "1"]
    low = random.random(size) * spread
    missing = _absent(size, random, exact=exact)
    if exact:
        return Numbers(low, low, missing)
    low[missing > 0] = np.nan
    high = low + random.random(size) * 0.1 * spread
    return Numbers(low, high, missing, (Missing("low_coverage", fact),))


def _labels(
    rules: Rules, fact: str, size: int, random: np.random.Generator, *, exact: bool
) -> Labels:
    names = tuple(rules.fact(fact).names) or tuple(rules.measures)
    missing = _absent(size, random, exact=exact)
    codes = random.integers(0, len(names), size).astype(np.int16)
    codes[missing > 0] = -1
    return Labels(codes, names, missing, (Missing("unanswered", fact),))
