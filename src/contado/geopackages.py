"""What a GeoPackage carries besides its rows: a day of our own, QGIS styles, names of columns."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

NO_DAY = "1970-01-01"
"""The day of a file that carries none."""

_GDAL_DAY = "OGR_CURRENT_DATE"
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
_EXTENSION = (
    "INSERT INTO gpkg_extensions (table_name, column_name, extension_name, definition, scope)"
    " VALUES (?, NULL, 'gpkg_schema',"
    " 'http://www.geopackage.org/spec130/#extension_schema', 'read-write')"
)
_ALIAS = "INSERT INTO gpkg_data_columns (table_name, column_name, name, title) VALUES (?, ?, ?, ?)"


@contextmanager
def dated(day: str = NO_DAY) -> Iterator[None]:
    """Have GDAL write a day (``YYYY-MM-DD``), not the clock: the same rows, the same bytes."""
    import pyogrio

    before = pyogrio.get_gdal_config_option(_GDAL_DAY)
    pyogrio.set_gdal_config_options({_GDAL_DAY: _moment(day)})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({_GDAL_DAY: before})


def write_styles(base: sqlite3.Connection, styles: Mapping[str, str], day: str) -> None:
    """Write the QGIS style of each layer, as the one it is opened with."""
    base.execute(_STYLES)
    base.execute(_CONTENT, (_moment(day),))
    base.executemany(_STYLE, [(layer, style, _moment(day)) for layer, style in styles.items()])


def write_names(base: sqlite3.Connection, names: Mapping[str, Mapping[str, str]]) -> None:
    """Write the names of columns, by layer and column; QGIS shows them as aliases."""
    page = Path(__file__).with_name("geopackage_columns.sql")
    base.executescript(page.read_text(encoding="utf-8"))
    for table in ("gpkg_data_columns", "gpkg_data_column_constraints"):
        base.execute(_EXTENSION, (table,))
    for layer, columns in names.items():
        for column, name in columns.items():
            base.execute(_ALIAS, (layer, column, name, name))


def _moment(day: str) -> str:
    return f"{day}T00:00:00.000Z"
