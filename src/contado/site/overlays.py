"""Rasters as one picture each, with the legend of what its colours mean."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from contado.png import Colour, indexed_png
from contado.site.layers import DrawnLayer, of_role, pictures
from contado.terms import Text
from contado.territory import PictureStyle
from contado.units import format_number

if TYPE_CHECKING:
    from rasterio.io import DatasetReader

_WEB_MERCATOR = "EPSG:3857"
_WIDEST = 1400
"""Pixels of the longer side: what a screen shows of a whole metropolitan city."""
_NOTHING: Colour = (0, 0, 0, 0)
_OUTER = (2.0, 98.0)
"""Percentiles between which a ramp of numbers is spread, so that strays do not flatten it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a legend."""

    colour: str
    label: Text


@dataclass(frozen=True, slots=True)
class LayerPicture:
    """A raster as a picture: PNG, its corners (longitude, latitude) from north-west, the legend.

    ``shares`` are those of each line of the legend among the cells that have a datum, 0 to 1.
    """

    png: bytes
    corners: tuple[tuple[float, float], ...]
    legend: tuple[Entry, ...]
    shares: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Warped:
    cells: npt.NDArray[Any]
    present: npt.NDArray[np.bool_]
    corners: tuple[tuple[float, float], ...]


def overlay(role: str) -> LayerPicture | None:
    """Return the picture of a raster layer, or None where the page draws none of that role."""
    wanted = of_role(role, pictures())
    return None if wanted is None else _overlay(role, wanted.layer.sha256)


@lru_cache(maxsize=8)
def _overlay(role: str, _sha256: str) -> LayerPicture:
    wanted = of_role(role, pictures())
    assert wanted is not None
    with wanted.layer.raster() as source:
        seen = _warp(source, smooth=bool(wanted.look.ramp))
    codes, legend = _classes(wanted, seen) if wanted.look.classes else _ramp(wanted, seen)
    palette = [_NOTHING, *(_rgba(entry.colour) for entry in legend)]
    return LayerPicture(
        indexed_png(codes, palette), seen.corners, legend, _shares(codes, len(legend))
    )


def _shares(codes: npt.NDArray[np.uint8], entries: int) -> tuple[float, ...]:
    counts = np.bincount(codes.ravel(), minlength=entries + 1)[1:]
    return tuple((counts / max(1, counts.sum())).tolist())


def _warp(source: DatasetReader, *, smooth: bool) -> _Warped:
    """Read the raster on the map's own projection, no finer than a screen needs."""
    from rasterio.enums import Resampling
    from rasterio.vrt import WarpedVRT
    from rasterio.warp import transform_bounds

    method = Resampling.average if smooth else Resampling.mode
    with WarpedVRT(source, crs=_WEB_MERCATOR, resampling=Resampling.nearest) as view:
        shrink = min(1.0, _WIDEST / max(view.width, view.height))
        size = (max(1, round(view.height * shrink)), max(1, round(view.width * shrink)))
        cells = view.read(1, out_shape=size, masked=True, resampling=method)
        west, south, east, north = transform_bounds(_WEB_MERCATOR, "EPSG:4326", *view.bounds)
    corners = ((west, north), (east, north), (east, south), (west, south))
    return _Warped(np.ma.getdata(cells), ~np.ma.getmaskarray(cells), corners)


def _classes(
    wanted: DrawnLayer[PictureStyle], seen: _Warped
) -> tuple[npt.NDArray[np.uint8], tuple[Entry, ...]]:
    """Return the place in the legend of each cell, 0 where there is no datum."""
    assert wanted.role.cells is not None
    names, legend = wanted.role.cells.classes, wanted.layer.legend
    codes = np.zeros(seen.cells.shape, dtype=np.uint8)
    entries: list[Entry] = []
    for key, colour in (wanted.look.classes or {}).items():
        members = [code for code, name in legend.items() if name == key]
        if members:
            entries.append(Entry(colour, names[key]))
            codes[seen.present & np.isin(seen.cells, members)] = len(entries)
    return codes, tuple(entries)


def _ramp(
    wanted: DrawnLayer[PictureStyle], seen: _Warped
) -> tuple[npt.NDArray[np.uint8], tuple[Entry, ...]]:
    """Return the step of the ramp of each cell, 0 where there is no datum."""
    assert wanted.role.cells is not None
    colours, unit = wanted.look.ramp, wanted.role.cells.unit or "1"
    values = seen.cells[seen.present].astype(np.float64)
    low, high = np.percentile(values, _OUTER) if values.size else (0.0, 1.0)
    edges = np.linspace(low, high, len(colours) + 1)
    codes = np.zeros(seen.cells.shape, dtype=np.uint8)
    codes[seen.present] = np.searchsorted(edges[1:-1], values, side="right") + 1
    return codes, tuple(
        Entry(colour, _between(edges[step], edges[step + 1], unit))
        for step, colour in enumerate(colours)
    )


def _between(low: float, high: float, unit: str) -> Text:
    def say(language: str) -> str:
        return f"{format_number(low, unit, language)} – {format_number(high, unit, language)}"

    return Text.by_language(say)


def _rgba(colour: str) -> Colour:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return (red, green, blue, 255)
