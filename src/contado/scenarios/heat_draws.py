"""Many draws of the cooling model at once, without a map for each.

The park effect is linear in the capacities of the kinds of ground: one filter a kind serves every
draw. Air mixing is linear too: the mean change of the air in a place is the change of the unmixed
temperature, weighted by the filter of the place's own weights. Mitigation takes the larger of two
linear values; where the bounds already tell which, the cell is linear as well and goes into one
sum a place. Only the few cells that they leave open are looked at in every draw.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from contado.heat.cooling import is_park
from contado.tiles import spread
from contado.values import Floats

if TYPE_CHECKING:
    from contado.scenarios.heat import HeatChange
    from contado.scenarios.places import PlaceSums
    from contado.tiles import Window

_CHUNK = 1 << 24  # values of open cells held at a time


@dataclass(frozen=True, slots=True)
class _Linear:
    """Values that are linear in the capacities: ``fixed + by @ capacities``, a row a cell."""

    fixed: Floats
    by: Floats

    def at(self, capacities: Floats) -> Floats:
        return np.asarray(self.fixed[:, None] + self.by @ capacities.T)


class HeatDraws:
    """Draws of what works change in the cooling model.

    Parameters
    ----------
    change
        The works.
    low, high
        Bounds of the capacity of each kind of ground, shape ``(k,)``.
    """

    def __init__(self, change: HeatChange, low: Floats, high: Floats) -> None:
        self.change = change
        self.low = low
        self.high = high

    def sums(self, places: PlaceSums, drawn: Floats) -> dict[str, Floats]:
        """Return the changes of capacity, mitigation and air in places, times m².

        Parameters
        ----------
        drawn
            Capacities, shape ``(d, k)``.

        Returns
        -------
        dict
            Arrays of shape ``(d, p)`` by quantity.
        """
        of_places = [self._of_place(places, row, drawn) for row in range(len(places.ids))]
        stacked = np.stack(of_places, axis=2)
        return dict(zip(("capacity", "mitigation", "air"), stacked, strict=True))

    def _of_place(self, places: PlaceSums, row: int, drawn: Floats) -> Floats:
        base, near = self.change.base, self.change.near
        if not places.bounds(row).meet(self._felt).cells:
            return np.zeros((3, len(drawn)))
        plain = self._spread(*places.weights(row, near), near)
        part, weights = places.weights(row, base.grid.whole)
        mixed = self._adjoint(part, weights)
        capacity = self._linear(plain, self._capacity, drawn)
        mitigation = self._mitigation(plain, drawn)
        air = -base.settings.effect * self._mitigation(mixed, drawn)
        return np.stack([capacity, mitigation, air])

    def _spread(self, part: Window, weights: Floats, near: Window) -> Floats:
        field = np.zeros(near.shape)
        if part.cells:
            field[part.inside(near)] = weights
        return field.reshape(-1)

    def _adjoint(self, part: Window, weights: Floats) -> Floats:
        """Return what a degree at each near cell adds to the air of a place, times m²."""
        kernel, near = self.change.base.around.mixed.kernel, self.change.near
        seen = part.meet(self._felt)
        if not seen.cells:
            return np.zeros(near.cells)
        scaled = weights[seen.inside(part)] * self._inverse[seen.inside(self._felt)]
        wide = seen.grown(kernel.reach)
        common = wide.meet(near)
        field = np.zeros(near.shape)
        felt = spread(scaled.astype(np.float32), kernel)
        field[common.inside(near)] = felt[common.inside(wide)]
        return field.reshape(-1)

    @cached_property
    def _felt(self) -> Window:
        """Where the air may change."""
        base = self.change.base
        return self.change.near.grown(base.around.mixed.kernel.reach).within(base.grid.shape)

    @cached_property
    def _inverse(self) -> Floats:
        """What the mixing filter divides by where the air may change; 0 without data."""
        base, kernel = self.change.base, self.change.base.around.mixed.kernel
        wide = self._felt.grown(kernel.reach).within(base.grid.shape)
        sums = spread(base.valid[wide.slices].astype(np.float32), kernel)
        own = sums[self._felt.inside(wide.grown(kernel.reach))].astype(np.float64)
        known = base.valid[self._felt.slices]
        return np.divide(1.0, own, out=np.zeros(own.shape), where=known)

    @cached_property
    def _valid(self) -> npt.NDArray[np.bool_]:
        return np.asarray(self.change.base.valid[self.change.near.slices].reshape(-1))

    @cached_property
    def _capacity(self) -> _Linear:
        """Capacity after the works less that before, near them."""
        change = self.change
        fixed, by = change.linear_capacity()
        return _Linear(fixed - self._before(change.base.capacity), by)

    def _before(self, field: npt.NDArray[np.float32]) -> Floats:
        values = field[self.change.near.slices].reshape(-1)
        return np.where(self._valid, values, 0.0).astype(np.float64)

    @cached_property
    def _choices(self) -> tuple[_Linear, _Linear, npt.NDArray[np.int8]]:
        """The capacity, the park effect, and which of them mitigation is: 0, 1, or 2 for open."""
        change = self.change
        capacity, park = _Linear(*change.linear_capacity()), _Linear(*change.linear_park())
        ends = np.stack([self.low, self.high])
        own, parks = capacity.at(ends), park.at(ends)
        around = change.around
        large = is_park(
            around.green, around.known, around.disc, around.cell_area,
            change.base.settings.park_area,
        ).reshape(-1)  # fmt: skip
        which = np.full(len(large), 2, dtype=np.int8)
        which[parks[:, 0] >= own[:, 1]] = 1
        which[~large | (own[:, 0] >= parks[:, 1]) | ~self._valid] = 0
        return capacity, park, which

    def _linear(self, weights: Floats, values: _Linear, drawn: Floats) -> Floats:
        used = np.where(self._valid, weights, 0.0)
        return np.asarray(used @ values.fixed + drawn @ (used @ values.by))

    def _mitigation(self, weights: Floats, drawn: Floats) -> Floats:
        """Return the weighted sum of the change of mitigation, a number a draw."""
        capacity, park, which = self._choices
        used = np.where(self._valid, weights, 0.0)
        total = np.full(len(drawn), -(used @ self._before(self.change.base.mitigation)))
        for kind, values in ((0, capacity), (1, park)):
            mine = np.where(which == kind, used, 0.0)
            total += mine @ values.fixed + drawn @ (mine @ values.by)
        return np.asarray(total + self._open(used, drawn))

    def _open(self, used: Floats, drawn: Floats) -> Floats:
        capacity, park, which = self._choices
        cells = np.flatnonzero((which == 2) & (used != 0))  # noqa: PLR2004 - open
        own, parks = (_Linear(values.fixed[cells], values.by[cells]) for values in (capacity, park))
        step = max(1, _CHUNK // max(len(cells), 1))
        parts = [
            used[cells] @ np.maximum(own.at(some), parks.at(some))
            for some in np.split(drawn, range(step, len(drawn), step))
        ]
        return np.concatenate(parts)
