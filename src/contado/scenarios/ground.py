"""The ground as it is: classes, soil groups and residents of the cells of a territory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from contado.drainage.runoff import GROUPS as LETTERS
from contado.errors import BadInput, Problem
from contado.layer_roles import LAND_COVER, POPULATION_GRID, SOIL_GROUPS
from contado.scenarios.factors import UNKNOWN, Factors, of_classes
from contado.territory import Raster
from contado.tiles import Grid, Stack, Window, at_centres, grid_of

if TYPE_CHECKING:
    from rasterio.io import DatasetReader

    from contado.norms import Rules
    from contado.territory import Territory

Rows = npt.NDArray[np.uint8]
Reals = npt.NDArray[np.float64]

NOTHING = 255
"""Row of a cell without data, or of a class that the plan does not know."""

_KM2 = 1e-6


@dataclass(frozen=True, slots=True)
class CoverLegend:
    """The classes of the land cover, and from its codes to their rows.

    Parameters
    ----------
    names
        The classes that the plan knows, ``k`` of them.
    factors
        What they do.
    row_of
        Row of each code, shape ``(65536,)``; `NOTHING` where there is none.
    """

    names: tuple[str, ...]
    factors: Factors
    row_of: Rows

    @classmethod
    def of(cls, territory: Territory, rules: Rules) -> CoverLegend:
        """Return the classes of the territory's land cover.

        Raises
        ------
        BadInput
            ``scenarios.no_layer``.
        """
        layer = territory.layer(LAND_COVER)
        if layer is None:
            raise BadInput(Problem("scenarios.no_layer", territory.name, {"role": LAND_COVER}))
        legend = layer.legend
        names = tuple(dict.fromkeys(legend[code] for code in sorted(legend)))
        factors = of_classes(rules, names)
        known = np.asarray(np.isfinite(factors.heat).all(axis=(0, 1)))
        row_of = np.full(1 << 16, NOTHING, dtype=np.uint8)
        for code, name in legend.items():
            row = names.index(name)
            if known[row] and 0 <= code < len(row_of):
                row_of[code] = row
        return cls(names, factors, row_of)


@dataclass(frozen=True, slots=True)
class GroundCells:
    """The cells of a window of the land cover.

    Parameters
    ----------
    grid
        The cells of the window alone.
    window
        Where it is in the territory's land cover.
    classes
        Row of the class of each cell, `NOTHING` without data; shape of the window.
    """

    grid: Grid
    window: Window
    classes: Rows

    def soil(self, territory: Territory, part: Window) -> Rows:
        """Return the soil group of the cells of a part: 0 to 3, 4 where it is not known."""
        values = self._sampled(territory, SOIL_GROUPS, part)
        layer = territory.layer(SOIL_GROUPS)
        groups = np.full(part.shape, UNKNOWN, dtype=np.uint8)
        if values is None or layer is None:
            return groups
        for code, name in layer.legend.items():
            if name in LETTERS:
                groups[np.equal(values, code).astype(np.bool_)] = LETTERS.index(name)
        return groups

    def residents(self, territory: Territory, part: Window) -> Reals | None:
        """Return the residents a m² of the cells of a part, 0 without data; None without a grid."""
        values = self._sampled(territory, POPULATION_GRID, part)
        return None if values is None else np.nan_to_num(values.astype(np.float64)) * _KM2

    def _sampled(self, territory: Territory, role: str, part: Window) -> npt.NDArray[Any] | None:
        """Return another raster of the territory at the centres of cells; NaN outside its data."""
        layer = territory.layer(role)
        if layer is None:
            return None
        with layer.raster() as raster:
            stack = Stack(grid_of(raster), {role: Raster(raster)})
            values = at_centres(stack, role, self.grid.part(part))
        return np.where(stack.valid(role, values), values.astype(np.float64), np.nan)


@contextmanager
def open_cover(territory: Territory) -> Iterator[tuple[DatasetReader, Grid]]:
    """Open the land cover, and say which cells it has.

    Raises
    ------
    BadInput
        ``scenarios.no_layer``.
    """
    layer = territory.layer(LAND_COVER)
    if layer is None:
        raise BadInput(Problem("scenarios.no_layer", territory.name, {"role": LAND_COVER}))
    with layer.raster() as raster:
        yield raster, grid_of(raster)


def read_ground(raster: DatasetReader, legend: CoverLegend, window: Window) -> GroundCells:
    """Return the cells of a window of the open land cover."""
    from rasterio.windows import Window as Part

    part = Part(window.column, window.row, window.columns, window.rows)
    codes = raster.read(1, window=part)
    rows = legend.row_of
    if raster.nodata is not None and 0 <= raster.nodata < len(rows):
        rows = rows.copy()
        rows[int(raster.nodata)] = NOTHING
    return GroundCells(grid_of(raster).part(window), window, rows[codes.astype(np.uint16)])
