"""Rasters of the demo territory, written in tiles as plain GeoTIFFs for the shelf to take."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from affine import Affine
from rasterio.io import DatasetWriter

from contado.territory.recipes.demo import cover, fields
from contado.territory.recipes.demo.canvas import Field, Mask
from contado.territory.recipes.demo.land_cover import TILE, shape_of, tiles
from contado.territory.recipes.demo.overlay import Overlay
from contado.territory.recipes.demo.residents import CELLS_A_KM2
from contado.territory.recipes.demo.scene import Scene

NOTHING = -9999.0
"""Value of a cell without a number."""
_HUNDREDTHS = 2


def write_land_cover(path: Path, scene: Scene, overlay: Overlay, cell: float) -> Path:
    """Write the land cover, tile by tile."""
    from rasterio.windows import Window

    west, north = scene.canvas.bounds[0], scene.canvas.bounds[3]
    shape, transform = shape_of(scene, cell), Affine(cell, 0, west, 0, -cell, north)
    with _open(path, scene, shape, transform, nodata=cover.NODATA) as file:
        for row, column, classes in tiles(scene, overlay, cell, TILE):
            file.write(classes, 1, window=Window(column, row, *classes.shape[::-1]))
    return path


def write_soil_groups(path: Path, scene: Scene) -> Path:
    """Write the hydrologic soil groups, 1 (A) to 4 (D), at 100 m."""
    groups = fields.soil_field(scene.canvas, scene.river, scene.seed)
    groups[~_touched(scene)] = cover.NODATA
    return _write(path, scene, groups, cover.NODATA)


def write_night_temperature(path: Path, scene: Scene) -> Path:
    """Write the summer night surface temperature (°C) at 100 m."""
    built = scene.urban, scene.dense, scene.industry
    warmth = fields.night_field(scene.canvas, built, scene.green, scene.water, scene.seed)
    return _write_numbers(path, scene, np.round(warmth, _HUNDREDTHS))


def write_population_grid(path: Path, scene: Scene) -> Path:
    """Write residents a km² at 100 m.

    Whole residents of a cell belong to the comune at its centre. A cell that only touches the
    area, its centre outside, has none of them.
    """
    density = scene.residents * CELLS_A_KM2
    return _write_numbers(path, scene, np.where(scene.inside, density, 0.0))


def _write_numbers(path: Path, scene: Scene, numbers: Field) -> Path:
    there = _touched(scene) & np.isfinite(numbers)
    return _write(path, scene, np.where(there, numbers, NOTHING).astype(np.float32), NOTHING)


def _touched(scene: Scene) -> Mask:
    return scene.canvas.burn(scene.area.geometry, touched=True)


def _write(path: Path, scene: Scene, values: npt.NDArray[Any], nodata: float) -> Path:
    transform, dtype = scene.canvas.transform, str(values.dtype)
    with _open(path, scene, values.shape, transform, nodata=nodata, dtype=dtype) as file:
        file.write(values, 1)
    return path


def _open(
    path: Path,
    scene: Scene,
    shape: tuple[int, int],
    transform: Affine,
    *,
    nodata: float,
    dtype: str = "uint8",
) -> DatasetWriter:
    import rasterio

    return rasterio.open(
        path,
        "w",
        driver="GTiff",
        height=shape[0],
        width=shape[1],
        count=1,
        dtype=dtype,
        crs=scene.area.crs,
        transform=transform,
        nodata=nodata,
        tiled=True,
        blockxsize=512,
        blockysize=512,
        compress="ZSTD",
        zstd_level=1,
        bigtiff="IF_SAFER",
    )
