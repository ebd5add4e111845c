"""Names that people read for the columns of a GeoPackage, as its schema extension holds them."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from contado.shipped import page

_EXTENSION = (
    "INSERT INTO gpkg_extensions (table_name, column_name, extension_name, definition, scope)"
    " VALUES (?, NULL, 'gpkg_schema',"
    " 'http://www.geopackage.org/spec130/#extension_schema', 'read-write')"
)
_ALIAS = "INSERT INTO gpkg_data_columns (table_name, column_name, name, title) VALUES (?, ?, ?, ?)"
_ENDS = {"_low": " (minimo)", "_high": " (massimo)"}
_SHARES = ("area_share_", "resident_share_")


def write_names(base: sqlite3.Connection, names: Mapping[str, Mapping[str, str]]) -> None:
    """Write the names of columns, by layer and column; QGIS shows them as aliases."""
    base.executescript(Path(__file__).with_name("columns.sql").read_text(encoding="utf-8"))
    for table in ("gpkg_data_columns", "gpkg_data_column_constraints"):
        base.execute(_EXTENSION, (table,))
    for layer, columns in names.items():
        for column, name in columns.items():
            base.execute(_ALIAS, (layer, column, name, name))


def place_column(column: str) -> str:
    """Return the Italian name of a column of places, with its unit.

    Raises
    ------
    KeyError
        A column that ``place_columns.yaml`` does not name.

    Examples
    --------
    >>> place_column("anomaly_c"), place_column("runoff_mm_low")
    ('Anomalia, °C', 'Deflusso, mm (minimo)')
    >>> place_column("area_share_very_strong")
    'Quota di superficie in classe «molto forte»'
    """
    known = _names()
    for start in _SHARES:
        if column.startswith(start):
            return known[f"{start}*"].format(label=known[f"class {column.removeprefix(start)}"])
    for end, said in _ENDS.items():
        if column.endswith(end):
            return known[column.removesuffix(end)] + said
    return known[column]


@cache
def _names() -> dict[str, str]:
    names: dict[str, str] = page("contado.territory", "place_columns.yaml")
    return names
