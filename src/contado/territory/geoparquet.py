"""Vector layers read back from GeoParquet, whole or within a box.

As `geopandas.read_parquet`, but the CRS is parsed once a process, not once a call: it is the same
in every layer of a territory, and parsing it takes longer than reading a small layer.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa
    from geopandas import GeoDataFrame
    from pyarrow.compute import Expression
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

    schema = pq.read_schema(path)
    wanted = [name for name in schema.names if name != _BOX] if columns is None else [*columns]
    wanted = list(dict.fromkeys([*wanted, GEOMETRY]))
    where = None if bbox is None else _meets(bbox)
    table = pq.read_table(path, columns=wanted, filters=where)
    geometry = shapely.from_wkb(table.column(GEOMETRY).to_numpy())
    rest = table.drop_columns([GEOMETRY]).to_pandas()
    return gpd.GeoDataFrame(rest, geometry=geometry, crs=_crs_of(schema))[wanted]


def _meets(bbox: tuple[float, float, float, float]) -> Expression:
    from pyarrow.compute import field

    west, south, east, north = bbox
    across = (field(_BOX, "xmin") <= east) & (field(_BOX, "xmax") >= west)
    return across & (field(_BOX, "ymin") <= north) & (field(_BOX, "ymax") >= south)


def _crs_of(schema: pa.Schema) -> CRS:
    written = json.loads(schema.metadata[b"geo"])["columns"][GEOMETRY]["crs"]
    return _crs(json.dumps(written))


@cache
def _crs(text: str) -> CRS:
    from pyproj import CRS

    return CRS.from_json(text)
