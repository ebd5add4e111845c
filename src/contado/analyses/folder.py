"""The folder of a result, the same set for all: tables, layers, rasters, page, record."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from contado.analyses.maps import SCALES, style_of_table
from contado.analyses.page import page
from contado.analyses.record import record
from contado.analyses.result import RasterCells
from contado.analyses.spreadsheet import write_workbook
from contado.analyses.tables import TableRows
from contado.errors import BadInput, Problem
from contado.files import sha256_of
from contado.territory import colours, write_plain_table
from contado.territory import place_files as files
from contado.tiles import in_threads

if TYPE_CHECKING:
    from contado.analyses.declaration import OutputRaster
    from contado.analyses.result import Result

MORE_FORMATS = ("parquet", "pdf")
"""Written only where they are asked for."""

NOTHING = -9999.0
"""What stands in a raster of numbers for a cell without one."""

_NO_DAY = "1970-01-01"


def write(
    result: Result, folder: Path, *, formats: Collection[str] = (), language: str = "it"
) -> None:
    """Fill a folder with a result.

    Always ``page.html`` and ``run.json``; for each table ``NAME.csv`` for programs, and a sheet of
    ``tables.xlsx``; ``table.csv`` is the first table in the words of the page; a table with shapes
    is a GeoJSON and a GeoPackage too; rasters are GeoTIFFs.

    Parameters
    ----------
    formats
        More of them: ``parquet``, ``pdf``.

    Raises
    ------
    BadInput
        ``analyses.unknown_format``, ``files.write_failed``.
    """
    check_formats(formats)
    day = day_of(result)  # before the page reads what is drawn around its maps
    with ThreadPoolExecutor() as behind:  # beside the tables, as much as Python lets go of its lock
        made = sorted(folder.iterdir())
        hashes = behind.submit(_hashes, made)
        html = behind.submit(page, result, language)
        _write(result, folder, day, formats, language)
        (folder / "page.html").write_text(html.result(), encoding="utf-8")
    later = _hashes(sorted({*folder.iterdir()} - {*made}))
    known = hashes.result() | later
    outputs = {name: known[name] for name in sorted(known)}
    files.write_json(folder / "run.json", record(result, outputs))


def _write(result: Result, folder: Path, day: str, formats: Collection[str], language: str) -> None:
    """Write all but the page and the record."""
    tables = [TableRows.of(result, name) for name in result.tables]
    for rows in tables:
        write_table(rows, folder, day, formats, language)
    if tables:
        tables[0].page(language).write(folder / "table.csv", language)
        write_workbook(folder / "tables.xlsx", tables, day, language)
    for name, raster in result.rasters.items():
        if isinstance(raster, RasterCells) and not name.startswith("_"):
            _write_raster(folder / f"{name}.tif", raster, result, name)
    if "pdf" in formats:
        from contado.analyses.pdf import pdf

        (folder / "page.pdf").write_bytes(pdf(result, language))


def check_formats(formats: Collection[str]) -> None:
    """Refuse formats that nobody writes.

    Raises
    ------
    BadInput
        ``analyses.unknown_format``.
    """
    unknown = [name for name in formats if name not in MORE_FORMATS]
    known = ", ".join(MORE_FORMATS)
    if unknown:
        raise BadInput(
            Problem("analyses.unknown_format", "--format", {"format": name[:40], "known": known})
            for name in unknown
        )


def _hashes(paths: Sequence[Path]) -> dict[str, str]:
    return dict(zip((path.name for path in paths), in_threads(sha256_of, paths), strict=True))


def day_of(result: Result) -> str:
    """Return the day that files carry, for no clock is read: of the newest layer read."""
    layers = record(result)["layers"]
    return str(max((layer["date"] for layer in layers), default=_NO_DAY))


def write_table(
    rows: TableRows, folder: Path, day: str, formats: Collection[str], language: str
) -> None:
    """Write a table as CSV, and as layers where it has shapes."""
    write_plain_table(folder / f"{rows.name}.csv", rows.lists(language))
    shapes, crs = rows.shapes, getattr(rows.frame, "crs", None)
    if shapes is None or crs is None:
        return
    lines = rows.rows(language)
    names = {field.name: field.title.say(language) for field in rows.fields}
    files.write_geojson(folder / f"{rows.name}.geojson", lines, shapes, crs)
    files.write_geopackage(
        folder / f"{rows.name}.gpkg", lines, shapes, crs=crs, names=names,
        layer=rows.table.layer or rows.name, day=day,
        style=style_of_table(rows, language),
    )  # fmt: skip
    if "parquet" in formats:
        import geopandas as gpd

        gpd.GeoDataFrame(lines, geometry=shapes, crs=crs).to_parquet(
            folder / f"{rows.name}.parquet"
        )


def _write_raster(path: Path, cells: RasterCells, result: Result, name: str) -> None:
    import rasterio
    from affine import Affine

    spec = result.raster(name)
    values, nothing = _stored(cells, spec)
    about: dict[str, Any] = {
        "driver": "GTiff", "dtype": values.dtype.name, "count": 1, "crs": cells.crs,
        "height": values.shape[0], "width": values.shape[1], "compress": "deflate",
        "nodata": nothing,
        "transform": Affine(cells.cell, 0.0, cells.left, 0.0, -cells.cell, cells.top),
    }  # fmt: skip
    with rasterio.open(path, "w", **about) as file:
        file.write(values, 1)
        if spec.unit:
            file.update_tags(units=spec.unit)
        if spec.category and result.made.rules:
            names = tuple(result.made.rules.categories[spec.category].names)
            file.update_tags(legend=json.dumps(dict(enumerate(names, 1))))
            file.write_colormap(1, palette(len(names), spec.colours))


def _stored(cells: RasterCells, spec: OutputRaster) -> tuple[Any, float]:
    if spec.category:
        return cells.values.astype(np.uint8), 0
    known = np.isfinite(cells.values)
    return np.where(known, cells.values, NOTHING).astype(np.float32), NOTHING


def palette(count: int, scale: str) -> dict[int, tuple[int, int, int, int]]:
    """Return the colours of a raster of classes, 1 the palest; 0 is seen through."""
    own = {at: (*shade, 255) for at, shade in enumerate(colours(count, SCALES[scale].classes), 1)}
    return {**own, 0: (0, 0, 0, 0)}
