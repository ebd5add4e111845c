"""A run of the cooling model from people's own files: maps, tables and how they were made."""

from __future__ import annotations

import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy.typing as npt

from contado.errors import BadInput, Problem
from contado.files import folder_written, must_be_new
from contado.heat.cooling.inputs import CoolingFiles, CoolingInputs, Extent, opened
from contado.heat.cooling.machine import Machine, parts_of
from contado.heat.cooling.model import UnknownClasses
from contado.heat.cooling.outputs import (
    HEAVY,
    LIGHT,
    LOSSES,
    Gathered,
    layers,
    rasters_of,
    whole,
    write_buildings,
)
from contado.heat.cooling.record import record
from contado.heat.cooling.settings import CoolingSettings
from contado.heat.cooling.stages import Coarseness, run_stages
from contado.heat.cooling.tables import UnitTable
from contado.heat.cooling.units import ANOMALY, AVOIDED, COLUMNS, avoided, cells_of, unit_columns
from contado.territory.plain_tables import write_plain_table
from contado.tiles.results import attributes_of, clashes
from contado.tiles.writing import behind
from contado.values import Floats

if TYPE_CHECKING:
    from contado.heat.cooling.biophysical import Method
    from contado.norms import Rules
    from contado.tiles import Window

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


def run_cooling(run: CoolingRun, out: Path, machine: Machine) -> UnitTable:
    """Run the model and write its folder: GeoTIFFs, ``units.csv``, ``run.json``.

    Parameters
    ----------
    run
        What is asked.
    out
        Folder to make.
    machine
        How it is done, and who is told.

    Raises
    ------
    BadInput
        With every problem of the inputs; nothing is left behind.
    """
    must_be_new(out)
    if run.humidity is not None and not 0 <= run.humidity <= 100:  # noqa: PLR2004 - per cent
        values = {"value": run.humidity, "low": 0, "high": 100}
        raise BadInput(Problem("heat.option_outside", "--humidity", values))
    with opened(run.files, run.method, run.extent) as inputs:
        columns = (*COLUMNS.values(), ANOMALY, AVOIDED)
        if problems := clashes(inputs.units, columns, run.files.units.name):
            raise BadInput(problems)
        with folder_written(out) as folder:
            gathered, coarse = _computed(run, inputs, (folder, out), machine)
            spared = _buildings(run, inputs, folder, gathered)
            table = UnitTable(
                attributes_of(inputs.units),
                unit_columns(gathered.means(), run.settings.reference, spared),
            )
            write_plain_table(folder / "units.csv", table.lists())
            record(run, inputs, coarse, folder)
    return table


def _computed(
    run: CoolingRun, inputs: CoolingInputs, folders: tuple[Path, Path], machine: Machine
) -> tuple[Gathered, Coarseness]:
    """Write the maps; return the sums of units and buildings, and how coarse the filters were."""
    from contado.tiles import rasters_written

    folder, out = folders
    grid, job = inputs.grid, inputs.job(run.settings, machine.side, here=machine.cluster is None)
    shapes = None if inputs.buildings is None else inputs.buildings.shapes
    gathered = Gathered(
        cells_of(inputs.units.geometry.to_numpy(), grid),
        None if shapes is None else cells_of(shapes, grid),
    )
    with (
        rasters_written(folder, rasters_of(run), grid) as writer,
        machine.run(out, grid.cells, lambda: key_of(run), {"": 0.0}) as work,
    ):

        def sink(name: str, values: npt.NDArray[Any], window: Window) -> None:
            for layer, of in layers(run, name, values):
                gathered.add(layer, of, window)
                writer.write(layer, whole(of) if layer.endswith("percent") else of, window)

        try:
            with behind(sink) as waiting:
                return gathered, run_stages(work, job, waiting)
        except UnknownClasses as found:
            shutil.rmtree(parts_of(out), ignore_errors=True)
            problem = missing_classes(found.cells, run.files.biophysical.name)
            raise BadInput(problem) from None


def key_of(run: CoolingRun) -> str:
    """Return the name of a run: the same for the same inputs and numbers alone."""
    from contado.tiles.running import run_key

    files = {"land_cover": run.files.land_cover, "biophysical": run.files.biophysical}
    if run.files.reference_et is not None:
        files["reference_et"] = run.files.reference_et
    if run.extent == "units":
        files["units"] = run.files.units
    return run_key(files, {**asdict(run.settings), "extent": run.extent})


def _buildings(
    run: CoolingRun, inputs: CoolingInputs, folder: Path, gathered: Gathered
) -> Floats | None:
    """Write the buildings; return what those of each unit are spared, where it was asked for."""
    buildings = inputs.buildings
    if buildings is None:
        return None
    air = gathered.air_of_buildings()
    savings = buildings.savings(air, run.settings)
    write_buildings(folder, buildings.frame, savings, air)
    return avoided(inputs.units.geometry.to_numpy(), buildings.shapes, savings)


def missing_classes(cells: dict[int, int], where: str) -> Problem:
    """Return the problem of classes that the table lacks: which, and how many cells of each."""
    shown = [f"{code} ({count})" for code, count in sorted(cells.items())[:_MOST_SHOWN]]
    more = ["…"] if len(cells) > _MOST_SHOWN else []
    return Problem("heat.class_missing", where, {"classes": ", ".join(shown + more)})
