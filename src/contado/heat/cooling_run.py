"""A run of the cooling model from people's own files: maps, tables and how they were made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from contado.errors import BadInput, Problem
from contado.files import folder_written, there
from contado.heat.cooling_inputs import (
    LAND_COVER,
    REFERENCE,
    CoolingFiles,
    CoolingInputs,
    Extent,
    opened,
)
from contado.heat.cooling_model import (
    CellStages,
    CoolingMaps,
    Surroundings,
    UnknownClasses,
    Water,
    cooled,
)
from contado.heat.cooling_record import record
from contado.heat.cooling_settings import CoolingSettings
from contado.heat.cooling_units import COLUMNS, avoided, cells_of, clashes, unit_columns
from contado.heat.valuation import wet_bulb_globe_temperature, work_loss
from contado.territory.plain_tables import write_plain_table
from contado.values import Floats

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from contado.heat.biophysical import Method
    from contado.norms import Rules
    from contado.tiles import Raster

Told = Callable[[str, float], None]
Array = npt.NDArray[Any]

LIGHT, HEAVY, LOSSES = "heat.light_work_breaks", "heat.heavy_work_breaks", "heat.work_losses"
_NO_LOSS = 255
_GDAL_DAY = "OGR_CURRENT_DATE"
_MOST_SHOWN = 20


@dataclass(frozen=True)
class CoolingRun:
    """What is asked of a run.

    Parameters
    ----------
    files
        Its inputs.
    settings
        Numbers of the model.
    rules
        The plan at a date: thresholds of work under heat, and where every number is written.
    humidity
        Relative humidity, %; None leaves heat at work out.
    extent
        What is computed.
    """

    files: CoolingFiles
    settings: CoolingSettings
    rules: Rules
    humidity: float | None = None
    extent: Extent = "units"

    @property
    def method(self) -> Method:
        """By factors (day) or by intensity (night)."""
        return self.settings.method

    @property
    def parameters(self) -> tuple[str, ...]:
        """Parameters of the plan that the run uses."""
        more = () if self.humidity is None else (LIGHT, HEAVY, LOSSES)
        return tuple(sorted({*self.settings.parameters, *more}))


@dataclass(frozen=True)
class UnitTable:
    """The table of units: the attributes of the input, in its order, and the columns measured."""

    attributes: dict[str, list[Any]]
    columns: dict[str, Floats]

    def rows(self) -> list[dict[str, Any]]:
        """Return the rows as plain values; None where nothing is known."""
        lists = self.attributes | {name: _plain(of) for name, of in self.columns.items()}
        return [dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True)]


def run_cooling(run: CoolingRun, out: Path, told: Told) -> UnitTable:
    """Run the model and write its folder: GeoTIFFs, ``units.csv``, ``run.json``.

    Parameters
    ----------
    run
        What is asked.
    out
        Folder to make.
    told
        Is given what is being done, and a share from 0 to 1.

    Raises
    ------
    BadInput
        With every problem of the inputs; nothing is left behind.
    """
    if there(out):
        raise BadInput(Problem("heat.out_exists", str(out), {"folder": out.name}))
    if run.humidity is not None and not 0 <= run.humidity <= 100:  # noqa: PLR2004 - per cent
        values = {"option": "--humidity", "value": run.humidity, "low": 0, "high": 100}
        raise BadInput(Problem("heat.option_outside", "--humidity", values))
    with opened(run.files, run.method, run.extent) as inputs, folder_written(out) as folder:
        told("mappe", 0.0)
        means, spared = _measured(run, inputs, folder, told)
        columns = unit_columns(means, run.settings.reference, spared)
        if problems := clashes(inputs.units, columns, run.files.units.name):
            raise BadInput(problems)
        table = UnitTable(attributes_of(inputs.units), columns)
        write_plain_table(folder / "units.csv", {**table.attributes, **columns})
        record(run, inputs, folder)
        told("fatto", 1.0)
    return table


def _measured(
    run: CoolingRun, inputs: CoolingInputs, folder: Path, told: Told
) -> tuple[dict[str, Floats], Floats | None]:
    """Write the maps and the buildings; return the means of the units, and what is spared."""
    from contado.tiles import rasters_written

    maps = computed(run, inputs)
    told("tabelle", 0.6)
    grid = inputs.grid
    units = inputs.units.geometry.to_numpy()
    cells = cells_of(units, grid)
    means: dict[str, Floats] = {}
    with rasters_written(folder, rasters_of(run), grid) as writer:
        for name, values in layers(run, maps):
            if name in COLUMNS:
                means[name] = cells.sums(values).means(len(units))
            writer.write(name, _whole(values) if name.endswith("percent") else values)
    if inputs.buildings is None:
        return means, None
    shapes = inputs.buildings.frame.geometry.to_numpy()
    air = cells_of(shapes, grid).sums(maps.air).means(len(shapes))
    savings = inputs.buildings.savings(air, run.settings)
    write_buildings(folder, inputs.buildings.frame, savings, air)
    return means, avoided(units, shapes, savings)


def computed(run: CoolingRun, inputs: CoolingInputs) -> CoolingMaps:
    """Return the maps of a run."""
    stack, window = inputs.stack, inputs.window
    stages = CellStages(inputs.cover, run.settings, stack.nodata(LAND_COVER))
    water = None
    if inputs.has_water:
        values = stack.read(REFERENCE, window)
        water = Water(values, stack.nodata(REFERENCE), inputs.highest)
    try:
        capacity, green = stages.capacity(stack.read(LAND_COVER, window), water)
    except UnknownClasses as found:
        raise BadInput(missing_classes(found.cells, run.files.biophysical.name)) from None
    around = Surroundings(green <= 1, ~np.isnan(capacity), inputs.grid, run.settings)
    return cooled(stages, around, capacity, green)


def missing_classes(cells: dict[int, int], where: str) -> Problem:
    """Return the problem of classes that the table lacks: which, and how many cells of each."""
    shown = [f"{code} ({count})" for code, count in sorted(cells.items())[:_MOST_SHOWN]]
    more = ["…"] if len(cells) > _MOST_SHOWN else []
    return Problem("heat.class_missing", where, {"classes": ", ".join(shown + more)})


def rasters_of(run: CoolingRun) -> list[Raster]:
    """Return the rasters that a run writes."""
    from contado.tiles import Raster

    shares = [Raster(name) for name in ("cc", "cc_park", "green_area_sum", "hm")]
    heats = ["T_air_nomix", "T_air"] + ([] if run.humidity is None else ["wbgt"])
    found = shares + [Raster(name, nodata=-9999.0) for name in heats]
    if run.humidity is None:
        return found
    losses = ("light_work_loss_percent", "heavy_work_loss_percent")
    return found + [Raster(name, "uint8", _NO_LOSS, varied=False) for name in losses]


def layers(run: CoolingRun, maps: CoolingMaps) -> Iterator[tuple[str, Array]]:
    """Yield the values of each raster that a run writes."""
    yield "cc", maps.capacity
    yield "cc_park", maps.park
    yield "green_area_sum", maps.green_area
    yield "hm", maps.mitigation
    yield "T_air_nomix", maps.unmixed
    yield "T_air", maps.air
    if run.humidity is None:
        return
    stress = wet_bulb_globe_temperature(maps.air, run.humidity)
    yield "wbgt", stress
    losses = run.rules.numbers(LOSSES)
    for name, breaks in (("light", LIGHT), ("heavy", HEAVY)):
        yield f"{name}_work_loss_percent", work_loss(stress, run.rules.numbers(breaks), losses)


def write_buildings(folder: Path, frame: GeoDataFrame, savings: Floats, air: Floats) -> None:
    """Write ``buildings_with_stats`` as GeoPackage and as CSV."""
    measured = {"energy_sav": savings, "mean_t_air": air}
    attributes = {name: of for name, of in attributes_of(frame).items() if name not in measured}
    write_plain_table(folder / "buildings_with_stats.csv", {**attributes, **measured})
    with _dated():
        frame.assign(**measured).to_file(
            folder / "buildings_with_stats.gpkg", driver="GPKG", engine="pyogrio"
        )


@contextmanager
def _dated() -> Iterator[None]:
    """Have GDAL write a fixed day, not the clock: the same inputs give the same bytes."""
    import pyogrio

    before = pyogrio.get_gdal_config_option(_GDAL_DAY)
    pyogrio.set_gdal_config_options({_GDAL_DAY: "1970-01-01T00:00:00.000Z"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({_GDAL_DAY: before})


def attributes_of(frame: GeoDataFrame) -> dict[str, list[Any]]:
    """Return the attributes of features, a list a field."""
    return {
        str(name): frame[name].tolist() for name in frame.columns if name != frame.geometry.name
    }


def _whole(values: Array) -> npt.NDArray[np.uint8]:
    return np.where(np.isnan(values), _NO_LOSS, values).astype(np.uint8)


def _plain(values: Floats) -> list[float | None]:
    return [None if np.isnan(value) else value for value in values.tolist()]
