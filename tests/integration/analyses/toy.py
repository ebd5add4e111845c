"""A toy analysis: the shade of places, from its declaration to its computation."""

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np

from contado.analyses import Execution, Line, NamedPlaces, RasterCells, Result
from contado.territory import Territory

DECLARED = """
label: {it: Ombra dei luoghi, en: Shade of places}
purpose: {it: Ombra di ogni luogo. Solo per prova., en: Shade of every place. For tests alone.}
kicker: {it: PROVA, en: TOY}
title: {it: "Ombra, {ground}", en: "Shade, {ground}"}
reference: {it: Nessuna, en: None}
guide: storm-warm.md
computation: toy:shade
inputs:
  territory:
  by: {default: municipalities}
  trees: {kind: raster, label: {it: Raster degli alberi., en: Raster of trees.}, required: true}
  factor: {kind: number, unit: share, low: 0, high: 1, default: 0.5, label: {it: F., en: F.}}
tables:
  places:
    label: {it: Luoghi, en: Places}
    layer: shade
    order: -shade
    maps: [{of: shade, colours: rain}]
    columns:
      code:
      name:
      shade: {label: {it: Ombra, en: Shade}, unit: share, bounds: beside}
rasters:
  shade: {label: {it: Ombra, en: Shade}, unit: share, colours: rain, page: true}
charts:
  areas: {label: {it: Aree, en: Areas}, kind: bars, x: {it: luogo, en: place}, y: {it: m², en: m²}}
phrases:
  answer: {it: "Luoghi: {count}.", en: "Places: {count}."}
"""


@dataclass(frozen=True)
class ShadeRequest:
    territory: Territory
    by: NamedPlaces
    trees: Path
    factor: float


def shade(request: ShadeRequest, execution: Execution) -> Result:
    places, crs = request.by.places, request.territory.crs
    values = np.full((4, 4), request.factor)
    frame = gpd.GeoDataFrame(
        {"code": places.ids, "name": request.by.names, "shade": request.factor,
         "shade_low": 0.0, "shade_high": 1.0},
        geometry=places.geometry, crs=crs,
    )  # fmt: skip
    return Result(
        tables={"places": frame},
        rasters={"shade": RasterCells(values, 500_000.0, 5_031_000.0, 500.0, crs)},
        charts={"areas": (Line(execution.analysis.label, np.arange(len(places)), places.area),)},
        answer=(execution.phrase("answer", count=len(places)),),
    )
