"""What works in a place change in the cooling model: sums over the cells that they reach.

The filters are linear: the park effect changes by the filter of what green cells gain, and the
air of a place by the change of mitigation around it, weighted by the filter of the place's own
cells. So a place needs no map of its own. Small places, by the thousand, are summed cell by cell in
compiled code; a large one, or a single one where the compiler is not loaded, by transforms.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from contado.heat.cooling import is_park
from contado.scenarios.cooling_tile import core_of, disc_of
from contado.tiles import (
    Window,
    bands,
    compiled_repays,
    disc_count,
    half_widths,
    in_threads,
    spread_doubles,
)
from contado.values import Floats

if TYPE_CHECKING:
    from contado.scenarios.cooling_tile import CoolingTile

Ints = npt.NDArray[np.int64]

_MOST_CELLS = 2500
"""Cells of a place up to which sums cell by cell are quicker than transforms."""

_MANY = 8
"""Places for which the compiled sums are worth making."""

_TOGETHER = 16  # places that a thread takes at once


@dataclass(frozen=True, slots=True)
class PlaceCells:
    """Cells of ``p`` places and what the works make of each place, every place by itself.

    Parameters
    ----------
    first
        Where the cells of each place begin, and where the last end: shape ``(p + 1,)``.
    row, column
        Of each cell, in the land cover; shape ``(c,)``.
    share
        Share of each cell that its place covers.
    taken
        Share of each place that works take; the rest stays as it was.
    made
        Cooling capacity of what the works make, times its share, at its low and its high bound;
        shape ``(2, p)``.
    green
        Share of each place that the works make green.
    """

    first: Ints
    row: Ints
    column: Ints
    share: Floats
    taken: Floats
    made: Floats
    green: Floats

    def __len__(self) -> int:
        return len(self.taken)

    def only(self, places: Ints) -> PlaceCells:
        """Return some of the places."""
        sizes = np.diff(self.first)[places]
        first = np.concatenate([[0], np.cumsum(sizes)])
        cells = np.repeat(self.first[:-1][places] - first[:-1], sizes) + np.arange(first[-1])
        return PlaceCells(
            first, self.row[cells], self.column[cells], self.share[cells],
            self.taken[places], self.made[:, places], self.green[places],
        )  # fmt: skip

    def bounds(self) -> list[Window]:
        """Return the smallest window that holds each place; none of them is empty."""
        ends = [
            reduce.reduceat(at, self.first[:-1]).tolist()
            for at in (self.row, self.column)
            for reduce in (np.minimum, np.maximum)
        ]
        return [
            Window(top, left, bottom - top + 1, right - left + 1)
            for top, bottom, left, right in zip(*ends, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class LocalSums:
    """Sums over places, times m²: of the ground as it is, and of what works change.

    Parameters
    ----------
    data
        Area with data, m², shape ``(p,)``.
    before
        Mitigation and air temperature, shape ``(2, p)``.
    changes
        At the low and at the high bound of what the works are made of, of both: shape
        ``(2, 2, p)``.
    """

    data: Floats
    before: Floats
    changes: Floats


def sums_of(
    places: PlaceCells, tile_of: Callable[[Window], CoolingTile], green_share: float
) -> LocalSums:
    """Return the sums over places, each on its tile.

    Parameters
    ----------
    tile_of
        Gives the ground as it is of the tile of a core.
    green_share
        Green share from which a cell counts as green area.
    """
    by_core: dict[Window, list[int]] = {}
    for place, bounds in enumerate(places.bounds()):
        by_core.setdefault(core_of(bounds), []).append(place)
    size = len(places)
    sums = LocalSums(np.zeros(size), np.zeros((2, size)), np.zeros((2, 2, size)))
    for core, rows in by_core.items():
        some = np.array(rows)
        part = sums_on(tile_of(core), places.only(some), green_share)
        sums.data[some] = part.data
        sums.before[:, some] = part.before
        sums.changes[..., some] = part.changes
    return sums


def sums_on(tile: CoolingTile, places: PlaceCells, green_share: float) -> LocalSums:
    """Return the sums over places that lie in a tile.

    Parameters
    ----------
    green_share
        Green share from which a cell counts as green area.
    """
    core = tile.plan.core
    at = places.row - core.row, places.column - core.column
    weight = places.share * tile.grid.cell_area
    maps = (~np.isnan(tile.air), np.nan_to_num(tile.mitigation), np.nan_to_num(tile.air))
    data, *before = (np.add.reduceat(each[at] * weight, places.first[:-1]) for each in maps)
    changes = _changes(tile, places, green_share)
    return LocalSums(data, np.stack(before), changes.transpose(1, 2, 0))


def _changes(tile: CoolingTile, places: PlaceCells, green_share: float) -> Floats:
    """Return the changes of mitigation and air, shape ``(p, 2, 2)``: place, bound, quantity."""
    sizes = np.diff(places.first)
    changed = places.taken > 0
    cell_by_cell = changed & (sizes <= _MOST_CELLS)
    count = int(cell_by_cell.sum())
    if not (compiled_repays(count * tile.valid.size) and (count >= _MANY or _is_compiled())):
        cell_by_cell[:] = False
    changes = np.zeros((len(places), 2, 2))
    for place in np.flatnonzero(changed & ~cell_by_cell):
        changes[place] = _by_transforms(tile, places.only(np.array([place])), green_share)
    some = np.flatnonzero(cell_by_cell)
    if len(some):
        changes[some] = _cell_by_cell(tile, places.only(some), green_share)
    return changes


def _is_compiled() -> bool:
    """Tell whether the compiled sums are there; to make them takes seconds, once a machine."""
    kernel = sys.modules.get("contado.scenarios.local_kernel")
    return kernel is not None and bool(kernel.fill_changes.signatures)


def _cell_by_cell(tile: CoolingTile, places: PlaceCells, green_share: float) -> Floats:
    from contado.scenarios.local_kernel import (
        Constants,
        Filters,
        LotCells,
        TileMaps,
        fill_changes,
        weights_of,
    )

    plan, settings, grid = tile.plan, tile.settings, tile.grid
    near, core = plan.near, plan.core
    radius = grid.cells_of(settings.cooling_distance)
    maps = TileMaps(
        tile.valid, tile.green, tile.capacity, tile.park, tile.excess,
        tile.park_share.astype(np.float32), tile.green_around, tile.known_around, tile.air_share,
    )  # fmt: skip
    filters = Filters(weights_of(plan.parks), weights_of(plan.mixed), half_widths(radius)[radius:])
    numbers = Constants(
        green_share - _ROUNDING, grid.cell_area, settings.effect,
        float(disc_of(radius)), settings.park_area / grid.cell_area,
        core.row - near.row, core.column - near.column,
    )  # fmt: skip
    boxes = [(one.row - near.row, one.column - near.column, *one.shape) for one in places.bounds()]
    lots = LotCells(
        np.array(boxes), places.first, places.row - near.row, places.column - near.column,
        places.share, places.taken, places.made, places.green,
    )  # fmt: skip
    changes = np.zeros((len(places), 2, 2))
    in_threads(
        lambda part: fill_changes(maps, filters, numbers, lots, part.start, part.stop, changes),
        bands(len(places), _TOGETHER),
    )
    return changes


@dataclass(frozen=True, slots=True)
class _ChangedCells:
    """One place in the cells near it, and what its own cells become."""

    at: tuple[Ints, Ints]
    kept: Floats
    capacity: Floats
    was_green: npt.NDArray[np.bool_]
    is_green: npt.NDArray[np.bool_]


def _by_transforms(tile: CoolingTile, place: PlaceCells, green_share: float) -> Floats:
    """Return the changes of one place, shape ``(2, 2)``: bound, quantity."""
    own = place.bounds()[0]
    near = own.grown(tile.plan.parks.reach)
    part = near.inside(tile.plan.near)
    cells = _changed(tile, place, near, green_share)
    weights = _field(near.shape, cells.at, place.share * tile.grid.cell_area)
    valid, capacity, park = tile.valid[part], tile.capacity[part], tile.park[part]
    large = _large(tile, part)
    before = np.where(large & (park > capacity), park, capacity)
    felt = _felt(tile, own, near, weights)
    changes = np.zeros((2, 2))
    for bound, made in enumerate(place.made[:, 0]):
        becomes = cells.kept * cells.capacity + place.share * made
        gained = cells.is_green * becomes - cells.was_green * cells.capacity
        source = _field(near.shape, cells.at, gained * valid[cells.at])[own.inside(near)]
        parks = park + spread_doubles(source, tile.plan.parks) * tile.park_share[part]
        after_capacity = capacity.copy()
        after_capacity[cells.at] = becomes
        after_large = _large(tile, part, cells)
        after = np.where(after_large & (parks > after_capacity), parks, after_capacity)
        change = np.where(valid, after - before, 0.0)
        changes[bound] = (change * weights).sum(), -tile.settings.effect * (change * felt).sum()
    return changes


def _changed(
    tile: CoolingTile, place: PlaceCells, near: Window, green_share: float
) -> _ChangedCells:
    at = place.row - near.row, place.column - near.column
    there = place.row - tile.plan.near.row, place.column - tile.plan.near.column
    kept = np.clip(1 - place.share * place.taken[0], 0.0, 1.0)
    was_green = tile.green[there]
    is_green = kept * was_green + place.share * place.green[0] >= green_share - _ROUNDING
    return _ChangedCells(at, kept, tile.capacity[there], was_green, is_green & tile.valid[there])


def _field(shape: tuple[int, int], at: tuple[Ints, Ints], values: Floats) -> Floats:
    field = np.zeros(shape)
    field[at] = values
    return field


def _felt(tile: CoolingTile, own: Window, near: Window, weights: Floats) -> Floats:
    """Return what a degree at each cell near a place adds to the air in it, times m²."""
    inner = own.inside(near)
    scaled = weights[inner] * tile.air_share[own.inside(tile.plan.core)]
    wide = own.grown(tile.plan.mixed.reach)
    common = wide.meet(near)
    felt = np.zeros(near.shape)
    felt[common.inside(near)] = spread_doubles(scaled, tile.plan.mixed)[common.inside(wide)]
    return felt


def _large(
    tile: CoolingTile,
    part: tuple[slice, slice],
    cells: _ChangedCells | None = None,
) -> npt.NDArray[np.bool_]:
    """Tell where there is enough green around, before the works or with what they change."""
    radius = tile.grid.cells_of(tile.settings.cooling_distance)
    counts = tile.green_around[part].astype(np.int64)
    if cells is not None:
        for sign, flags in ((1, cells.is_green & ~cells.was_green),
                            (-1, cells.was_green & ~cells.is_green)):  # fmt: skip
            if flags.any():
                changed = np.zeros(counts.shape, dtype=np.bool_)
                changed[cells.at] = flags
                counts += sign * disc_count(changed, radius).astype(np.int64)
    known = tile.known_around[part]
    area = tile.grid.cell_area
    return is_park(counts, known, disc_of(radius), area, tile.settings.park_area)


_ROUNDING = 1e-9
