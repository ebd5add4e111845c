"""Stations with a temperature each, from a table: x, y, value and, where there is one, a name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from contado.crs import read_crs
from contado.errors import BadInput, Problem
from contado.heat.calibration.observed_tables import read_texts
from contado.heat.night.kinds import Unit, celsius
from contado.values import Floats

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("x", "y", "value")
_TOLD = 5


@dataclass(frozen=True, slots=True)
class Stations:
    """Temperatures at points, °C.

    Parameters
    ----------
    name
        Name of the file.
    names
        What each station is called.
    x, y
        Coordinates in ``crs``, longitude before latitude; shape ``(n,)``.
    values
        °C, shape ``(n,)``.
    crs
        System of the coordinates; None for that of the model.
    """

    name: str
    names: tuple[str, ...]
    x: Floats
    y: Floats
    values: Floats
    crs: str | None


def read_stations(path: Path, *, crs: str | None = None, unit: Unit = "C") -> Stations:
    """Read stations from a CSV with the columns x, y, value and, if there is one, name.

    A row without a value is left out: the station observed nothing.

    Raises
    ------
    BadInput
        ``night.series_unreadable``, ``night.station_columns``, ``night.station_bad_number``,
        ``night.series_empty``, ``crs.unknown``, and what `contado.heat.night.kinds.celsius` raises.
    """
    system = None if crs is None else read_crs(crs, "--crs").to_wkt()
    table = _table(path)
    table = table[table["value"].str.strip() != ""]
    if not len(table):
        raise BadInput(Problem("night.series_empty", path.name))
    x, y, values = _numbers(table, path)
    names = table["name"].str.strip() if "name" in table else (table.index + 2).astype(str)
    degrees = celsius(values, unit, path.name)
    return Stations(path.name, tuple(str(name)[:80] for name in names), x, y, degrees, system)


def _table(path: Path) -> pd.DataFrame:
    table = read_texts(path)
    missing = [name for name in COLUMNS if name not in table]
    if missing:
        headings = ", ".join(str(name) for name in table.columns)[:300]
        values = {"missing": ", ".join(missing), "columns": headings}
        raise BadInput(Problem("night.station_columns", path.name, values))
    return table


def _numbers(table: pd.DataFrame, path: Path) -> list[Floats]:
    """Return the three columns of numbers; every cell that is none is a problem."""
    import pandas as pd

    columns, problems = [], []
    for name in COLUMNS:
        numbers = pd.to_numeric(table[name].str.strip(), errors="coerce").to_numpy(np.float64)
        wrong = np.flatnonzero(~np.isfinite(numbers))
        problems += [_problem(table, name, int(row), wrong.size, path) for row in wrong[:_TOLD]]
        columns.append(numbers)
    if problems:
        raise BadInput(problems)
    return columns


def _problem(table: pd.DataFrame, name: str, row: int, count: int, path: Path) -> Problem:
    values = {"column": name, "value": str(table[name].iloc[row])[:40], "count": count}
    line = int(table.index[row]) + 2
    return Problem("night.station_bad_number", f"{path.name}:{line}", values)
