"""Aligned rasters as people have them: checked together, read by window."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from contado.crs import is_metric, read_crs
from contado.errors import BadInput, Problem
from contado.phrases import Phrases
from contado.terms import Text
from contado.territory import open_raster
from contado.tiles.grid import Grid, Window
from contado.tiles.threads import cores

if TYPE_CHECKING:
    from rasterio.io import DatasetReader

Cells = npt.NDArray[Any]
Flags = npt.NDArray[np.bool_]

MAX_CELLS = 4_000_000_000
"""A raster may have this many cells at most."""

MAX_BLOCK = 1 << 28
"""Bytes of the largest block that a raster may be stored in: one block is read at a time."""

_CACHE = 64  # MiB of blocks that GDAL keeps: a window is read once

_WORDS = Phrases.of("contado.tiles")
_TOLERANCE = 1e-6
"""Share of a cell by which two grids may differ and still be one: what writing digits leaves."""


@dataclass(frozen=True, slots=True)
class Stack:
    """Rasters of one grid, open for reading.

    Parameters
    ----------
    grid
        What they share.
    rasters
        Open datasets by name.
    """

    grid: Grid
    rasters: Mapping[str, DatasetReader]

    def read(self, name: str, window: Window | None = None) -> Cells:
        """Return the values of a window (all cells by default) as they are stored.

        Raises
        ------
        BadInput
            ``tiles.damaged`` where the file cannot be read there.
        """
        from rasterio.errors import RasterioError

        raster = self.rasters[name]
        try:
            values: Cells = raster.read(1, window=_rasterio(window or self.grid.whole))
        except RasterioError as error:
            where = Path(raster.name).name
            raise BadInput(Problem("tiles.damaged", where, {"fault": _first(error)})) from None
        return values

    def nodata(self, name: str) -> float | None:
        """Return the value that stands for no data in the file, or None where there is none."""
        value: float | None = self.rasters[name].nodata
        return value

    def valid(self, name: str, values: Cells) -> Flags:
        """Tell which of ``values``, read from ``name``, are data."""
        return present(values, self.nodata(name))


def present(values: Cells, nodata: float | None) -> Flags:
    """Tell which values are data: neither ``nodata`` nor NaN nor infinite.

    Examples
    --------
    >>> present(np.array([1.0, np.nan, -9.0]), -9.0)
    array([ True, False, False])
    """
    known = np.isfinite(values) if values.dtype.kind == "f" else np.ones(values.shape, np.bool_)
    if nodata is not None and not math.isnan(nodata):
        known &= values != values.dtype.type(nodata)
    return known


@contextmanager
def open_stack(paths: Mapping[str, Path], *, whole: Collection[str] = ()) -> Iterator[Stack]:
    """Open rasters that must share one metric grid.

    Parameters
    ----------
    paths
        A GeoTIFF by name; the first gives the grid.
    whole
        The names of those that hold classes, and so whole numbers.

    Raises
    ------
    BadInput
        With every problem of every file: ``tiles.bands``, ``tiles.not_metric``, ``tiles.rotated``,
        ``tiles.not_square``, ``tiles.too_many_cells``, ``tiles.block_too_large``,
        ``tiles.not_numbers``, ``tiles.not_whole``, ``tiles.not_aligned``, and those of
        `contado.territory.reading.open_raster`.
    """
    import rasterio

    with ExitStack() as opened:
        opened.enter_context(rasterio.Env(GDAL_NUM_THREADS=str(cores()), GDAL_CACHEMAX=_CACHE))
        problems: list[Problem] = []
        rasters: dict[str, DatasetReader] = {}
        for name, path in paths.items():
            try:
                rasters[name] = opened.enter_context(open_raster(path))
            except BadInput as error:
                problems.extend(error.problems)
        for name, raster in rasters.items():
            problems.extend(_problems_of(raster, paths[name].name, classes=name in whole))
        if not problems:
            problems.extend(_misaligned(paths, rasters))
        if problems:
            raise BadInput(problems)
        yield Stack(grid_of(next(iter(rasters.values()))), rasters)


def grid_of(raster: DatasetReader) -> Grid:
    """Return the grid of an open north-up raster of square cells."""
    turn = raster.transform
    return Grid(raster.crs.to_wkt(), turn.c, turn.f, turn.a, raster.height, raster.width)


def _problems_of(raster: DatasetReader, where: str, *, classes: bool) -> Iterator[Problem]:
    kind = np.dtype(raster.dtypes[0]).kind
    if raster.count != 1:
        yield Problem("tiles.bands", where, {"count": raster.count})
    if kind not in "iuf":
        yield Problem("tiles.not_numbers", where, {"found": raster.dtypes[0]})
    elif classes and kind == "f":
        yield Problem("tiles.not_whole", where, {"found": raster.dtypes[0]})
    yield from _problems_of_place(raster, where)
    yield from _problems_of_size(raster, where)


def _problems_of_place(raster: DatasetReader, where: str) -> Iterator[Problem]:
    if raster.crs is None:
        yield Problem("crs.missing", where)
    else:
        crs = read_crs(raster.crs.to_wkt(), where)
        if not is_metric(crs):
            yield Problem("tiles.not_metric", where, {"crs": crs.name})
    turn = raster.transform
    if turn.b or turn.d or turn.a <= 0 or turn.e >= 0:
        yield Problem("tiles.rotated", where)
    elif abs(turn.a + turn.e) > _TOLERANCE * turn.a:
        yield Problem("tiles.not_square", where, {"width": turn.a, "height": -turn.e})


def _problems_of_size(raster: DatasetReader, where: str) -> Iterator[Problem]:
    cells = raster.width * raster.height
    if cells > MAX_CELLS:
        yield Problem("tiles.too_many_cells", where, {"cells": cells, "limit": MAX_CELLS})
    rows, columns = raster.block_shapes[0]
    size = rows * columns * np.dtype(raster.dtypes[0]).itemsize
    if size > MAX_BLOCK:
        values = {"size": size >> 20, "limit": MAX_BLOCK >> 20}
        yield Problem("tiles.block_too_large", where, values)


def _misaligned(
    paths: Mapping[str, Path], rasters: Mapping[str, DatasetReader]
) -> Iterator[Problem]:
    first, *others = rasters
    base = grid_of(rasters[first])
    for name in others:
        if difference := _difference(base, grid_of(rasters[name])):
            values = {"other": paths[first].name, "difference": difference}
            yield Problem("tiles.not_aligned", paths[name].name, values)


def _difference(one: Grid, other: Grid) -> Text | None:
    """Return how two grids differ, in words, or None where they are one."""
    if one.crs != other.crs and not _same_crs(one.crs, other.crs):
        names = read_crs(other.crs, "").name, read_crs(one.crs, "").name
        return _WORDS.text("crs", one=names[0], other=names[1])
    if abs(one.cell - other.cell) > _TOLERANCE * one.cell:
        return _WORDS.text("cells", one=f"{other.cell:g}", other=f"{one.cell:g}")
    east, north = other.left - one.left, other.top - one.top
    if max(abs(east), abs(north)) > _TOLERANCE * one.cell:
        return _WORDS.text("origin", east=f"{east:g}", north=f"{north:g}")
    if one.shape != other.shape:
        shapes = (f"{grid.rows} × {grid.columns}" for grid in (other, one))
        return _WORDS.text("shape", one=next(shapes), other=next(shapes))
    return None


def _same_crs(one: str, other: str) -> bool:
    return bool(read_crs(one, "").equals(read_crs(other, ""), ignore_axis_order=True))


def _rasterio(window: Window) -> Any:  # noqa: ANN401 - rasterio has no types
    from rasterio.windows import Window as Part

    return Part(window.column, window.row, window.columns, window.rows)


def _first(error: Exception) -> str:
    lines = str(error.__cause__ or error).splitlines() or [type(error).__name__]
    return lines[0][:200].rstrip(". ")
