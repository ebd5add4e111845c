"""Filters that reach far, on a coarser grid of nodes, with a bound on what that changes.

Each cell shares its value among the four nodes around it, in the proportions of bilinear
interpolation; the nodes are filtered by the same kernel; a cell takes its mean from the four nodes
around it, in the same proportions. That is the mean by a kernel ``K'`` that differs little from
``K``. With ``δ`` the greatest sum of ``|K' - K|`` around any cell, ``W'`` the least weight that
``K'`` finds on valid cells and ``R`` the range of the field, no mean changes by more than
``δ R / W'``: the weights of two means differ by ``2 δ / W'`` at most in sum, and the field from its
middle by ``R / 2``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from contado.tiles.grid import Window
from contado.tiles.kernels import Kernel, Singles
from contado.tiles.threads import in_threads
from contado.values import Floats

FACTORS = (8, 6, 5, 4, 3, 2)
"""How many cells apart nodes may lie, the coarsest first."""

_STEEP = 16  # a kernel changes much from node to node where they are fewer to its distance
_NEARLY = 0.7

_LEAST_SHARE = 0.25
"""Share of the kernel's weight that is reckoned with before it is known: that of a right corner."""


@dataclass(frozen=True, slots=True)
class Nodes:
    """Nodes at the centres of blocks of ``factor`` cells, and one block beyond on each side.

    Parameters
    ----------
    factor
        Cells a side of a block.
    cells
        Rows and columns of the grid of cells.

    Examples
    --------
    >>> Nodes(4, (10, 8)).shape
    (5, 4)
    """

    factor: int
    cells: tuple[int, int]

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of nodes."""
        rows, columns = (-(-side // self.factor) + 2 for side in self.cells)
        return rows, columns

    def cells_around(self, nodes: Window) -> Window:
        """Return the cells that share their value with nodes of a window."""
        q = self.factor
        row, column = (nodes.row - 2) * q, (nodes.column - 2) * q
        shape = (nodes.rows + 2) * q, (nodes.columns + 2) * q
        return Window(row, column, *shape).within(self.cells)

    def nodes_around(self, cells: Window) -> Window:
        """Return the nodes that cells of a window take their mean from."""
        q = self.factor
        row, column = cells.row // q, cells.column // q
        after, beyond = (cells.row + cells.rows - 1) // q, (cells.column + cells.columns - 1) // q
        return Window(row, column, after - row + 3, beyond - column + 3).within(self.shape)

    def gathered(
        self, field: Singles, seen: Window, nodes: Window, middle: np.float32
    ) -> tuple[Singles, Singles]:
        """Return what the valid cells share with each node: value less the middle, and weight.

        Parameters
        ----------
        field
            NaN where not valid; shape of ``seen``.
        seen
            `cells_around` of ``nodes``.
        nodes
            Which nodes; sums are the same to the last bit however nodes are cut into windows.
        middle
            Of the field's range.
        """
        from contado.tiles.coarse_kernels import gather

        values, weights = np.zeros((2, *nodes.shape), dtype=np.float64)
        corner = np.array([seen.row, seen.column, nodes.row, nodes.column])
        gather(field, self.factor, corner, middle, values, weights)
        return values.astype(np.float32), weights.astype(np.float32)

    def means(
        self, sums: tuple[Singles, Singles], seen: Window, field: Singles, cells: Window
    ) -> tuple[Singles, float]:
        """Return the means of cells less the middle, NaN where not valid, and the least weight.

        Parameters
        ----------
        sums
            Filtered values and weights of the nodes of ``seen``.
        seen
            `nodes_around` of ``cells``.
        field
            NaN where not valid; shape of ``cells``.
        cells
            Which cells.
        """
        from contado.tiles.coarse_kernels import interpolate

        means = np.empty(cells.shape, dtype=np.float32)
        corner = np.array([cells.row, cells.column, seen.row, seen.column])
        return means, float(interpolate(field, self.factor, corner, *sums, means))


def factor_for(kernel: Kernel, extent: float, tolerance: float) -> int:
    """Return how many cells apart nodes may lie for means to change by ``tolerance`` at most.

    Parameters
    ----------
    kernel
        Of cells.
    extent
        Range of the field.
    tolerance
        In the unit of the field.

    Returns
    -------
    factor
        1 where no coarser grid is good enough. The least weight is not known yet: what the bound
        comes to is worked out again from the means, by `bound_of`.
    """
    for factor in FACTORS:
        if factor * _STEEP > kernel.distance:
            continue
        # a smaller kernel by nodes that lie closer is off by nearly the same share
        small = Kernel(kernel.decay, 2 * kernel.distance // factor, 2 * kernel.reach // factor)
        if _NEARLY * bound_of(small, 2, extent, _LEAST_SHARE * small.mass) > tolerance:
            continue
        if bound_of(kernel, factor, extent, _LEAST_SHARE * kernel.mass) <= tolerance:
            return factor
    return 1


def bound_of(kernel: Kernel, factor: int, extent: float, least: float) -> float:
    """Return the most that a mean may change by, in the unit of the field.

    Parameters
    ----------
    kernel
        Of cells.
    factor
        How many cells apart the nodes lie.
    extent
        Range of the field.
    least
        Least weight that the coarser filter found around a valid cell.
    """
    return deviation(kernel, factor) * extent / least


@lru_cache(maxsize=64)
def deviation(kernel: Kernel, factor: int) -> float:
    """Return the greatest sum, around any cell, of what the kernel by nodes is off by.

    It is found by going through every pair of cells: by symmetry, those around the cells of an
    eighth of a block.
    """
    from contado.tiles.coarse_kernels import off

    half = -(-factor // 2)
    by_node = Kernel(kernel.decay, kernel.distance, kernel.reach, factor).quarter()
    padded = np.pad(by_node, (0, 5))
    edge = kernel.reach + 2 * factor
    shares = [_shares(place, edge, factor) for place in range(half)]
    near = np.stack([near for near, _ in shares])
    by = np.stack([by for _, by in shares])
    columns = np.arange(edge + 1, dtype=np.float64) ** 2

    def of_row(row: int) -> Floats:
        sums: Floats = off(row, kernel.weight(row * row + columns), padded, near, by)
        return sums

    return float(np.sum(in_threads(of_row, range(edge + 1)), axis=0).max())


def _shares(place: int, edge: int, factor: int) -> tuple[npt.NDArray[np.int64], Floats]:
    """Return how cells at each offset from a place in a block meet it by way of nodes.

    Returns
    -------
    near, by
        How many nodes lie between the two, shape ``(n,)``, and the shares of one node less, as
        many and one more, shape ``(3, n)``.
    """
    own = (place - (factor - 1) / 2) / factor
    other = (place + np.arange(-edge, edge + 1) - (factor - 1) / 2) / factor
    before, behind = int(np.floor(own)), np.floor(other).astype(np.int64)
    a, b = own - before, other - behind
    by = np.stack([a * (1 - b), (1 - a) * (1 - b) + a * b, (1 - a) * b])
    return behind - before, by
