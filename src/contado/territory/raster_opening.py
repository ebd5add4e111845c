"""The one way in which rasters of others are opened: by a driver that is named, and checked."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from contado.errors import BadInput, Problem
from contado.phrases import Phrases
from contado.territory.raster import Nodata, Raster, damaged
from contado.territory.reading import kind_of
from contado.territory.tiff_tags import nodata_text

if TYPE_CHECKING:
    from rasterio.io import DatasetReader

MAX_CELLS = 4_000_000_000
"""A raster may have this many cells at most."""

MAX_BLOCK = 1 << 28
"""Bytes of the largest block that a raster may be stored in: one block is read at a time."""

_WORDS = Phrases.of("contado.territory")
_GRID = re.compile(rb"\s*(ncols|nrows|xll|yll|cellsize)", re.IGNORECASE)
_BESIDE = re.compile(rb"<(NoDataValue|Scale|Offset)[^>]*>\s*([^<]*?)\s*<")
_MOST_BESIDE = 1 << 20


@contextmanager
def open_raster(
    path: Path, *, band: int | None = None, classes: bool | None = None
) -> Iterator[Raster]:
    """Open a GeoTIFF or an ESRI ASCII grid, and nothing that only pretends to be one.

    Parameters
    ----------
    path
        The file. What lies beside it is not read.
    band
        From 1; needed where the file has several.
    classes
        Whether the cells must be codes of classes, or measures; either where None.

    Raises
    ------
    BadInput
        With all that is wrong: see `look`.
    """
    with look(path, band=band, classes=classes) as raster:
        if raster.faults:
            raise BadInput(raster.faults)
        yield raster


@contextmanager
def look(path: Path, *, band: int | None = None, classes: bool | None = None) -> Iterator[Raster]:
    """Open a raster as `open_raster` does, and give it with all that is wrong with it.

    Raises
    ------
    BadInput
        ``territory.file_missing``, ``territory.empty``, ``territory.format_unknown``,
        ``rasters.damaged``, ``rasters.no_band``: there is then nothing to look at.
    """
    import rasterio

    driver = _driver(path)
    with ExitStack() as opened:
        opened.enter_context(rasterio.Env(GDAL_DISABLE_READDIR_ON_OPEN="EMPTY_DIR"))
        with _told(path.name):
            dataset = opened.enter_context(rasterio.open(path, driver=driver))
            raster = _looked_at(path, dataset, band or 1)
            raster.faults += _problems(raster, path, classes, sole=band is None)
        yield raster


@contextmanager
def _told(where: str) -> Iterator[None]:
    """Say that a file is damaged, however the library says so."""
    from rasterio._err import CPLE_BaseError  # some of what it raises has no public name
    from rasterio.errors import CRSError, RasterioError

    try:
        yield
    except (RasterioError, CRSError, CPLE_BaseError, UnicodeDecodeError) as error:
        raise damaged(where, error) from None


def _looked_at(path: Path, dataset: DatasetReader, band: int) -> Raster:
    if not 1 <= band <= dataset.count:
        values = {"band": band, "count": dataset.count}
        raise BadInput(Problem("rasters.no_band", path.name, values))
    nodata, faults = _nodata(path, dataset, band)
    raster = Raster(dataset, band, nodata)
    raster.faults += faults
    return raster


def _driver(path: Path) -> str:
    kind = kind_of(path)
    if kind == "tiff":
        return "GTiff"
    with path.open("rb") as file:
        if kind == "text" and _GRID.match(file.read(64)):
            return "AAIGrid"
    raise BadInput(Problem("territory.format_unknown", path.name))


def _problems(raster: Raster, path: Path, classes: bool | None, *, sole: bool) -> Iterator[Problem]:
    where, dataset = path.name, raster.dataset
    data = dataset.count - (1 if raster.mask else 0)
    if sole and data != 1:
        yield Problem("rasters.bands", where, {"count": data})
    yield from _problems_of_cells(raster, where, classes)
    turn = dataset.transform
    if turn.is_identity or not all(map(math.isfinite, turn[:6])) or not turn.determinant:
        yield Problem("rasters.not_placed", where)
    elif raster.askew:
        yield Problem("rasters.rotated", where)
    yield from _problems_of_size(dataset, where)
    yield from _problems_beside(raster, path)


def _problems_of_cells(raster: Raster, where: str, classes: bool | None) -> Iterator[Problem]:
    from rasterio.enums import ColorInterp

    found = raster.dataset.dtypes[raster.band - 1]
    if raster.dtype.kind not in "iuf":
        yield Problem("rasters.not_numbers", where, {"found": found})
    elif classes and raster.dtype.kind == "f":
        yield Problem("rasters.not_whole", where, {"found": raster.dtype.name})
    if classes is False and raster.dataset.colorinterp[raster.band - 1] == ColorInterp.palette:
        yield Problem("rasters.palette", where)
    scale, offset = raster.packing
    if not (math.isfinite(scale) and math.isfinite(offset) and scale):
        yield Problem("rasters.scale_invalid", where, {"scale": scale, "offset": offset})


def _problems_of_size(dataset: DatasetReader, where: str) -> Iterator[Problem]:
    cells = dataset.width * dataset.height
    if cells > MAX_CELLS:
        yield Problem("rasters.too_many_cells", where, {"cells": cells, "limit": MAX_CELLS})
    rows, columns = dataset.block_shapes[0]
    size = rows * columns * np.dtype(dataset.dtypes[0]).itemsize
    if size > MAX_BLOCK:
        values = {"size": size >> 20, "limit": MAX_BLOCK >> 20}
        yield Problem("rasters.block_too_large", where, values)


def _nodata(path: Path, dataset: DatasetReader, band: int) -> tuple[Nodata, list[Problem]]:
    """Return what the file says stands for no datum, as its author wrote it."""
    if dataset.driver != "GTiff":
        return dataset.nodatavals[band - 1], []
    text = nodata_text(path)
    if not text:
        return None, []
    dtype, value = np.dtype(dataset.dtypes[band - 1]), _number(text)
    if value is None:
        return None, [Problem("rasters.nodata_unreadable", path.name, {"text": text[:40]})]
    if dtype.kind in "iu" and not _fits(value, dtype):
        values = {"text": text[:40], "found": dtype.name}
        return None, [Problem("rasters.nodata_outside", path.name, values)]
    if dtype.kind != "f":
        return int(value), []
    with np.errstate(over="ignore"):  # what is too large for the cells is infinite in them
        return float(dtype.type(value)), []


def _number(text: str) -> float | int | None:
    """Return a number that was written in any of the ways that programs write one.

    Examples
    --------
    >>> _number("-9999,0"), _number("-1.#IND"), _number("18446744073709551615"), _number("none")
    (-9999.0, nan, 18446744073709551615, None)
    """
    plain = text.strip().replace(",", ".").casefold()
    if re.fullmatch(r"[+-]?\d+", plain):
        return int(plain)
    if re.fullmatch(r"[+-]?(nan|1\.#(ind|qnan))\d*", plain):
        return math.nan
    if re.fullmatch(r"[+-]?(inf|infinity|1\.#inf|(\d+\.?\d*|\.\d+)(e[+-]?\d+)?)", plain):
        return float(plain.replace("1.#inf", "inf"))
    return None


def _fits(value: float, dtype: np.dtype[np.generic]) -> bool:
    info = np.iinfo(dtype)  # type: ignore[type-var]
    return math.isfinite(value) and value == int(value) and info.min <= value <= info.max


def _problems_beside(raster: Raster, path: Path) -> Iterator[Problem]:
    """Yield a problem for each file beside it that changes what its cells mean."""
    # a tag that makes the library read another file, whenever cells are thinned
    if raster.dataset.tags(ns="OVERVIEWS"):
        yield Problem(
            "rasters.beside",
            path.name,
            {"file": "OVERVIEW_FILE", "what": _WORDS["beside.overviews"]},
        )
    mask, more = (path.with_name(f"{path.name}.{end}") for end in ("msk", "aux.xml"))
    if mask.is_file():
        yield Problem(
            "rasters.beside", path.name, {"file": mask.name, "what": _WORDS["beside.mask"]}
        )
    if not more.is_file():
        return
    with more.open("rb") as file:
        found = set(_BESIDE.findall(file.read(_MOST_BESIDE)))
    scale, offset = raster.packing
    own = {b"NoDataValue": raster.declared, b"Scale": scale, b"Offset": offset}
    odd = sorted(tag.decode() for tag, text in found if not _same(text.decode("latin-1"), own[tag]))
    if odd:
        values = {"file": more.name, "what": ", ".join(dict.fromkeys(odd))}
        yield Problem("rasters.beside", path.name, values)


def _same(text: str, own: Nodata) -> bool:
    value = _number(text)
    if value is None or own is None:
        return False
    return bool(np.isclose(float(value), float(own), rtol=1e-6, atol=0.0, equal_nan=True))
