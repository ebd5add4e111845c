"""A run of the runoff model on a territory: its land cover and soils, the plan's curve numbers.

A land-cover class lies between rows of the plan's table, so a unit has a value in the middle and
its bounds. Where the territory has no soil groups only the bounds over all four are told: the
value itself is not computable, and no map of it is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from contado.drainage.runoff.cells import Event, Ground, PairTable
from contado.drainage.runoff.curve_numbers import CurveNumbers, class_curves
from contado.drainage.runoff.results import COLUMNS, AtRisk, Exposed, RunoffOfUnits
from contado.drainage.runoff.run import Bound, GroundFiles, RunoffJob, UnitTotals
from contado.errors import BadInput, Problem
from contado.layer_roles import LAND_COVER, SOIL_GROUPS
from contado.survey import MINIMUM_COVERAGE
from contado.tiles import problems_of
from contado.units import RESOLUTION
from contado.values import Floats

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from contado.norms import Rules
    from contado.territory import Layer, Territory
    from contado.tiles import Processing

COVERAGE, REASON = "coverage", "not_computable"

_BOUNDS: tuple[Bound, ...] = ("", "_low", "_high")
_MEASURED = tuple(name + bound for name in COLUMNS[:3] for bound in _BOUNDS)
TAKEN = (*_MEASURED, COVERAGE, REASON, *COLUMNS[3:])
"""Columns that the results add to the attributes of units."""


@dataclass(frozen=True, slots=True)
class GroundOfTerritory:
    """What a territory knows of its ground, and the units it is asked for.

    Parameters
    ----------
    territory, rules
        The ground and the plan, each in the state that is to be used.
    units
        Polygons in the territory's CRS, with attributes that are named as none of `TAKEN`.
    at_risk
        What can be damaged.
    """

    territory: Territory
    rules: Rules
    units: GeoDataFrame
    at_risk: AtRisk = field(default_factory=AtRisk)

    @property
    def cover(self) -> Layer:
        """The land cover.

        Raises
        ------
        BadInput
            ``drainage.no_land_cover``.
        """
        layer = self.territory.layer(LAND_COVER)
        if layer is None:
            raise BadInput(Problem("drainage.no_land_cover", self.territory.name))
        return layer

    @property
    def soil(self) -> Layer | None:
        """The soil groups, or None where the territory has none."""
        return self.territory.layer(SOIL_GROUPS)

    def notices(self) -> list[Problem]:
        """Return what a reader must know of the answer."""
        if self.soil is not None:
            return []
        return [Problem("drainage.no_soil_groups", self.territory.name)]


def run_on_territory(
    ground: GroundOfTerritory, event: Event, folder: Path, out: Path, processing: Processing
) -> RunoffOfUnits:
    """Run the model on a territory; write its GeoTIFFs.

    Parameters
    ----------
    ground
        The territory, the plan and the units.
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
        With every problem of what is given.
    """
    if problems := list(event.problems()):
        raise BadInput(problems)
    job, exposed = _opened(ground, event)
    with job.pairs(out, processing) as parts:
        totals, seen = job.write(folder, parts, processing)
    assert seen is not None
    coverage = np.minimum(seen * job.grid.cell_area / ground.units.area.to_numpy(), 1.0)
    columns = _columns(ground, event, job, totals, coverage)
    if exposed is not None:
        columns |= exposed.columns(job.units, columns["rnf_rt_m3"])
    return RunoffOfUnits(ground.units.assign(**columns), job.grid, job.names_of_rasters)


def _opened(ground: GroundOfTerritory, event: Event) -> tuple[RunoffJob, Exposed | None]:
    from contado.tiles import open_stack

    cover, soil, units = ground.cover, ground.soil, ground.units
    with open_stack({LAND_COVER: cover.path}, whole={LAND_COVER}) as stack:
        whole, nodata = stack.grid, stack.nodata(LAND_COVER)
    problems = list(problems_of(units, whole, ground.territory.name, beyond=True))
    exposed = ground.at_risk.opened(whole.crs, problems)
    west, south, east, north = units.total_bounds.tolist()
    window = whole.window((west, south, east, north))
    if not window.cells:
        problems.append(Problem("drainage.units_elsewhere", ground.territory.name))
    if problems:
        raise BadInput(problems)
    grid = whole.part(window)
    look = Ground.of(tuple(sorted(cover.legend)), nodata, _nodata(soil))
    files = GroundFiles(
        cover.path.absolute(),
        None if soil is None else soil.path.absolute(),
        look,
        (window.row, window.column),
    )
    tables = _tables(ground, event, grid.cell_area)
    names = (cover.id, SOIL_GROUPS if soil is None else soil.id)
    return RunoffJob(grid, files, tables, units.geometry.to_numpy(), names, seen=True), exposed


def _nodata(layer: Layer | None) -> float | None:
    if layer is None:
        return None
    with layer.raster() as raster:
        value: float | None = raster.nodata
    return value


def _tables(ground: GroundOfTerritory, event: Event, cell_area: float) -> dict[Bound, PairTable]:
    """Return what each pair does at the middle of its curve numbers and at their bounds."""
    legend = ground.cover.legend
    codes = tuple(sorted(legend))
    curves = class_curves(ground.rules, [legend[code] for code in codes], event.moisture)
    if ground.soil is None:
        curves = curves.over_groups
    numbers: dict[Bound, Floats] = {"_low": curves.low, "_high": curves.high}
    if ground.soil is not None:
        numbers = {"": (curves.low + curves.high) / 2, **numbers}
    moved = event._replace(moisture="II")  # the curve numbers are those of its moisture already
    return {
        bound: PairTable.of(CurveNumbers(codes, values), moved, cell_area)
        for bound, values in numbers.items()
    }


def _columns(
    ground: GroundOfTerritory,
    event: Event,
    job: RunoffJob,
    totals: dict[Bound, UnitTotals],
    coverage: Floats,
) -> dict[str, Any]:
    """Return the columns of the table; what the data cover too little is left empty."""
    least = ground.rules.number(MINIMUM_COVERAGE) - RESOLUTION
    measured: dict[str, Floats] = {}
    for bound, total in totals.items():
        measured |= total.columns(event.rain, job.grid.cell_area, bound)
    nothing = np.full(len(coverage), np.nan)
    enough = coverage >= least
    columns: dict[str, Any] = {
        name: np.where(enough, measured.get(name, nothing), np.nan) for name in _MEASURED
    }
    columns[COVERAGE] = coverage
    columns[REASON] = _reasons(ground, coverage, enough, np.isnan(columns["flood_vol_low"]))
    return columns


def _reasons(
    ground: GroundOfTerritory,
    coverage: Floats,
    enough: npt.NDArray[np.bool_],
    nothing: npt.NDArray[np.bool_],
) -> Sequence[str]:
    """Return why a unit has no value of its own: empty where it has one."""
    reasons = np.full(len(coverage), SOIL_GROUPS if ground.soil is None else "", dtype=object)
    reasons[enough & nothing] = "not_applicable"  # water alone
    reasons[~enough] = "low_coverage"
    reasons[coverage <= 0] = "outside_layer"
    return list(reasons)
