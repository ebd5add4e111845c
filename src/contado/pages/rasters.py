"""A raster on a page: thinned to what can be seen, in classes with round edges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from contado.pages.legends import Legend
from contado.pages.maps import MOST_CELLS, Frame, cell_map
from contado.pages.skeleton import figure

if TYPE_CHECKING:
    from contado.territory.places import Polygons

_ENDS = (1, 99)  # percentiles between which classes are spread


@dataclass(frozen=True, slots=True)
class Shown:
    """A raster that a page shows.

    Parameters
    ----------
    path
        A GeoTIFF.
    title, unit
        What it tells.
    colours
        From the least to the most.
    """

    path: Path
    title: str
    unit: str
    colours: Sequence[str]


def raster_figures(
    shown: Sequence[Shown], outlines: Polygons, data: str, language: str = "it"
) -> str:
    """Return maps of rasters side by side; those of one unit share their classes.

    Parameters
    ----------
    shown
        The rasters.
    outlines
        Polygons drawn over them.
    data
        Whose data they show.
    """
    read = [thinned(each.path) for each in shown]
    found = []
    for each, (values, frame) in zip(shown, read, strict=True):
        same = [cells for other, (cells, _) in zip(shown, read, strict=True)
                if other.unit == each.unit]  # fmt: skip
        legend = Legend.steps(bounds_of(same), each.unit, each.title, each.colours, language)
        drawing = cell_map(
            legend.codes(values), frame, legend, outlines, title=each.title, language=language
        )
        found.append(figure(each.title, drawing, legend.html(language), data))
    return f"<div class=maps>{''.join(found)}</div>"


def thinned(path: Path) -> tuple[npt.NDArray[np.float32], Frame]:
    """Return a raster of at most `MOST_CELLS` a side, NaN without data, and what it covers."""
    import rasterio

    with rasterio.open(path) as raster:
        step = max(1, -(-max(raster.shape) // MOST_CELLS))
        shape = tuple(-(-size // step) for size in raster.shape)
        values = raster.read(1, out_shape=shape, masked=True).astype(np.float32).filled(np.nan)
        west, south, east, north = raster.bounds
    return np.asarray(values), Frame(west, north, east - west, north - south)


def bounds_of(rasters: Sequence[npt.NDArray[np.floating]]) -> tuple[float, float]:
    """Return the bounds between which classes are spread; a few extremes do not count."""
    known = np.concatenate([values[np.isfinite(values)] for values in rasters])
    if not len(known):
        return 0.0, 1.0
    low, high = np.percentile(known, _ENDS)
    return float(low), float(high)
