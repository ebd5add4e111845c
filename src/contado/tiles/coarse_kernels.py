"""The compiled parts of `contado.tiles.coarse`."""

from __future__ import annotations

from typing import Any

import numpy as np

from contado.compiling import njit


@njit(cache=True, nogil=True)
def _place(cell: int, factor: int) -> tuple[int, float]:
    """Return the node before a cell, and how far the cell is from it in blocks.

    Node 0 is the centre of the block before the first.
    """
    at = (cell + 0.5 * (factor + 1)) / factor
    before = int(np.floor(at))
    return before, at - before


@njit(cache=True, nogil=True)
def gather(  # noqa: PLR0917
    field: Any, factor: int, corner: Any, middle: Any, values: Any, weights: Any  # noqa: ANN401
) -> None:  # fmt: skip
    """Add what each valid cell shares with the nodes of a window.

    Cells are taken row by row: a node adds them up in the same order whatever the windows.
    """
    rows, columns = values.shape
    for i in range(field.shape[0]):
        a, down = _place(corner[0] + i, factor)
        a -= corner[2]
        for j in range(field.shape[1]):
            value = np.float64(field[i, j] - middle)
            if np.isnan(value):
                continue
            b, along = _place(corner[1] + j, factor)
            b -= corner[3]
            for k in range(2):
                if not 0 <= a + k < rows:
                    continue
                share = down if k else 1.0 - down
                for m in range(2):
                    if 0 <= b + m < columns:
                        part = share * (along if m else 1.0 - along)
                        values[a + k, b + m] += part * value
                        weights[a + k, b + m] += part


@njit(cache=True, nogil=True)
def interpolate(  # noqa: PLR0917
    field: Any, factor: int, corner: Any, values: Any, weights: Any, means: Any  # noqa: ANN401
) -> float:  # fmt: skip
    """Fill the mean of each valid cell from the sums of its nodes; return the least weight."""
    least = np.inf
    for i in range(field.shape[0]):
        a, down = _place(corner[0] + i, factor)
        a -= corner[2]
        for j in range(field.shape[1]):
            if np.isnan(field[i, j]):
                means[i, j] = np.nan
                continue
            b, along = _place(corner[1] + j, factor)
            b -= corner[3]
            value, weight = 0.0, 0.0
            for k in range(2):
                for m in range(2):
                    part = (down if k else 1.0 - down) * (along if m else 1.0 - along)
                    value += part * values[a + k, b + m]
                    weight += part * weights[a + k, b + m]
            least = min(least, weight)
            means[i, j] = value / weight
    return least


@njit(cache=True, nogil=True)
def off(row: int, exact: Any, by_node: Any, near: Any, by: Any) -> Any:  # noqa: ANN401
    """Return what the kernel by nodes is off by in the rows at a distance, above and below.

    ``exact`` is the kernel along the row, ``by_node`` a quarter of it at the nodes; ``near`` and
    ``by`` are, for each place in a block, how cells at each offset meet it by way of nodes.
    """
    half, size = near.shape
    edge = size // 2
    worst = np.zeros((half, half))
    nodes = np.empty(by_node.shape[1])
    for side in range(-row, row + 1, max(2 * row, 1)):
        for down in range(half):
            nodes[:] = 0.0
            for k in range(3):
                nodes += by[down, k, side + edge] * by_node[abs(near[down, side + edge] + k - 1)]
            for along in range(down, half):
                total = 0.0
                for j in range(size):
                    node = near[along, j]
                    taken = by[along, 0, j] * nodes[abs(node - 1)]
                    taken += by[along, 1, j] * nodes[abs(node)]
                    taken += by[along, 2, j] * nodes[abs(node + 1)]
                    total += abs(taken - exact[abs(j - edge)])
                worst[down, along] += total
    return worst
