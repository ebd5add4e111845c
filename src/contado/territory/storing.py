"""Layers written into a territory: GeoParquet, plain Parquet and Cloud Optimized GeoTIFF."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from contado.files import written
from contado.territory.roles import Role

if TYPE_CHECKING:
    import pandas as pd
    from rasterio.io import DatasetReader

FOLDERS = ("layers", "rasters", "derived")


def place_of(role: Role, version: int) -> str:
    """Return the file of a version, relative to the territory."""
    if role.kind == "raster":
        return f"rasters/{role.role}.{version}.tif"
    return f"layers/{role.role}.{version}.parquet"


@contextmanager
def stored(path: Path) -> Iterator[Path]:
    """As `contado.files.written`, also where the library that writes fails in its own way."""
    import pyarrow as pa
    from rasterio._err import CPLE_BaseError  # what rasterio.shutil.copy raises has no public name
    from rasterio.errors import RasterioError

    with written(path) as draft:
        try:
            yield draft
        except (RasterioError, CPLE_BaseError, pa.ArrowException) as error:
            raise OSError(None, str(error).splitlines()[0]) from error


def store_frame(path: Path, frame: pd.DataFrame) -> None:
    """Write a vector as GeoParquet 1.1 with its bounding boxes, or a table as Parquet."""
    plain = frame.reset_index(drop=True)
    with stored(path) as draft:
        if hasattr(plain, "geometry"):
            plain.to_parquet(
                draft,
                index=False,
                compression="zstd",
                schema_version="1.1.0",
                write_covering_bbox=True,
            )
        else:
            plain.to_parquet(draft, index=False, compression="zstd")


def store_raster(path: Path, source: DatasetReader, *, classes: bool) -> None:
    """Copy an open raster into a Cloud Optimized GeoTIFF, and read the copy back whole.

    GDAL can fail to flush without raising, so the copy is compared with its source.
    """
    import rasterio
    from rasterio.shutil import copy

    with stored(path) as draft:
        copy(
            source,
            draft,
            driver="COG",
            COMPRESS="ZSTD",
            PREDICTOR="YES",
            BLOCKSIZE="512",
            BIGTIFF="IF_SAFER",
            OVERVIEWS="IGNORE_EXISTING",  # those of others may show another map
            OVERVIEW_RESAMPLING="MODE" if classes else "AVERAGE",
        )
        with rasterio.open(draft, driver="GTiff") as kept:
            if _checksum(kept) != _checksum(source):
                raise OSError(None, "the raster was not written whole")


def _checksum(raster: DatasetReader) -> tuple[int, int, int]:
    return raster.width, raster.height, raster.checksum(1)
