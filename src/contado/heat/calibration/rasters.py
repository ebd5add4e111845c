"""Pairs of a model raster with an observed raster, or with stations.

Two rasters meet on the coarser grid: the finer one is averaged over each of its cells, where it
has data on enough of it. A station meets the cell that it stands in.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from contado.crs import transformer
from contado.errors import BadInput, Problem
from contado.heat.calibration.agreement import Pairs, SetAside
from contado.heat.night.kinds import Kind, Unit, celsius
from contado.heat.words import WORDS
from contado.survey import summed
from contado.territory import open_raster, present
from contado.values import Floats

if TYPE_CHECKING:
    from contado.heat.calibration.stations import Stations
    from contado.territory import Raster

_BLOCK = 1024
_MOST_CELLS = 50_000_000
"""Cells of the coarser grid that are held at once: 0.8 GB, and finer pairs tell no more."""


@dataclass(frozen=True, slots=True)
class Temperature:
    """A raster of temperatures, and what its numbers are.

    Parameters
    ----------
    path
        The file.
    kind, unit
        What the temperature is of; the unit that the reader says.
    band
        From 1, where the file has several.
    """

    path: Path
    kind: Kind
    unit: Unit = "C"
    band: int | None = None


@dataclass(frozen=True, slots=True)
class _Open:
    """A raster while it is read; coordinates are those of its own system."""

    raster: Raster
    about: Temperature
    crs: str

    def read(self, top: int, left: int) -> Floats:
        """Return a window of °C, NaN where there is no datum."""
        bottom = min(top + _BLOCK, self.raster.height)
        right = min(left + _BLOCK, self.raster.width)
        raw = self.raster.read((slice(top, bottom), slice(left, right)))
        values = np.where(present(raw, self.raster.nodata), raw, np.nan).astype(np.float64)
        return celsius(values, self.about.unit, self.about.path.name)

    def windows(self) -> Iterator[tuple[int, int]]:
        """Give the first row and column of every window."""
        for top in range(0, self.raster.height, _BLOCK):
            for left in range(0, self.raster.width, _BLOCK):
                yield top, left

    def centres(self, row: Floats, column: Floats) -> tuple[Floats, Floats]:
        """Return the coordinates of cells; fractions of a row or column are allowed."""
        turn = self.raster.transform
        return turn.a * column + turn.c, turn.e * row + turn.f

    def cell_of(self, x: Floats, y: Floats) -> npt.NDArray[np.int64]:
        """Return the number of the cell that holds each point, -1 outside."""
        turn = self.raster.transform
        finite = np.isfinite(x) & np.isfinite(y)
        x, y = np.where(finite, x, turn.c), np.where(finite, y, turn.f)
        column, row = np.floor((x - turn.c) / turn.a), np.floor((y - turn.f) / turn.e)
        inside = finite & (row >= 0) & (row < self.raster.height)
        inside &= (column >= 0) & (column < self.raster.width)
        return np.where(inside, row * self.raster.width + column, -1).astype(np.int64)


@contextmanager
def _opened(about: Temperature) -> Iterator[_Open]:
    with open_raster(about.path, band=about.band, classes=False) as raster:
        if raster.crs is None:
            raise BadInput(Problem("crs.missing", about.path.name))
        yield _Open(raster, about, raster.crs.to_wkt())


def pair_rasters(model: Temperature, observed: Temperature, least_coverage: float) -> Pairs:
    """Return pairs on the coarser of two grids; they may be in different systems.

    Parameters
    ----------
    least_coverage
        Share of a coarser cell on which the finer raster must have data, 0-1.

    Raises
    ------
    BadInput
        ``night.no_pairs``, ``night.too_fine``, ``crs.missing``, and what
        `contado.heat.night.kinds.celsius` and `contado.territory.open_raster` raise.
    """
    with _opened(model) as one, _opened(observed) as other:
        swapped = _cell_area_in(one, other) < _cell_area(other)
        coarse, fine = (other, one) if swapped else (one, other)
        if coarse.raster.width * coarse.raster.height > _MOST_CELLS:
            raise BadInput(Problem("night.too_fine", str(coarse.about.path)))
        sums, counts = _sums(fine, coarse)
        met = np.flatnonzero(counts > 0)
        share = counts[met] / _cells_within(coarse, fine, met)
        met = met[share >= least_coverage - _ROUNDING]
        mean, own = sums[met] / counts[met], _values_at(coarse, met)
        both = np.isfinite(own)
        met, mean, own = met[both], mean[both], own[both]
        if not len(met):
            raise BadInput(Problem("night.no_pairs", str(observed.path)))
        row, column = np.divmod(met, coarse.raster.width)
        x, y = coarse.centres(_middle(row), _middle(column))
        first, second = (mean, own) if swapped else (own, mean)
        return Pairs(first, second, x, y, coarse.crs)


_ROUNDING = 1e-6


def _sums(fine: _Open, coarse: _Open) -> tuple[Floats, Floats]:
    """Return the sum and the count of the fine cells whose centre lies in each coarse cell."""
    size = coarse.raster.width * coarse.raster.height
    sums, counts = np.zeros(size), np.zeros(size)
    for top, left in fine.windows():
        values = fine.read(top, left)
        row, column = np.nonzero(np.isfinite(values))
        x, y = fine.centres(_middle(row + top), _middle(column + left))
        cell = coarse.cell_of(*_moved(x, y, fine.crs, coarse.crs))
        there = cell >= 0
        met, group = np.unique(cell[there], return_inverse=True)
        sums[met] += summed(group, values[row, column][there], len(met))
        counts[met] += np.bincount(group, minlength=len(met))
    return sums, counts


def _middle(cells: npt.NDArray[np.integer]) -> Floats:
    return cells.astype(np.float64) + 0.5


def _values_at(grid: _Open, cells: npt.NDArray[np.int64]) -> Floats:
    """Return the values of numbered cells, window by window."""
    values = np.full(len(cells), np.nan)
    row, column = np.divmod(cells, grid.raster.width)
    for top, left in grid.windows():
        here = (row >= top) & (row < top + _BLOCK) & (column >= left) & (column < left + _BLOCK)
        if here.any():
            values[here] = grid.read(top, left)[row[here] - top, column[here] - left]
    return values


def _cells_within(coarse: _Open, fine: _Open, cells: npt.NDArray[np.int64]) -> Floats:
    """Return how many fine cells go into each coarse cell."""
    row, column = np.divmod(cells, coarse.raster.width)
    return _areas_in(coarse, fine, row.astype(float), column.astype(float)) / _cell_area(fine)


def _areas_in(grid: _Open, other: _Open, row: Floats, column: Floats) -> Floats:
    """Return the area of cells in the units of another raster's system."""
    corners = [(0, 0), (0, 1), (1, 1), (1, 0)]
    moved = [_moved(*grid.centres(row + r, column + c), grid.crs, other.crs) for r, c in corners]
    x, y = (np.stack([corner[axis] for corner in moved]) for axis in (0, 1))
    after_x, after_y = np.roll(x, -1, axis=0), np.roll(y, -1, axis=0)
    return np.asarray(np.abs((x * after_y - after_x * y).sum(axis=0)) / 2)


def _cell_area_in(grid: _Open, other: _Open) -> float:
    middle = np.array([grid.raster.height / 2]), np.array([grid.raster.width / 2])
    return float(_areas_in(grid, other, *middle)[0])


def _cell_area(grid: _Open) -> float:
    turn = grid.raster.transform
    return abs(float(turn.a * turn.e))


def _moved(x: Floats, y: Floats, source: str, target: str) -> tuple[Floats, Floats]:
    if source == target:
        return x, y
    moved = transformer(source, target).transform(x, y)
    return np.asarray(moved[0], dtype=np.float64), np.asarray(moved[1], dtype=np.float64)


def pair_stations(model: Temperature, stations: Stations) -> Pairs:
    """Return pairs of stations with the cell of the model that each stands in.

    Raises
    ------
    BadInput
        As `pair_rasters`.
    """
    with _opened(model) as grid:
        source = stations.crs or grid.crs
        x, y = _moved(stations.x, stations.y, source, grid.crs)
        cell = grid.cell_of(x, y)
        inside = np.flatnonzero(cell >= 0)
        values = np.full(len(cell), np.nan)
        values[inside] = _values_at(grid, cell[inside])
        kept = np.flatnonzero(np.isfinite(values))
        if not len(kept):
            raise BadInput(Problem("night.no_pairs", stations.name))
        return Pairs(
            values[kept], stations.values[kept], x[kept], y[kept], grid.crs,
            tuple(stations.names[row] for row in kept),
            tuple(_left(stations, cell, values)),
        )  # fmt: skip


def _left(stations: Stations, cell: npt.NDArray[np.int64], values: Floats) -> Iterator[SetAside]:
    for row in np.flatnonzero(~np.isfinite(values)):
        why = "outside" if cell[row] < 0 else "nothing"
        yield SetAside(stations.names[row], WORDS[f"stations.{why}"])
