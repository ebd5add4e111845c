"""Buildings as people have them: polygons, each with the number of its type."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from contado.errors import BadInput, Problem
from contado.territory import row_numbers

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

Types = npt.NDArray[np.int64]

_POLYGONS = (3, 6)  # shapely's types: polygon and multipolygon
_SHOWN = 200  # signs of a list of names


def read_buildings(path: Path, crs: str) -> tuple[GeoDataFrame, Types]:
    """Read polygons and their field ``type``, whatever its capitals.

    A row that has no shape, or an empty one, is left out: nothing stands there.

    Parameters
    ----------
    path
        A file of polygons.
    crs
        Metric CRS to bring them to.

    Returns
    -------
    frame, types
        The ``n`` rows with a shape, and the type of each, shape ``(n,)``.

    Raises
    ------
    BadInput
        ``tiles.no_type``, ``tiles.field_twice``, ``tiles.type_not_whole``,
        ``tiles.building_invalid``, and those of `contado.territory.reading.read_vector`.
    """
    import shapely

    from contado.territory import read_vector, to_crs

    frame, _ = to_crs(read_vector(path), crs, path.name)
    if problems := list(_of_fields(frame, path.name)):
        raise BadInput(problems)
    shapes = frame.geometry.to_numpy()
    drawn = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    types = _types(frame)
    if problems := list(_of_rows(types, shapes, drawn, path.name)):
        raise BadInput(problems)
    return frame[drawn].reset_index(drop=True), types[drawn].astype(np.int64)


def _of_fields(frame: GeoDataFrame, where: str) -> Iterator[Problem]:
    """Yield what is wrong with the names of the fields: a GeoPackage knows no capitals."""
    names = [str(name) for name in frame.columns if name != frame.geometry.name]
    plain = [name.casefold() for name in names]
    for name in sorted({each for each in plain if plain.count(each) > 1}):
        yield Problem("tiles.field_twice", where, {"field": name})
    if "type" not in plain:
        yield Problem("tiles.no_type", where, {"found": ", ".join(names)[:_SHOWN] or "–"})


def _types(frame: GeoDataFrame) -> npt.NDArray[np.float64]:
    import pandas as pd

    name = next(name for name in frame.columns if str(name).casefold() == "type")
    types = pd.to_numeric(frame[name], errors="coerce")
    return np.asarray(types.to_numpy(dtype=np.float64, na_value=np.nan))


def _of_rows(
    types: npt.NDArray[np.float64],
    shapes: npt.NDArray[Any],
    drawn: npt.NDArray[np.bool_],
    where: str,
) -> Iterator[Problem]:
    import shapely

    odd = drawn & ~(np.isfinite(types) & (types % 1 == 0))
    if odd.any():
        yield Problem("tiles.type_not_whole", where, row_numbers(odd))
    polygons = np.isin(shapely.get_type_id(shapes), _POLYGONS)
    wrong = drawn & ~(polygons & shapely.is_valid(shapes))
    if wrong.any():
        yield Problem("tiles.building_invalid", where, row_numbers(wrong))
