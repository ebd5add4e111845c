"""The cooling model of the ground as it is around the places of a tile, in double precision.

Tiles begin at multiples of their side, so that a place is judged on the same one whether it is
measured alone or with others.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from contado.heat.cooling import is_park
from contado.scenarios.ground import NOTHING, CoverLegend, open_cover, read_ground
from contado.scenarios.heat import capacities
from contado.tiles import (
    BLOCK,
    Window,
    disc_count,
    half_widths,
    quick_side,
    transformed,
    weighted_sums,
)
from contado.values import Floats

if TYPE_CHECKING:
    from contado.heat.cooling import CoolingSettings
    from contado.scenarios.factors import Factors
    from contado.scenarios.ground import Rows
    from contado.territory import Territory
    from contado.tiles import Flags, Grid, Kernel

_SLACK = 32
"""Cells by which a place may reach beyond the tile that holds its middle."""

_KEPT = 6


@dataclass(frozen=True, slots=True)
class TileGround:
    """The land cover that tiles are cut from.

    Parameters
    ----------
    grid, factors
        Its cells, and what its classes do.
    read
        Gives the row of the class of each cell of a window of it, `NOTHING` without data.
    """

    grid: Grid
    factors: Factors
    read: Callable[[Window], Rows]

    @classmethod
    def of(cls, territory: Territory, legend: CoverLegend) -> TileGround:
        """Return the land cover of a territory.

        Raises
        ------
        BadInput
            ``scenarios.no_layer``.
        """
        with open_cover(territory) as (_, grid):
            pass

        def read(window: Window) -> Rows:
            with open_cover(territory) as (raster, _):
                return read_ground(raster, legend, window).classes

        return cls(grid, legend.factors, read)

    def fields(self, seen: Window, settings: CoolingSettings) -> tuple[Flags, Flags, Floats]:
        """Return where there are data, which cells are green, and the cooling capacity.

        Parameters
        ----------
        seen
            A window that may reach beyond the land cover.
        """
        classes = np.full(seen.shape, NOTHING, dtype=np.uint8)
        part = seen.within(self.grid.shape)
        if part.cells:
            classes[part.inside(seen)] = self.read(part)
        green = np.zeros(NOTHING + 1, dtype=np.bool_)
        green[: len(self.factors)] = self.factors.green >= _HALF
        capacity = np.zeros(NOTHING + 1)
        capacity[: len(self.factors)] = capacities(self.factors.heat.mean(axis=0), settings)
        return classes != NOTHING, green[classes], capacity[classes]


@dataclass(frozen=True, slots=True)
class TilePlan:
    """Which cells are modelled for the places of a tile.

    Parameters
    ----------
    core
        Where places lie, in the cells of the land cover; it may reach beyond them.
    parks, mixed
        The filters.
    """

    core: Window
    parks: Kernel
    mixed: Kernel

    @property
    def near(self) -> Window:
        """Where works in the core change the park effect."""
        return self.core.grown(self.parks.reach)

    @property
    def felt(self) -> Window:
        """Whose temperature mixes into the air of the core, and what is near."""
        return _quick(self.core.grown(max(self.parks.reach, self.mixed.reach)))

    @property
    def seen(self) -> Window:
        """What the park effect there depends on."""
        return _quick(self.felt.grown(self.parks.reach))


@dataclass(frozen=True)
class CoolingTile:
    """Maps around the places of a tile, in the cells of the land cover.

    Parameters
    ----------
    plan, grid, settings
        Which cells, of which land cover, by which numbers.
    valid, green
        Whether each cell near the core has data, and is green.
    capacity, park
        Cooling capacity and park effect near the core; 0 without data.
    park_share
        What the filter of the parks divides by, near the core; 0 without data.
    green_around, known_around
        Green cells, and cells with data, within the cooling distance, near the core.
    mitigation, air
        Heat mitigation, and air temperature in °C, in the core; NaN without data.
    air_share
        What the mixing of the air divides by, in the core; 0 without data.
    """

    plan: TilePlan
    grid: Grid
    settings: CoolingSettings
    valid: npt.NDArray[np.bool_]
    green: npt.NDArray[np.bool_]
    capacity: Floats
    park: Floats
    park_share: Floats
    green_around: npt.NDArray[np.uint32]
    known_around: npt.NDArray[np.uint32]
    mitigation: Floats
    air: Floats
    air_share: Floats

    @cached_property
    def excess(self) -> npt.NDArray[np.float32]:
        """Park effect less capacity, near the core; `_NO_PARK` where it does not count."""
        large = is_park(
            self.green_around, self.known_around,
            disc_of(self.grid.cells_of(self.settings.cooling_distance)),
            self.grid.cell_area, self.settings.park_area,
        )  # fmt: skip
        excess = np.where(large & self.valid, self.park - self.capacity, _NO_PARK)
        return excess.astype(np.float32)

    @classmethod
    def of(cls, ground: TileGround, settings: CoolingSettings, core: Window) -> CoolingTile:
        """Model the ground as it is; classes are at the middle of their bounds.

        Parameters
        ----------
        ground
            What the land cover is.
        core
            Where places lie; see `core_of`.
        """
        grid = ground.grid
        plan = TilePlan(core, settings.parks(grid), settings.mixed(grid))
        valid, green, capacity = ground.fields(plan.seen, settings)
        felt, radius = plan.felt.inside(plan.seen), grid.cells_of(settings.cooling_distance)
        greens, knowns = (disc_count(flags, radius, Window.at(felt)) for flags in (green, valid))
        parks = _DecayMean(valid, plan.parks)
        park = parks.of(np.where(green, capacity, 0.0))[felt]
        valid, green, capacity = valid[felt], green[felt], capacity[felt]
        large = is_park(greens, knowns, disc_of(radius), grid.cell_area, settings.park_area)
        mitigation = np.where(large & (park > capacity), park, capacity)
        unmixed = settings.reference + (1 - mitigation) * settings.effect
        mixed = _DecayMean(valid, plan.mixed)
        air = mixed.of(np.where(valid, unmixed, 0.0))
        near, inner = plan.near.inside(plan.felt), plan.core.inside(plan.felt)
        nothing = ~valid[inner]
        return cls(
            plan, grid, settings,
            valid[near], green[near], capacity[near], park[near],
            parks.share[felt][near], greens[near], knowns[near],
            np.where(nothing, np.nan, mitigation[inner]), np.where(nothing, np.nan, air[inner]),
            mixed.share[inner],
        )  # fmt: skip


class KeptTiles:
    """The tiles asked for last, by their core."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Window, CoolingTile] = OrderedDict()
        self._changing = Lock()

    def get(self, core: Window, make: Callable[[Window], CoolingTile]) -> CoolingTile:
        """Return a tile, made where it is not kept."""
        with self._changing:
            tile = self._kept.get(core)
        tile = make(core) if tile is None else tile
        with self._changing:
            self._kept[core] = tile
            self._kept.move_to_end(core)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return tile


def core_of(bounds: Window) -> Window:
    """Return the core of the tile that a place is judged on.

    Parameters
    ----------
    bounds
        The cells that the place touches.

    Examples
    --------
    >>> core_of(Window(250, 300, 20, 4)), core_of(Window(0, 0, 500, 9))
    (Window(row=224, column=224, rows=320, columns=320), Window(row=0, column=0, rows=500, columns=9))
    """  # noqa: E501
    row, column = (
        (first + size // 2) // BLOCK * BLOCK
        for first, size in ((bounds.row, bounds.rows), (bounds.column, bounds.columns))
    )
    core = Window(row, column, BLOCK, BLOCK).grown(_SLACK)
    return core if core.meet(bounds) == bounds else bounds


def disc_of(radius: int) -> int:
    """Return how many cells a disc holds.

    Examples
    --------
    >>> disc_of(1)
    5
    """
    return int((2 * half_widths(radius) + 1).sum())


class _DecayMean:
    """The mean around each cell of a window, weighted by distance, over the cells with data.

    Attributes
    ----------
    share
        What the weights are multiplied by to add up to one; 0 without data.
    """

    def __init__(self, valid: npt.NDArray[np.bool_], kernel: Kernel) -> None:
        self._kernel = kernel
        self._shape = (valid.shape[0], valid.shape[1])
        self.share: Floats = np.divide(
            1.0, self._sums(valid), out=np.zeros(self._shape), where=valid
        )

    def of(self, field: Floats) -> Floats:
        """Return the mean of a field that is 0 without data."""
        return np.asarray(self._sums(field) * self.share)

    def _sums(self, field: npt.NDArray[np.generic]) -> Floats:
        return weighted_sums(transformed(field, self._shape), self._kernel, self._shape)


def _quick(window: Window) -> Window:
    """Return a window, longer by a few rows and columns, that is quick to transform."""
    return Window(window.row, window.column, quick_side(window.rows), quick_side(window.columns))


_HALF = 0.5
_NO_PARK = -1e3
