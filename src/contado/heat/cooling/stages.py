"""The cooling model of a map of any size: stages by tiles, in memory, in files or on a cluster.

Cell by cell, around each cell (park effect), cell by cell again with the green around (mitigation
and unmixed air), around each cell again (mixed air). What a stage gave is handed on as soon as it
is there, so that little of it is held at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from contado.heat.cooling.model import CellStages, GreenAround, ReferenceEt, UnknownClasses
from contado.tiles import (
    TILE,
    Arrays,
    Filter,
    Mosaic,
    Sink,
    Smoothed,
    StageParts,
    Window,
    disc_count,
    half_widths,
    smoothed,
    tiles,
)

if TYPE_CHECKING:
    from contado.tiles import Cells, Grid, Progress, StagedRun

RASTERS = ("cc", "cc_park", "green_area_sum", "hm", "T_air_nomix", "T_air")
"""What a sink is given, each tile by tile; ``green_area_sum`` and ``hm`` may take turns."""

TOLERANCE = 1e-3
"""How much coarser grids of the filters may change the air temperature, °C; see
`contado.tiles.coarse`. They are used only where a map is larger than one window."""

_SHARES = {"cells": (0.0, 0.15), "park": (0.15, 0.4), "around": (0.4, 0.55), "air": (0.55, 1.0)}
_UNNEEDED = ("green_area_sum", "hm")  # by the stages that follow
_PARK_SHARE = 0.25  # of the tolerance: the rest is for the mixing of air, which reaches farther


@dataclass(frozen=True, slots=True)
class MapFiles:
    """Rasters that tiles are read from, here or on another machine.

    Parameters
    ----------
    land_cover
        GeoTIFF of codes.
    reference
        GeoTIFF of reference evapotranspiration; None where it is uniform.
    corner
        First row and column that are computed.
    highest
        Greatest reference evapotranspiration.
    reference_et
        What ``reference`` holds of what is computed, where it was read before.
    """

    land_cover: Path
    reference: Path | None
    corner: tuple[int, int]
    highest: float = 1.0
    reference_et: ReferenceEt | None = None

    def read(self, own: Window) -> tuple[Cells, ReferenceEt | None]:
        """Return land cover and reference evapotranspiration of a window of what is computed."""
        from contado.tiles import open_stack

        paths = {"codes": self.land_cover}
        if self.reference is not None and self.reference_et is None:
            paths["reference_et"] = self.reference
        place = Window(own.row + self.corner[0], own.column + self.corner[1], *own.shape)
        with open_stack(paths, whole={"codes"}) as stack:
            codes = stack.read("codes", place)
            if self.reference is None:
                return codes, None
            if self.reference_et is not None:
                return codes, replace(
                    self.reference_et, values=self.reference_et.values[own.slices]
                )
            return codes, ReferenceEt(
                stack.read("reference_et", place), stack.nodata("reference_et"), self.highest
            )


@dataclass(frozen=True)
class CoolingJob:
    """A map to compute.

    Parameters
    ----------
    files
        What tiles are read from.
    stages
        What is done to each cell.
    grid
        The cells that are computed.
    side
        Cells a side of a tile, a multiple of `contado.tiles.grid.BLOCK`.
    name
        Of the stages, where a run computes several maps.
    """

    files: MapFiles
    stages: CellStages
    grid: Grid
    side: int = TILE
    name: str = ""

    @property
    def tiles(self) -> tuple[Window, ...]:
        """The tiles of stages without a far filter."""
        return tiles(self.grid.shape, self.side)


@dataclass(frozen=True, slots=True)
class Coarseness:
    """How far apart the nodes of the filters lay, and what that may have changed.

    Parameters
    ----------
    park, air
        Cells from node to node; 1 where the filter was on the cells.
    bound
        The most that the air temperature may be off by for it, °C.
    """

    park: int
    air: int
    bound: float


@dataclass
class _Emitted:
    """Hands rasters on, tile by tile."""

    windows: tuple[Window, ...]
    sink: Sink

    def __call__(self, name: str, mosaic: Mosaic) -> None:
        for window in self.windows:
            self.sink(name, mosaic.read(window), window)


def shares_of(progress: Callable[[str, float], None], maps: Sequence[str]) -> Progress:
    """Return what is told of every task and tells the stage, with its share of all maps.

    Parameters
    ----------
    maps
        What the names of the stages of each map begin with, in their order.
    """

    def tell(stage: str, done: int, of: int) -> None:
        at, name = next((at, n) for at, n in enumerate(maps) if stage.startswith(n))
        kind = stage.removeprefix(name).split("-")[0]
        start, stop = _SHARES[kind]
        progress(kind, (at + start + (stop - start) * done / of) / len(maps))

    return tell


def run_stages(run: StagedRun, job: CoolingJob, sink: Sink) -> Coarseness:
    """Compute a map and hand its rasters on.

    Parameters
    ----------
    run
        What does the tasks.
    job
        What is computed.
    sink
        Is given `RASTERS`, each tile by tile, in single precision with NaN where there is no data.

    Raises
    ------
    UnknownClasses
        With every class of the map that the table lacks.
    """
    emit = _Emitted(job.tiles, sink)
    unmixed, park = _unmixed(run, job, emit)
    kernel = job.stages.settings.mixed(job.grid)
    asked = Filter(unmixed, kernel, job.grid.shape)
    tolerance = TOLERANCE * (1 - _PARK_SHARE)
    air = smoothed(run, f"{job.name}air", asked, tolerance=tolerance)
    emit("T_air", air.mosaic)
    bound = air.bound + job.stages.settings.effect * park.bound
    return Coarseness(park.factor, air.factor, bound)


def _unmixed(run: StagedRun, job: CoolingJob, emit: _Emitted) -> tuple[Mosaic, Smoothed]:
    """Return the unmixed air, and how the park effect was filtered."""
    cells = run.stage(f"{job.name}cells", job.tiles, _Cells(job.files, job.stages))
    _refuse_unknown(cells)
    emit("cc", Mosaic(cells, "cc"))
    settings, shape = job.stages.settings, job.grid.shape
    greened = Filter(Mosaic(_Greened(cells), "greened"), settings.parks(job.grid), shape)
    tolerance = TOLERANCE * _PARK_SHARE / max(settings.effect, 1.0)
    park = smoothed(run, f"{job.name}park", greened, tolerance=tolerance)
    emit("cc_park", park.mosaic)
    around = _Around(job.stages, Mosaic(cells, "cc"), Mosaic(cells, "green"), park.mosaic, job.grid)
    unmixed = _around(run, job, emit, around)
    emit("T_air_nomix", unmixed)
    return unmixed, park


def _around(run: StagedRun, job: CoolingJob, emit: _Emitted, around: _Around) -> Mosaic:
    """Return the unmixed air; in memory, what nothing else needs is handed on and not kept."""

    def handed(own: Window) -> Arrays:
        maps = around(own)
        for name in _UNNEEDED:
            emit.sink(name, maps[name], own)
        return {"T_air_nomix": maps["T_air_nomix"]}

    stage = f"{job.name}around"
    if run.folder is None:
        return Mosaic(run.stage(stage, job.tiles, handed), "T_air_nomix")
    parts = run.stage(stage, job.tiles, around)
    for name in _UNNEEDED:
        emit(name, Mosaic(parts, name))
    return Mosaic(parts, "T_air_nomix")


def _refuse_unknown(cells: StageParts) -> None:
    unknown: dict[int, int] = {}
    for place in range(len(cells.windows)):
        pairs = cells.part("unknown", place).tolist()
        for code, count in pairs:
            unknown[code] = unknown.get(code, 0) + count
    if unknown:
        raise UnknownClasses(unknown)


@dataclass(frozen=True, slots=True)
class _Cells:
    """Cooling capacity and green flag of a tile, and the codes that no class has."""

    files: MapFiles
    stages: CellStages

    def __call__(self, own: Window) -> Arrays:
        codes, reference_et = self.files.read(own)
        unknown: dict[int, int] = {}
        try:
            capacity, green = self.stages.capacity(codes, reference_et)
        except UnknownClasses as error:
            unknown = error.cells
            capacity, green = np.empty((0, 0), np.float32), np.empty((0, 0), np.uint8)
        pairs = np.array(sorted(unknown.items()), dtype=np.int64).reshape(-1, 2)
        return {"cc": capacity, "green": green, "unknown": pairs}


@dataclass(frozen=True, slots=True)
class _Greened:
    """Cooling capacity of green cells, 0 elsewhere: read from the cells, not kept."""

    cells: StageParts

    @property
    def windows(self) -> tuple[Window, ...]:
        return self.cells.windows

    def part(self, name: str, place: int) -> npt.NDArray[Any]:
        return self.rows(name, place, slice(None))

    def rows(self, name: str, place: int, rows: slice) -> npt.NDArray[Any]:  # noqa: ARG002
        from contado.heat.cooling.kernels import only_green

        capacity = self.cells.rows("cc", place, rows)
        values: npt.NDArray[Any] = only_green(capacity, self.cells.rows("green", place, rows))
        return values


@dataclass(frozen=True, slots=True)
class _Around:
    """Green around each cell of a tile, its heat mitigation and the air before it mixes."""

    stages: CellStages
    capacity: Mosaic
    green: Mosaic
    park: Mosaic
    grid: Grid

    def __call__(self, own: Window) -> Arrays:
        radius = self.grid.cells_of(self.stages.settings.cooling_distance)
        seen = own.grown(radius).within(self.grid.shape)
        core = Window.at(own.inside(seen))
        flags = self.green.read(seen)
        disc = int((2 * half_widths(radius) + 1).sum())
        green, known = (disc_count(one, radius, core) for one in (flags == 1, flags <= 1))
        around = GreenAround(green, known, disc, self.grid.cell_area)
        mitigation, air = self.stages.mitigation(
            self.capacity.read(own), self.park.read(own), around
        )
        cells = around.cells(flags[core.slices])
        return {"green_area_sum": cells, "hm": mitigation, "T_air_nomix": air}
