"""The cooling model of a territory: its land cover, the plan's attributes, within their bounds."""

from __future__ import annotations

import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from contado.errors import BadInput, Problem
from contado.heat.cooling.classes import ClassAttributes, attributes
from contado.heat.cooling.model import CellStages, UnknownClasses
from contado.heat.cooling.outputs import Cooled, Gathered, raster, with_columns
from contado.heat.cooling.settings import CoolingSettings
from contado.heat.cooling.stages import Coarseness, CoolingJob, MapFiles, run_stages, shares_of
from contado.heat.cooling.units import cells_of
from contado.layer_roles import LAND_COVER
from contado.survey import MINIMUM_COVERAGE
from contado.tiles import Processing, behind, parts_of
from contado.units import RESOLUTION

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from contado.heat.cooling.biophysical import Biophysical
    from contado.norms import Rules
    from contado.territory import Layer, Territory
    from contado.tiles import Grid, Window, Writer

COVERAGE, WHY = "coverage", "not_computable"
LOW_COVERAGE = "low_coverage"

_MAPS = ("low-", "mid-", "high-")
_ENDS = dict(zip(_MAPS, ("_low", "", "_high"), strict=True))
_KEPT = ("cc", "hm", "T_air_nomix", "T_air")
_RASTERS = (*_KEPT, "T_air_low", "T_air_high")
_MEANS = {"cc": "avg_cc", "T_air": "avg_tmp_v"}
_ANOMALY = "avg_tmp_an"
COLUMNS = (
    *(f"{column}{end}" for column in (*_MEANS.values(), _ANOMALY) for end in _ENDS.values()),
    COVERAGE,
    WHY,
)
"""What is added to the attributes of the units."""


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
        Polygons in the territory's CRS, with their attributes.
    file
        Where they were read from, if not a layer of the territory.
    """

    territory: Territory
    rules: Rules
    settings: CoolingSettings
    units: GeoDataFrame
    file: str | None = None

    @property
    def land_cover(self) -> Layer:
        """The layer that says what covers the ground.

        Raises
        ------
        BadInput
            ``heat.no_layer``.
        """
        layer = self.territory.layer(LAND_COVER)
        if layer is None:
            values = {"role": LAND_COVER}
            raise BadInput(Problem("heat.no_layer", str(self.territory.root), values))
        return layer


def run_territory(
    run: TerritoryRun, folder: Path, out: Path, processing: Processing
) -> tuple[Cooled, ClassAttributes]:
    """Run the model on a territory and write its GeoTIFFs; with what it gives, its classes.

    GeoTIFFs hold the middle of the bounds, and ``T_air_low`` and ``T_air_high`` the bounds of the
    air temperature; the units have low, middle and high of every mean.

    Raises
    ------
    BadInput
        ``heat.no_layer``, ``heat.not_in_legend``, and those of the units.
    """
    from contado.tiles import problems_of

    layer = run.land_cover
    known = attributes(run.rules, layer.legend, run.settings.method)
    grid, nodata = _opened(layer)
    if run.file and (problems := list(problems_of(run.units, grid, run.file))):
        raise BadInput(problems)
    gathered = Gathered(cells_of(run.units.geometry.to_numpy(), grid))
    place = _Place(folder, out, processing)
    coarse = _computed(run, known, (grid, nodata), place, gathered)
    units = with_columns(run.units, _columns(run, gathered))
    return Cooled(units, _RASTERS, grid, coarse, run.settings.method == "factors"), known


def _opened(layer: Layer) -> tuple[Grid, float | None]:
    from contado.tiles import open_stack

    with open_stack({LAND_COVER: layer.path}, whole={LAND_COVER}) as stack:
        return stack.grid, stack.nodata(LAND_COVER)


@dataclass(frozen=True)
class _Place:
    folder: Path
    out: Path
    processing: Processing


def _computed(
    run: TerritoryRun, known: ClassAttributes, raster_of: tuple[Grid, float | None], place: _Place,
    gathered: Gathered,
) -> Coarseness:  # fmt: skip
    """Compute and write the three maps; return the coarsest filters that were used."""
    from contado.tiles import rasters_written

    grid, nodata = raster_of
    files = MapFiles(run.land_cover.path.resolve(), None, (0, 0))
    covers = dict(zip(_MAPS, (known.coolest, known.middle, known.hottest), strict=True))
    progress = shares_of(place.processing.progress, _MAPS)
    filters = []
    rasters, thinned = [raster(name) for name in _RASTERS], place.processing.thinned
    with (
        rasters_written(place.folder, rasters, grid, thinned) as writer,
        place.processing.run(place.out, grid.cells, lambda: _key(run, known), progress) as work,
    ):
        for name, cover in covers.items():
            stages = CellStages(cover, run.settings, nodata)
            job = CoolingJob(files, stages, grid, place.processing.side, name)
            try:
                with behind(_Sink(name, writer, gathered)) as sink:
                    filters.append(run_stages(work, job, sink))
            except UnknownClasses as error:
                shutil.rmtree(parts_of(place.out), ignore_errors=True)
                raise BadInput(_not_in_legend(error, run.land_cover)) from None
    return max(filters, key=lambda one: one.bound)


def _not_in_legend(error: UnknownClasses, layer: Layer) -> Problem:
    codes = ", ".join(f"{code} ({count})" for code, count in sorted(error.cells.items()))
    return Problem("heat.not_in_legend", layer.id, {"codes": codes[:200]})


@dataclass(frozen=True, slots=True)
class _Sink:
    """Takes the rasters of one of the three maps."""

    map: str
    writer: Writer
    gathered: Gathered

    def __call__(self, name: str, values: npt.NDArray[Any], window: Window) -> None:
        end = _ENDS[self.map]
        if name in _MEANS:
            self.gathered.add(f"{name}{end}", values, window)
        if name == "T_air" or (name in _KEPT and not end):
            self.writer.write(f"{name}{end}", values, window)


def _columns(run: TerritoryRun, gathered: Gathered) -> dict[str, Any]:
    """Return the numbers of each unit, and why there are none."""
    cells = gathered.cells
    whole = np.maximum(cells.counts(), run.units.geometry.area.to_numpy() / cells.grid.cell_area)
    coverage = gathered.count("cc") / whole
    known = coverage >= run.rules.number(MINIMUM_COVERAGE) - RESOLUTION
    columns: dict[str, Any] = {}
    for name, column in _MEANS.items():
        # what cools most is the high end of capacity and the low end of temperature
        ends = {"_low": "_high", "": "", "_high": "_low"} if name == "cc" else _same()
        for end, of in ends.items():
            columns[f"{column}{end}"] = np.where(known, gathered.mean(f"{name}{of}"), np.nan)
    for end in _ENDS.values():
        columns[f"{_ANOMALY}{end}"] = columns[f"avg_tmp_v{end}"] - run.settings.reference
    return columns | {COVERAGE: coverage, WHY: [None if k else LOW_COVERAGE for k in known]}


def _same() -> dict[str, str]:
    return {end: end for end in _ENDS.values()}


def _key(run: TerritoryRun, known: ClassAttributes) -> str:
    from contado.tiles import run_key

    covers: list[Biophysical] = [known.coolest, known.middle, known.hottest]
    classes = [repr(cover.content()) for cover in covers]  # NaN is no JSON
    return run_key({LAND_COVER: run.land_cover.path}, {**asdict(run.settings), "classes": classes})
