"""What a run of the cooling model writes: maps and what follows from them, sums, buildings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from contado.geopackages import dated
from contado.heat.cooling.stages import RASTERS
from contado.heat.cooling.units import COLUMNS
from contado.heat.cooling.valuation import wet_bulb_globe_temperature, work_loss
from contado.territory.plain_tables import write_plain_table
from contado.tiles.results import attributes_of
from contado.values import Floats

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from contado.heat.cooling.run import CoolingRun
    from contado.tiles import Raster, Sums, UnitCells, Window

Array = npt.NDArray[Any]

LIGHT, HEAVY, LOSSES = "heat.light_work_breaks", "heat.heavy_work_breaks", "heat.work_losses"
_NO_LOSS = 255
_DEGREES = ("T_air_nomix", "T_air", "wbgt")


def rasters_of(run: CoolingRun) -> list[Raster]:
    """Return the rasters that a run writes."""
    from contado.tiles import Raster

    stress = () if run.humidity is None else ("wbgt",)
    found = [
        Raster(name, nodata=-9999.0 if name in _DEGREES else -1.0) for name in (*RASTERS, *stress)
    ]
    if run.humidity is None:
        return found
    losses = ("light_work_loss_percent", "heavy_work_loss_percent")
    return found + [Raster(name, "uint8", _NO_LOSS, varied=False) for name in losses]


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
    """Sums of rasters in units and over buildings, tile by tile."""

    units: UnitCells
    buildings: UnitCells | None
    sums: dict[str, list[Sums]] = field(default_factory=dict)
    air: list[Sums] = field(default_factory=list)

    def add(self, name: str, values: Array, window: Window) -> None:
        """Add a tile of a raster, where the tables have it."""
        if name in COLUMNS:
            self.sums.setdefault(name, []).append(self.units.sums(values, window))
        if name == "T_air" and self.buildings is not None:
            self.air.append(self.buildings.sums(values, window))

    def means(self) -> dict[str, Floats]:
        """Return the mean of each raster in each unit."""
        return {name: _mean(parts, self.units) for name, parts in self.sums.items()}

    def air_of_buildings(self) -> Floats:
        """Return the mean air temperature over each building, °C."""
        assert self.buildings is not None
        return _mean(self.air, self.buildings)


def _mean(parts: list[Sums], cells: UnitCells) -> Floats:
    from contado.tiles import Sums

    return Sums.joined(parts).means(cells.units)


def write_buildings(folder: Path, frame: GeoDataFrame, savings: Floats, air: Floats) -> None:
    """Write ``buildings_with_stats`` as GeoPackage and as CSV."""
    measured = {"energy_sav": savings, "mean_t_air": air}
    # of an earlier run, in whatever capitals; the number of a row is the file's own
    old = [name for name in frame.columns if str(name).casefold() in {*measured, "fid"}]
    kept = frame.drop(columns=old)
    attributes = attributes_of(kept)
    write_plain_table(folder / "buildings_with_stats.csv", {**attributes, **measured})
    with dated():
        kept.assign(**measured).to_file(
            folder / "buildings_with_stats.gpkg", driver="GPKG", engine="pyogrio"
        )


def whole(values: Array) -> npt.NDArray[np.uint8]:
    """Return shares of work lost as they are stored."""
    return np.where(np.isnan(values), _NO_LOSS, values).astype(np.uint8)
