"""Urban cooling, by day or by night: of a territory, or from people's own files."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np

from contado.analyses import Execution, NamedPlaces, Result, highest
from contado.analyses.places import named_places
from contado.analyses.request import lacking, problems_of
from contado.errors import BadInput
from contado.heat.cooling import (
    COLUMNS,
    Cooled,
    CoolingFiles,
    CoolingRun,
    CoolingSettings,
    Extent,
    Method,
    TerritoryRun,
    read_weights,
    run_cooling,
    run_territory,
)
from contado.norms import Rules
from contado.pages import both, brackets, plain
from contado.survey import Bools, coarser, observed_area
from contado.terms import Text
from contado.territory import Territory, layer_of
from contado.tiles import Decay, Processing, grid_of_record
from contado.units import UNITS

_FILES = ("land_cover", "by", "biophysical")
_OF_FILES = ("land_cover", "reference_et", "biophysical", "buildings", "energy", "humidity")
_SHOWN = {"reference": "degC", "effect": "degC", "cooling_distance": "m", "mixing_radius": "m"}


@dataclass(frozen=True)
class CoolingRequest:
    """The ground or the files, and the numbers of the model in place of the plan's."""

    territory: Territory | None
    by: NamedPlaces | Path | None
    land_cover: Path | None
    biophysical: Path | None
    reference_et: Path | None
    buildings: Path | None
    energy: Path | None
    humidity: float | None
    extent: Extent
    t_ref: float | None
    uhi_max: float | None
    cooling_distance: float | None
    mixing_radius: float | None
    method: Method
    mixing: Decay
    weights: str | None
    cluster: str | None
    tile: int
    rules: Rules

    @property
    def settings(self) -> CoolingSettings:
        """The numbers of the model."""
        return CoolingSettings.of(
            self.rules, self.method, self.mixing,
            reference=self.t_ref, effect=self.uhi_max,
            cooling_distance=self.cooling_distance, mixing_radius=self.mixing_radius,
            weights=None if self.weights is None else read_weights(self.weights),
        )  # fmt: skip


def cooling(request: CoolingRequest, execution: Execution) -> Result:
    """Return the means of the places and the rasters; with buildings, what they are spared."""
    processing = Processing(execution.step, request.cluster, request.tile)
    if request.territory is None:
        result = _of_files(request, execution, processing)
    else:
        result = _of_territory(request, request.territory, execution, processing)
    return replace(result, thinned=processing.thinned)


def _of_files(request: CoolingRequest, execution: Execution, processing: Processing) -> Result:
    if problems := list(lacking(execution.analysis, execution.inputs, *_FILES)):
        raise BadInput(problems)
    assert request.land_cover is not None
    assert request.biophysical is not None
    units, layer = layer_of(str(request.by))
    files = CoolingFiles(
        request.land_cover, units, request.biophysical, request.reference_et,
        request.buildings, request.energy, layer,
    )  # fmt: skip
    settings = request.settings
    run = CoolingRun(files, settings, request.rules, request.humidity, request.extent)
    cooled = run_cooling(run, execution.folder, execution.out, processing)
    more = {"settings": asdict(settings) | {"humidity": run.humidity, "extent": run.extent}}
    coarse = _coarse(cooled, cooled.grid.cell_area, request.rules)
    return _result(cooled, coarse, (settings, more), execution)


def _of_territory(
    request: CoolingRequest, ground: Territory, execution: Execution, processing: Processing
) -> Result:
    if problems := list(problems_of(execution.inputs, *_OF_FILES)):
        raise BadInput(problems)
    places = request.by or named_places(ground, execution.analysis.inputs["by"].choices[0])
    assert isinstance(places, NamedPlaces)  # there is a territory
    settings, file = request.settings, places.by if places.layer is None else None
    run = TerritoryRun(ground, request.rules, settings, places.units(COLUMNS), file)
    cooled, classes = run_territory(run, execution.folder, execution.out, processing)
    more = {
        "by": places.by,
        "settings": asdict(settings),
        "classes": {"legend": run.land_cover.legend, "unknown": list(classes.unknown)},
        "not_computable": int(cooled.units["not_computable"].notna().sum()),
    }
    coarse = _coarse(cooled, observed_area(run.land_cover), request.rules)
    return _result(cooled, coarse, (settings, more), execution)


def _coarse(cooled: Cooled, cell_area: float, rules: Rules) -> Bools:
    """Tell of which places the land cover is coarser than the place: so is then the air."""
    return coarser(cooled.units.geometry.area.to_numpy(), cell_area, rules)


def _result(
    cooled: Cooled, coarse: Bools, model: tuple[CoolingSettings, dict[str, Any]],
    execution: Execution,
) -> Result:  # fmt: skip
    settings, more = model
    tables = {"units": cooled.units}
    if cooled.buildings is not None:
        tables["buildings_with_stats"] = cooled.buildings
    return Result(
        tables=tables,
        rasters=execution.written(
            *(name for name in execution.analysis.rasters if name in cooled.rasters)
        ),
        answer=tuple(_answer(cooled.units, coarse, execution)),
        about=tuple(
            (execution.phrase(name), both(plain, getattr(settings, name), unit))
            for name, unit in _SHOWN.items()
        ),
        title={"when": execution.phrase(settings.method)},
        notices=(execution.phrase("uniform"),) if cooled.uniform else (),
        summary={
            "model": "cooling",
            "source": execution.analysis.reference.en,
            **more,
            "grid": grid_of_record(cooled.grid),
            "filters": asdict(cooled.filters),
            "units": len(cooled.units),
        },
        cannot_tell=len(cooled.units) > 0 and bool(cooled.units["avg_tmp_v"].isna().all()),
    )


def _answer(units: gpd.GeoDataFrame, coarse: Bools, execution: Execution) -> Iterator[Text]:
    """Yield the warmest and the coolest place, and how many cannot be told."""
    air = units["avg_tmp_v"].to_numpy(dtype=float)
    left = int(np.isnan(air).sum())
    if left == len(air):
        yield execution.phrase("nothing")
        return
    for key in ("hottest", "coolest"):
        at, too_coarse = highest(air, coarse, UNITS["degC"].decimals, lowest=key == "coolest")
        row = units.iloc[at]
        yield execution.phrase(
            f"{key}_coarse" if too_coarse else key, name=str(row.get("name") or row.iloc[0]),
            interval=both(brackets, row.get("avg_tmp_v_low"), row.get("avg_tmp_v_high"), "degC"),
            air=both(plain, row["avg_tmp_v"], "degC"), above=both(plain, row["avg_tmp_an"], "degC"),
        )  # fmt: skip
    if left and "coverage" in units:
        yield execution.phrase("untold", count=left, whole=len(units))
