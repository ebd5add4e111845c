"""The compiled part of `contado.scenarios.local`: places one after another, row by row around each.

The cells of a place are taken in boxes. Near a box the weights of a filter are added cell by cell;
farther the box is its moments up to the second, and the weights are Taylor's about its middle. What
that leaves out is a ten-thousandth of the change. Weights, and what they add up to within a row,
are in single precision.
"""

from __future__ import annotations

from functools import lru_cache
from math import log
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from contado.compiling import njit

if TYPE_CHECKING:
    from contado.tiles import Kernel

_FEW = 4
"""Cells of a row that are added at once."""

_SIDE = 8
"""Cells a side of a box, a multiple of `_FEW`."""

_MIDDLE = (_SIDE - 1) / 2

_LEFT_OUT = 4e-5
"""Of the weight of a box, what the third order of Taylor may be beyond `near_of`."""

_LEAST_NEAR = 24

_MOMENTS = 6


class TileMaps(NamedTuple):
    """The maps of a `contado.scenarios.cooling_tile.CoolingTile` near its core.

    ``excess`` is the park effect less the capacity, far below 0 where there is no park around.
    """

    valid: npt.NDArray[np.bool_]
    green: npt.NDArray[np.bool_]
    capacity: npt.NDArray[np.float64]
    park: npt.NDArray[np.float64]
    excess: npt.NDArray[np.float32]
    park_share: npt.NDArray[np.float32]
    green_around: npt.NDArray[np.uint32]
    known_around: npt.NDArray[np.uint32]
    air_share: npt.NDArray[np.float64]


class KernelRows(NamedTuple):
    """A kernel: `kernel_rows`, `far_rows`, where far begins and how far it reaches."""

    near: npt.NDArray[np.float32]
    far: npt.NDArray[np.float32]
    apart: int
    reach: int


class Filters(NamedTuple):
    """The two kernels, and the widths of the disc of the green from its middle row on."""

    parks: KernelRows
    mixed: KernelRows
    disc: npt.NDArray[np.int64]


class Constants(NamedTuple):
    """What is compared and multiplied by; `rows` and `columns` of the core in the maps."""

    green_share: float
    cell_area: float
    effect: float
    disc_cells: float
    least_cells: float
    core_row: int
    core_column: int


class LotCells(NamedTuple):
    """Cells of places in the maps, and what works make of each place; see `PlaceCells`.

    ``box`` is the first row and column of each place, and how many it has of both.
    """

    box: npt.NDArray[np.int64]
    first: npt.NDArray[np.int64]
    row: npt.NDArray[np.int64]
    column: npt.NDArray[np.int64]
    share: npt.NDArray[np.float64]
    taken: npt.NDArray[np.float64]
    made: npt.NDArray[np.float64]
    green: npt.NDArray[np.float64]


class _Lot(NamedTuple):
    """The cells of one place in the smallest rectangle of whole boxes that holds them."""

    top: int
    left: int
    becomes: npt.NDArray[np.float64]
    gained: npt.NDArray[np.float32]
    turned: npt.NDArray[np.int32]
    weight: npt.NDArray[np.float64]
    felt: npt.NDArray[np.float32]
    own: npt.NDArray[np.bool_]
    gains: bool
    turns: bool


@lru_cache(maxsize=4)
def weights_of(kernel: Kernel) -> KernelRows:
    """Return a kernel as it is added."""
    return KernelRows(kernel_rows(kernel), far_rows(kernel), near_of(kernel), kernel.reach)


def near_of(kernel: Kernel) -> int:
    """Return how many cells around a box have its cells added one by one.

    The third order is ``(δ / distance)³ / 6`` of a weight that decays as ``exp(-r / distance)``.

    Examples
    --------
    >>> from contado.tiles import Kernel
    >>> near_of(Kernel.of(11)), near_of(Kernel.of(45)), near_of(Kernel.of(100))
    (54, 30, 24)
    """
    third = (_MIDDLE / kernel.distance) ** 3 / 6
    return max(_LEAST_NEAR, round(kernel.distance * log(third / _LEFT_OUT)))


def kernel_rows(kernel: Kernel) -> npt.NDArray[np.float32]:
    """Return the weights of a kernel's rows from the centre on, with zeros on both sides.

    Examples
    --------
    >>> from contado.tiles import Kernel
    >>> kernel_rows(Kernel.of(1))[0, 7:12].round(3)
    array([0.135, 0.368, 1.   , 0.368, 0.135], dtype=float32)
    """
    quarter = kernel.quarter()
    rows = np.concatenate([quarter[:, :0:-1], quarter], axis=1).astype(np.float32)
    return np.pad(rows, ((0, 0), (_FEW, _FEW)))


def far_rows(kernel: Kernel) -> npt.NDArray[np.float32]:
    """Return the weight of a kernel at half cells, and what its derivatives are made of.

    Returns
    -------
    rows
        Shape ``(reach + 1, 3, 2 reach + 2)``: the weight ``f``, ``f' / r`` and
        ``(f'' - f' / r) / r²``, at a half, one and a half… rows from the centre and at every half
        column; 0 beyond the reach.
    """
    reach, distance = kernel.reach, float(kernel.distance)
    down = np.arange(reach + 1) + 0.5
    along = np.arange(2 * reach + 2) - reach - 0.5
    squared = down[:, None] ** 2 + along**2
    weight, r = kernel.weight(squared), np.sqrt(squared)
    if kernel.decay == "exponential":
        first, second = -weight / (distance * r), (1 / distance + 1 / r) / distance / squared
    else:
        first, second = -weight / distance**2, np.full_like(weight, distance**-4)
    return np.stack([weight, first, weight * second], axis=1).astype(np.float32)


@njit(cache=True, nogil=True)
def _lot_of(maps: Any, numbers: Any, lots: Any, place: Any) -> Any:  # noqa: ANN401
    """Return the cells of a place, and what they become."""
    begin, end = lots.first[place], lots.first[place + 1]
    top, left = lots.box[place, 0], lots.box[place, 1]
    rows = -(-lots.box[place, 2] // _SIDE) * _SIDE
    columns = -(-lots.box[place, 3] // _SIDE) * _SIDE
    becomes = np.zeros((2, rows, columns))
    gained = np.zeros((2, rows, columns), np.float32)
    turned = np.zeros((rows, columns), np.int32)
    weight, felt = np.zeros((rows, columns)), np.zeros((rows, columns), np.float32)
    own = np.zeros((rows, columns), np.bool_)
    gains, turns = False, False
    for cell in range(begin, end):
        y, x = lots.row[cell], lots.column[cell]
        if not maps.valid[y, x]:
            continue
        i, j, share, before = y - top, x - left, lots.share[cell], maps.capacity[y, x]
        kept = min(max(1.0 - share * lots.taken[place], 0.0), 1.0)
        was = maps.green[y, x]
        is_green = kept * was + share * lots.green[place] >= numbers.green_share
        own[i, j] = True
        turned[i, j] = np.int32(is_green) - np.int32(was)
        weight[i, j] = share * numbers.cell_area
        felt[i, j] = weight[i, j] * maps.air_share[y - numbers.core_row, x - numbers.core_column]
        for bound in range(2):
            becomes[bound, i, j] = kept * before + share * lots.made[bound, place]
            after = becomes[bound, i, j] if is_green else 0.0
            gained[bound, i, j] = after - (before if was else 0.0)
            gains |= gained[bound, i, j] != 0
        turns |= turned[i, j] != 0
    return _Lot(top, left, becomes, gained, turned, weight, felt, own, gains, turns)


@njit(cache=True, nogil=True, fastmath={"contract"})
def _add(sums: Any, weights: Any, first: Any, by: Any) -> None:  # noqa: ANN401
    """Add four rows of weights, each begun a cell later, times four numbers."""
    a, b, c, d = by[0], by[1], by[2], by[3]
    for j in range(weights.shape[0] - 3):
        sums[first + j] += (
            a * weights[j + 3] + b * weights[j + 2] + c * weights[j + 1] + d * weights[j]
        )


@njit(cache=True, nogil=True)
def _add_near(sums: Any, rows: Any, values: Any, middle: Any, first: Any, last: Any) -> None:  # noqa: ANN401, PLR0917
    """Add the weights around each cell of a row of a box, from a column of ``sums`` to another.

    ``rows`` is the row of the kernel, ``middle`` the column of the first cell.
    """
    reach = rows.shape[0] // 2 - _FEW
    for group in range(0, _SIDE, _FEW):
        by = values[group : group + _FEW]
        if by[0] == 0 and by[1] == 0 and by[2] == 0 and by[3] == 0:
            continue
        centre = middle + group
        begin, end = max(centre - reach, first), min(centre + _FEW + reach, last)
        if begin < end:
            start = begin - centre + reach + 1
            _add(sums, rows[start : start + end - begin + 3], begin, by)


@njit(cache=True, nogil=True, fastmath={"contract"})
def _add_far(sums: Any, rows: Any, by: Any, origin: Any, first: Any, last: Any) -> None:  # noqa: ANN401, PLR0917
    """Add the weights around a box far from it, from a column of ``sums`` to another.

    ``by`` is what the three rows are multiplied by, ``origin`` the column where they begin.
    """
    half = np.float32(rows.shape[1] // 2) - np.float32(0.5)
    whole, a, b, c, d, e = by[0], by[1], by[2], by[3], by[4], by[5]
    first, last = max(first, origin), min(last, origin + rows.shape[1])
    for j in range(first, last):
        at = j - origin
        along = np.float32(at) - half
        sums[j] += (
            whole * rows[0, at]
            + (a + b * along) * rows[1, at]
            + (c + along * (d + e * along)) * rows[2, at]
        )


@njit(cache=True, nogil=True)
def _taylor(moments: Any, down: Any) -> Any:  # noqa: ANN401
    """Return what the three rows of `far_rows` are multiplied by, ``down`` rows from the middle.

    With ``R = (X, Y)`` from the middle of the box to a cell, and ``δ`` from it to a cell of the
    box: ``f(R - δ) = f - A R·δ + ½ A δ·δ + ½ B (R·δ)²``.
    """
    y, x, yy, xy, xx = moments[1], moments[2], moments[3], moments[4], moments[5]
    by = np.empty(_MOMENTS, np.float32)
    by[0], by[1], by[2] = moments[0], 0.5 * (yy + xx) - down * y, -x
    by[3], by[4], by[5] = 0.5 * down * down * yy, down * xy, 0.5 * xx
    return by


@njit(cache=True, nogil=True)
def _add_box(sums: Any, kernel: Any, values: Any, moments: Any, down: Any, middle: Any) -> None:  # noqa: ANN401, PLR0917
    """Add the weights around the cells of a box to a row of sums.

    Parameters
    ----------
    down
        Rows from the first of the box to that of the sums.
    middle
        Column of the first cell of the box, in the sums.
    """
    reach = kernel.reach
    if not -reach <= down < _SIDE + reach:
        return
    near = kernel.apart
    first, last = max(middle - near, 0), min(middle + _SIDE + near, sums.shape[0])
    if -near <= down < _SIDE + near:
        for i in range(_SIDE):
            apart = abs(down - i)
            if apart <= reach:
                _add_near(sums, kernel.near[apart], values[i], middle, first, last)
    else:
        first = last = middle
    from_middle = down - _MIDDLE
    apart = int(abs(from_middle))
    if apart <= reach:
        rows, by, origin = (
            kernel.far[apart],
            _taylor(moments, from_middle),
            middle + _SIDE // 2 - 1 - reach,
        )
        _add_far(sums, rows, by, origin, 0, first)
        _add_far(sums, rows, by, origin, last, sums.shape[0])


@njit(cache=True, nogil=True, fastmath={"contract", "reassoc", "nsz"})
def _far_change(more: Any, air: Any, excess: Any, share: Any) -> Any:  # noqa: ANN401
    """Return the change of mitigation of cells that stay as they are, weighted by the air."""
    total = np.float32(0)
    for x in range(more.shape[0]):
        gain, above = more[x] * share[x], excess[x]
        kept = max(gain, -above)
        risen = max(gain + above, np.float32(0))
        total += (kept if above > 0 else risen) * air[x]
    return total


@njit(cache=True, nogil=True)
def _mitigated(capacity: Any, park: Any, large: Any) -> Any:  # noqa: ANN401
    return park if large and park > capacity else capacity


@njit(cache=True, nogil=True)
def _near_change(maps: Any, numbers: Any, at: Any, turning: Any, becomes: Any, more: Any) -> Any:  # noqa: ANN401, PLR0917
    """Return the change of mitigation of a cell that the works change, or may be around."""
    if not maps.valid[at]:
        return 0.0
    least = numbers.least_cells * maps.known_around[at]
    green = np.int64(maps.green_around[at])
    was_large = green * numbers.disc_cells >= least
    is_large = (green + turning) * numbers.disc_cells >= least
    park = maps.park[at] + more * maps.park_share[at]
    before = _mitigated(maps.capacity[at], maps.park[at], was_large)
    return _mitigated(becomes, park, is_large) - before


@njit(cache=True, nogil=True)
def _turn(turning: Any, place: Any, disc: Any, y: Any, margin: Any) -> None:  # noqa: ANN401
    """Fill how many green cells more are around each cell of a row."""
    turning[:] = 0
    for i in range(place.turned.shape[0]):
        apart = abs(y - place.top - i)
        if apart < disc.shape[0]:
            for j in range(place.turned.shape[1]):
                if place.turned[i, j] != 0:
                    middle = margin + j
                    for x in range(middle - disc[apart], middle + disc[apart] + 1):
                        turning[x] += place.turned[i, j]


@njit(cache=True, nogil=True)
def _add_boxes(sums: Any, kernel: Any, values: Any, moments: Any, down: Any, margin: Any) -> None:  # noqa: ANN401, PLR0917
    """Add the weights around the cells of a place, ``down`` rows below its first.

    ``margin`` is how many cells of ``sums`` come before the place.
    """
    for i in range(moments.shape[0]):
        for j in range(moments.shape[1]):
            top, left = i * _SIDE, j * _SIDE
            if moments[i, j, _MOMENTS] != 0:
                box = values[top : top + _SIDE, left : left + _SIDE]
                _add_box(sums, kernel, box, moments[i, j, :_MOMENTS], down - top, margin + left)


@njit(cache=True, nogil=True)
def _fill_moments(values: Any, moments: Any) -> None:  # noqa: ANN401
    """Fill the moments of every box about its middle, and last whether it holds anything."""
    moments[:] = 0
    for i in range(values.shape[0]):
        for j in range(values.shape[1]):
            value = values[i, j]
            if value != 0:
                of = moments[i // _SIDE, j // _SIDE]
                y, x = i % _SIDE - _MIDDLE, j % _SIDE - _MIDDLE
                of[0] += value
                of[1] += value * y
                of[2] += value * x
                of[3] += value * y * y
                of[4] += value * x * y
                of[5] += value * x * x
                of[6] = 1.0


@njit(cache=True, nogil=True)
def _row_change(  # noqa: PLR0917 - one row
    maps: Any, numbers: Any, place: Any, y: Any, sums: Any, turning: Any, spans: Any, totals: Any  # noqa: ANN401
) -> None:  # fmt: skip
    """Add what changes in a row: in the cells around the place, and in those of it.

    ``spans`` are the columns of ``sums`` that the maps have, those between which cells may be
    changed otherwise than by the park effect, and how many come before the place.
    """
    left, near, beyond, right, margin = spans
    shift = place.left - margin
    rows, columns = place.own.shape
    for bound in range(2):
        for start, stop in ((left, near), (beyond, right)):
            totals[bound, 1] += _far_change(
                sums[bound, start:stop], sums[2, start:stop],
                maps.excess[y, start + shift : stop + shift],
                maps.park_share[y, start + shift : stop + shift],
            )  # fmt: skip
        for x in range(near, beyond):
            i, j, at = y - place.top, x - margin, (y, x + shift)
            own = 0 <= i < rows and 0 <= j < columns and place.own[i, j]
            becomes = place.becomes[bound, i, j] if own else maps.capacity[at]
            more = np.float64(sums[bound, x])
            change = _near_change(maps, numbers, at, turning[x], becomes, more)
            totals[bound, 1] += change * sums[2, x]
            totals[bound, 0] += place.weight[i, j] * change if own else 0.0


@njit(cache=True, nogil=True)
def _place_changes(maps: Any, filters: Any, numbers: Any, place: Any, totals: Any) -> None:  # noqa: ANN401
    rows, columns = place.own.shape
    turns, radius = place.turns, filters.disc.shape[0]
    around = filters.parks.reach if place.gains else 0
    around = max(around, radius) if turns else around
    margin = max(filters.parks.reach, radius)
    across = columns + 2 * margin
    left = max(margin - place.left, 0)
    right = min(maps.valid.shape[1] - place.left + margin, across)
    moments = np.zeros((3, rows // _SIDE, columns // _SIDE, _MOMENTS + 1))
    for bound in range(2):
        _fill_moments(place.gained[bound], moments[bound])
    _fill_moments(place.felt, moments[2])
    sums, turning = np.zeros((3, across), np.float32), np.zeros(across, np.int32)
    first, last = max(place.top - around, 0), min(place.top + rows + around, maps.valid.shape[0])
    for y in range(first, last):
        down = y - place.top
        sums[:] = 0
        for bound in range(2):
            _add_boxes(
                sums[bound], filters.parks, place.gained[bound], moments[bound], down, margin
            )
        _add_boxes(sums[2], filters.mixed, place.felt, moments[2], down, margin)
        near, beyond = margin, margin + (columns if 0 <= down < rows else 0)
        if turns:
            _turn(turning, place, filters.disc, y, margin)
            near, beyond = margin - radius, margin + columns + radius
        spans = left, max(near, left), min(beyond, right), right, margin
        _row_change(maps, numbers, place, y, sums, turning, spans, totals)


@njit(cache=True, nogil=True)
def fill_changes(  # noqa: PLR0917 - a part of the places
    maps: Any, filters: Any, numbers: Any, lots: Any, start: Any, stop: Any, changes: Any  # noqa: ANN401
) -> None:  # fmt: skip
    """Fill the changes of the places from ``start`` to ``stop``, shape ``(p, 2, 2)``."""
    for place in range(start, stop):
        totals = np.zeros((2, 2))
        _place_changes(maps, filters, numbers, _lot_of(maps, numbers, lots, place), totals)
        for bound in range(2):
            changes[place, bound, 0] = totals[bound, 0]
            changes[place, bound, 1] = -numbers.effect * totals[bound, 1]
