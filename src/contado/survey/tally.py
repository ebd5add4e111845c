"""Sums of rasters under places: one pass over the cells for all rasters of a grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from contado.survey.cells import SquareCells
from contado.survey.coverage import Cover, covered
from contado.survey.rings import Geometry
from contado.survey.sums import summed
from contado.territory import present
from contado.values import Floats

if TYPE_CHECKING:
    from rasterio.io import DatasetReader


@dataclass(frozen=True, slots=True)
class Classes:
    """Area of each class of a layer under each place.

    Parameters
    ----------
    names
        Class keys, ``K`` of them.
    areas
        m², shape ``(n, K)``.
    """

    names: tuple[str, ...]
    areas: Floats


def by_name(names: Sequence[str], areas: Floats) -> Classes:
    """Join the codes of a legend that mean the same class.

    Examples
    --------
    >>> by_name(["water", "sealed", "water"], np.array([[1.0, 2.0, 4.0]]))
    Classes(names=('water', 'sealed'), areas=array([[5., 2.]]))
    """
    kinds = tuple(dict.fromkeys(names))
    sums = [areas[:, [name == kind for name in names]].sum(axis=1) for kind in kinds]
    return Classes(kinds, np.stack(sums, axis=1) if sums else np.zeros((len(areas), 0)))


class Tally(Protocol):
    """What is added up while the cells go by."""

    raster: DatasetReader

    def add(self, cover: Cover, values: npt.NDArray[np.generic]) -> None:
        """Add the ``values`` of the covered cells."""


class ClassTally:
    """Area of each class under each place, m².

    Parameters
    ----------
    raster
        Open raster of class codes.
    codes
        The codes, ``K`` of them; other values count for nothing.
    size
        Number of places.

    Attributes
    ----------
    areas
        Shape ``(size, K)``, m².
    """

    def __init__(self, raster: DatasetReader, codes: Sequence[int], size: int) -> None:
        self.raster = raster
        self.areas: Floats = np.zeros((size, len(codes)))
        self._cell = SquareCells.of(raster).area
        self._codes = np.asarray(codes, dtype=np.int64)
        self._order = np.argsort(self._codes)

    def add(self, cover: Cover, values: npt.NDArray[np.generic]) -> None:
        """Add the classes of the covered cells."""
        index = class_index(values, self._codes, self._order)
        known = index >= 0
        place, group = grouped(cover.place[known])
        kinds = len(self._codes)
        sums = summed(group * kinds + index[known], cover.share[known], len(place) * kinds)
        self.areas[place] += sums.reshape(-1, kinds) * self._cell


class ValueTally:
    """Sum of a continuous raster under each place.

    Attributes
    ----------
    products
        Sum of value times covered area, shape ``(size,)``, value · m².
    areas
        Covered area that has a value, shape ``(size,)``, m².
    """

    def __init__(self, raster: DatasetReader, size: int) -> None:
        self.raster = raster
        self.products: Floats = np.zeros(size)
        self.areas: Floats = np.zeros(size)
        self._cell = SquareCells.of(raster).area

    def add(self, cover: Cover, values: npt.NDArray[np.generic]) -> None:
        """Add the values of the covered cells."""
        known = present(values, self.raster.nodata)
        place, group = grouped(cover.place[known])
        share = cover.share[known] * self._cell
        worth = values[known].astype(np.float64)
        self.products[place] += summed(group, worth * share, len(place))
        self.areas[place] += summed(group, share, len(place))

    def means(self) -> Floats:
        """Return the mean over the area that has a value; NaN where there is none."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(self.areas > 0, self.products / self.areas, np.nan)


def count(geometry: Geometry, tallies: Sequence[Tally], *, compiled: bool | None = None) -> None:
    """Fill ``tallies``, whose rasters share one grid, in one pass over the cells.

    Parameters
    ----------
    geometry
        Polygons in the rasters' CRS.
    tallies
        What to add up; at least one.
    compiled
        As in `contado.survey.coverage.covered`.
    """
    cells = SquareCells.of(tallies[0].raster)
    if any(SquareCells.of(tally.raster) != cells for tally in tallies):
        raise ValueError("one pass serves the rasters of one grid")
    for cover in covered(geometry, cells, compiled=compiled):
        for tally in tallies:
            tally.add(cover, under(tally.raster, cover))


def weighted_sums(geometry: Geometry, raster: DatasetReader) -> tuple[Floats, Floats]:
    """Return the sum of value times covered area, and the covered area that has a value.

    Both have shape ``(n,)``; value · m² and m².
    """
    tally = ValueTally(raster, len(geometry))
    count(geometry, [tally])
    return tally.products, tally.areas


def under(raster: DatasetReader, cover: Cover) -> npt.NDArray[np.generic]:
    """Read the values of the covered cells."""
    top, left, bottom, right = cover.window
    block = raster.read(1, window=((top, bottom), (left, right)))
    values: npt.NDArray[np.generic] = block[cover.row - top, cover.column - left]
    return values


def class_index(
    values: npt.NDArray[np.generic],
    codes: npt.NDArray[np.int64],
    order: npt.NDArray[np.intp],
) -> npt.NDArray[np.intp]:
    """Return the position of each value among ``codes``, -1 where it is none of them.

    Examples
    --------
    >>> class_index(np.array([5, 1, 9]), np.array([1, 5]), np.array([0, 1]))
    array([ 1,  0, -1])
    """
    lowest, highest = int(codes[order[0]]), int(codes[order[-1]])
    table = np.full(highest - lowest + 3, -1, dtype=np.intp)
    table[codes - lowest + 1] = np.arange(len(codes))
    spot = np.clip(np.nan_to_num(values, nan=lowest - 1), lowest - 1, highest + 1)
    index: npt.NDArray[np.intp] = table[spot.astype(np.int64) - lowest + 1]
    return index


def grouped(
    place: npt.NDArray[np.int64],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.intp]]:
    """Return the places in a run of cells and, for each cell, which of them it is.

    The cells of a place come one after another.

    Examples
    --------
    >>> grouped(np.array([7, 7, 2]))
    (array([7, 2]), array([0, 0, 1]))
    """
    new = np.r_[True, place[1:] != place[:-1]] if len(place) else np.zeros(0, dtype=bool)
    return place[new], np.cumsum(new) - 1
