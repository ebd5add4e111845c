"""What a run of the cooling model gives: maps and what follows from them, units, buildings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from contado.heat.cooling.stages import RASTERS
from contado.heat.cooling.valuation import wet_bulb_globe_temperature, work_loss
from contado.tiles import attributes_of
from contado.values import Floats

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from contado.heat.cooling.request import CoolingRun
    from contado.heat.cooling.stages import Coarseness
    from contado.tiles import Grid, RasterFile, Sums, UnitCells, Window

Array = npt.NDArray[Any]

LIGHT, HEAVY, LOSSES = "heat.light_work_breaks", "heat.heavy_work_breaks", "heat.work_losses"
_NO_LOSS = 255
_DEGREES = ("T_air", "wbgt")


@dataclass(frozen=True)
class Cooled:
    """What the model gives beside its rasters.

    Parameters
    ----------
    units
        In the order of the input: its attributes, then what was measured, NaN where not known.
    rasters
        Names of those that were written.
    grid
        Their cells.
    filters
        The coarsest that were used.
    uniform
        Whether reference evapotranspiration was taken as uniform.
    buildings
        Each with its saving and its air, where they were given.
    """

    units: GeoDataFrame
    rasters: tuple[str, ...]
    grid: Grid
    filters: Coarseness
    uniform: bool
    buildings: GeoDataFrame | None = None


def raster(name: str) -> RasterFile:
    """Return how a raster is written."""
    from contado.tiles import RasterFile

    if name.endswith("percent"):
        return RasterFile(name, "uint8", _NO_LOSS, varied=False)
    return RasterFile(name, nodata=-9999.0 if name.startswith(_DEGREES) else -1.0)


def rasters_of(run: CoolingRun) -> list[RasterFile]:
    """Return the rasters that a run writes."""
    stress = ("wbgt", "light_work_loss_percent", "heavy_work_loss_percent")
    return [raster(name) for name in (*RASTERS, *(() if run.humidity is None else stress))]


def layers(run: CoolingRun, name: str, values: Array) -> Iterator[tuple[str, Array]]:
    """Yield a raster of the model, and those that a run makes of it."""
    yield name, values
    if name != "T_air" or run.humidity is None:
        return
    stress = wet_bulb_globe_temperature(values, run.humidity)
    yield "wbgt", stress
    losses = run.rules.numbers(LOSSES)
    for kind, breaks in (("light", LIGHT), ("heavy", HEAVY)):
        yield f"{kind}_work_loss_percent", work_loss(stress, run.rules.numbers(breaks), losses)


@dataclass
class Gathered:
    """Sums of rasters over polygons, tile by tile."""

    cells: UnitCells
    sums: dict[str, list[Sums]] = field(default_factory=dict)

    def add(self, name: str, values: Array, window: Window) -> None:
        """Add a tile of a raster."""
        self.sums.setdefault(name, []).append(self.cells.sums(values, window))

    def count(self, name: str) -> npt.NDArray[np.int64]:
        """Return the cells of each polygon where a raster has data."""
        return self._joined(name).by_unit(self.cells.units)[0]

    def mean(self, name: str) -> Floats:
        """Return the mean of a raster in each polygon."""
        return self._joined(name).means(self.cells.units)

    def _joined(self, name: str) -> Sums:
        from contado.tiles import Sums

        return Sums.joined(self.sums[name])


def with_columns(frame: GeoDataFrame, columns: Mapping[str, Any]) -> GeoDataFrame:
    """Return polygons with their attributes, as files can hold them, and what was measured."""
    import geopandas as gpd

    content = {**attributes_of(frame), **columns}
    return gpd.GeoDataFrame(content, geometry=frame.geometry.to_numpy(), crs=frame.crs)


def valued(frame: GeoDataFrame, savings: Floats, air: Floats) -> GeoDataFrame:
    """Return buildings with their saving and their air."""
    measured = {"energy_sav": savings, "mean_t_air": air}
    # of an earlier run, in whatever capitals; the number of a row is the file's own
    old = [name for name in frame.columns if str(name).casefold() in {*measured, "fid"}]
    return with_columns(frame.drop(columns=old), measured)


def whole(values: Array) -> npt.NDArray[np.uint8]:
    """Return shares of work lost as they are stored."""
    return np.where(np.isnan(values), _NO_LOSS, values).astype(np.uint8)
