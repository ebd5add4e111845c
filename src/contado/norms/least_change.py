"""The least change that would give a better outcome, found by evaluating every candidate.

Nothing is assumed of how an outcome follows from facts: it need not grow with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from contado.norms.answers import answer
from contado.norms.engine import Compiled
from contado.norms.masks import members
from contado.norms.sentences import class_labels
from contado.norms.trace import Answer
from contado.norms.verdicts import Verdicts, judge
from contado.values import Table


@dataclass(frozen=True, slots=True)
class PartEffect:
    """A part that a change gives another answer."""

    part: str
    before: Answer
    after: Answer


@dataclass(frozen=True, slots=True)
class Reached:
    """A change that gives a better outcome.

    Parameters
    ----------
    row
        Row of the table.
    kind
        Kind of change.
    before, after
        The outcome as it is, and the one that the change gives.
    parts
        The parts that answer otherwise, the one of the outcome left out.
    """

    row: int
    kind: str
    before: Answer
    after: Answer
    parts: tuple[PartEffect, ...]


def least_change(compiled: Compiled, table: Table, kinds: Sequence[str]) -> list[Reached]:
    """Return, for each kind of change, the least one that gives each better outcome.

    Parameters
    ----------
    compiled
        The sheet; the classes of its outcome are ordered from the worst to the best.
    table
        Row 0 is the place as it is, each other row the place with one change. Within a kind, the
        least change comes first.
    kinds
        Kind of the change of each row after the first.

    Returns
    -------
    list
        By kind, in the order in which kinds appear, then by outcome. A better outcome is known,
        and above the worst class that is still possible for the place as it is. A change that
        reaches two better outcomes at once is given once.
    """
    verdicts = judge(compiled, table)
    codes = verdicts.codes(compiled.outcome.name)
    size = len(compiled.outcome.classes)
    codes = np.where(codes < size, codes, np.int16(-1))
    worst = members(int(verdicts.possible[0]))[0]
    names = np.array(["", *kinds])
    reached: dict[int, str] = {}
    for kind in dict.fromkeys(kinds):
        for better in range(worst + 1, size):
            rows = np.flatnonzero((names == kind) & (codes >= better))
            if len(rows):
                reached.setdefault(int(rows[0]), kind)
    return [_reached(verdicts, row, kind) for row, kind in reached.items()]


def _reached(verdicts: Verdicts, row: int, kind: str) -> Reached:
    compiled = verdicts.compiled
    outcome = compiled.outcome.name
    effects = [
        PartEffect(part.part, _answer(verdicts, part.part, 0), _answer(verdicts, part.part, row))
        for part in compiled.sheet.parts
    ]
    changed = tuple(one for one in effects if one.part != outcome and one.before != one.after)
    last = next(one for one in effects if one.part == outcome)
    return Reached(row, kind, last.before, last.after, changed)


def _answer(verdicts: Verdicts, name: str, row: int) -> Answer:
    names, labels = verdicts.compiled.steps[name].classes, class_labels(verdicts.compiled, name)
    return answer(int(verdicts.masks[name][row]), names, labels)
