"""A run of the runoff model from people's own files: maps, a table of units, how it was made."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contado.drainage.runoff.cells import Event, Ground, PairTable
from contado.drainage.runoff.curve_numbers import (
    ABSTRACTION,
    MOISTURE,
    CurveNumbers,
    read_curve_numbers,
)
from contado.drainage.runoff.results import (
    COLUMNS,
    AtRisk,
    Exposed,
    UnitTable,
    record,
    tried,
    write_units,
)
from contado.drainage.runoff.run import (
    SOIL,
    GroundFiles,
    Means,
    RunoffJob,
)
from contado.errors import BadInput
from contado.files import folder_written, must_be_new
from contado.layer_roles import LAND_COVER
from contado.tiles.results import write_record

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from contado.norms import Rules
    from contado.tiles import Grid


@dataclass(frozen=True, slots=True)
class RunoffFiles:
    """Files of a run: rasters of one metric grid, a table, polygons; what can be damaged."""

    land_cover: Path
    soil: Path
    curve_numbers: Path
    units: Path
    at_risk: AtRisk = field(default_factory=AtRisk)

    def named(self) -> dict[str, Path | None]:
        """Return every file by what it is."""
        return {
            LAND_COVER: self.land_cover, SOIL: self.soil, "curve_numbers": self.curve_numbers,
            "units": self.units, "buildings": self.at_risk.buildings, "damage": self.at_risk.damage,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Opened:
    job: RunoffJob
    units: GeoDataFrame
    exposed: Exposed | None


def run_runoff(
    files: RunoffFiles, event: Event, rules: Rules, out: Path, means: Means
) -> UnitTable:
    """Run the model and write its folder: GeoTIFFs, ``units.csv``, ``run.json``.

    The part of the map that the units span is computed.

    Parameters
    ----------
    files
        Its inputs.
    event
        Rain, λ and antecedent moisture.
    rules
        The plan at a date: where λ and moisture are written.
    out
        Folder to make.
    means
        Who is told how far it is, and who does the work.

    Raises
    ------
    BadInput
        With every problem of the inputs; nothing is left behind.
    """
    from contado.tiles.results import hashes

    must_be_new(out)
    found = _opened(files, event)
    job = found.job
    with job.pairs(out, means) as parts, folder_written(out) as folder:
        totals, _ = job.write(folder, parts, means)
        columns: dict[str, Any] = dict(totals[""].columns(event.rain, job.grid.cell_area))
        if found.exposed is not None:
            columns |= found.exposed.columns(job.units, columns["rnf_rt_m3"])
        table = write_units(folder, found.units, columns)
        more = {"parameters": [ABSTRACTION, MOISTURE], "inputs": hashes(files.named())}
        write_record(folder, record(event, job.grid, rules, more))
    return table


def _opened(files: RunoffFiles, event: Event) -> _Opened:
    """Open and check every file; raise every problem at once."""
    from contado.tiles import open_stack, read_units
    from contado.tiles.results import clashes

    problems = list(event.problems())
    numbers = tried(problems, lambda: read_curve_numbers(files.curve_numbers))
    rasters = {LAND_COVER: files.land_cover, SOIL: files.soil}
    try:
        with open_stack(rasters, whole=rasters.keys()) as stack:
            grid, nodata = stack.grid, (stack.nodata(LAND_COVER), stack.nodata(SOIL))
    except BadInput as error:
        raise BadInput([*problems, *error.problems]) from None
    units = tried(problems, lambda: read_units(files.units, grid))
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
