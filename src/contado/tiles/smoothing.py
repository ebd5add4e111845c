"""The stages of a mean weighted by distance, of a raster larger than memory.

A filter works on windows that follow from the grid and the kernel alone, so that its result does
not depend on how other stages are cut into tiles, nor on how many workers there are. Where the
grid is larger than one window and a coarser grid is good enough, the filter is on that one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from contado.tiles.coarse import Nodes, bound_of, factor_for
from contado.tiles.convolution import summed
from contado.tiles.grid import BLOCK, Window
from contado.tiles.kernels import Kernel, Singles
from contado.tiles.means import mean_of_rows
from contado.tiles.parts import Arrays, Mosaic, StageParts
from contado.tiles.running import StagedRun

LONGEST = 10_240
"""Cells a side of the largest transform: what bounds the memory of a filter."""

TILE = 2_048
"""Cells a side of the tiles of a stage without halo."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A raster and the weights of the mean around each of its cells.

    Parameters
    ----------
    field
        The raster; NaN is not valid.
    kernel
        The weights.
    shape
        Rows and columns of the grid.
    """

    field: Mosaic
    kernel: Kernel
    shape: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Smoothed:
    """A mean weighted by distance.

    Parameters
    ----------
    mosaic
        The means, NaN where the field is not valid.
    factor
        How many cells apart the nodes of the filter lay; 1 where it was on the cells.
    bound
        The most that the nodes changed a mean by, in the unit of the field; 0 on the cells.
        Rounding to single precision comes on top, about 1e-6 of the field's range.
    """

    mosaic: Mosaic
    factor: int
    bound: float


def filter_windows(
    shape: tuple[int, int], kernel: Kernel, longest: int = LONGEST
) -> tuple[Window, ...]:
    """Return the windows that a filter works on, without their halo.

    They are as equal as whole blocks allow, and with their halo no longer than ``longest``.

    Examples
    --------
    >>> [window.shape for window in filter_windows((600, 200), Kernel.of(10), 612)]
    [(512, 200), (88, 200)]
    """
    rows, columns = (_side(side, kernel.span, longest) for side in shape)
    return tuple(
        Window(row, column, rows, columns).within(shape)
        for row in range(0, shape[0], rows)
        for column in range(0, shape[1], columns)
    )


def _side(side: int, span: int, longest: int) -> int:
    if side + span <= longest:
        return side
    most = max((longest - 2 * span) // BLOCK, 1) * BLOCK
    count = -(-side // most)
    return -(-side // (count * BLOCK)) * BLOCK


def smoothed(
    run: StagedRun, name: str, filtered: Filter, *, tolerance: float = 0.0, longest: int = LONGEST
) -> Smoothed:
    """Return the weighted mean around each valid cell.

    Parameters
    ----------
    run
        What does the tasks.
    name
        Of the stages.
    filtered
        What is to be filtered by what.
    tolerance
        How much a coarser grid may change a mean, in the unit of the field. It is used where the
        grid is larger than one window.
    longest
        Cells a side of the largest transform.
    """
    windows = filter_windows(filtered.shape, filtered.kernel, longest)
    if len(windows) > 1 and tolerance > 0:
        extremes = _extremes(run, f"{name}-range", filtered)
        factor = factor_for(filtered.kernel, extremes[1] - extremes[0], tolerance)
        while factor > 1:
            result = _Coarser(filtered, factor, extremes, longest).smoothed(run, name)
            if result.bound <= tolerance:
                return result
            factor -= 1  # a valid cell lies in a narrower corner than was reckoned with
    means = _Means(filtered, at_hand=run.folder is None)
    return Smoothed(Mosaic(run.stage(name, windows, means), "mean"), 1, 0.0)


def tiles(shape: tuple[int, int], side: int = TILE) -> tuple[Window, ...]:
    """Return the tiles of a stage without halo."""
    return tuple(
        Window(row, column, side, side).within(shape)
        for row in range(0, shape[0], side)
        for column in range(0, shape[1], side)
    )


@dataclass(frozen=True, slots=True)
class _Means:
    """A filter of cells; a field that is at hand is read again and again, and not copied."""

    filtered: Filter
    at_hand: bool

    def __call__(self, core: Window) -> Arrays:
        kernel, field = self.filtered.kernel, self.filtered.field
        seen = core.grown(kernel.span).within(self.filtered.shape)
        own = Window.at(core.inside(seen))
        whole = None if self.at_hand else field.read(seen)

        def rows(band: slice) -> Singles:
            if whole is not None:
                return whole[band]
            some = Window(
                seen.row + band.start, seen.column, band.stop - band.start, seen.columns
            )  # fmt: skip
            return field.read(some)

        return {"mean": mean_of_rows(seen.shape, kernel, rows, own)}


@dataclass(frozen=True, slots=True)
class _Coarser:
    """A filter by nodes: what valid cells share, the sums of nodes, and what cells take back."""

    filtered: Filter
    factor: int
    extremes: tuple[float, float]
    longest: int

    def smoothed(self, run: StagedRun, name: str) -> Smoothed:
        own, stage = self.filtered, f"{name}-{self.factor}"
        low, high = self.extremes
        middle, nodes = np.float32(0.5 * (low + high)), Nodes(self.factor, own.shape)
        gather = _Gather(own.field, nodes, middle)
        gathered = run.stage(f"{stage}-nodes", tiles(nodes.shape), gather)
        kernel = replace(own.kernel, step=self.factor)
        windows = filter_windows(nodes.shape, kernel, self.longest)
        sums = run.stage(f"{stage}-sums", windows, _Sums(*_pair(gathered), kernel, nodes.shape))
        take = _Interpolate(own.field, *_pair(sums), nodes, middle)
        parts = run.stage(stage, tiles(own.shape), take)
        least = min(float(parts.part("least", place)[0]) for place in range(len(parts.windows)))
        bound = bound_of(own.kernel, self.factor, high - low, least)
        return Smoothed(Mosaic(parts, "mean"), self.factor, bound)


def _pair(parts: StageParts) -> tuple[Mosaic, Mosaic]:
    return Mosaic(parts, "values"), Mosaic(parts, "weights")


@dataclass(frozen=True, slots=True)
class _Gather:
    field: Mosaic
    nodes: Nodes
    middle: np.float32

    def __call__(self, own: Window) -> Arrays:
        seen = self.nodes.cells_around(own)
        field = self.field.read(seen)
        values, weights = self.nodes.gathered(field, seen, own, self.middle)
        return {"values": values, "weights": weights}


@dataclass(frozen=True, slots=True)
class _Sums:
    values: Mosaic
    weights: Mosaic
    kernel: Kernel
    shape: tuple[int, int]

    def __call__(self, core: Window) -> Arrays:
        seen = core.grown(self.kernel.span).within(self.shape)
        own = Window.at(core.inside(seen))
        return {name: self._sum(mosaic.read(seen), own) for name, mosaic in self._both()}

    def _both(self) -> tuple[tuple[str, Mosaic], tuple[str, Mosaic]]:
        return ("values", self.values), ("weights", self.weights)

    def _sum(self, shares: Singles, own: Window) -> Singles:
        sums = np.empty(own.shape, dtype=np.float32)
        summed(
            (shares.shape[0], shares.shape[1]),
            self.kernel,
            lambda band, out: np.copyto(out, shares[band]),
            lambda band, band_sums: np.copyto(sums[band], band_sums),
            own,
        )
        return sums


@dataclass(frozen=True, slots=True)
class _Interpolate:
    field: Mosaic
    values: Mosaic
    weights: Mosaic
    nodes: Nodes
    middle: np.float32

    def __call__(self, own: Window) -> Arrays:
        seen = self.nodes.nodes_around(own)
        sums = self.values.read(seen), self.weights.read(seen)
        means, least = self.nodes.means(sums, seen, self.field.read(own), own)
        return {"mean": means + self.middle, "least": np.array([least])}


def _extremes(run: StagedRun, name: str, filtered: Filter) -> tuple[float, float]:
    parts = run.stage(name, tiles(filtered.shape), _Range(filtered.field))
    ranges = np.array([parts.part("range", place) for place in range(len(parts.windows))])
    low, high = float(ranges[:, 0].min()), float(ranges[:, 1].max())
    return (low, high) if low <= high else (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class _Range:
    field: Mosaic

    def __call__(self, own: Window) -> Arrays:
        from contado.tiles.mean_kernels import extremes

        values = self.field.read(own)
        return {"range": np.array(extremes(values, ~np.isnan(values)), dtype=np.float64)}
