"""What a run of the runoff model leaves: a table of units, with what can be damaged in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

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
from contado.errors import BadInput, Problem
from contado.values import Floats

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from contado.drainage.runoff.cells import Event
    from contado.norms import Rules
    from contado.tiles import Grid

T = TypeVar("T")

COLUMNS = ("rnf_rt_idx", "rnf_rt_m3", "flood_vol", "aff_bld", "serv_blt")
"""The columns of the table of units, as InVEST names them."""

SOURCE = "USDA TR-55 (SCS-CN); InVEST, Urban Flood Risk Mitigation: users guide and program 3.20.2"


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
        from contado.tiles.buildings import read_buildings

        path, table = self.buildings, self.damage
        found = tried(problems, lambda: read_buildings(path, crs))
        damage = tried(problems, lambda: read_damage(table))
        if found is None or damage is None:
            return None
        frame, kinds = found
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
class UnitTable:
    """The units in the order of the input: their attributes, and the columns measured."""

    attributes: dict[str, list[Any]]
    columns: dict[str, Any]

    def rows(self) -> list[dict[str, Any]]:
        """Return the rows as plain values; None where nothing is known."""
        both = self.attributes | self.columns
        lists = {name: [_plain(value) for value in of] for name, of in both.items()}
        return [dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True)]


def write_units(folder: Path, frame: GeoDataFrame, columns: dict[str, Any]) -> UnitTable:
    """Write ``units.csv``: the attributes of the units in their order, then the columns."""
    from contado.territory.plain_tables import write_plain_table
    from contado.tiles.results import attributes_of

    table = UnitTable(attributes_of(frame), columns)
    write_plain_table(folder / "units.csv", table.attributes | table.columns)
    return table


def record(event: Event, grid: Grid, rules: Rules, more: Mapping[str, object]) -> dict[str, Any]:
    """Return what ``run.json`` tells: model, event, grid, parameters of the plan, and more.

    Parameters
    ----------
    more
        At least ``parameters``, the names of those that were used, and ``inputs``.

    Notes
    -----
    ``on`` is null where the last values of the plan were asked for and not those of a day.
    """
    from contado.tiles.results import grid_of_record

    names = more["parameters"]
    assert isinstance(names, list)
    told = {
        "model": "runoff",
        "source": SOURCE,
        "on": rules.day.isoformat() if rules.day else None,
        "event": event._asdict(),
        "grid": grid_of_record(grid),
    }
    used = [rules.use(name).model_dump(mode="json") for name in names]
    return {**told, **more, "parameters": used}


def tried(problems: list[Problem], read: Callable[[], T]) -> T | None:
    """Return what was read, or None where it could not be, and why is noted."""
    try:
        return read()
    except BadInput as error:
        problems.extend(error.problems)
        return None


def _plain(value: Any) -> Any:  # noqa: ANN401 - a cell of a table
    plain = value.item() if hasattr(value, "item") else value
    if isinstance(plain, Decimal):
        return float(plain)
    return None if isinstance(plain, float) and plain != plain else plain  # noqa: PLR0124 - NaN
