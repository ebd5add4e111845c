"""The cooling model of a territory: its land cover, the plan's attributes, within their bounds."""

from __future__ import annotations

import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from contado.errors import BadInput, Problem
from contado.files import folder_written, must_be_new
from contado.heat.cooling.classes import ClassAttributes, attributes
from contado.heat.cooling.machine import Machine, parts_of
from contado.heat.cooling.model import CellStages, UnknownClasses
from contado.heat.cooling.record import SOURCE, assumptions
from contado.heat.cooling.settings import CoolingSettings
from contado.heat.cooling.stages import Coarseness, CoolingJob, MapFiles, run_stages
from contado.heat.cooling.tables import UnitTable
from contado.heat.cooling.units import cells_of
from contado.layer_roles import LAND_COVER
from contado.pages.record import of_ground, of_plan
from contado.survey.plan import MINIMUM_COVERAGE
from contado.territory.plain_tables import write_plain_table
from contado.tiles.results import attributes_of, clashes, grid_of_record, hashes, write_record
from contado.tiles.writing import behind
from contado.units import RESOLUTION
from contado.values import Floats

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from contado.heat.cooling.biophysical import Biophysical
    from contado.norms import Rules
    from contado.territory import Layer, Territory
    from contado.tiles import Grid, Sums, UnitCells, Window
    from contado.tiles.writing import Writer

COVERAGE, WHY = "coverage", "not_computable"
LOW_COVERAGE = "low_coverage"

_MAPS = ("low-", "mid-", "high-")
_ENDS = dict(zip(_MAPS, ("_low", "", "_high"), strict=True))
_KEPT = ("cc", "hm", "T_air_nomix", "T_air")
_MEANS = {"cc": "avg_cc", "T_air": "avg_tmp_v"}
_ANOMALY = "avg_tmp_an"


@dataclass(frozen=True)
class TerritoryRun:
    """What is asked of a territory.

    Parameters
    ----------
    territory, rules
        The ground, and the plan on a day.
    settings
        Numbers of the model.
    units
        A role of the territory, or a file of polygons.
    """

    territory: Territory
    rules: Rules
    settings: CoolingSettings
    units: str = "landscape_units"

    @property
    def land_cover(self) -> Layer:
        """The layer that says what covers the ground.

        Raises
        ------
        BadInput
            ``heat.no_layer``.
        """
        return _layer(self.territory, LAND_COVER)

    def frame(self, grid: Grid) -> tuple[GeoDataFrame, str]:
        """Return the units, and what messages call them."""
        from contado.territory.roles import roles
        from contado.tiles import read_units

        if self.units in roles():
            return _layer(self.territory, self.units).frame(), self.units
        path = Path(self.units)
        return read_units(path, grid), path.name


def _layer(territory: Territory, role: str) -> Layer:
    layer = territory.layer(role)
    if layer is None:
        raise BadInput(Problem("heat.no_layer", str(territory.root), {"role": role}))
    return layer


def run_territory(
    run: TerritoryRun, out: Path, machine: Machine, language: str = "it"
) -> UnitTable:
    """Run the model on a territory and write its folder.

    GeoTIFFs hold the middle of the bounds, and ``T_air_low`` and ``T_air_high`` the bounds of the
    air temperature; ``units.csv`` has low, middle and high of every mean, ``page.html`` tells
    them in words and maps, and ``table.csv`` for a spreadsheet of the reader's country.

    Raises
    ------
    BadInput
        ``heat.no_layer``, ``files.exists``, ``heat.class_missing``, and those of the units.
    """
    must_be_new(out)
    layer = run.land_cover
    known = attributes(run.rules, layer.legend, run.settings.method)
    grid, nodata = _opened(layer)
    frame, where = run.frame(grid)
    if problems := clashes(frame, [COVERAGE, WHY, *_names()], where):
        raise BadInput(problems)
    gathered = _Gathered(cells_of(frame.geometry.to_numpy(), grid))
    with folder_written(out) as folder:
        coarse = _computed(run, known, (grid, nodata), _Place(folder, out, machine), gathered)
        table = UnitTable(attributes_of(frame), *_columns(run, frame, gathered))
        write_plain_table(folder / "units.csv", table.lists())
        said = _told(run, known, grid, coarse, table)
        _write_page(folder, said, table, frame, language)
        write_record(folder, said)
    return table


def _write_page(
    folder: Path, said: dict[str, Any], table: UnitTable, frame: GeoDataFrame, language: str
) -> None:
    from contado.heat.cooling.page import page, unit_table

    rows = table.rows()
    shapes = frame.geometry.to_numpy()
    (folder / "page.html").write_text(page(said, rows, shapes, folder, language), "utf-8")
    unit_table(rows, language).write(folder / "table.csv", language)


def _opened(layer: Layer) -> tuple[Grid, float | None]:
    from contado.tiles import open_stack

    with open_stack({LAND_COVER: layer.path}, whole={LAND_COVER}) as stack:
        return stack.grid, stack.nodata(LAND_COVER)


@dataclass(frozen=True)
class _Place:
    folder: Path
    out: Path
    machine: Machine


@dataclass
class _Gathered:
    """Sums in the units, by raster and bound."""

    cells: UnitCells
    sums: dict[str, list[Sums]] = field(default_factory=dict)

    def add(self, name: str, values: npt.NDArray[Any], window: Window) -> None:
        self.sums.setdefault(name, []).append(self.cells.sums(values, window))

    def of(self, name: str) -> tuple[npt.NDArray[np.int64], Floats]:
        """Return the cells with data, and the mean, of each unit."""
        from contado.tiles import Sums

        joined = Sums.joined(self.sums[name])
        return joined.by_unit(self.cells.units)[0], joined.means(self.cells.units)


def _computed(
    run: TerritoryRun, known: ClassAttributes, raster: tuple[Grid, float | None], place: _Place,
    gathered: _Gathered,
) -> Coarseness:  # fmt: skip
    """Compute and write the three maps; return the coarsest filters that were used."""
    from contado.tiles import Raster, rasters_written

    grid, nodata = raster
    files = MapFiles(run.land_cover.path.resolve(), None, (0, 0))
    covers = dict(zip(_MAPS, (known.coolest, known.middle, known.hottest), strict=True))
    names = [*_KEPT, "T_air_low", "T_air_high"]
    rasters = [Raster(n, nodata=-9999.0 if n.startswith("T_air") else -1.0) for n in names]
    shares = {name: at / len(_MAPS) for at, name in enumerate(_MAPS)}
    found = []
    with (
        rasters_written(place.folder, rasters, grid) as writer,
        place.machine.run(place.out, grid.cells, lambda: _key(run, known), shares) as work,
    ):
        for name, cover in covers.items():
            stages = CellStages(cover, run.settings, nodata)
            job = CoolingJob(files, stages, grid, place.machine.side, name)
            try:
                with behind(_Sink(name, writer, gathered)) as sink:
                    found.append(run_stages(work, job, sink))
            except UnknownClasses as error:
                shutil.rmtree(parts_of(place.out), ignore_errors=True)
                raise BadInput(_not_in_legend(error, run.land_cover)) from None
    return max(found, key=lambda one: one.bound)


def _not_in_legend(error: UnknownClasses, layer: Layer) -> Problem:
    codes = ", ".join(f"{code} ({count})" for code, count in sorted(error.cells.items()))
    return Problem("heat.not_in_legend", layer.id, {"codes": codes[:200]})


@dataclass(frozen=True, slots=True)
class _Sink:
    """Takes the rasters of one of the three maps."""

    map: str
    writer: Writer
    gathered: _Gathered

    def __call__(self, name: str, values: npt.NDArray[Any], window: Window) -> None:
        end = _ENDS[self.map]
        if name in _MEANS:
            self.gathered.add(f"{name}{end}", values, window)
        if name == "T_air" or (name in _KEPT and not end):
            self.writer.write(f"{name}{end}", values, window)


def _names() -> list[str]:
    return [f"{column}{end}" for column in (*_MEANS.values(), _ANOMALY) for end in _ENDS.values()]


def _columns(
    run: TerritoryRun, frame: GeoDataFrame, gathered: _Gathered
) -> tuple[dict[str, Floats], dict[str, list[str | None]]]:
    """Return the numbers of each unit, and why there are none."""
    count, _ = gathered.of("cc")
    whole = np.maximum(
        gathered.cells.counts(), frame.geometry.area.to_numpy() / gathered.cells.grid.cell_area
    )
    coverage = count / whole
    told = coverage >= run.rules.number(MINIMUM_COVERAGE) - RESOLUTION
    columns: dict[str, Floats] = {}
    for name, column in _MEANS.items():
        # what cools most is the high end of capacity and the low end of temperature
        ends = {"_low": "_high", "": "", "_high": "_low"} if name == "cc" else _same()
        for end, of in ends.items():
            columns[f"{column}{end}"] = np.where(told, gathered.of(f"{name}{of}")[1], np.nan)
    for end in _ENDS.values():
        columns[f"{_ANOMALY}{end}"] = columns[f"avg_tmp_v{end}"] - run.settings.reference
    return columns | {COVERAGE: coverage}, {WHY: [None if t else LOW_COVERAGE for t in told]}


def _same() -> dict[str, str]:
    return {end: end for end in _ENDS.values()}


def _key(run: TerritoryRun, known: ClassAttributes) -> str:
    from contado.tiles.running import run_key

    covers: list[Biophysical] = [known.coolest, known.middle, known.hottest]
    said = [repr(cover.content()) for cover in covers]  # NaN is no JSON
    return run_key({LAND_COVER: run.land_cover.path}, {**asdict(run.settings), "classes": said})


def _told(
    run: TerritoryRun, known: ClassAttributes, grid: Grid, coarse: Coarseness, table: UnitTable
) -> dict[str, Any]:
    roles = {LAND_COVER, run.units}
    read = [layer.id for role, layer in run.territory.layers.items() if role in roles]
    used = {*run.settings.parameters, *known.parameters, MINIMUM_COVERAGE}
    file = None if run.units in run.territory.layers else Path(run.units)
    return {
        "model": "cooling",
        "source": SOURCE,
        "settings": asdict(run.settings),
        "classes": {"legend": run.land_cover.legend, "unknown": list(known.unknown)},
        "grid": grid_of_record(grid),
        "filters": asdict(coarse),
        "inputs": hashes({"units": file}),
        "assumptions": assumptions(run.settings.method, has_reference_et=False),
        "units": len(table.rows()),
        "not_computable": sum(why is not None for why in table.reasons[WHY]),
        **of_ground(run.territory, read),
        **of_plan(run.rules, [run.rules.use(name) for name in sorted(used)]),
    }
