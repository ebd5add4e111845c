"""Residents of polygons by class: of night heat, by hectare, or of any raster of classes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from contado.errors import BadInput, Problem
from contado.heat.night.anomaly import ANOMALY
from contado.heat.night.kinds import kind_of
from contado.heat.night.reference import parameters, reference_temperature
from contado.heat.night.units import CLASSES, require
from contado.layer_roles import NIGHT_TEMPERATURE, POPULATION_GRID
from contado.norms import classes_of
from contado.survey import (
    ANOMALY_BREAKS,
    MINIMUM_COVERAGE,
    PERSONS,
    Geometry,
    SquareCells,
    Survey,
    blocks_within,
    class_index,
    covered,
    enough_data,
    sample,
    summed,
)
from contado.terms import Text
from contado.territory import Places, open_raster, plain_copy, present
from contado.values import Floats, Numbers

if TYPE_CHECKING:
    from rasterio.io import DatasetReader

    from contado.norms import ParameterUse, Rules
    from contado.territory import Territory

MOST_CLASSES = 64
"""Different codes that a raster of classes may have: more is a raster of something else."""

_WIDEST = 1 << 16
_BLOCK = 1024


@dataclass(frozen=True, slots=True)
class Classed:
    """Residents of ``p`` polygons by class, as their grid has them.

    Parameters
    ----------
    labels
        What each class is called, ``K`` of them.
    people
        Persons, shape ``(p, K + 1)``; the last column is ground without a class.
    kind
        What the temperature is of, where the classes are of night heat.
    layers, parameters
        Ids of the layers read, and values of the plan used.
    """

    labels: Mapping[str, Text]
    people: Floats
    kind: str | None = None
    layers: tuple[str, ...] = ()
    parameters: tuple[ParameterUse, ...] = ()


class ClassSource(Protocol):
    """What gives classes to the ground."""

    def classed(self, territory: Territory, geometry: Geometry) -> Classed:
        """Return the residents of polygons by class."""


@dataclass(frozen=True, slots=True)
class NightClasses:
    """Classes of the night temperature anomaly, of hectares, as criterion A1 takes them."""

    rules: Rules

    def classed(self, territory: Territory, geometry: Geometry) -> Classed:
        """Return the residents of polygons by class of night heat.

        Raises
        ------
        BadInput
            ``night.no_layer``, ``night.kind_unknown``, ``night.no_reference``.
        """
        night, rules = require(territory, NIGHT_TEMPERATURE), self.rules
        survey = Survey(territory, rules, Places("place", [], np.array([], dtype=object)))
        reference = reference_temperature(survey)
        if reference is None:
            raise BadInput(Problem("night.no_reference", night.id))
        ids = tuple(str(row) for row in range(len(geometry)))
        parts = blocks_within(territory, ids, geometry, (NIGHT_TEMPERATURE, POPULATION_GRID))
        assert parts is not None, "both layers are there"
        labels = rules.categories[CLASSES].names
        anomaly = np.round(parts.mean(NIGHT_TEMPERATURE) - reference, 9)
        codes = classes_of(rules, ANOMALY, Numbers.exact(anomaly)).codes.astype(np.int64)
        enough = enough_data(survey, parts, parts.known[NIGHT_TEMPERATURE])
        codes[~enough | (codes < 0)] = len(labels)
        columns = len(labels) + 1
        people = summed(
            parts.unit * columns + codes,
            parts.products[POPULATION_GRID] * PERSONS,
            len(ids) * columns,
        )
        names = (*parameters(survey), ANOMALY_BREAKS, MINIMUM_COVERAGE)
        return Classed(
            labels,
            people.reshape(-1, columns),
            kind_of(night),
            (night.id,),
            tuple(rules.use(name) for name in names),
        )


@dataclass(frozen=True, slots=True)
class RasterClasses:
    """Classes of a raster of whole numbers, in the territory's CRS.

    Their names are those of its tag ``legend`` (JSON by code), else the codes.
    """

    path: Path

    def classed(self, territory: Territory, geometry: Geometry) -> Classed:
        """Return the residents of polygons by class of the raster.

        Raises
        ------
        BadInput
            ``night.raster_crs``, ``night.raster_not_classes``, and those of
            `contado.territory.open_raster`.
        """
        residents = require(territory, POPULATION_GRID)
        with ExitStack() as stack:
            raster = stack.enter_context(_opened(self.path, territory.crs))
            grid = stack.enter_context(residents.raster())
            codes = _codes(raster, self.path)
            people = _people(geometry, raster, grid, codes)
            labels = _labels(raster, codes)
        return Classed(labels, people)


@contextmanager
def _opened(path: Path, crs: str) -> Iterator[DatasetReader]:
    from contado.crs import read_crs

    with open_raster(path, classes=True) as raster:
        if raster.crs is None or read_crs(raster.crs.to_wkt(), path.name) != read_crs(crs, crs):
            raise BadInput(Problem("night.raster_crs", path.name, {"crs": crs}))
        with plain_copy(raster) as plain:
            yield plain.dataset


def _codes(raster: DatasetReader, path: Path) -> npt.NDArray[np.int64]:
    """Return the codes of a raster of classes, ascending."""
    wrong = BadInput(Problem("night.raster_not_classes", str(path), {"most": MOST_CLASSES}))
    try:
        SquareCells.of(raster)
    except ValueError:
        raise wrong from None
    codes = np.zeros(0, dtype=np.int64)
    for top in range(0, raster.height, _BLOCK):
        rows = (top, min(top + _BLOCK, raster.height))
        values = raster.read(1, window=(rows, (0, raster.width)))
        codes = np.union1d(codes, values[present(values, raster.nodata)].astype(np.int64))
        if len(codes) > MOST_CLASSES:
            raise wrong
    if not len(codes) or codes[-1] - codes[0] > _WIDEST:
        raise wrong
    return codes


def _people(
    geometry: Geometry, raster: DatasetReader, grid: DatasetReader, codes: npt.NDArray[np.int64]
) -> Floats:
    """Return persons by polygon and class, over the cells of the finer raster of the two."""
    import shapely

    finest = min(SquareCells.of(raster), SquareCells.of(grid), key=lambda cells: cells.size)
    cells = finest.over(np.asarray(shapely.total_bounds(geometry), dtype=np.float64))
    columns = len(codes) + 1
    people = np.zeros(len(geometry) * columns)
    for cover in covered(geometry, cells):
        x = np.asarray(cells.left + (cover.column + 0.5) * cells.size, dtype=np.float64)
        y = np.asarray(cells.top - (cover.row + 0.5) * cells.size, dtype=np.float64)
        values, inside = sample(raster, x, y)
        density, lived = sample(grid, x, y)
        lived &= present(density, grid.nodata)
        index = class_index(values, codes, np.arange(len(codes)))
        # Neither ground beside the raster nor its own nodata is of a class.
        index[~inside | ~present(values, raster.nodata)] = len(codes)
        index[index < 0] = len(codes)
        worth = density[lived].astype(np.float64) * cover.share[lived] * cells.area * PERSONS
        people += summed((cover.place * columns + index)[lived], worth, len(people))
    return people.reshape(-1, columns)


def _labels(raster: DatasetReader, codes: npt.NDArray[np.int64]) -> dict[str, Text]:
    try:
        legend = json.loads(raster.tags().get("legend", "{}"))
    except ValueError:
        legend = {}
    by_code = legend if isinstance(legend, dict) else {}
    names = [str(by_code.get(str(code), code))[:80] for code in codes]
    if len(set(names)) < len(names):
        names = [str(code) for code in codes]
    return {name: Text.same(name) for name in names}
