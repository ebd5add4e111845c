"""Rasters as people get them: GeoTIFFs, compressed, whole or absent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from contado.files import written
from contado.tiles.grid import BLOCK, Grid, Window
from contado.tiles.threads import cores

Predictor = Literal["none", "whole", "real"]
_PREDICTORS = {"none": 1, "whole": 2, "real": 3}


@dataclass(frozen=True, slots=True)
class Raster:
    """A raster to write.

    Parameters
    ----------
    name
        Of the file, without ``.tif``.
    dtype
        Of the cells.
    nodata
        What stands for no data; NaN in the arrays is written as it.
    varied
        Whether most cells have a value of their own; where a few values recur, as where classes
        give them, they are smaller and quicker as they stand.
    """

    name: str
    dtype: str = "float32"
    nodata: float = -1.0
    varied: bool = True


@dataclass(frozen=True, slots=True)
class Writer:
    """Rasters of one grid, open for writing."""

    grid: Grid
    rasters: dict[str, Any]
    nodata: dict[str, float]

    def write(self, name: str, values: npt.NDArray[Any], window: Window | None = None) -> None:
        """Write the cells of a window, the whole by default.

        Windows are best multiples of `contado.tiles.grid.BLOCK`: a block that is written twice is
        compressed twice.
        """
        from rasterio.windows import Window as Part

        part = window or self.grid.whole
        # by rows of blocks: what is filled stays in cache, and nothing is copied whole
        for start in range(-(part.row % BLOCK), part.rows, BLOCK):
            rows = slice(max(start, 0), min(start + BLOCK, part.rows))
            place = Part(part.column, part.row + rows.start, part.columns, rows.stop - rows.start)
            self.rasters[name].write(self._filled(name, values[rows])[None], [1], window=place)

    def _filled(self, name: str, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        nodata = self.nodata[name]
        if values.dtype.kind != "f" or np.isnan(nodata):
            return values
        missing = np.isnan(values)
        return np.where(missing, values.dtype.type(nodata), values) if missing.any() else values


@contextmanager
def rasters_written(folder: Path, rasters: Sequence[Raster], grid: Grid) -> Iterator[Writer]:
    """Give a writer of GeoTIFFs; rename them into place when the block ends well.

    Parameters
    ----------
    folder
        Where they go.
    rasters
        Which they are.
    grid
        What they share.

    Raises
    ------
    BadInput
        ``files.write_failed``; nothing is left behind.
    """
    import rasterio

    # files are closed before any is renamed: what fails on closing leaves nothing in place
    with ExitStack() as renamed, rasterio.Env(GDAL_CACHEMAX=64):
        drafts = {
            raster.name: renamed.enter_context(written(folder / f"{raster.name}.tif"))
            for raster in rasters
        }
        with ExitStack() as closed:
            opened = {
                raster.name: closed.enter_context(
                    rasterio.open(drafts[raster.name], "w", **_profile(raster, grid))
                )
                for raster in rasters
            }
            yield Writer(grid, opened, {raster.name: raster.nodata for raster in rasters})


def _profile(raster: Raster, grid: Grid) -> dict[str, object]:
    kind = "none" if not raster.varied else "real" if "float" in raster.dtype else "whole"
    return {
        "driver": "GTiff", "dtype": raster.dtype, "nodata": raster.nodata, "count": 1,
        "height": grid.rows, "width": grid.columns,
        "crs": grid.crs, "transform": grid.transform,
        "tiled": True, "blockxsize": BLOCK, "blockysize": BLOCK,
        "compress": "ZSTD", "zstd_level": 1, "predictor": _PREDICTORS[kind],
        "num_threads": cores(), "bigtiff": "IF_SAFER",
    }  # fmt: skip
