"""Vector layers read back from GeoParquet, whole or within a box.

As `geopandas.read_parquet`, but the CRS is parsed once a process, not once a call: it is the same
in every layer of a territory, and parsing it takes longer than reading a small layer.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa
    from geopandas import GeoDataFrame
    from pyproj import CRS

GEOMETRY = "geometry"
_BOX = "bbox"


def read_vector(
    path: Path,
    columns: Sequence[str] | None = None,
    bbox: tuple[float, float, float, float] | None = None,
) -> GeoDataFrame:
    """Return the rows of a layer that this software stored.

    Parameters
    ----------
    path
        GeoParquet 1.1 with the bounds of each row in the column ``bbox``.
    columns
        Columns to read besides the geometry; all by default.
    bbox
        West, south, east, north: only rows whose own bounds meet it.
    """
    import geopandas as gpd
    import pyarrow.parquet as pq
    import shapely

    table, met = _read(path, columns, bbox)
    if bbox is not None:
        table = table.take(met)
    geometry = shapely.from_wkb(table.column(GEOMETRY).to_numpy())
    rest = table.drop_columns([GEOMETRY]).to_pandas()
    crs = _crs_of(pq.read_schema(path))
    return gpd.GeoDataFrame(rest, geometry=geometry, crs=crs)[table.column_names]


def read_arrays(
    path: Path,
    columns: Sequence[str] | None = None,
    bbox: tuple[float, float, float, float] | None = None,
) -> dict[str, npt.NDArray[Any]]:
    """Return the columns of a layer or of a table, read without pandas.

    Parameters
    ----------
    path, columns, bbox
        As `read_vector` takes them. The geometry is the column ``geometry``.

    Returns
    -------
    arrays
        As `values_of` gives them, shape ``(n,)`` each.
    """
    import shapely

    table, met = _read(path, columns, bbox)
    arrays = {name: values_of(table.column(name))[met] for name in table.column_names}
    if GEOMETRY in arrays:
        arrays[GEOMETRY] = shapely.from_wkb(arrays[GEOMETRY])
    return arrays


def values_of(column: pa.ChunkedArray) -> npt.NDArray[Any]:
    """Return the values of a column without loading pandas, as Arrow's own way does.

    Numbers come as NumPy's, NaN where missing; all else as Python's objects, None where missing.

    Examples
    --------
    >>> import pyarrow as pa
    >>> values_of(pa.chunked_array([[1, None], [3]])), values_of(pa.chunked_array([["a", None]]))
    (array([ 1., nan,  3.]), array(['a', None], dtype=object))
    """
    import numpy as np
    from pyarrow import types

    number = types.is_integer(column.type) or types.is_floating(column.type)
    if number and column.num_chunks and not column.null_count:
        return np.concatenate([np.from_dlpack(chunk) for chunk in column.chunks])
    values = np.empty(len(column), dtype=np.float64 if number else object)
    values[:] = column.to_pylist()
    return values


def _read(
    path: Path,
    columns: Sequence[str] | None,
    bbox: tuple[float, float, float, float] | None,
) -> tuple[pa.Table, slice | npt.NDArray[np.intp]]:
    """Read columns, and the geometry where there is one; say which rows meet the box."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:  # `read_table` would load pandas
        names = file.schema_arrow.names
        wanted = [name for name in names if name != _BOX] if columns is None else [*columns]
        wanted += [GEOMETRY] if GEOMETRY in names else []
        table = file.read(list(dict.fromkeys(wanted)))
        if bbox is None:
            return table, slice(None)
        met = _meeting(file.read([_BOX]), bbox)
    first = int(met[0]) if len(met) else 0
    last = int(met[-1]) + 1 if len(met) else 0
    return table.slice(first, last - first), met - first


def _meeting(boxes: pa.Table, bbox: tuple[float, float, float, float]) -> npt.NDArray[np.intp]:
    """Return the rows whose bounds meet a box, ascending."""
    import numpy as np

    west, south, east, north = bbox
    edges = boxes.flatten()
    left, low, right, high = (
        values_of(edges.column(f"{_BOX}.{edge}")) for edge in ("xmin", "ymin", "xmax", "ymax")
    )
    return np.flatnonzero((left <= east) & (right >= west) & (low <= north) & (high >= south))


def _crs_of(schema: pa.Schema) -> CRS:
    written = json.loads(schema.metadata[b"geo"])["columns"][GEOMETRY]["crs"]
    return _crs(json.dumps(written))


@cache
def _crs(text: str) -> CRS:
    from pyproj import CRS

    return CRS.from_json(text)
