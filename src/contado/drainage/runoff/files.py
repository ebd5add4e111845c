"""A run of the runoff model from people's own files: maps and units."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contado.drainage.runoff.cells import Event, Ground, PairTable
from contado.drainage.runoff.curve_numbers import CurveNumbers, read_curve_numbers
from contado.drainage.runoff.results import COLUMNS, AtRisk, Exposed, RunoffOfUnits
from contado.drainage.runoff.run import SOIL, GroundFiles, RunoffJob
from contado.errors import BadInput, tried
from contado.layer_roles import LAND_COVER

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from contado.tiles import Grid, Processing


@dataclass(frozen=True, slots=True)
class RunoffFiles:
    """Files of a run: rasters of one metric grid, a table, polygons; what can be damaged.

    ``layer`` is that of ``units``, where the file has several.
    """

    land_cover: Path
    soil: Path
    curve_numbers: Path
    units: Path
    layer: str | None = None
    at_risk: AtRisk = field(default_factory=AtRisk)


@dataclass(frozen=True, slots=True)
class _Opened:
    job: RunoffJob
    units: GeoDataFrame
    exposed: Exposed | None


def run_runoff(
    files: RunoffFiles, event: Event, folder: Path, out: Path, processing: Processing
) -> RunoffOfUnits:
    """Run the model; write its GeoTIFFs.

    The part of the map that the units span is computed.

    Parameters
    ----------
    files
        Its inputs.
    event
        Rain, λ and antecedent moisture.
    folder
        Where the GeoTIFFs are written.
    out
        Where the results will be: what an unfinished run keeps stands beside it.
    processing
        How it is done, and who is told.

    Raises
    ------
    BadInput
        With every problem of the inputs.
    """
    opened = _opened(files, event)
    job = opened.job
    with job.pairs(out, processing) as parts:
        totals, _ = job.write(folder, parts, processing)
    columns: dict[str, Any] = dict(totals[""].columns(event.rain, job.grid.cell_area))
    if opened.exposed is not None:
        columns |= opened.exposed.columns(job.units, columns["rnf_rt_m3"])
    return RunoffOfUnits(opened.units.assign(**columns), job.grid, job.names_of_rasters)


def _opened(files: RunoffFiles, event: Event) -> _Opened:
    """Open and check every file; raise every problem at once."""
    from contado.tiles import clashes, open_stack, read_units

    problems = list(event.problems())
    numbers = tried(problems, lambda: read_curve_numbers(files.curve_numbers))
    rasters = {LAND_COVER: files.land_cover, SOIL: files.soil}
    try:
        with open_stack(rasters, whole=rasters.keys()) as stack:
            grid, nodata = stack.grid, (stack.nodata(LAND_COVER), stack.nodata(SOIL))
    except BadInput as error:
        raise BadInput([*problems, *error.problems]) from None
    units = tried(problems, lambda: read_units(files.units, grid, files.layer))
    exposed = files.at_risk.opened(grid.crs, problems)
    if units is not None:
        problems.extend(clashes(units, COLUMNS, files.units.name))
    if problems or numbers is None or units is None:
        raise BadInput(problems)
    return _Opened(_job(files, event, numbers, (grid, nodata), units), units, exposed)


def _job(
    files: RunoffFiles,
    event: Event,
    numbers: CurveNumbers,
    raster: tuple[Grid, tuple[float | None, float | None]],
    units: GeoDataFrame,
) -> RunoffJob:
    whole, nodata = raster
    west, south, east, north = units.total_bounds.tolist()
    window = whole.window((west, south, east, north))
    grid = whole.part(window)
    read = GroundFiles(
        files.land_cover.absolute(), files.soil.absolute(),
        Ground.of(numbers.codes, *nodata), (window.row, window.column),
    )  # fmt: skip
    table = PairTable.of(numbers, event, grid.cell_area)
    names = (files.curve_numbers.name, files.soil.name)
    return RunoffJob(grid, read, {"": table}, units.geometry.to_numpy(), names)
