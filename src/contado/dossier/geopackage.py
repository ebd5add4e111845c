"""The dossier as a GeoPackage that QGIS opens with names and styles; its dates are the input's."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from contado.documents import seal_of, sealed
from contado.dossier.geopackage_rows import layers
from contado.dossier.model import Dossier
from contado.dossier.words import TEMPLATES, word
from contado.geopackages import dated, write_names, write_styles

if TYPE_CHECKING:
    import pandas as pd

_SEAL = "UPDATE gpkg_contents SET description = ? WHERE table_name = 'intervention'"
STYLED = ("intervention", "verdicts")


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

    made = list(layers(dossier))
    try:
        _write(dossier, made, path)
    except (DataSourceError, sqlite3.Error) as error:
        raise OSError(None, str(error)) from error


def _write(dossier: Dossier, made: list[tuple[str, pd.DataFrame]], path: Path) -> None:
    import pyogrio

    day = dossier.on.isoformat()
    with dated(day):
        for layer, frame in made:
            pyogrio.write_dataframe(frame, path, layer=layer, driver="GPKG", append=path.exists())
    with closing(sqlite3.connect(path)) as base, base:
        base.execute(_SEAL, (seal_of(dossier.digest),))
        write_styles(base, {layer: _style(layer) for layer in STYLED}, day)
        _name_columns(base, made, dossier)
    path.write_bytes(sealed(path.read_bytes()))


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

    columns: dict[str, dict[str, str]] = yaml.safe_load(
        (TEMPLATES / "columns.yaml").read_text(encoding="utf-8")
    )
    return columns
