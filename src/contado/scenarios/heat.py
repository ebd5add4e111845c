"""The cooling model before and after works: only what they can reach is computed again.

The filters are linear: where cells change, the park effect changes by the filter of the change,
and the air by the filter of the change of the unmixed temperature. So no more is read than the
changed cells and what the filters reach from them, and the result is that of a full run but for
the rounding of single precision.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from contado.heat.cooling import Biophysical, CellStages, GreenAround, Surroundings
from contado.scenarios.ground import NOTHING
from contado.survey import product
from contado.values import Floats

if TYPE_CHECKING:
    from contado.heat.cooling import CoolingSettings, Singles
    from contado.scenarios.factors import Factors
    from contado.scenarios.ground import GroundCells
    from contado.tiles import Flags, Grid, Window

Ints = npt.NDArray[np.int64]


def capacities(heat: Floats, settings: CoolingSettings) -> Floats:
    """Return the cooling capacity of shade, albedo and crop coefficient.

    Parameters
    ----------
    heat
        Shape ``(…, 3, k)``: shade, albedo, crop coefficient. Reference evapotranspiration is
        taken as uniform, so that its index is the crop coefficient.
    settings
        Whose weights count.

    Returns
    -------
    capacities
        Shape ``(…, k)``.
    """
    shade, albedo, crop = (heat[..., row, :] for row in range(3))
    by = settings.weights.normalised()
    counted = by.shade * shade + by.albedo * albedo + by.evapotranspiration * crop
    return np.asarray(counted, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class HeatWorks:
    """Cells that works change, ``n`` of them, and what each becomes.

    Parameters
    ----------
    window
        That holds them all, in the base's cells.
    cells
        Number of each within the window, row by row, ascending.
    shares
        Share of each that each of ``k`` kinds of ground takes, shape ``(n, k)``.
    green
        Whether each kind is green area, shape ``(k,)``.
    """

    window: Window
    cells: Ints
    shares: Floats
    green: Floats

    @property
    def kept(self) -> Floats:
        """Share of each cell that stays as it was."""
        return np.asarray(np.clip(1 - self.shares.sum(axis=1), 0.0, 1.0))


class HeatBase:
    """The cooling model of the ground as it is, kept while scenarios are compared.

    Parameters
    ----------
    ground
        The cells.
    factors
        What the classes do; the middle of their bounds holds.
    settings
        Numbers of the model.
    """

    def __init__(self, ground: GroundCells, factors: Factors, settings: CoolingSettings) -> None:
        self.grid: Grid = ground.grid
        self.settings = settings
        shade, albedo, crop = factors.heat.mean(axis=0)
        cover = Biophysical.of(
            range(len(factors)),
            factors.green >= _HALF,
            shade=shade,
            albedo=albedo,
            kc=crop,
        )
        self.stages = CellStages(cover, settings, NOTHING)
        self.capacity, flagged = self.stages.capacity(ground.classes)
        self.green: Flags = flagged == 1
        self.valid: Flags = np.isfinite(self.capacity)
        self.around = Surroundings(self.valid, self.valid, self.grid, settings)

    @cached_property
    def park(self) -> Singles:
        """Park effect of each cell."""
        greened = np.where(self.green, self.capacity, np.float32(0))
        return np.asarray(self.around.parks.mean(greened), dtype=np.float32)

    @cached_property
    def _mitigated(self) -> tuple[Singles, Singles]:
        around = self.around.green(self.green)
        return self.stages.mitigation(self.capacity, self.park, around)

    @property
    def mitigation(self) -> Singles:
        """Heat mitigation of each cell."""
        return self._mitigated[0]

    @property
    def unmixed(self) -> Singles:
        """Air temperature before the air mixes, °C."""
        return self._mitigated[1]

    @cached_property
    def air(self) -> Singles:
        """Air temperature, °C."""
        return self.around.mixed.mean(self.unmixed)

    @property
    def reach(self) -> int:
        """How far works are felt, in cells."""
        return self.around.parks.kernel.reach + self.around.mixed.kernel.reach


@dataclass(frozen=True, slots=True)
class HeatAfter:
    """The model after works, where they are felt; shape of its window each.

    Parameters
    ----------
    near
        Where capacity and mitigation may change.
    capacity, mitigation
        Shape of ``near``.
    window
        Where the air may change.
    air
        °C, shape of ``window``.
    """

    near: Window
    capacity: Singles
    mitigation: Singles
    window: Window
    air: Singles


class HeatChange:
    """What works change in the cooling model.

    Parameters
    ----------
    base
        The ground as it is.
    works
        The cells that change. Cells without data stay without.
    green_share
        Green share from which a cell counts as green area.
    """

    def __init__(self, base: HeatBase, works: HeatWorks, green_share: float) -> None:
        self.base = base
        self.works = _with_data(works, base)
        own = self.works.window.slices
        cells = self.works.cells
        before = base.capacity[own].reshape(-1)[cells].astype(np.float64)
        was_green = base.green[own].reshape(-1)[cells]
        share = self.works.kept * was_green + product(self.works.shares, works.green)
        self.is_green: Flags = np.asarray(share >= green_share - _ROUNDING)
        self.left: Floats = self.works.kept * before
        self._greened_before: Floats = np.where(was_green, before, 0.0)
        reach = base.around.parks.kernel.reach
        self.near: Window = self.works.window.grown(reach).within(base.grid.shape)

    def park(self, capacity: Floats) -> Singles:
        """Return the park effect near the works after them.

        Parameters
        ----------
        capacity
            Cooling capacity of each kind of ground, shape ``(k,)``.
        """
        greened = np.where(self.is_green, self._capacity(capacity), 0.0)
        change, _ = self._filtered(greened - self._greened_before)
        return np.asarray(self.base.park[self.near.slices] + change)

    @cached_property
    def around(self) -> GreenAround:
        """How much green is near the works after them."""
        from contado.tiles import disc_count

        base = self.base.around
        seen = self.near.grown(base.radius).within(self.base.grid.shape)
        flags = self.base.green[seen.slices].copy()
        patch = flags[self.works.window.inside(seen)]
        rows, columns = np.divmod(self.works.cells, self.works.window.columns)
        patch[rows, columns] = self.is_green
        inner = moved(self.near, seen)
        counts = disc_count(flags, base.radius, inner)
        known = base.known_around[self.near.slices]
        return GreenAround(counts, known, base.disc, self.base.grid.cell_area)

    def at(self, capacity: Floats) -> HeatAfter:
        """Return the model after the works.

        Parameters
        ----------
        capacity
            Cooling capacity of each kind of ground, shape ``(k,)``.
        """
        base, near = self.base, self.near
        cells = base.capacity[near.slices].copy()
        own = cells[self.works.window.inside(near)]
        rows, columns = np.divmod(self.works.cells, self.works.window.columns)
        own[rows, columns] = self._capacity(capacity)
        mitigation, unmixed = base.stages.mitigation(cells, self.park(capacity), self.around)
        difference = np.nan_to_num(unmixed - base.unmixed[near.slices])
        change, window = base.around.mixed.change(difference, near)
        return HeatAfter(near, cells, mitigation, window, base.air[window.slices] + change)

    def linear_capacity(self) -> tuple[Floats, Floats]:
        """Return the capacity near the works as ``fixed + by @ capacities``, a row a cell."""
        near = self.near
        fixed = np.nan_to_num(self.base.capacity[near.slices]).astype(np.float64)
        by = np.zeros((*near.shape, self.works.shares.shape[1]))
        own = self.works.window.inside(near)
        rows, columns = np.divmod(self.works.cells, self.works.window.columns)
        fixed[own][rows, columns] = self.left
        by[own][rows, columns] = self.works.shares
        return fixed.reshape(-1), by.reshape(near.cells, -1)

    def linear_park(self) -> tuple[Floats, Floats]:
        """Return the park effect near the works as ``fixed + by @ capacities``, a row a cell."""
        green = self.is_green.astype(np.float64)
        change, _ = self._filtered(green * self.left - self._greened_before)
        fixed = np.nan_to_num(self.base.park[self.near.slices] + change).astype(np.float64)
        by = [self._filtered(green * share)[0].reshape(-1) for share in self.works.shares.T]
        columns = np.stack(by, axis=1) if by else np.zeros((self.near.cells, 0))
        return fixed.reshape(-1), np.nan_to_num(columns).astype(np.float64)

    def _capacity(self, capacity: Floats) -> Floats:
        return self.left + product(self.works.shares, capacity)

    def _filtered(self, values: Floats) -> tuple[Singles, Window]:
        """Return the park filter of values of the changed cells, near the works."""
        field = np.zeros(self.works.window.shape, dtype=np.float32)
        field.reshape(-1)[self.works.cells] = values
        return self.base.around.parks.change(field, self.works.window)


_HALF = 0.5
_ROUNDING = 1e-9


def moved(window: Window, outer: Window) -> Window:
    """Return a window in the cells of another that holds it."""
    from contado.tiles import Window as Cells

    return Cells(window.row - outer.row, window.column - outer.column, window.rows, window.columns)


def _with_data(works: HeatWorks, base: HeatBase) -> HeatWorks:
    """Leave out the cells without data."""
    known = base.valid[works.window.slices].reshape(-1)[works.cells]
    if known.all():
        return works
    return HeatWorks(works.window, works.cells[known], works.shares[known], works.green)
