"""The compiled coverage of cells. Import it only where many places make the loading worth it."""

# Numba infers the types of its functions and calls them by position.
# ruff: noqa: ANN001, ANN202, PLR0917
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from contado.compiling import njit
from contado.survey.cells import Windows
from contado.survey.rings import Rings
from contado.values import Floats

_LEAST = 1e-12
"""A share below this is the rounding of a zero."""


@njit(cache=True, nogil=True, inline="always")
def _row_of_edge(ledger, base, left, right, height):
    """Enter one edge within one row: what each cell has on its right-hand side of the edge."""
    first, last = int(np.floor(left)), int(np.floor(right))
    if first == last:
        middle = 0.5 * (left + right)
        ledger[base + first] += height * (first + 1 - middle)
        ledger[base + first + 1] += height * (middle - first)
        return
    slope = height / (right - left)
    for column in range(first, last + 1):
        west, east = max(left, float(column)), min(right, column + 1.0)
        part, middle = slope * (east - west), 0.5 * (west + east)
        ledger[base + column] += part * (column + 1 - middle)
        ledger[base + column + 1] += part * (middle - column)


@njit(cache=True, nogil=True)
def _enter_edge(ledger, width, top, bottom, left, sign, u0, v0, u1, v1):
    """Enter one edge into the ledger of signed areas of a window."""
    if v0 == v1:
        return
    if v0 > v1:
        u0, v0, u1, v1, sign = u1, v1, u0, v0, -sign
    slope = (u1 - u0) / (v1 - v0)
    for row in range(max(top, int(np.floor(v0))), min(bottom, int(np.ceil(v1)))):
        upper, lower = max(v0, float(row)), min(v1, row + 1.0)
        start = u0 if upper == v0 else u0 + (upper - v0) * slope
        end = u1 if lower == v1 else u0 + (lower - v0) * slope
        # Rounding must not carry the edge out of its own box.
        low, high = min(u0, u1), max(u0, u1)
        start, end = min(max(start, low), high), min(max(end, low), high)
        base = (row - top) * width
        _row_of_edge(
            ledger, base, min(start, end) - left, max(start, end) - left, sign * (lower - upper)
        )


@njit(cache=True, nogil=True)
def _gather(ledger, width, window, columns, place, out, count):
    """Sum the ledger along its rows and keep the cells that are covered."""
    places, rows, cols, shares = out
    for row in range(window[0], window[2]):
        running = 0.0
        base = (row - window[0]) * width
        for offset in range(window[3] - window[1]):
            running += ledger[base + offset]
            column = window[1] + offset
            if running > _LEAST and 0 <= column < columns:
                places[count], rows[count], cols[count] = place, row, column
                shares[count] = running
                count += 1
    return count


@njit(cache=True, nogil=True)
def _cover(uv, ring_ends, ring_signs, place_rings, rows, windows, columns, out):
    count, largest = 0, 0
    for i in range(len(rows)):
        height, width = windows[i, 2] - windows[i, 0], windows[i, 3] - windows[i, 1] + 2
        largest = max(largest, height * width)
    ledger = np.zeros(largest)
    for i in range(len(rows)):
        window, place = windows[i], rows[i]
        width = window[3] - window[1] + 2
        ledger[: (window[2] - window[0]) * width] = 0.0
        for ring in range(place_rings[place], place_rings[place + 1]):
            for j in range(ring_ends[ring], ring_ends[ring + 1] - 1):
                _enter_edge(
                    ledger, width, window[0], window[2], window[1], ring_signs[ring],
                    uv[j, 0], uv[j, 1], uv[j + 1, 0], uv[j + 1, 1],
                )  # fmt: skip
        count = _gather(ledger, width, window, columns, place, out, count)
    return count


def cover(
    rings: Rings, rows: npt.NDArray[np.intp], windows: Windows, columns: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], npt.NDArray[np.int32], Floats]:
    """Return place, row, column and share of every covered cell; see `coverage.covered`."""
    room = int(((windows[:, 2] - windows[:, 0]) * (windows[:, 3] - windows[:, 1])).sum())
    out = (
        np.empty(room, dtype=np.int64),
        np.empty(room, dtype=np.int32),
        np.empty(room, dtype=np.int32),
        np.empty(room, dtype=np.float64),
    )
    count = _cover(rings.uv, rings.ends, rings.signs, rings.of_place, rows, windows, columns, out)
    return out[0][:count], out[1][:count], out[2][:count], out[3][:count]
