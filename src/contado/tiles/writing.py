"""Rasters as people get them: GeoTIFFs, compressed, whole or absent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy.typing as npt

from contado.files import written
from contado.tiles.geotiff import GeoTiff
from contado.tiles.grid import Grid, Window


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
    rasters: Mapping[str, GeoTiff]

    def write(self, name: str, values: npt.NDArray[Any], window: Window | None = None) -> None:
        """Write the cells of a window, the whole by default.

        A window begins at multiples of `contado.tiles.grid.BLOCK` and ends at one or with the
        grid. What is never written is no data.
        """
        self.rasters[name].write(values, window or self.grid.whole)


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
    # files are whole before any is renamed: what fails leaves nothing in place
    with ExitStack() as renamed, ExitStack() as closed:
        opened = {}
        for raster in rasters:
            draft = renamed.enter_context(written(folder / f"{raster.name}.tif"))
            file = closed.enter_context(draft.open("wb"))
            opened[raster.name] = GeoTiff(
                file, grid, raster.dtype, raster.nodata, varied=raster.varied
            )
        yield Writer(grid, opened)
        for tiff in opened.values():
            tiff.close()
