"""What a run on rasters gives beside its maps: the attributes of units, and its grid."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from contado.errors import Problem
from contado.tiles.grid import Grid

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from pandas import Series


def attributes_of(frame: GeoDataFrame) -> dict[str, list[Any]]:
    """Return the attributes of features, a list a field, as CSV and JSON can hold them.

    A day is ISO text; what is missing, or a number that is not finite, is None.

    Examples
    --------
    >>> import datetime, geopandas, math
    >>> fields = {"day": [datetime.date(2026, 5, 4)], "share": [math.nan]}
    >>> attributes_of(geopandas.GeoDataFrame(fields, geometry=[None]))
    {'day': ['2026-05-04'], 'share': [None]}
    """
    shape = frame.geometry.name
    return {str(name): list(_plain(frame[name])) for name in frame.columns if name != shape}


def _plain(column: Series[Any]) -> Iterator[object]:
    for value, lacks in zip(column.tolist(), column.isna(), strict=True):
        if lacks or (isinstance(value, float) and math.isinf(value)):
            yield None
        elif isinstance(value, str | int | float):
            yield value
        else:
            dated = isinstance(value, datetime.date | datetime.time)
            yield value.isoformat() if dated else str(value)


def clashes(frame: GeoDataFrame, columns: Iterable[str], where: str) -> list[Problem]:
    """Return a problem for each attribute that is named as a column of the results."""
    return [
        Problem("tiles.column_taken", where, {"column": name})
        for name in columns
        if name in frame.columns
    ]


def grid_of_record(grid: Grid) -> dict[str, object]:
    """Return a grid as ``run.json`` tells it."""
    return {
        "crs": grid.crs, "left": grid.left, "top": grid.top, "cell": grid.cell,
        "rows": grid.rows, "columns": grid.columns,
    }  # fmt: skip
