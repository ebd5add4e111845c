"""The dossier as a GeoPackage that QGIS opens with names and styles; its dates are the input's."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from contado.dossier.geopackage_rows import layers
from contado.dossier.model import Dossier
from contado.dossier.words import TEMPLATES, word
from contado.territory.column_names import write_names

if TYPE_CHECKING:
    import pandas as pd

STYLED = ("intervention", "verdicts")
_STYLES = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT, f_table_catalog TEXT, f_table_schema TEXT,
  f_table_name TEXT, f_geometry_column TEXT, styleName TEXT, styleQML TEXT, styleSLD TEXT,
  useAsDefault BOOLEAN, description TEXT, owner TEXT, ui TEXT, update_time DATETIME)
"""
_STYLE = (
    "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column,"
    " styleName, styleQML, styleSLD, useAsDefault, description, owner, ui, update_time)"
    " VALUES ('', '', ?, 'geom', 'contado', ?, '', 1, 'Contado', '', '', ?)"
)
_CONTENT = (
    "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change)"
    " VALUES ('layer_styles', 'attributes', 'layer_styles', ?)"
)


def write_geopackage(dossier: Dossier, path: Path) -> None:
    """Write the layers of a dossier, the names of their columns, and their styles.

    ``intervention`` and ``verdicts`` (one polygon a sheet) have a geometry and a style;
    ``criteria``, ``measures``, ``facts`` and ``effects`` are tables.

    Parameters
    ----------
    dossier
        A sealed dossier.
    path
        A file that does not exist yet. The same dossier gives the same bytes.
    """
    from pyogrio.errors import DataSourceError

    moment = f"{dossier.on.isoformat()}T00:00:00.000Z"
    made = list(layers(dossier))
    try:
        _write(dossier, made, moment, path)
    except (DataSourceError, sqlite3.Error) as error:
        raise OSError(None, str(error)) from error


def _write(dossier: Dossier, made: list[tuple[str, pd.DataFrame]], moment: str, path: Path) -> None:
    import pyogrio

    with _date_of_gdal(moment):
        for layer, frame in made:
            pyogrio.write_dataframe(frame, path, layer=layer, driver="GPKG", append=path.exists())
    with closing(sqlite3.connect(path)) as base, base:
        base.execute(_STYLES)
        base.execute(_CONTENT, (moment,))
        for layer in STYLED:
            base.execute(_STYLE, (layer, _style(layer), moment))
        _name_columns(base, made, dossier)


@contextmanager
def _date_of_gdal(moment: str) -> Iterator[None]:
    import pyogrio

    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": moment})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def _style(layer: str) -> str:
    return (TEMPLATES / f"{layer}.qml").read_text(encoding="utf-8")


def _name_columns(
    base: sqlite3.Connection, made: list[tuple[str, pd.DataFrame]], dossier: Dossier
) -> None:
    """Write the Italian name of each column, as the schema extension of GeoPackage holds it."""
    write_names(
        base,
        {
            layer: {
                column: column_name(layer, column, dossier)
                for column in frame.columns
                if column != "geometry"
            }
            for layer, frame in made
        },
    )


def column_name(layer: str, column: str, dossier: Dossier) -> str:
    """Return the Italian name of a column; those of a sheet are named after the sheet.

    Raises
    ------
    KeyError
        A column that ``templates/columns.yaml`` does not name.
    """
    for sheet in dossier.verdicts:
        own = sheet.sheet.replace("-", "_")
        if column == own:
            return sheet.label.it
        if column == f"{own}_code":
            return f"{sheet.label.it} ({_columns()['all']['code']})"
    if column.startswith("part_"):
        return word("part", part=column.removeprefix("part_"))
    return _columns().get(layer, {}).get(column) or _columns()["all"][column]


@cache
def _columns() -> dict[str, dict[str, str]]:
    import yaml

    found: dict[str, dict[str, str]] = yaml.safe_load(
        (TEMPLATES / "columns.yaml").read_text(encoding="utf-8")
    )
    return found
