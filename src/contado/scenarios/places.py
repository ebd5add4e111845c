"""Places whose facts a scenario tells: areas by the exact share of their cells, units by cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from contado.scenarios.covering import Covering
from contado.survey import summed
from contado.tiles import UnitCells, Window
from contado.values import Floats

if TYPE_CHECKING:
    from contado.survey import Geometry
    from contado.tiles import Grid

Ints = npt.NDArray[np.int64]


class PlaceSums(Protocol):
    """Places of one kind, ``p`` of them, on one grid."""

    @property
    def kind(self) -> str:
        """``area``, ``all_areas``, ``territory`` or the role of a layer of units."""
        ...

    @property
    def ids(self) -> Sequence[str]:
        """One text a place."""
        ...

    @property
    def names(self) -> Sequence[str]:
        """Their names."""
        ...

    @property
    def window(self) -> Window:
        """The window that holds them all."""
        ...

    def sums(self, field: npt.NDArray[Any], window: Window) -> Floats:
        """Return the sum of a field times area in each place, m²; NaN counts for nothing."""
        ...

    def weights(self, row: int, window: Window) -> tuple[Window, Floats]:
        """Return the m² of each cell that lie in one place, and the window of these cells."""
        ...

    def bounds(self, row: int) -> Window:
        """Return the window that holds a place."""
        ...


@dataclass(frozen=True)
class AreaPlaces:
    """Areas, each with the exact share of its cells; ``together`` makes one place of all."""

    kind: str
    ids: Sequence[str]
    names: Sequence[str]
    covering: Covering
    grid: Grid
    together: bool = False

    @property
    def window(self) -> Window:
        """The window that holds them all."""
        return self.covering.window

    @cached_property
    def _place(self) -> Ints:
        return np.zeros_like(self.covering.area) if self.together else self.covering.area

    @cached_property
    def _at(self) -> tuple[Ints, Ints]:
        row, column = np.divmod(self.covering.cell, max(self.covering.window.columns, 1))
        return row + self.covering.window.row, column + self.covering.window.column

    def sums(self, field: npt.NDArray[Any], window: Window) -> Floats:
        """Return the sum of a field times area in each place, m²; NaN counts for nothing."""
        row, column = (
            at - edge for at, edge in zip(self._at, (window.row, window.column), strict=True)
        )
        inside = (row >= 0) & (row < window.rows) & (column >= 0) & (column < window.columns)
        values = np.nan_to_num(field[row[inside], column[inside]].astype(np.float64))
        share = self.covering.share[inside] * self.grid.cell_area
        return summed(self._place[inside], values * share, len(self.ids))

    def taken(self, shares: Floats, values: Floats) -> Floats:
        """Return values summed over the very ground that kinds take in each place, times m².

        Parameters
        ----------
        shares
            Share of each area by kind of ground, shape ``(areas, k)``.
        values
            One a cell of ``covering.cells``.

        Returns
        -------
        sums
            Shape ``(k, p)``.
        """
        weight = self.covering.share * self.grid.cell_area * values[self.covering.at]
        by_kind = [
            summed(self._place, weight * kind[self.covering.area], len(self.ids))
            for kind in shares.T
        ]
        return np.array(by_kind).reshape(shares.shape[1], len(self.ids))

    def bounds(self, row: int) -> Window:
        """Return the window that holds a place."""
        mine = self._place == row
        rows, columns = (at[mine] for at in self._at)
        top, left = int(rows.min()), int(columns.min())
        return Window(top, left, int(rows.max()) - top + 1, int(columns.max()) - left + 1)

    def weights(self, row: int, window: Window) -> tuple[Window, Floats]:
        """Return the m² of each cell that lie in one place, and the window of these cells."""
        part = self.bounds(row).meet(window)
        field = np.zeros(part.shape)
        mine = self._place == row
        rows, columns = self._at[0][mine] - part.row, self._at[1][mine] - part.column
        inside = (rows >= 0) & (rows < part.rows) & (columns >= 0) & (columns < part.columns)
        share = self.covering.share[mine][inside] * self.grid.cell_area
        np.add.at(field, (rows[inside], columns[inside]), share)
        return part, field


class UnitPlaces:
    """Units of a layer, or the whole territory: the cells whose centre is in each."""

    def __init__(
        self, kind: str, ids: Sequence[str], names: Sequence[str], geometry: Geometry, grid: Grid
    ) -> None:
        self.kind = kind
        self.ids = tuple(ids)
        self.names = tuple(names)
        self.grid = grid
        self.cells = UnitCells(geometry, grid)
        self.window = grid.whole

    def sums(self, field: npt.NDArray[Any], window: Window) -> Floats:
        """Return the sum of a field times area in each place, m²; NaN counts for nothing."""
        _, total = self.cells.sums(field, window).by_unit(len(self.ids))
        return np.asarray(total * self.grid.cell_area)

    def bounds(self, row: int) -> Window:
        """Return the window that holds a place."""
        runs = self.cells.runs
        mine = runs.unit == row
        if not mine.any():
            return Window(0, 0, 0, 0)
        top, left = int(runs.row[mine].min()), int(runs.start[mine].min())
        bottom, right = int(runs.row[mine].max()) + 1, int(runs.stop[mine].max())
        return Window(top, left, bottom - top, right - left)

    def weights(self, row: int, window: Window) -> tuple[Window, Floats]:
        """Return the m² of each cell that lie in one place, and the window of these cells."""
        part, runs = self.bounds(row).meet(window), self.cells.runs
        steps = np.zeros((part.rows, part.columns + 1))
        line = runs.row - part.row
        mine = (runs.unit == row) & (line >= 0) & (line < part.rows)
        for column, sign in ((runs.start, 1.0), (runs.stop, -1.0)):
            at = np.clip(column[mine] - part.column, 0, part.columns)
            np.add.at(steps, (line[mine], at), sign)
        return part, np.cumsum(steps, axis=1)[:, :-1] * self.grid.cell_area
