"""Aligned rasters as people have them: checked together, read by window."""

from __future__ import annotations

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
from contado.territory import look, present
from contado.tiles.grid import Grid, Window
from contado.tiles.threads import cores

if TYPE_CHECKING:
    from contado.territory import Raster

Cells = npt.NDArray[Any]
Flags = npt.NDArray[np.bool_]

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
    rasters: Mapping[str, Raster]

    def read(self, name: str, window: Window | None = None) -> Cells:
        """Return the values of a window, all cells by default: see `Raster.read`."""
        return self.rasters[name].read((window or self.grid.whole).slices)

    def nodata(self, name: str) -> float | None:
        """Return the value that stands for no data, or None where there is none."""
        return self.rasters[name].nodata

    def valid(self, name: str, values: Cells) -> Flags:
        """Tell which of ``values``, read from ``name``, are data."""
        return present(values, self.nodata(name))


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
        With every problem of every file: those of `contado.territory.look`, ``crs.missing``,
        ``tiles.not_metric``, ``tiles.not_square``, ``tiles.not_aligned``.
    """
    import rasterio

    with ExitStack() as opened:
        opened.enter_context(rasterio.Env(GDAL_NUM_THREADS=str(cores()), GDAL_CACHEMAX=_CACHE))
        problems: list[Problem] = []
        rasters: dict[str, Raster] = {}
        for name, path in paths.items():
            try:
                raster = opened.enter_context(look(path, classes=name in whole))
            except BadInput as error:
                problems.extend(error.problems)
                continue
            rasters[name] = raster
            problems += [*raster.faults, *_problems_of_place(raster, path.name)]
        if not problems:
            problems.extend(_misaligned(paths, rasters))
        if problems:
            raise BadInput(problems)
        yield Stack(grid_of(next(iter(rasters.values()))), rasters)


def grid_of(raster: Raster) -> Grid:
    """Return the grid of an open raster of square cells."""
    turn = raster.transform
    crs = raster.crs.to_wkt() if raster.crs else ""
    return Grid(crs, turn.c, turn.f, turn.a, *raster.shape)


def _problems_of_place(raster: Raster, where: str) -> Iterator[Problem]:
    if raster.crs is None:
        yield Problem("crs.missing", where)
    else:
        crs = read_crs(raster.crs.to_wkt(), where)
        if not is_metric(crs):
            yield Problem("tiles.not_metric", where, {"crs": crs.name})
    turn = raster.transform
    if not raster.askew and abs(turn.a + turn.e) > _TOLERANCE * turn.a:
        yield Problem("tiles.not_square", where, {"width": turn.a, "height": -turn.e})


def _misaligned(paths: Mapping[str, Path], rasters: Mapping[str, Raster]) -> Iterator[Problem]:
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
