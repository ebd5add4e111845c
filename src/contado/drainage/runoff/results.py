"""What a run of the runoff model gives: units with what runs off, and what can be damaged there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from contado.drainage.runoff.damage import (
    Shapes,
    affected,
    areas_by_type,
    check_types,
    read_damage,
    service,
)
from contado.errors import Problem, tried
from contado.values import Floats

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from contado.tiles import Grid

COLUMNS = ("rnf_rt_idx", "rnf_rt_m3", "flood_vol", "aff_bld", "serv_blt")
"""The columns of the table of units, as InVEST names them."""


@dataclass(frozen=True, slots=True)
class AtRisk:
    """Files of what can be damaged: polygons with a field ``type``, and money a square metre."""

    buildings: Path | None = None
    damage: Path | None = None

    def opened(self, crs: str, problems: list[Problem]) -> Exposed | None:
        """Return the buildings and the damage of their types; None where none are given.

        Parameters
        ----------
        crs
            Metric CRS to bring the buildings to.
        problems
            Everything wrong with both files is added to it.
        """
        if self.buildings is None and self.damage is None:
            return None
        if self.buildings is None or self.damage is None:
            given = {"one": "--buildings", "other": "--damage"}
            problems.append(Problem("drainage.only_together", "", given))
            return None
        from contado.tiles import read_buildings

        path, table = self.buildings, self.damage
        buildings = tried(problems, lambda: read_buildings(path, crs))
        damage = tried(problems, lambda: read_damage(table))
        if buildings is None or damage is None:
            return None
        frame, kinds = buildings
        tried(problems, lambda: check_types(kinds.tolist(), damage, table.name))
        return Exposed(frame.geometry.to_numpy(), kinds, damage)


@dataclass(frozen=True, slots=True)
class Exposed:
    """Buildings, their types and the damage of each type."""

    buildings: Shapes
    kinds: npt.NDArray[np.int64]
    damage: Mapping[int, Decimal]

    def columns(self, units: Shapes, retained: Floats) -> dict[str, Any]:
        """Return the columns of the buildings at risk in units.

        Parameters
        ----------
        units
            Polygons in the CRS of the buildings.
        retained
            m³ retained in each unit.
        """
        types, areas = areas_by_type(units, self.buildings, self.kinds)
        money = affected(types, areas, self.damage)
        return {"aff_bld": list(money), "serv_blt": service(money, retained)}


@dataclass(frozen=True, slots=True)
class RunoffOfUnits:
    """What an event does in units.

    Parameters
    ----------
    frame
        The units in the order of the input: their attributes, and the columns measured.
    grid
        The cells that were computed.
    rasters
        Names of the GeoTIFFs written.
    """

    frame: GeoDataFrame
    grid: Grid
    rasters: tuple[str, ...]
