"""Which cells the areas cover, exactly, and where they overlap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from contado.errors import BadInput, Problem
from contado.survey import SquareCells, covered, summed
from contado.terms import Text
from contado.tiles import Window
from contado.units import format_number
from contado.values import Floats

if TYPE_CHECKING:
    from contado.survey import Geometry
    from contado.tiles import Grid

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Covering:
    """The cells that areas cover: one entry a cell and area, ``m`` of them.

    Parameters
    ----------
    window
        The smallest window that holds them all.
    area, cell
        Row of the area, and number of the cell within ``window``, row by row.
    share
        Covered share of the cell.
    cells
        The numbers of the cells, each once, ascending; ``c`` of them.
    at
        Position of each entry in ``cells``.
    """

    window: Window
    area: Ints
    cell: Ints
    share: Floats
    cells: Ints
    at: Ints

    @classmethod
    def of(cls, geometry: Geometry, grid: Grid) -> Covering:
        """Return the cells of a grid that polygons cover; nothing where they lie beside it."""
        covers = list(covered(geometry, cells_of(grid)))
        area, row, column, share = (
            np.concatenate([np.asarray(getattr(cover, name)) for cover in covers] or [np.zeros(0)])
            for name in ("place", "row", "column", "share")
        )
        window = _around(row, column)
        cell = (row.astype(np.int64) - window.row) * window.columns + column - window.column
        cells, at = np.unique(cell.astype(np.int64), return_inverse=True)
        return cls(
            window, area.astype(np.int64), cell.astype(np.int64), share, cells, at.astype(np.int64)
        )

    def __len__(self) -> int:
        return len(self.cell)

    def spread(self, shares: Floats) -> Floats:
        """Return the share of each cell that each kind of ground takes.

        Parameters
        ----------
        shares
            Share of each area by kind, shape ``(areas, k)``.

        Returns
        -------
        shares
            Shape ``(c, k)``.
        """
        size = len(self.cells)
        columns = [summed(self.at, self.share * shares[self.area, k], size)
                   for k in range(shares.shape[1])]  # fmt: skip
        return np.stack(columns, axis=1) if columns else np.zeros((size, 0))


def cells_of(grid: Grid) -> SquareCells:
    """Return the cells of a grid as the exact coverage takes them."""
    return SquareCells(grid.left, grid.top, grid.cell, grid.rows, grid.columns)


def _around(row: npt.NDArray[np.generic], column: npt.NDArray[np.generic]) -> Window:
    if not len(row):
        return Window(0, 0, 0, 0)
    top, left = int(row.min()), int(column.min())
    return Window(top, left, int(row.max()) - top + 1, int(column.max()) - left + 1)


def apart(
    geometry: Geometry, ids: Sequence[str], sliver: float
) -> tuple[Geometry, tuple[Problem, ...]]:
    """Return areas that do not overlap, and what was cut; refuse those that really overlap.

    Parameters
    ----------
    geometry, ids
        The areas, in order.
    sliver
        Share of the smaller of two areas up to which an overlap is a slip of drawing: it is taken
        from the earlier one.

    Raises
    ------
    BadInput
        ``scenarios.overlap``, one problem a pair.

    Examples
    --------
    >>> import shapely
    >>> two = np.array([shapely.box(0, 0, 100, 10), shapely.box(99.99, 0, 200, 10)])
    >>> cut, notices = apart(two, ["a", "b"], 0.001)
    >>> shapely.area(cut).round(2).tolist(), [notice.code for notice in notices]
    ([999.9, 1000.1], ['scenarios.slivers'])
    """
    import shapely

    first, second = _pairs(geometry)
    common = shapely.area(shapely.intersection(geometry[first], geometry[second]))
    smaller = np.minimum(shapely.area(geometry[first]), shapely.area(geometry[second]))
    real = common > sliver * smaller
    if real.any():
        pairs = (first[real], second[real], common[real])
        raise BadInput(_overlaps(ids, *pairs))
    cut = geometry.copy()
    for one, other in zip(first[common > 0], second[common > 0], strict=True):
        cut[one] = shapely.difference(cut[one], geometry[other])
    total = float(common.sum())
    notice = Problem("scenarios.slivers", "", {"area": _square_metres(total)})
    return cut, (notice,) if total > 0 else ()


def _pairs(geometry: Geometry) -> tuple[Ints, Ints]:
    import shapely

    one, other = shapely.STRtree(geometry).query(geometry, predicate="intersects")
    earlier = one < other
    return one[earlier].astype(np.int64), other[earlier].astype(np.int64)


def _overlaps(ids: Sequence[str], first: Ints, second: Ints, common: Floats) -> Iterator[Problem]:
    for one, other, area in zip(first, second, common, strict=True):
        values = {"first": ids[one], "second": ids[other], "area": _square_metres(float(area))}
        yield Problem("scenarios.overlap", ids[one], values)


def _square_metres(area: float) -> Text:
    decimals = 0 if area >= 1 else 3
    return Text.by_language(lambda each: format_number(area, "m2", each, decimals=decimals))
