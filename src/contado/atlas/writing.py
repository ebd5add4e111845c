"""An atlas as a folder: tables and layers of units, rasters of cells, the record and the page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from contado.atlas.page import page
from contado.atlas.rows import class_labels, record, rows
from contado.survey.blocks import BLOCK
from contado.terms import term
from contado.territory import place_files as files
from contado.territory.place_style import colours, style_of

if TYPE_CHECKING:
    from contado.atlas.judging import Judged
    from contado.atlas.places import Raster

NOTHING = -9999.0
"""What stands in a raster of numbers for a cell without one."""

NO_CLASS = 0

LAYER = "vulnerability"


def write_atlas(judged: Judged, folder: Path, language: str = "it") -> None:
    """Fill a folder with what was judged.

    Units: ``units.csv``, ``units.geojson``, ``units.gpkg``; cells: GeoTIFFs of the classes (known,
    lowest and highest possible) and of the bounds of every index. Always ``run.json`` and
    ``page.html``.
    """
    said = record(judged)
    if judged.shown.raster is None:
        _write_units(judged, folder, said, language)
    else:
        said = {**said, "files": list(_write_cells(judged, judged.shown.raster, folder))}
    files.write_json(folder / "run.json", said)
    text = page(judged, said, language)
    (folder / "page.html").write_text(text, encoding="utf-8")


def _write_units(judged: Judged, folder: Path, said: dict[str, Any], language: str) -> None:
    table, ground = rows(judged, language), judged.territory
    shapes = judged.shown.places.geometry
    labels = dict(zip(judged.classes, class_labels(judged, language), strict=True))
    style = style_of("class", labels, term("cannot_tell", language), judged.subject.colours)
    day = max(layer["date"] for layer in said["layers"])
    files.write_csv(folder / "units.csv", table)
    files.write_geojson(folder / "units.geojson", table, shapes, ground.crs)
    files.write_geopackage(
        folder / "units.gpkg", table, shapes, crs=ground.crs, layer=LAYER, style=style, day=day
    )


def _write_cells(judged: Judged, raster: Raster, folder: Path) -> Iterator[str]:
    low, high = judged.span
    for name, codes in (("class", judged.codes), ("class_lowest", low), ("class_highest", high)):
        grid = raster.array((codes + 1).astype(np.uint8), NO_CLASS)
        yield _write(judged, raster, folder / f"{name}.tif", grid)
    for column in judged.subject.facts:
        numbers = judged.numbers(column)
        for bound, values in (("low", numbers.low), ("high", numbers.high)):
            told = np.where(np.isnan(values), NOTHING, values).astype(np.float32)
            grid = raster.array(told, NOTHING)
            yield _write(judged, raster, folder / f"{column}_{bound}.tif", grid)


def _write(judged: Judged, raster: Raster, path: Path, grid: npt.NDArray[np.generic]) -> str:
    import rasterio
    from affine import Affine

    classes = grid.dtype == np.uint8
    about = {
        "driver": "GTiff", "dtype": grid.dtype.name, "count": 1, "crs": judged.territory.crs,
        "height": grid.shape[0], "width": grid.shape[1], "compress": "deflate",
        "nodata": NO_CLASS if classes else NOTHING,
        "transform": Affine(BLOCK, 0.0, raster.left, 0.0, -BLOCK, raster.top),
    }  # fmt: skip
    with rasterio.open(path, "w", **about) as file:
        file.write(grid, 1)
        if classes:
            names = {str(at): name for at, name in enumerate(judged.classes, 1)}
            file.update_tags(legend=json.dumps(names))
            shades = colours(len(judged.classes), judged.subject.colours)
            palette = {at: (*shade, 255) for at, shade in enumerate(shades, 1)}
            file.write_colormap(1, {**palette, NO_CLASS: (0, 0, 0, 0)})
    return path.name
