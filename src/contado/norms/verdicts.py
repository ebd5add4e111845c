"""Verdicts of a sheet on many places, held small; reasons are built only for the rows asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from contado.norms.engine import Compiled
from contado.norms.masks import Masks, single
from contado.norms.steps import StepAnswers
from contado.norms.view import View
from contado.values import Codes, Floats, Table

if TYPE_CHECKING:
    from contado.norms.rules import Rules
    from contado.norms.trace import SheetReason

CHUNK = 16_384
"""Rows judged at a time: the working arrays stay in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Verdicts of one sheet on the rows of a table.

    Parameters
    ----------
    compiled
        The sheet, ready to judge.
    table
        The facts judged.
    masks
        For each criterion and part that has classes: a mask a row, bit *i* for class *i* still
        possible; the bit above the classes of a part is *not applicable*;
        `contado.norms.masks.UNSETTLED` that the outcome is not given, whatever is possible.
    low, high
        For each part with a score and each criterion over children: its bounds a row.
    """

    compiled: Compiled
    table: Table
    masks: Mapping[str, Masks]
    low: Mapping[str, Floats]
    high: Mapping[str, Floats]

    def __len__(self) -> int:
        return self.table.size

    @property
    def sheet(self) -> str:
        """Identifier of the sheet."""
        return self.compiled.sheet.sheet

    @property
    def names(self) -> tuple[str, ...]:
        """The classes of the outcome, in the order of the bits of `possible`."""
        return self.compiled.outcome.classes

    @property
    def possible(self) -> Masks:
        """The mask of the outcome, a row a place."""
        return self.masks[self.compiled.outcome.name]

    def codes(self, name: str) -> Codes:
        """Return the class of a criterion or part: an index into its classes, -1 cannot tell.

        *Not applicable* is the index one past the last class.
        """
        masks = self.masks[name]
        index = np.zeros(1 << 11, dtype=np.int16)
        index[1 << np.arange(11)] = np.arange(11)
        classes = masks & np.uint16(len(index) - 1)
        return np.where(single(masks), index.take(classes), np.int16(-1))

    def outcome_labels(self, language: str = "it") -> npt.NDArray[np.object_]:
        """Return the outcome as people read it, *cannot tell* among them."""
        return self.labels(self.compiled.outcome.name, language)

    def labels(self, name: str, language: str = "it") -> npt.NDArray[np.object_]:
        """Return the class of a criterion or part as people read it."""
        from contado.norms.sentences import class_labels
        from contado.terms import term

        texts = class_labels(self.compiled, name)
        labels = [text.say(language) for text in texts]
        labels += [term("not_applicable", language), term("cannot_tell", language)]
        codes = np.where(self.codes(name) < 0, len(texts) + 1, self.codes(name))
        return np.array(labels, dtype=object)[codes]

    def frame(self, language: str = "it") -> dict[str, npt.NDArray[np.generic]]:
        """Return columns to print: the class of every part and criterion, scores and the outcome.

        Scores have two columns, ``A.low`` and ``A.high``.
        """
        columns: dict[str, npt.NDArray[np.generic]] = {}
        for name in self.compiled.steps:
            if name in self.masks:
                columns[name] = self.labels(name, language)
            if name in self.low:
                columns[f"{name}.low"] = self.low[name]
                columns[f"{name}.high"] = self.high[name]
        return columns

    def explain(self, row: int) -> SheetReason:
        """Return the verdict on one row, with every reason."""
        from contado.norms.explain import explain

        return explain(self.compiled, View(self.table, row, row + 1))


def evaluate(rules: Rules, sheet: str, table: Table, *, chunk: int = CHUNK) -> Verdicts:
    """Judge every row of a table by a sheet.

    Parameters
    ----------
    rules
        The plan on a day.
    sheet
        Identifier of the sheet.
    table
        The facts that the sheet reads, one column each; a fact that could not be measured is a
        column of missing values with the reason.
    chunk
        Rows judged at a time; memory beyond the result does not grow with the rows.

    Returns
    -------
    Verdicts
        One a row. An unknown fact makes an answer unknown only where it matters.

    Raises
    ------
    BadInput
        ``norms.unknown_sheet``, ``norms.no_column``, ``norms.no_catalogue``, or
        ``norms.too_early`` where a parameter has no value yet on the day of the rules.
    """
    definition = rules.sheet(sheet)
    return judge(Compiled(definition, rules), table, chunk=chunk)


def judge(compiled: Compiled, table: Table, *, chunk: int = CHUNK) -> Verdicts:
    """Judge every row of a table by a sheet that is already compiled, as `evaluate` does."""
    verdicts = _room(compiled, table.size)
    for start in range(0, table.size, chunk):
        view = View(table, start, min(start + chunk, table.size))
        for name, judged in compiled.run(view).items():
            _keep(verdicts, name, judged, slice(view.start, view.stop))
    return Verdicts(compiled, table, verdicts.masks, verdicts.low, verdicts.high)


@dataclass(frozen=True, slots=True)
class _Room:
    masks: dict[str, Masks]
    low: dict[str, Floats]
    high: dict[str, Floats]


def _room(compiled: Compiled, size: int) -> _Room:
    parts = {part.part for part in compiled.sheet.parts if part.classify}
    means = {criterion.criterion for _, criterion in compiled.sheet.criteria if criterion.over}
    scored = [name for name in compiled.steps if name in parts | means]
    return _Room(
        {n: np.empty(size, dtype=np.uint16) for n, step in compiled.steps.items() if step.classes},
        {name: np.empty(size) for name in scored},
        {name: np.empty(size) for name in scored},
    )


def _keep(room: _Room, name: str, judged: StepAnswers, rows: slice) -> None:
    if judged.masks is not None:
        room.masks[name][rows] = judged.masks
    if name in room.low and judged.points is not None:
        room.low[name][rows] = judged.points.low
        room.high[name][rows] = judged.points.high
