"""A small territory for tests: two square comuni side by side, 1 km each, cells of 10 m."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from contado.territory.building import building
from contado.territory.catalogue import Source
from contado.territory.folder import Territory
from contado.territory.grid import Lattice
from contado.territory.settings import Settings

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

WEST, SOUTH = 500_000.0, 5_030_000.0
CRS = "EPSG:32632"
GRID = Lattice(WEST, SOUTH, 10.0)
SETTINGS = Settings(name="Prova", crs=CRS, grid=GRID)
SOURCE = Source(producer="ISTAT", licence="CC-BY-4.0", date=date(2026, 1, 1))
LEGEND = {1: "sealed", 2: "green_urban"}


def municipalities() -> GeoDataFrame:
    """Return the two comuni."""
    import geopandas as gpd
    import shapely

    west = np.array([WEST, WEST + 1000.0])
    shapes = shapely.box(west, SOUTH, west + 1000.0, SOUTH + 1000.0)
    codes = {"istat_code": ["015001", "015002"], "name": ["Ponente", "Levante"]}
    return gpd.GeoDataFrame(codes, geometry=shapes, crs=CRS)


def write_raster(path: Path, values: npt.NDArray[Any], **profile: object) -> Path:
    """Write an array as a GeoTIFF whose upper left corner is that of the territory.

    Parameters
    ----------
    path
        File to write.
    values
        Shape ``(rows, columns)`` or ``(bands, rows, columns)``.
    profile
        What differs from an uncompressed raster of the territory: ``nodata=None``,
        ``crs``, ``cell``, ``transform``, ``tags``.
    """
    import rasterio
    from affine import Affine

    bands = values if values.ndim > 2 else values[np.newaxis]  # noqa: PLR2004 - bands first
    tags: Any = profile.pop("tags", {})
    side: Any = profile.pop("cell", GRID.cell)
    about: dict[str, Any] = {
        "driver": "GTiff",
        "dtype": values.dtype,
        "count": bands.shape[0],
        "height": bands.shape[1],
        "width": bands.shape[2],
        "crs": CRS,
        "nodata": 255,
        "transform": Affine(side, 0.0, WEST, 0.0, -side, SOUTH + 1000.0),
    }
    with rasterio.open(path, "w", **(about | profile)) as raster:
        raster.write(bands)
        raster.update_tags(**tags)
    return path


def land_cover() -> npt.NDArray[np.uint8]:
    """Return the land cover of the two comuni: the first sealed, the second green."""
    return np.repeat(np.array([[1, 2]], dtype=np.uint8), 100, axis=1).repeat(100, axis=0)


def make_territory(path: Path) -> Territory:
    """Make the territory: municipalities and land cover, both accepted."""
    with building(path, SETTINGS) as new:
        new.add_vector("municipalities", municipalities(), source=SOURCE)
        file = write_raster(new.work / "cover.tif", land_cover())
        new.add_raster("land_cover", file, source=SOURCE, meta={"legend": LEGEND})
    return Territory.open(path)
