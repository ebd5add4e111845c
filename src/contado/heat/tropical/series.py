"""A station's temperatures from a table: the least of each day, or those of the hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from contado.errors import BadInput, Problem
from contado.heat.calibration.observed_tables import read_texts
from contado.heat.night.kinds import Unit, celsius
from contado.heat.tropical.nights import DailyMinima, Days, daily, from_hours
from contado.values import Floats

if TYPE_CHECKING:
    import pandas as pd

_TWO = 2
_TOLD = 5
_NOTHING = frozenset({"", "NA", "N/A", "NaN", "nan", "null", "NULL"})
_ZONE = r":\d\d\S*(?:Z|[+-]\d\d(?::?\d\d)?)$"
_DATE = len("2024-06-01")
_FIRST, _LAST = "1600", "2200"  # nobody measured air before, nor does yet after


@dataclass(frozen=True, slots=True)
class StationSeries:
    """Temperatures of a station as a file gives them.

    Parameters
    ----------
    times
        ``datetime64[s]``, shape ``(n,)``, each once, in the time that the station keeps.
    values
        °C, NaN where missing; shape ``(n,)``.
    hourly
        Whether they are of hours; else each is the least of its day.
    name
        What the file calls the column of values.
    """

    times: Days
    values: Floats
    hourly: bool
    name: str

    def minima(self, least_hours: float) -> DailyMinima:
        """Return the daily minima; ``least_hours`` as `from_hours` takes it."""
        if self.hourly:
            return from_hours(self.times, self.values, least_hours)
        return daily(self.times, self.values)


def read_series(
    path: Path,
    *,
    columns: tuple[str, str] | None = None,
    missing: Sequence[str] = (),
    unit: Unit = "C",
) -> StationSeries:
    """Read a table with a column of days or times and one of temperatures.

    Parameters
    ----------
    path
        CSV: see `contado.heat.calibration.observed_tables.read_texts`.
    columns
        Names of the two columns; the only two of the file by default.
    missing
        What stands for a missing value besides an empty cell, for example ``-9999``.
    unit
        Unit of the temperatures.

    Raises
    ------
    BadInput
        ``night.series_unreadable``, ``night.series_columns``, ``night.series_bad_time``,
        ``night.series_zone``, ``night.series_repeated``, ``night.series_bad_value``, and what
        `contado.heat.night.kinds.celsius` raises.
    """
    table = read_texts(path)
    when, what = _columns(table, columns, path)
    texts, values = table[when].str.strip(), table[what].str.strip()
    times = _times(texts, path)
    numbers = celsius(_numbers(values, _NOTHING.union(missing), path), unit, f"{path.name}: {what}")
    return StationSeries(times, numbers, bool((texts.str.len() > _DATE).any()), what)


def _columns(table: pd.DataFrame, asked: tuple[str, str] | None, path: Path) -> tuple[str, str]:
    headings = [str(name) for name in table.columns]
    chosen = asked or tuple(headings)
    if len(chosen) != _TWO or len(set(chosen)) != _TWO or not set(chosen) <= set(headings):
        values = {"columns": ", ".join(headings)[:300]}
        raise BadInput(Problem("night.series_columns", str(path), values))
    return chosen[0], chosen[1]


def _times(texts: pd.Series[str], path: Path) -> Days:
    import pandas as pd

    if texts.str.contains(_ZONE, regex=True).any():
        raise BadInput(Problem("night.series_zone", str(path)))
    times = pd.to_datetime(texts, format="ISO8601", errors="coerce")
    problems = _each(~times.between(_FIRST, _LAST), texts, "night.series_bad_time", path)
    problems += _each(times.duplicated() & times.notna(), texts, "night.series_repeated", path)
    if problems:
        raise BadInput(problems)
    return times.to_numpy().astype("datetime64[s]")


def _numbers(texts: pd.Series[str], nothing: frozenset[str], path: Path) -> Floats:
    import pandas as pd

    empty = texts.isin(nothing)
    numbers = pd.to_numeric(texts.where(~empty), errors="coerce")
    wrong = ~empty & ~np.isfinite(numbers.to_numpy(dtype=np.float64))
    problems = _each(wrong, texts, "night.series_bad_value", path)
    if problems:
        raise BadInput(problems)
    return numbers.to_numpy(dtype=np.float64)


def _each(wrong: pd.Series[bool], texts: pd.Series[str], code: str, path: Path) -> list[Problem]:
    """Return a problem for each of the first wrong rows, the last saying how many there are."""
    rows = np.flatnonzero(wrong.to_numpy())
    return [
        Problem(code, f"{path.name}:{row + 2}", {"value": texts.iloc[row][:40], "count": rows.size})
        for row in rows[:_TOLD]
    ]
