"""Units with their values as files: CSV, GeoJSON and a GeoPackage that QGIS opens coloured."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contado.crs import LONGITUDE_LATITUDE
from contado.files import json_text
from contado.geopackages import dated, write_names, write_styles
from contado.spreadsheets import cell

if TYPE_CHECKING:
    from contado.territory.places import Polygons

Row = Mapping[str, Any]

_OWN = ("fid", "geom")  # columns that a GeoPackage has itself
_DECIMALS = 7  # of longitude and latitude: a centimetre


def write_csv(path: Path, rows: Sequence[Row]) -> None:
    r"""Write rows, all with the same columns, as CSV in UTF-8; nothing known is an empty cell.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_csv(Path(folder) / "a.csv", [{"code": "x", "anomaly_c": None}])
    ...     (Path(folder) / "a.csv").read_text()
    'code,anomaly_c\nx,\n'
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        names = list(rows[0]) if rows else []
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(map(cell, names))
        writer.writerows([cell(row[name]) for name in names] for row in rows)


def write_json(path: Path, content: object) -> None:
    """Write content as JSON that people can read; no NaN."""
    path.write_text(json_text(content), encoding="utf-8")


def write_geojson(path: Path, rows: Sequence[Row], geometry: Polygons, crs: str) -> None:
    """Write rows with their polygons as GeoJSON, in longitude and latitude."""
    import geopandas as gpd
    import shapely

    moved = gpd.GeoSeries(geometry, crs=crs).to_crs(LONGITUDE_LATITUDE).to_numpy()
    rounded = shapely.make_valid(shapely.set_precision(moved, 0.1**_DECIMALS, mode="pointwise"))
    features = [
        {"type": "Feature", "properties": dict(row), "geometry": _geometry(shape)}
        for row, shape in zip(rows, rounded, strict=True)
    ]
    content = {"type": "FeatureCollection", "features": features}
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    path.write_text(text, encoding="utf-8")


def _geometry(shape: Any) -> Any:  # noqa: ANN401 - of shapely's
    """Return a shape as GeoJSON; rings are read at once, which is quicker."""
    import shapely

    if shape.geom_type != "Polygon" or shape.is_empty or shape.has_z:
        return shapely.geometry.mapping(shape)
    rings = [shapely.get_coordinates(ring).tolist() for ring in shapely.get_rings(shape)]
    return {"type": "Polygon", "coordinates": rings}


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

    columns = [name for name in (rows[0] if rows else names) if name.casefold() not in _OWN]
    content = [[row[name] for name in columns] for row in rows]
    frame = gpd.GeoDataFrame(content, columns=columns, geometry=geometry, crs=crs)
    with dated(day):
        pyogrio.write_dataframe(frame, path, layer=layer, driver="GPKG")
    with closing(sqlite3.connect(path)) as base, base:
        if style is not None:
            write_styles(base, {layer: style}, day)
        labels = {name: names[name] for name in columns if name in names}
        write_names(base, {layer: labels})
