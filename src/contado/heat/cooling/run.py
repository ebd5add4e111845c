"""A run of the cooling model from people's own files: maps, units and buildings."""

from __future__ import annotations

import shutil
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy.typing as npt

from contado.errors import BadInput, Problem
from contado.heat.cooling.inputs import CoolingInputs, opened
from contado.heat.cooling.model import UnknownClasses
from contado.heat.cooling.outputs import (
    Cooled,
    Gathered,
    layers,
    rasters_of,
    valued,
    whole,
    with_columns,
)
from contado.heat.cooling.request import CoolingRun
from contado.heat.cooling.stages import Coarseness, run_stages, shares_of
from contado.heat.cooling.units import ANOMALY, AVOIDED, COLUMNS, avoided, cells_of, unit_columns
from contado.tiles import Processing, behind, clashes, parts_of

if TYPE_CHECKING:
    from contado.tiles import Window

_MOST_SHOWN = 20


def run_cooling(run: CoolingRun, folder: Path, out: Path, processing: Processing) -> Cooled:
    """Run the model and write its GeoTIFFs.

    Parameters
    ----------
    run
        What is asked.
    folder
        Where the GeoTIFFs are written.
    out
        The folder that it will be; parts of an unfinished run are beside it.
    processing
        How it is done, and who is told.

    Raises
    ------
    BadInput
        With every problem of the inputs.
    """
    with opened(run.files, run.settings.method, run.extent) as inputs:
        columns = (*COLUMNS.values(), ANOMALY, AVOIDED)
        if problems := clashes(inputs.units, columns, run.files.units.name):
            raise BadInput(problems)
        units, buildings, coarse = _computed(run, inputs, (folder, out), processing)
        spared = valued_buildings = None
        if inputs.buildings is not None and buildings is not None:
            air = buildings.mean("T_air")
            savings = inputs.buildings.savings(air, run.settings)
            valued_buildings = valued(inputs.buildings.frame, savings, air)
            shapes = inputs.units.geometry.to_numpy()
            spared = avoided(shapes, inputs.buildings.shapes, savings)
        means = {name: units.mean(name) for name in units.sums}
        measured = unit_columns(means, run.settings.reference, spared)
        return Cooled(
            with_columns(inputs.units, measured), tuple(each.name for each in rasters_of(run)),
            inputs.grid, coarse, run.settings.method == "factors" and not inputs.has_reference_et,
            valued_buildings,
        )  # fmt: skip


def _computed(
    run: CoolingRun, inputs: CoolingInputs, folders: tuple[Path, Path], processing: Processing
) -> tuple[Gathered, Gathered | None, Coarseness]:
    """Write the maps; return the sums of units and buildings, and how coarse the filters were."""
    from contado.tiles import rasters_written

    folder, out = folders
    grid, here = inputs.grid, processing.cluster is None
    job = inputs.job(run.settings, processing.side, here=here)
    shapes = None if inputs.buildings is None else inputs.buildings.shapes
    units = Gathered(cells_of(inputs.units.geometry.to_numpy(), grid))
    buildings = None if shapes is None else Gathered(cells_of(shapes, grid))
    progress = shares_of(processing.progress, [""])
    with (
        rasters_written(folder, rasters_of(run), grid, processing.thinned) as writer,
        processing.run(out, grid.cells, lambda: key_of(run), progress) as work,
    ):

        def sink(name: str, values: npt.NDArray[Any], window: Window) -> None:
            for layer, of in layers(run, name, values):
                if layer in COLUMNS:
                    units.add(layer, of, window)
                if layer == "T_air" and buildings is not None:
                    buildings.add(layer, of, window)
                writer.write(layer, whole(of) if layer.endswith("percent") else of, window)

        try:
            with behind(sink) as waiting:
                return units, buildings, run_stages(work, job, waiting)
        except UnknownClasses as unknown:
            shutil.rmtree(parts_of(out), ignore_errors=True)
            problem = missing_classes(unknown.cells, run.files.biophysical.name)
            raise BadInput(problem) from None


def key_of(run: CoolingRun) -> str:
    """Return the name of a run: the same for the same inputs and numbers alone."""
    from contado.tiles import run_key

    files = {"land_cover": run.files.land_cover, "biophysical": run.files.biophysical}
    if run.files.reference_et is not None:
        files["reference_et"] = run.files.reference_et
    if run.extent == "units":
        files["units"] = run.files.units
    more = {"extent": run.extent, "layer": run.files.layer}
    return run_key(files, {**asdict(run.settings), **more})


def missing_classes(cells: dict[int, int], where: str) -> Problem:
    """Return the problem of classes that the table lacks: which, and how many cells of each."""
    shown = [f"{code} ({count})" for code, count in sorted(cells.items())[:_MOST_SHOWN]]
    more = ["…"] if len(cells) > _MOST_SHOWN else []
    return Problem("heat.class_missing", where, {"classes": ", ".join(shown + more)})
