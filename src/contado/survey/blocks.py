"""The whole territory in blocks of a hectare: what reference distributions are made from.

Every cell of the finest layer inside a unit is put into the block of 100 m that holds its centre;
coarser layers are read at that centre. What results is small, depends on the layers alone and on
no parameter, and is kept in the territory's ``derived`` folder under the hash of its inputs and
with the hash of its content.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from contado.layer_roles import LAND_COVER, NIGHT_TEMPERATURE, POPULATION_GRID, SOIL_GROUPS
from contado.survey.cells import SquareCells
from contado.survey.coverage import Cover, covered
from contado.survey.rings import Geometry
from contado.survey.sampling import sample
from contado.survey.sums import summed
from contado.survey.tally import class_index
from contado.territory import present
from contado.values import Floats

if TYPE_CHECKING:
    from rasterio.io import DatasetReader

    from contado.territory import Layer, Territory

METHOD = "blocks.v2"
BLOCK = 100.0
"""Side of a block, m: part of the method."""

NUMBERS = (NIGHT_TEMPERATURE, POPULATION_GRID)
"""Roles of numbers that blocks hold."""


@dataclass(frozen=True)
class Blocks:
    """Parts of blocks inside units, ``m`` of them.

    Parameters
    ----------
    units
        Codes of the units.
    unit, block
        Row of the unit and number of the block, shape ``(m,)``.
    area
        Area inside both, m².
    names, classes
        Class keys of the land cover and their areas, m², shape ``(m, K)``.
    soils, grounds
        Soil groups, ``G`` of them, none where no layer has them; and the area of each class on
        each, m², shape ``(m, K, G + 1)``. The last column is ground where the group is not known.
    products, known
        By role: sum of value times area, and area that has a value; shape ``(m,)``.
    """

    units: tuple[str, ...]
    unit: npt.NDArray[np.int64]
    block: npt.NDArray[np.int64]
    area: Floats
    names: tuple[str, ...]
    soils: tuple[str, ...]
    grounds: Floats
    products: dict[str, Floats]
    known: dict[str, Floats]

    @cached_property
    def classes(self) -> Floats:
        """Area of each class, m², shape ``(m, K)``."""
        return np.asarray(self.grounds.sum(axis=2))

    def by_unit(self, values: Floats) -> Floats:
        """Return the sum of ``values`` over the parts of each unit."""
        return summed(self.unit, values, len(self.units))

    def mean(self, role: str) -> Floats:
        """Return the mean of a raster of numbers over each part; NaN without data."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(self.known[role] > 0, self.products[role] / self.known[role], np.nan)


def blocks_within(
    territory: Territory, ids: Sequence[str], geometry: Geometry, roles: Sequence[str]
) -> Blocks | None:
    """Return the blocks of any polygons, from the rasters of ``roles``; nothing is kept.

    Parameters
    ----------
    ids
        One text a polygon.
    geometry
        Shapely polygons in the territory's CRS, shape ``(n,)``.
    roles
        ``land_cover`` and those of `NUMBERS`; what no layer plays is left out, and None where all
        is.
    """
    layers = layers_of(territory, roles)
    return _made(territory, tuple(ids), geometry, layers) if layers else None


def layers_of(territory: Territory, roles: Sequence[str]) -> list[Layer]:
    """Return the layers that play the roles, those that one plays; their reading is not noted.

    Blocks may have been made before: who uses them names the layers, the same in either case.
    """
    known = (territory.layer(role) for role in roles)
    return [replace(layer, reads=set()) for layer in known if layer]


def blocks_made(territory: Territory, units: Layer, layers: Sequence[Layer]) -> Blocks:
    """Return the blocks of the units of a layer, from the rasters given."""
    code = units.spec.key[0]
    frame = units.frame(columns=[code])
    return _made(territory, tuple(frame[code].astype(str)), frame.geometry.to_numpy(), layers)


def _made(
    territory: Territory, ids: tuple[str, ...], geometry: Geometry, layers: Sequence[Layer]
) -> Blocks:
    import shapely

    with ExitStack() as stack:
        rasters = {layer.role: stack.enter_context(layer.raster()) for layer in layers}
        counted = [raster for role, raster in rasters.items() if role != SOIL_GROUPS]
        finest = min(map(SquareCells.of, counted), key=lambda cells: cells.size)
        # All the ground of the units, whichever of the layers ends before it.
        cells = finest.over(np.asarray(shapely.total_bounds(geometry), dtype=np.float64))
        ledger = _Ledger(territory, rasters, cells)
        for cover in covered(geometry, cells):
            ledger.add(cover)
    return ledger.blocks(ids)


@dataclass(frozen=True, slots=True)
class _CellGroups:
    """Cells by their centre: coordinates, covered area, and the number of the part they go to."""

    x: Floats
    y: Floats
    area: Floats
    group: npt.NDArray[np.intp]
    size: int

    def sums(self, met: npt.NDArray[np.bool_], values: Floats | float = 1.0) -> Floats:
        """Return the sum by part of area times ``values`` over the cells ``met``."""
        return summed(self.group[met], self.area[met] * values, self.size)


class _Ledger:
    """Sums by unit and block while the cells go by."""

    def __init__(
        self, territory: Territory, rasters: dict[str, DatasetReader], cells: SquareCells
    ) -> None:
        self._rasters = rasters
        self._cells = cells
        self._grid = territory.grid
        self._codes, self._names = _legend(territory, LAND_COVER, rasters)
        self._soil_codes, self._soils = _legend(territory, SOIL_GROUPS, rasters)
        self._numbers = [role for role in NUMBERS if role in rasters]
        self._keys: list[npt.NDArray[np.int64]] = []
        self._sums: list[Floats] = []

    def add(self, cover: Cover) -> None:
        """Add the covered cells."""
        x = np.asarray(self._cells.left + (cover.column + 0.5) * self._cells.size, np.float64)
        y = np.asarray(self._cells.top - (cover.row + 0.5) * self._cells.size, np.float64)
        key, group = _distinct(_pair(cover.place, self._block(x, y)))
        ground = _CellGroups(x, y, cover.share * self._cells.area, group, len(key))
        columns = [summed(group, ground.area, len(key)), *self._class_sums(ground)]
        for role in self._numbers:
            columns += self._number_sums(role, ground)
        self._keys.append(key)
        self._sums.append(np.stack(columns, axis=1))

    def blocks(self, units: tuple[str, ...]) -> Blocks:
        """Return the sums, those of one block met several times put together."""
        shape = len(self._codes), len(self._soils) + 1
        kinds = shape[0] * shape[1]
        width = 1 + kinds + 2 * len(self._numbers)
        sums = np.concatenate([np.zeros((0, width)), *self._sums])
        pair, group = np.unique(
            np.concatenate([np.zeros(0, dtype=np.int64), *self._keys]), return_inverse=True
        )
        whole = np.stack([summed(group, column, len(pair)) for column in sums.T], axis=1).reshape(
            -1, width
        )
        numbers = whole[:, 1 + kinds :]
        return Blocks(
            units, *_unpair(pair), whole[:, 0],
            self._names, self._soils, whole[:, 1 : 1 + kinds].reshape(len(pair), *shape),
            {role: numbers[:, 2 * i] for i, role in enumerate(self._numbers)},
            {role: numbers[:, 2 * i + 1] for i, role in enumerate(self._numbers)},
        )  # fmt: skip

    def _block(self, x: Floats, y: Floats) -> npt.NDArray[np.int64]:
        column = np.floor((x - self._grid.x0) / BLOCK).astype(np.int64) + _HALF
        row = np.floor((y - self._grid.y0) / BLOCK).astype(np.int64) + _HALF
        return row * _SIDE + column

    def _class_sums(self, ground: _CellGroups) -> list[Floats]:
        if not len(self._codes):
            return []
        values, inside = sample(self._rasters[LAND_COVER], ground.x, ground.y)
        index = class_index(values, self._codes, np.argsort(self._codes))
        index[~inside] = -1
        met, kinds = index >= 0, len(self._codes) * (len(self._soils) + 1)
        pair = index[met] * (len(self._soils) + 1) + self._soil(ground.x[met], ground.y[met])
        place = ground.group[met] * kinds + pair
        return list(summed(place, ground.area[met], ground.size * kinds).reshape(-1, kinds).T)

    def _soil(self, x: Floats, y: Floats) -> npt.NDArray[np.intp]:
        """Return the position of the soil group at points; past the last where it is not known."""
        unknown = len(self._soils)
        if not unknown:
            return np.zeros(len(x), dtype=np.intp)
        values, inside = sample(self._rasters[SOIL_GROUPS], x, y)
        group = class_index(values, self._soil_codes, np.argsort(self._soil_codes))
        return np.where(inside & (group >= 0), group, unknown)

    def _number_sums(self, role: str, ground: _CellGroups) -> list[Floats]:
        values, inside = sample(self._rasters[role], ground.x, ground.y)
        met = inside & present(values, self._rasters[role].nodata)
        return [ground.sums(met, values[met].astype(np.float64)), ground.sums(met)]


def _legend(
    territory: Territory, role: str, rasters: Mapping[str, DatasetReader]
) -> tuple[npt.NDArray[np.int64], tuple[str, ...]]:
    """Return the codes of a raster of classes, ascending, and what each means."""
    legend = territory.layers[role].legend if role in rasters else {}
    return np.array(sorted(legend), dtype=np.int64), tuple(legend[code] for code in sorted(legend))


_HALF = 1 << 19
_SIDE = 1 << 20


def _pair(unit: npt.NDArray[np.int64], block: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    return unit * (_SIDE * _SIDE) + block


def _unpair(pair: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    return pair // (_SIDE * _SIDE), pair % (_SIDE * _SIDE)


def _distinct(
    pair: npt.NDArray[np.int64],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.intp]]:
    """Do as ``np.unique`` with the inverse, quicker for values that come in runs."""
    new = np.r_[True, pair[1:] != pair[:-1]]
    key, group = np.unique(pair[new], return_inverse=True)
    return key, group[np.cumsum(new) - 1]
