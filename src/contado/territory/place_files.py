"""Units with their values as files: CSV, GeoJSON and a GeoPackage that QGIS opens coloured."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contado.crs import LONGITUDE_LATITUDE
from contado.territory.column_names import write_names

if TYPE_CHECKING:
    from contado.territory.places import Polygons

Row = Mapping[str, Any]

_MOMENT = "{day}T00:00:00.000Z"
_DECIMALS = 7  # of longitude and latitude: a centimetre
_STYLES = (
    "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT, f_table_catalog TEXT,"
    " f_table_schema TEXT, f_table_name TEXT, f_geometry_column TEXT, styleName TEXT,"
    " styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT,"
    " ui TEXT, update_time DATETIME)"
)
_CONTENT = (
    "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change)"
    " VALUES ('layer_styles', 'attributes', 'layer_styles', ?)"
)
_STYLE = (
    "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column,"
    " styleName, styleQML, styleSLD, useAsDefault, description, owner, ui, update_time)"
    " VALUES ('', '', ?, 'geom', 'contado', ?, '', 1, 'Contado', '', '', ?)"
)


def write_csv(path: Path, rows: Sequence[Row]) -> None:
    r"""Write rows as CSV in UTF-8; a missing value is an empty cell.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_csv(Path(folder) / "a.csv", [{"code": "x", "anomaly_c": None}])
    ...     (Path(folder) / "a.csv").read_text()
    'code,anomaly_c\nx,\n'
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]) if rows else [], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_json(path: Path, content: object) -> None:
    """Write content as JSON that people can read; no NaN."""
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def write_geojson(path: Path, rows: Sequence[Row], geometry: Polygons, crs: str) -> None:
    """Write rows with their polygons as GeoJSON, in longitude and latitude."""
    import geopandas as gpd
    import shapely

    moved = gpd.GeoSeries(geometry, crs=crs).to_crs(LONGITUDE_LATITUDE).to_numpy()
    rounded = shapely.make_valid(shapely.set_precision(moved, 0.1**_DECIMALS, mode="pointwise"))
    features = [
        {"type": "Feature", "properties": dict(row), "geometry": shapely.geometry.mapping(shape)}
        for row, shape in zip(rows, rounded, strict=True)
    ]
    content = {"type": "FeatureCollection", "features": features}
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    path.write_text(text, encoding="utf-8")


def write_geopackage(
    path: Path,
    rows: Sequence[Row],
    geometry: Polygons,
    *,
    crs: str,
    layer: str,
    style: str | None,
    names: Mapping[str, str],
    day: str,
) -> None:
    """Write rows with their polygons as one coloured layer; the same rows give the same bytes.

    Parameters
    ----------
    style
        As `contado.territory.place_style.style_of` makes it; None where nothing colours the layer.
    names
        What people call the columns, with their units; QGIS shows them as aliases.
    day
        Day that the file carries, for no clock is read: ``YYYY-MM-DD``.
    """
    import geopandas as gpd
    import pyogrio

    moment = _MOMENT.format(day=day)
    frame = gpd.GeoDataFrame([dict(row) for row in rows], geometry=geometry, crs=crs)
    with _date_of_gdal(moment):
        pyogrio.write_dataframe(frame, path, layer=layer, driver="GPKG")
    with closing(sqlite3.connect(path)) as base, base:
        if style is not None:
            base.execute(_STYLES)
            base.execute(_CONTENT, (moment,))
            base.execute(_STYLE, (layer, style, moment))
        write_names(base, {layer: names})


@contextmanager
def _date_of_gdal(moment: str) -> Iterator[None]:
    import pyogrio

    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": moment})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})
