"""Area of each pair of classes of two rasters under places: land cover and soil group, say."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from contado.survey.cells import SquareCells
from contado.survey.coverage import Cover
from contado.survey.sampling import sample
from contado.survey.sizes import AREA
from contado.survey.sums import summed
from contado.survey.tally import class_index, count, grouped
from contado.values import Floats

if TYPE_CHECKING:
    from rasterio.io import DatasetReader

    from contado.survey.survey import Survey
    from contado.territory import Layer


@dataclass(frozen=True, slots=True)
class ClassPairs:
    """Area of each class of one layer on each class of another, under each place.

    Parameters
    ----------
    names
        Class keys of the layer, ``K`` of them.
    on
        Class keys of the other layer, ``G`` of them; empty where no layer plays its role.
    areas
        m², shape ``(n, K, G + 1)``; the last column is ground where the other is not known.
    """

    names: tuple[str, ...]
    on: tuple[str, ...]
    areas: Floats


def pairs(survey: Survey, role: str, other: str) -> ClassPairs | None:
    """Return the area of each class of ``role`` on each class of ``other`` under each place.

    Cells of ``role`` count by the share that a place covers; the other layer is read at their
    centres, whatever its own cells are.

    Returns
    -------
    Pairs or None
        None where no layer plays ``role``. Where none plays ``other``, all ground is in the last
        column.
    """
    return survey.once(f"pairs {role} {other}", lambda: _count(survey, role, other))


def _count(survey: Survey, role: str, other: str) -> ClassPairs | None:
    layer, ground = survey.layer(role), survey.layer(other)
    if layer is None or survey.places.dimension < AREA:
        return None
    if ground is None:
        classes = survey.classes(role)
        assert classes is not None
        return ClassPairs(classes.names, (), classes.areas[:, :, None])
    with ExitStack() as stack:
        tally = PairTally(
            stack.enter_context(layer.raster()), sorted(layer.legend),
            stack.enter_context(ground.raster()), sorted(ground.legend), len(survey),
        )  # fmt: skip
        count(survey.places.geometry, [tally])
    names, rows = _named(layer)
    on, columns = _named(ground)
    columns = np.append(columns, len(on))  # ground where the other is not known stays so
    joined = np.einsum(
        "nij,ik,jl->nkl", tally.areas, np.eye(len(names))[rows], np.eye(len(on) + 1)[columns]
    )
    return ClassPairs(names, on, joined)


def _named(layer: Layer) -> tuple[tuple[str, ...], npt.NDArray[np.intp]]:
    """Return the classes of a legend, and which of them each code, ascending, means."""
    meant = [layer.legend[code] for code in sorted(layer.legend)]
    names = tuple(dict.fromkeys(meant))
    return names, np.array([names.index(name) for name in meant], dtype=np.intp)


class PairTally:
    """Area of each pair of classes under each place, the other raster read at the cell's centre.

    Parameters
    ----------
    raster, codes
        Open raster of class codes whose cells are counted, and its codes, ``K`` of them.
    other, other_codes
        The other raster and its codes, ``G`` of them.
    size
        Number of places.

    Attributes
    ----------
    areas
        m², shape ``(size, K, G + 1)``.
    """

    def __init__(
        self,
        raster: DatasetReader,
        codes: Sequence[int],
        other: DatasetReader,
        other_codes: Sequence[int],
        size: int,
    ) -> None:
        self.raster = raster
        self._other = other
        self._cells = SquareCells.of(raster)
        self._codes = _ordered(codes)
        self._other_codes = _ordered(other_codes)
        self.areas: Floats = np.zeros((size, len(codes), len(other_codes) + 1))

    def add(self, cover: Cover, values: npt.NDArray[np.generic]) -> None:
        """Add the pairs of the covered cells."""
        index = class_index(values, *self._codes)
        known = index >= 0
        place, group = grouped(cover.place[known])
        kinds, grounds = self.areas.shape[1:]
        column = index[known] * grounds + self._ground(cover, known)
        pairs = group * (kinds * grounds) + column
        sums = summed(pairs, cover.share[known], len(place) * kinds * grounds)
        self.areas[place] += sums.reshape(-1, kinds, grounds) * self._cells.area

    def _ground(self, cover: Cover, known: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
        x = np.asarray(
            self._cells.left + (cover.column[known] + 0.5) * self._cells.size, np.float64
        )
        y = np.asarray(self._cells.top - (cover.row[known] + 0.5) * self._cells.size, np.float64)
        values, inside = sample(self._other, x, y)
        group = class_index(values, *self._other_codes)
        return np.where(inside & (group >= 0), group, len(self._other_codes[0]))


def _ordered(codes: Sequence[int]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.intp]]:
    array = np.asarray(codes, dtype=np.int64)
    return array, np.argsort(array)
