"""The facts of a dossier as it froze them, as columns that a sheet can judge again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from contado.dossier.model import FactReading, Value
from contado.norms import FactSpec, Interval, Lacking, column_name
from contado.survey import Flag, Measured
from contado.values import Children, Column, Labels, Missing, Numbers, Table

if TYPE_CHECKING:
    from contado.dossier.model import Dossier
    from contado.norms import Rules

CHILD = "measure"
_CODES = frozenset(
    (
        "no_layer",
        "outside_layer",
        "low_coverage",
        "not_declared",
        "unanswered",
        "not_applicable",
        "no_parameter",
        "no_place",
    )
)
"""Reasons that a missing value may have; a rewritten dossier may name others."""


def columns_of(readings: Iterable[FactReading]) -> dict[str, list[FactReading]]:
    """Return readings by the column they stand in, those of measures in order."""
    columns: dict[str, list[FactReading]] = {}
    for reading in readings:
        columns.setdefault(column_name(reading.fact, reading.state), []).append(reading)
    for rows in columns.values():
        rows.sort(key=lambda row: row.child or 0)
    return columns


def frozen_table(dossier: Dossier, rules: Rules) -> Table:
    """Return the facts that a dossier froze, as its sheets read them."""
    frozen = {
        name: _column(rows, "value", number=rules.facts[rows[0].fact].is_number)
        for name, rows in columns_of(dossier.facts).items()
        if rows[0].fact in rules.facts
    }
    return table_of(frozen, len(dossier.intervention.measures), rules)


def table_of(columns: Mapping[str, Column], measures: int, rules: Rules) -> Table:
    """Return the columns of one intervention that sheets may read, as `evaluate` takes them.

    What is not there, or not of its kind, as a rewritten dossier may have it, is missing.
    """
    own: dict[str, Column] = {}
    below: dict[str, Column] = {}
    for fact, spec in rules.facts.items():
        shelf, size = (below, measures) if spec.of == CHILD else (own, 1)
        for name in (fact, column_name(fact, "after")):
            column = columns.get(name)
            fits = isinstance(column, Numbers if spec.is_number else Labels)
            whole = column is not None and fits and len(column) == size
            shelf[name] = column if column is not None and whole else _absent(spec, size, fact)
    parents = np.zeros(measures, dtype=np.intp)
    return Table(1, own, {CHILD: Children(parents, Table(measures, below))})


def measured_of(rows: Sequence[FactReading], rules: Rules) -> Measured:
    """Return a fact as if it had been measured, from its frozen readings."""
    first, number = rows[0], bool(rows[0].unit)
    return Measured(
        values=_column(rows, "value", number=number),
        measured=_column(rows, "measured", number=number),
        declared=_column(rows, "declared", number=number),
        from_declared=np.array([row.source == "declared" for row in rows]),
        coverage=np.array([np.nan if row.coverage is None else row.coverage for row in rows]),
        flags=np.array([_bits(row.flags) for row in rows], dtype=np.uint8),
        layers=first.layers,
        parameters=tuple(rules.use(name) for row in rows for name in row.parameters),
        method=first.method,
    )


def _bits(names: Iterable[str]) -> int:
    flags = {flag.names[0]: flag for flag in Flag}
    return sum(int(flags[name]) for name in set(names) & flags.keys())


def _absent(spec: FactSpec, size: int, fact: str) -> Column:
    reason = Missing("not_declared", fact)
    return (Numbers if spec.is_number else Labels).absent(size, reason)


def _column(rows: Sequence[FactReading], side: str, *, number: bool) -> Column:
    """Return one side of the readings of a fact: its value, or what was measured or declared."""
    kind = Interval if number else str
    sides: list[Value] = [getattr(row, side) for row in rows]
    values = [value if isinstance(value, kind) else None for value in sides]
    why = [_missing(row.lacking) for row in rows]
    absent = tuple(dict.fromkeys(why))
    codes = [
        absent.index(reason) + 1 if value is None else 0
        for value, reason in zip(values, why, strict=True)
    ]
    missing = np.array(codes, dtype=np.int16)
    if number:
        ends = [(v.low, v.high) if isinstance(v, Interval) else (np.nan, np.nan) for v in values]
        low, high = np.array(ends, dtype=np.float64).reshape(-1, 2).T
        return Numbers(low, high, missing, absent)
    names = tuple(dict.fromkeys(value for value in values if isinstance(value, str)))
    places = [names.index(value) if isinstance(value, str) else -1 for value in values]
    return Labels(np.array(places, dtype=np.int16), names, missing, absent)


def _missing(lacking: Lacking | None) -> Missing:
    if lacking is None or lacking.code not in _CODES:
        return Missing("not_declared", "" if lacking is None else lacking.subject)
    return Missing(lacking.code, lacking.subject)
