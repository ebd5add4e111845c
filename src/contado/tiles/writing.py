"""Rasters as people get them: GeoTIFFs, compressed, whole or absent."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy.typing as npt

from contado.files import written
from contado.tiles.geotiff import GeoTiff
from contado.tiles.grid import Grid, Window
from contado.tiles.thinned import Thinned
from contado.tiles.threads import in_threads

Sink = Callable[[str, npt.NDArray[Any], Window], None]
"""Is given each raster of a model, tile by tile: its name, its values, where they are."""

_WAITING = 4  # tiles that wait to be written


@dataclass(frozen=True, slots=True)
class RasterFile:
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
    thinned: Mapping[str, Thinned]

    def write(self, name: str, values: npt.NDArray[Any], window: Window | None = None) -> None:
        """Write the cells of a window, the whole by default.

        A window begins at multiples of `contado.tiles.grid.BLOCK` and ends at one or with the
        grid. What is never written is no data.
        """
        self.rasters[name].write(values, window or self.grid.whole)
        if name in self.thinned:
            self.thinned[name].write(values, window or self.grid.whole)


@contextmanager
def rasters_written(
    folder: Path,
    rasters: Sequence[RasterFile],
    grid: Grid,
    thinned: dict[str, Thinned] | None = None,
) -> Iterator[Writer]:
    """Give a writer of GeoTIFFs; rename them into place when the block ends well.

    Parameters
    ----------
    folder
        Where they go.
    rasters
        Which they are.
    grid
        What they share.
    thinned
        Is given each raster as a page shows it, by name: it need not be read again.

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
            file = closed.enter_context(draft.open("w+b"))
            opened[raster.name] = GeoTiff(
                file, grid, raster.dtype, raster.nodata, varied=raster.varied
            )
        if thinned is not None:
            thinned |= {each.name: Thinned.of(grid, each.nodata) for each in rasters}
        yield Writer(grid, opened, thinned or {})
        in_threads(_finished, opened.values())


def _finished(tiff: GeoTiff) -> None:
    """Write the end of a file, and have the disk hold it: several at once."""
    tiff.close()
    tiff.file.flush()
    os.fsync(tiff.file.fileno())


@contextmanager
def behind(sink: Sink) -> Iterator[Sink]:
    """Give a sink that does its work in a thread of its own, in order, while others go on.

    Examples
    --------
    >>> with behind(lambda name, values, window: print(name)) as sink:
    ...     sink("cc", None, None)
    cc
    """
    waiting: deque[Future[None]] = deque()
    with ThreadPoolExecutor(1) as thread:

        def later(name: str, values: npt.NDArray[Any], window: Window) -> None:
            if len(waiting) >= _WAITING:
                waiting.popleft().result()
            waiting.append(thread.submit(sink, name, values, window))

        yield later
        for left in waiting:
            left.result()
