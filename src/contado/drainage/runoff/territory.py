"""A run of the runoff model on a territory: its land cover and soils, the plan's curve numbers.

A land-cover class lies between rows of the plan's table, so a unit has a value in the middle and
its bounds. Where the territory has no soil groups only the bounds over all four are told: the
value itself is not computable, and no map of it is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from contado.drainage.runoff.cells import Event, Ground, PairTable
from contado.drainage.runoff.curve_numbers import (
    ABSTRACTION,
    COVERS,
    MOISTURE,
    TABLE,
    CurveNumbers,
    class_curves,
)
from contado.drainage.runoff.results import (
    COLUMNS,
    AtRisk,
    Exposed,
    UnitTable,
    record,
    write_units,
)
from contado.drainage.runoff.run import (
    Bound,
    GroundFiles,
    Means,
    RunoffJob,
    UnitTotals,
)
from contado.errors import BadInput, Problem
from contado.files import folder_written, must_be_new
from contado.layer_roles import LAND_COVER, SOIL_GROUPS
from contado.pages import disclaimer, of_ground
from contado.survey.plan import MINIMUM_COVERAGE
from contado.tiles.results import write_record
from contado.units import RESOLUTION
from contado.values import Floats

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from contado.norms import Rules
    from contado.territory import Layer, Territory
    from contado.tiles import Grid

UNIT_ROLES = ("landscape_units", "municipalities", "zones")
COVERAGE, REASON = "coverage", "not_computable"

_BOUNDS: tuple[Bound, ...] = ("", "_low", "_high")
_MEASURED = tuple(name + bound for name in COLUMNS[:3] for bound in _BOUNDS)


@dataclass(frozen=True, slots=True)
class GroundOfTerritory:
    """What a territory knows of its ground, and the units it is asked for.

    Parameters
    ----------
    territory, rules
        The ground and the plan, each in the state that is to be used.
    units
        One of `UNIT_ROLES`, or a file of polygons.
    """

    territory: Territory
    rules: Rules
    units: str | Path

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

    def frame(self, grid: Grid) -> GeoDataFrame:
        """Return the units, in the CRS of the territory.

        Raises
        ------
        BadInput
            ``drainage.no_units``, ``tiles.column_taken``, and those of
            `contado.tiles.units.read_units`.
        """
        from contado.tiles import read_units
        from contado.tiles.results import clashes

        taken = (*COLUMNS, *_MEASURED, COVERAGE, REASON)
        if isinstance(self.units, Path):
            frame = read_units(self.units, grid)
            if problems := clashes(frame, dict.fromkeys(taken), self.units.name):
                raise BadInput(problems)
            return frame
        layer = self.territory.layer(self.units)
        if layer is None:
            raise BadInput(Problem("drainage.no_units", self.territory.name, {"role": self.units}))
        frame = layer.frame()
        kept = [name for name in frame.columns if name not in taken and name != "bbox"]
        return frame[kept].reset_index(drop=True)


def run_on_territory(
    ground: GroundOfTerritory,
    event: Event,
    out: Path,
    means: Means,
    at_risk: AtRisk,
    *,
    language: str = "it",
) -> UnitTable:
    """Run the model on a territory; write GeoTIFFs, ``units.csv``, ``run.json`` and a page.

    ``page.html`` tells the units in words and maps, and ``table.csv`` is its table for a
    spreadsheet of the reader's country.

    Parameters
    ----------
    ground
        The territory, the plan and the units.
    event
        Rain, λ and antecedent moisture.
    out
        Folder to make.
    means
        Who is told how far it is, and who does the work.
    at_risk
        What can be damaged.
    language
        Of the page.

    Raises
    ------
    BadInput
        With every problem of what is given; nothing is left behind.
    """
    must_be_new(out)
    if problems := list(event.problems()):
        raise BadInput(problems)
    job, units, exposed = _opened(ground, event, at_risk)
    with job.pairs(out, means) as parts, folder_written(out) as folder:
        totals, seen = job.write(folder, parts, means)
        assert seen is not None
        coverage = seen * job.grid.cell_area / _area(units)
        columns = _columns(ground, event, job, totals, np.minimum(coverage, 1.0))
        if exposed is not None:
            columns |= exposed.columns(job.units, columns["rnf_rt_m3"])
        table = write_units(folder, units, columns)
        said = _record(ground, event, job, at_risk)
        _write_page(folder, said, table, units, language)
        write_record(folder, said)
    return table


def _opened(
    ground: GroundOfTerritory, event: Event, at_risk: AtRisk
) -> tuple[RunoffJob, GeoDataFrame, Exposed | None]:
    from contado.tiles import open_stack

    cover, soil = ground.cover, ground.soil
    with open_stack({LAND_COVER: cover.path}, whole={LAND_COVER}) as stack:
        whole, nodata = stack.grid, stack.nodata(LAND_COVER)
    units = ground.frame(whole)
    problems: list[Problem] = []
    exposed = at_risk.opened(whole.crs, problems)
    west, south, east, north = units.total_bounds.tolist()
    window = whole.window((west, south, east, north))
    if not window.cells:
        problems.append(Problem("drainage.units_elsewhere", ground.territory.name))
    if problems:
        raise BadInput(problems)
    grid = whole.part(window)
    codes = tuple(sorted(cover.legend))
    look = Ground.of(codes, nodata, _nodata(soil))
    files = GroundFiles(
        cover.path.absolute(),
        None if soil is None else soil.path.absolute(),
        look,
        (window.row, window.column),
    )
    tables = _tables(ground, event, grid.cell_area)
    names = (cover.id, SOIL_GROUPS if soil is None else soil.id)
    shapes = units.geometry.to_numpy()
    return RunoffJob(grid, files, tables, shapes, names, seen=True), units, exposed


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
    told: dict[str, Floats] = {}
    for bound, total in totals.items():
        told |= total.columns(event.rain, job.grid.cell_area, bound)
    nothing = np.full(len(coverage), np.nan)
    enough = coverage >= least
    columns: dict[str, Any] = {
        name: np.where(enough, told.get(name, nothing), np.nan) for name in _MEASURED
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
    no_soil = SOIL_GROUPS if ground.soil is None else ""
    found = np.full(len(coverage), no_soil, dtype=object)
    found[enough & nothing] = "not_applicable"  # water alone
    found[~enough] = "low_coverage"
    found[coverage <= 0] = "outside_layer"
    return [str(reason) for reason in found]


def _area(units: GeoDataFrame) -> Floats:
    import shapely

    return np.asarray(shapely.area(units.geometry.to_numpy()), dtype=np.float64)


def _record(
    ground: GroundOfTerritory, event: Event, job: RunoffJob, at_risk: AtRisk
) -> dict[str, Any]:
    from contado.tiles.results import hashes

    own = ground.units if isinstance(ground.units, Path) else None
    role = None if own is not None else ground.territory.layer(str(ground.units))
    layers = [layer.id for layer in (ground.cover, ground.soil, role) if layer is not None]
    given = {"units": own, "buildings": at_risk.buildings, "damage": at_risk.damage}
    return record(event, job.grid, ground.rules, {
        **of_ground(ground.territory, layers),
        "disclaimer": disclaimer(ground.rules),
        "parameters": [TABLE, COVERS, ABSTRACTION, MOISTURE, MINIMUM_COVERAGE],
        "notices": [
            {language: str(notice.say(language)) for language in ("it", "en")}
            for notice in ground.notices()
        ],
        "inputs": hashes(given),
    })  # fmt: skip


def _write_page(
    folder: Path, said: dict[str, Any], table: UnitTable, units: GeoDataFrame, language: str
) -> None:
    from contado.drainage.runoff.page import page, unit_table

    rows = table.rows()
    shapes = units.geometry.to_numpy()
    (folder / "page.html").write_text(page(said, rows, shapes, folder, language), "utf-8")
    unit_table(rows, language).write(folder / "table.csv", language)
