"""The files that the cooling model is run from: opened together, every problem at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from contado.errors import BadInput, Problem, tried
from contado.heat.cooling.biophysical import Biophysical, Method, read_biophysical
from contado.layer_roles import LAND_COVER
from contado.tiles import BLOCK, IN_MEMORY, bands, in_threads

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from contado.heat.cooling.model import ReferenceEt
    from contado.heat.cooling.settings import CoolingSettings
    from contado.heat.cooling.stages import CoolingJob
    from contado.heat.cooling.units import Buildings
    from contado.tiles import Cells, Grid, Stack, Window

REFERENCE = "reference_et"
Extent = Literal["units", "land-cover"]
"""What is computed: the rectangle around the units, as InVEST does, or the whole map."""


_DIGITS = 9  # that the program keeps of the greatest evapotranspiration


@dataclass(frozen=True, slots=True)
class CoolingFiles:
    """Files of a run, as people who come from InVEST have them.

    Parameters
    ----------
    land_cover
        GeoTIFF of codes.
    units
        Polygons to give means of.
    biophysical
        CSV, a row a code: see `contado.heat.cooling.biophysical.read_biophysical`.
    reference_et
        GeoTIFF of reference evapotranspiration, mm; uniform where None, and then ETI is Kc.
    buildings, energy
        Polygons with ``type``, and CSV of each type's consumption; both or neither.
    layer
        Of the units, where their file has several.
    """

    land_cover: Path
    units: Path
    biophysical: Path
    reference_et: Path | None = None
    buildings: Path | None = None
    energy: Path | None = None
    layer: str | None = None


@dataclass(frozen=True)
class CoolingInputs:
    """Files of a run, open and checked.

    Parameters
    ----------
    stack
        The rasters.
    window
        The part that is computed.
    cover
        Attributes of the classes.
    units
        Polygons, in the CRS of the map.
    buildings
        With their consumption, where given.
    highest
        Greatest reference evapotranspiration in the window, mm; 1 where it is uniform.
    reference_et
        Reference evapotranspiration of the window, where it was read and kept.
    """

    stack: Stack
    window: Window
    cover: Biophysical
    units: GeoDataFrame
    buildings: Buildings | None
    highest: float
    reference_et: ReferenceEt | None

    @property
    def grid(self) -> Grid:
        """The cells that are computed."""
        return self.stack.grid.part(self.window)

    def job(self, settings: CoolingSettings, side: int, *, here: bool) -> CoolingJob:
        """Return what is to be computed, in tiles of ``side`` cells; ``here`` or elsewhere."""
        from contado.heat.cooling.model import CellStages
        from contado.heat.cooling.stages import CoolingJob, MapFiles

        files = MapFiles(
            _path(self.stack, LAND_COVER),
            _path(self.stack, REFERENCE) if self.has_reference_et else None,
            (self.window.row, self.window.column),
            self.highest,
            self.reference_et if here else None,
        )
        stages = CellStages(self.cover, settings, self.stack.nodata(LAND_COVER))
        return CoolingJob(files, stages, self.grid, side)

    @property
    def has_reference_et(self) -> bool:
        """Whether there is a raster of reference evapotranspiration."""
        return REFERENCE in self.stack.rasters


@contextmanager
def opened(
    files: CoolingFiles, method: Method, extent: Extent = "units"
) -> Iterator[CoolingInputs]:
    """Open the files of a run.

    Raises
    ------
    BadInput
        With every problem of every file.
    """
    from contado.tiles import open_stack

    problems = _half_given(files)
    rasters = {LAND_COVER: files.land_cover}
    if files.reference_et is not None and method == "factors":
        rasters[REFERENCE] = files.reference_et
    with ExitStack() as kept:
        cover = tried(problems, lambda: read_biophysical(files.biophysical, method))
        stack = tried(problems, lambda: kept.enter_context(open_stack(rasters, whole={LAND_COVER})))
        units, buildings = _polygons(files, stack, problems)
        if problems or cover is None or stack is None or units is None:
            raise BadInput(problems)
        window = _window(stack.grid, units, extent)
        yield CoolingInputs(stack, window, cover, units, buildings, *_reference_et(stack, window))


def _polygons(
    files: CoolingFiles, stack: Stack | None, problems: list[Problem]
) -> tuple[GeoDataFrame | None, Buildings | None]:
    from contado.heat.cooling.units import read_buildings
    from contado.tiles import read_units

    if stack is None:
        return None, None
    grid, (path, energy) = stack.grid, (files.buildings, files.energy)
    units = tried(problems, lambda: read_units(files.units, grid, files.layer))
    if path is None or energy is None:
        return units, None
    return units, tried(problems, lambda: read_buildings(path, energy, grid.crs))


def _path(stack: Stack, name: str) -> Path:
    return Path(stack.rasters[name].name).resolve()


def _half_given(files: CoolingFiles) -> list[Problem]:
    if (files.buildings is None) == (files.energy is None):
        return []
    values = {"one": "--buildings", "other": "--energy"}
    return [Problem("heat.only_together", "", values)]


def _window(grid: Grid, units: GeoDataFrame, extent: Extent) -> Window:
    west, south, east, north = units.total_bounds.tolist()
    return grid.whole if extent == "land-cover" else grid.window((west, south, east, north))


def _reference_et(stack: Stack, window: Window) -> tuple[float, ReferenceEt | None]:
    """Return the greatest reference evapotranspiration, with the digits that the program keeps.

    With it comes the evapotranspiration itself, where the map is one that is computed in memory.
    """
    from contado.heat.cooling.model import ReferenceEt

    if REFERENCE not in stack.rasters:
        return 1.0, None
    held: Cells | None = None
    if window.cells <= IN_MEMORY:
        held = stack.read(REFERENCE, window)
        bands_of = (held[band] for band in bands(window.rows))
        highest = max(in_threads(lambda values: _greatest(stack, values), bands_of))
    else:
        highest = -np.inf
        for band in bands(window.rows, BLOCK):
            rows = band.stop - band.start
            part = replace(window, row=window.row + band.start, rows=rows)
            highest = max(highest, _greatest(stack, stack.read(REFERENCE, part)))
    if not highest > 0:
        name = Path(stack.rasters[REFERENCE].name).name
        raise BadInput(Problem("heat.no_reference_water", name))
    highest = round(highest, _DIGITS)
    if held is None:
        return highest, None
    return highest, ReferenceEt(held, stack.nodata(REFERENCE), highest)


def _greatest(stack: Stack, values: Cells) -> float:
    known = stack.valid(REFERENCE, values)
    return float(values[known].max()) if known.any() else -np.inf
