"""A run of rows of a table of facts, and of what stands under them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from contado.errors import BadInput, Problem
from contado.values import Column, Labels, Numbers, Rows, Table


@dataclass(frozen=True, slots=True)
class View:
    """Rows ``start`` to ``stop`` of a table."""

    table: Table
    start: int
    stop: int

    @property
    def size(self) -> int:
        """Number of rows."""
        return self.stop - self.start

    def numbers(self, name: str) -> Numbers:
        """Return a column of numbers."""
        column = self._column(name)
        if not isinstance(column, Numbers):
            raise BadInput(Problem("norms.wrong_fact", name, {"fact": name}))
        return column.take(slice(self.start, self.stop))

    def labels(self, name: str) -> Labels:
        """Return a column of labels."""
        column = self._column(name)
        if not isinstance(column, Labels):
            raise BadInput(Problem("norms.wrong_fact", name, {"fact": name}))
        return column.take(slice(self.start, self.stop))

    def _column(self, name: str) -> Column:
        column = self.table.columns.get(name)
        if column is None:
            raise BadInput(Problem("norms.no_column", name, {"column": name}))
        return column

    def children(self, kind: str) -> tuple[Rows, View]:
        """Return the children of a kind: for each, the row of its parent in this view."""
        under = self.table.children.get(kind)
        if under is None:
            raise BadInput(Problem("norms.no_column", kind, {"column": kind}))
        first, last = np.searchsorted(under.parent, (self.start, self.stop))
        below = View(under.table, int(first), int(last))
        return under.parent[first:last] - self.start, below
