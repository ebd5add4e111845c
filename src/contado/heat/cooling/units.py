"""Means of the cooling model in units and over buildings, and the tables that people get."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from contado.errors import BadInput, Problem
from contado.heat.cooling.valuation import energy_saving
from contado.territory import read_plain_table
from contado.values import Floats

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from contado.heat.cooling.settings import CoolingSettings
    from contado.tiles import Grid, Types, UnitCells

COLUMNS = {
    "cc": "avg_cc",
    "T_air": "avg_tmp_v",
    "wbgt": "avg_wbgt_v",
    "light_work_loss_percent": "avg_ltls_v",
    "heavy_work_loss_percent": "avg_hvls_v",
}
"""Column of the mean of each raster in the table of units."""

ANOMALY = "avg_tmp_an"
AVOIDED = "avd_eng_cn"
_ORDER = ("avg_cc", "avg_tmp_v", ANOMALY, AVOIDED, "avg_wbgt_v", "avg_ltls_v", "avg_hvls_v")
_MOST_SHOWN = 20


def cells_of(polygons: npt.NDArray[Any], grid: Grid) -> UnitCells:
    """Return the cells of each polygon: those whose centre is in it.

    A polygon without the centre of any cell has the cells that the rectangle around it touches, so
    that small buildings have a temperature too, as in the program of InVEST.
    """
    from contado.tiles import UnitCells

    cells = UnitCells(polygons, grid)
    small = cells.counts() == 0
    if not small.any():
        return cells
    grown = polygons.copy()
    grown[small] = touched(polygons[small], grid)
    return UnitCells(grown, grid)


def touched(polygons: npt.NDArray[Any], grid: Grid) -> npt.NDArray[Any]:
    """Return the rectangles of whole cells that the rectangles around polygons touch.

    Examples
    --------
    >>> import shapely
    >>> from contado.tiles.grid import Grid
    >>> grid = Grid("", 0, 100, 10, 10, 10)
    >>> str(touched(np.array([shapely.box(12, 41, 14, 52)]), grid)[0].bounds)
    '(10.0, 40.0, 20.0, 60.0)'
    """
    import shapely

    west, south, east, north = shapely.bounds(polygons).T
    left, right = (
        grid.left + cut((side - grid.left) / grid.cell) * grid.cell
        for cut, side in ((np.floor, west), (np.ceil, east))
    )
    top, bottom = (
        grid.top - cut((grid.top - side) / grid.cell) * grid.cell
        for cut, side in ((np.floor, north), (np.ceil, south))
    )
    return np.asarray(shapely.box(left, bottom, right, top))


@dataclass(frozen=True)
class Buildings:
    """Buildings, and the energy that each degree takes of them.

    Parameters
    ----------
    frame
        As read, in the CRS of the map.
    consumption, cost
        Of each building: kWh/(m²·°C), and 1/kWh (1 where no price is given).
    priced
        Whether a price was given.
    """

    frame: GeoDataFrame
    consumption: Floats
    cost: Floats
    priced: bool

    @property
    def shapes(self) -> npt.NDArray[Any]:
        """Their footprints."""
        return np.asarray(self.frame.geometry.to_numpy())

    def savings(self, air: Floats, settings: CoolingSettings) -> Floats:
        """Return what each building is spared; NaN where its temperature is not known."""
        import shapely

        area = shapely.area(self.shapes)
        saved = energy_saving(area, air, self.consumption, self.cost, settings.hottest)
        return np.asarray(saved, dtype=np.float64)


def read_buildings(path: Path, energy: Path, crs: str) -> Buildings:
    """Read buildings and the consumption of their types.

    Parameters
    ----------
    path
        Polygons with a field ``type``, whatever its capitals.
    energy
        CSV with ``type`` and ``consumption``, kWh/(m²·°C), and ``cost``, 1/kWh, where known.
    crs
        Of the map.

    Raises
    ------
    BadInput
        With every problem of both files; see `contado.tiles.buildings.read_buildings`.
    """
    from contado.tiles import read_buildings as read_typed

    problems: list[Problem] = []
    by_type: dict[int, tuple[float, float]] = {}
    priced = False
    try:
        by_type, priced = _read_energy(energy)
    except BadInput as error:
        problems.extend(error.problems)
    try:
        frame, types = read_typed(path, crs)
    except BadInput as error:
        raise BadInput([*problems, *error.problems]) from None
    if by_type:
        problems.extend(_unknown(types, by_type, energy.name))
    if problems:
        raise BadInput(problems)
    rows = np.array([by_type[kind] for kind in types.tolist()], dtype=np.float64).reshape(-1, 2)
    return Buildings(frame, rows[:, 0], rows[:, 1], priced)


def _read_energy(path: Path) -> tuple[dict[int, tuple[float, float]], bool]:
    table = read_plain_table(path, ["type", "consumption"])
    types = table.codes("type")
    consumption = table.numbers("consumption", 0.0)
    priced = table.has("cost")
    cost = table.numbers("cost", 0.0) if priced else np.ones(len(table))
    table.refuse_if_any()
    pairs = zip(consumption.tolist(), cost.tolist(), strict=True)
    return dict(zip(types.tolist(), pairs, strict=True)), priced


def _unknown(types: Types, known: dict[int, tuple[float, float]], where: str) -> list[Problem]:
    kinds, counts = np.unique(types, return_counts=True)
    lacking = [
        f"{kind} ({count})"
        for kind, count in zip(kinds.tolist(), counts.tolist(), strict=True)
        if kind not in known
    ]
    values = {"types": ", ".join(lacking[:_MOST_SHOWN])}
    return [Problem("heat.type_unknown", where, values)] if lacking else []


def avoided(units: npt.NDArray[Any], buildings: npt.NDArray[Any], savings: Floats) -> Floats:
    """Return what the buildings that each unit touches are spared.

    A building across a border counts in each unit, as in the program of InVEST; one whose saving
    is not known counts in none.

    Examples
    --------
    >>> import shapely
    >>> units = shapely.box([0, 10], 0, [10, 20], 10)
    >>> avoided(units, shapely.box([1, 9, 12], 1, [2, 11, 13], 2), np.array([1.0, 2.0, np.nan]))
    array([3., 2.])
    """
    from shapely import STRtree

    unit, building = STRtree(buildings).query(units, predicate="intersects")
    worth = np.nan_to_num(savings)[building]
    return np.bincount(unit, worth, len(units)).astype(np.float64)


def unit_columns(
    means: dict[str, Floats], reference: float, spared: Floats | None
) -> dict[str, Floats]:
    """Return the columns of the table of units, in their order.

    Parameters
    ----------
    means
        Mean of each raster in each unit.
    reference
        Air temperature of the countryside, °C.
    spared
        Energy that the buildings of each unit are spared, where it was asked for.
    """
    columns = {COLUMNS[name]: mean for name, mean in means.items() if name in COLUMNS}
    columns[ANOMALY] = means["T_air"] - reference
    if spared is not None:
        columns[AVOIDED] = spared
    return {name: columns[name] for name in _ORDER if name in columns}
