"""Night heat of every cell: the anomaly and its class as rasters, a window at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from contado.errors import BadInput, Problem
from contado.heat.night.anomaly import ANOMALY
from contado.heat.night.kinds import Kind, kind_of
from contado.heat.night.reference import parameters, reference_temperature
from contado.heat.night.units import CLASSES, require
from contado.layer_roles import NIGHT_TEMPERATURE
from contado.norms import classes_of
from contado.survey import ANOMALY_BREAKS, Survey
from contado.territory import Places, colours, present
from contado.values import Numbers

if TYPE_CHECKING:
    from rasterio.io import DatasetReader, DatasetWriter
    from rasterio.windows import Window

    from contado.norms import Rules
    from contado.territory import Territory

ANOMALY_FILE, CLASS_FILE = "anomaly.tif", "class.tif"
NOTHING = -9999.0
"""What stands in the raster of anomalies for a cell without one."""

NO_CLASS = 0
_BLOCK = 512


@dataclass(frozen=True, slots=True)
class NightCells:
    """What the cells of a territory were found to be.

    Parameters
    ----------
    kind, reference
        What the temperature is of, and the one that anomalies are counted from, °C.
    cell
        Side of a cell, m.
    names, counts
        Classes, and the cells in each; class ``k`` is the code ``k + 1`` of the raster.
    untold
        Cells of the territory without a temperature.
    layers, parameters
        Ids of the layers read, and names of the values of the plan used.
    """

    kind: Kind
    reference: float
    cell: float
    names: tuple[str, ...]
    counts: tuple[int, ...]
    untold: int
    layers: tuple[str, ...]
    parameters: tuple[str, ...]


def night_by_cell(territory: Territory, rules: Rules, folder: Path) -> NightCells:
    """Write the anomaly (°C) and the class of every cell whose centre lies in the territory.

    Memory is bounded by a window of the raster, not by its area.

    Parameters
    ----------
    folder
        Where ``anomaly.tif`` and ``class.tif`` are written. The classes' names are the tag
        ``legend`` of the second, JSON by code; 0 is no class.

    Raises
    ------
    BadInput
        ``night.no_layer``, ``night.kind_unknown``, ``night.no_reference``.
    """
    night = require(territory, NIGHT_TEMPERATURE)
    kind, area = kind_of(night), require(territory, territory.settings.area)
    survey = Survey(territory, rules, Places("place", [], np.array([], dtype=object)))
    reference = reference_temperature(survey)
    if reference is None:
        raise BadInput(Problem("night.no_reference", night.id))
    names = tuple(rules.categories[CLASSES].names)
    counts = np.zeros(len(names) + 1, dtype=np.int64)
    with night.raster() as source, ExitStack() as stack:
        anomalies = stack.enter_context(_create(source, folder / ANOMALY_FILE, "float32", NOTHING))
        classes = stack.enter_context(_create(source, folder / CLASS_FILE, "uint8", NO_CLASS))
        anomalies.update_tags(units="degC", kind=kind, reference=reference)
        _name_classes(classes, names)
        shapes = area.frame(columns=[]).geometry.to_numpy()
        for window in _windows(source):
            values, known, inside = _read(source, window, shapes)
            anomaly = np.round(values - reference, 9)
            labels = classes_of(rules, ANOMALY, Numbers.exact(anomaly.ravel()))
            codes = (labels.codes.reshape(anomaly.shape) + 1).astype(np.uint8)  # 0: NO_CLASS
            written = np.where(known, anomaly, NOTHING).astype(np.float32)
            anomalies.write(written, 1, window=window)
            classes.write(codes, 1, window=window)
            counts += np.bincount(codes[inside], minlength=len(counts))
    return NightCells(
        kind=kind,
        reference=reference,
        cell=float(night.cell or 0.0),
        names=names,
        counts=tuple(int(count) for count in counts[1:]),
        untold=int(counts[0]),
        layers=tuple(dict.fromkeys((night.id, area.id))),
        parameters=(*parameters(survey), ANOMALY_BREAKS),
    )


def _create(source: DatasetReader, path: Path, dtype: str, nodata: float) -> DatasetWriter:
    import rasterio

    about: dict[str, Any] = {
        "driver": "GTiff",
        "dtype": dtype,
        "count": 1,
        "height": source.height,
        "width": source.width,
        "crs": source.crs,
        "transform": source.transform,
        "nodata": nodata,
        "tiled": True,
        "blockxsize": _BLOCK,
        "blockysize": _BLOCK,
        "compress": "deflate",
        "bigtiff": "IF_SAFER",
    }
    return rasterio.open(path, "w", **about)


def _name_classes(raster: DatasetWriter, names: tuple[str, ...]) -> None:
    raster.update_tags(legend=json.dumps({str(at): name for at, name in enumerate(names, 1)}))
    shades = {at: (*shade, 255) for at, shade in enumerate(colours(len(names)), 1)}
    raster.write_colormap(1, shades | {NO_CLASS: (0, 0, 0, 0)})


def _windows(raster: DatasetReader) -> Iterator[Window]:
    from rasterio.windows import Window

    for top in range(0, raster.height, _BLOCK):
        for left in range(0, raster.width, _BLOCK):
            width, height = min(_BLOCK, raster.width - left), min(_BLOCK, raster.height - top)
            yield Window(left, top, width, height)


def _read(
    source: DatasetReader, window: Window, shapes: npt.NDArray[np.object_]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Return the temperatures of a window, which are told, and which lie in the territory."""
    values = source.read(1, window=window)
    inside = _inside(source, window, shapes)
    known = inside & present(values, source.nodata)
    return np.where(known, values, np.nan).astype(np.float64), known, inside


def _inside(
    source: DatasetReader, window: Window, shapes: npt.NDArray[np.object_]
) -> npt.NDArray[np.bool_]:
    """Tell which cells of a window have their centre in one of the shapes."""
    import shapely
    from affine import Affine
    from rasterio.features import rasterize

    whole, size = source.transform, (int(window.height), int(window.width))
    west, north = whole.c + whole.a * window.col_off, whole.f + whole.e * window.row_off
    turn = Affine(whole.a, 0.0, west, 0.0, whole.e, north)
    east, south = turn.c + turn.a * size[1], turn.f + turn.e * size[0]
    near = shapes[shapely.intersects(shapes, shapely.box(turn.c, south, east, turn.f))]
    if not len(near):
        return np.zeros(size, dtype=bool)
    burnt = rasterize(((shape, 1) for shape in near), size, transform=turn, dtype="uint8")
    return np.asarray(burnt, dtype=bool)
