"""The compiled parts of `contado.tiles.units`."""

from __future__ import annotations

from typing import Any

import numpy as np

from contado.compiling import njit


@njit(cache=True, nogil=True, fastmath={"reassoc"})
def _sum(values: Any) -> tuple[int, float]:  # noqa: ANN401
    """Return how many values are not NaN, and their sum."""
    count, total = 0, 0.0
    for j in range(values.shape[0]):
        value = np.float64(values[j])
        known = value == value  # noqa: PLR0124 - NaN differs from itself
        count += known
        total += value if known else 0.0
    return count, total


@njit(cache=True, nogil=True)
def add_runs(  # noqa: PLR0917 - columns of one table
    values: Any, corner: Any, groups: Any, offsets: Any,  # noqa: ANN401
    row: Any, start: Any, stop: Any, count: Any, total: Any,  # noqa: ANN401
) -> None:  # fmt: skip
    """Count and add the values of each group's runs, as far as they lie in the window."""
    rows, columns = values.shape
    for place in range(groups.shape[0]):
        for run in range(offsets[groups[place]], offsets[groups[place] + 1]):
            i = row[run] - corner[0]
            first = max(start[run] - corner[1], 0)
            last = min(stop[run] - corner[1], columns)
            if 0 <= i < rows and first < last:
                cells, added = _sum(values[i, first:last])
                count[place] += cells
                total[place] += added


@njit(cache=True, nogil=True)
def paint_runs(  # noqa: PLR0917 - columns of one table
    labels: Any, corner: Any, order: Any, unit: Any, row: Any, start: Any, stop: Any,  # noqa: ANN401
) -> None:  # fmt: skip
    """Write each run's unit into the cells of a window, in the order given."""
    rows, columns = labels.shape
    for run in order:
        i = row[run] - corner[0]
        if 0 <= i < rows:
            first = max(start[run] - corner[1], 0)
            last = min(stop[run] - corner[1], columns)
            labels[i, first:last] = unit[run]
