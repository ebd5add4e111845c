"""Runoff of a rainfall event cell by cell: one value a pair of land cover and soil group.

What a pair does is worked out once, in the 32-bit numbers that are written; a cell is only the
number of its pair, and its values are looked up. The compiled passes are in
`contado.drainage.runoff.kernel`; those here are their twins in NumPy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import inf
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from contado.drainage.runoff.curve_numbers import GROUPS, CurveNumbers
from contado.drainage.runoff.equations import (
    curve_number_for,
    retained_volume,
    retention_index,
    runoff_depth,
)
from contado.errors import BadInput, Problem

Cells = npt.NDArray[Any]
Values = npt.NDArray[np.float32]
PairCodes = npt.NDArray[np.unsignedinteger[Any]]

NO_DATA, UNKNOWN = -1, -2
"""In a look-up: a code that stands for no data, and one that has no row."""

_WIDEST = 1 << 24
_LEAST, _MOST = 0.01, 10_000.0  # mm: what a gauge tells, and more than any event on record


class Event(NamedTuple):
    """A rainfall event: depth P (mm), λ, antecedent moisture of the soil, and whence the rain."""

    rain: float
    ratio: float
    moisture: str = "II"
    rain_source: str = ""

    def problems(self) -> Iterator[Problem]:
        """Tell everything that is wrong with it."""
        checks: tuple[Callable[[], object], ...] = (
            lambda: runoff_depth(self.rain, 0.0, 0.0),
            lambda: runoff_depth(0.0, 0.0, self.ratio),
            lambda: curve_number_for(self.moisture, 0.0),
        )
        for check in checks:
            try:
                check()
            except BadInput as error:
                yield from error.problems
        if self.rain == 0:
            yield Problem("drainage.no_rain")
        elif 0 < self.rain < _LEAST or _MOST < self.rain < inf:
            values = {"value": self.rain, "low": _LEAST, "high": _MOST}
            yield Problem("drainage.rain_implausible", "", values)


@dataclass(frozen=True, slots=True)
class CodeRows:
    """Where each code stands: ``rows[code - lowest]``; a code beyond the ends is `UNKNOWN`."""

    lowest: int
    rows: npt.NDArray[np.int32]

    @classmethod
    def of(cls, codes: tuple[int, ...], nodata: float | None) -> CodeRows:
        """Return the look-up of codes in their order; ``nodata`` is no data whatever its row.

        Raises
        ------
        BadInput
            ``drainage.codes_far_apart``.

        Examples
        --------
        >>> CodeRows.of((7, 5), 8.0)
        CodeRows(lowest=5, rows=array([ 1, -2,  0, -1], dtype=int32))
        """
        lowest, highest = min(codes), max(codes)
        if highest - lowest > _WIDEST:
            values = {"low": str(lowest), "high": str(highest)}
            raise BadInput(Problem("drainage.codes_far_apart", "", values))
        near = nodata is not None and abs(nodata) < _WIDEST and float(nodata).is_integer()
        extra = [int(nodata)] if nodata is not None and near else []
        lowest, highest = min(lowest, *extra, lowest), max(highest, *extra, highest)
        rows = np.full(highest - lowest + 1, UNKNOWN, dtype=np.int32)
        rows[np.array(codes) - lowest] = np.arange(len(codes), dtype=np.int32)
        rows[np.array(extra, dtype=np.int64) - lowest] = NO_DATA
        return cls(lowest, rows)

    def of_cells(self, cells: Cells) -> npt.NDArray[np.int32]:
        """Return the row of each cell."""
        spot = cells.astype(np.int64) - self.lowest
        inside = (spot >= 0) & (spot < len(self.rows))
        rows: npt.NDArray[np.int32] = self.rows[np.where(inside, spot, 0)]
        return np.where(inside, rows, np.int32(UNKNOWN))


@dataclass(frozen=True, slots=True)
class PairTable:
    """What each pair does in an event; shape ``(4·K + 1,)``, 32 bits.

    Pair ``4·row + group``; the last is that of cells without data. NaN where there is no value.

    Parameters
    ----------
    runoff
        Q, mm.
    index
        R = 1 − Q/P.
    retained
        Volume of a cell, m³.
    """

    runoff: Values
    index: Values
    retained: Values

    @classmethod
    def of(cls, numbers: CurveNumbers, event: Event, cell_area: float) -> PairTable:
        """Return the table of an event.

        Parameters
        ----------
        numbers
            CN II.
        cell_area
            m².

        Raises
        ------
        BadInput
            ``drainage.rain_outside``, ``drainage.no_rain``, ``drainage.ratio_outside``,
            ``drainage.moisture_unknown``.

        Examples
        --------
        >>> park = CurveNumbers((7,), np.array([[39.0, 61.0, 74.0, 80.0]]))
        >>> PairTable.of(park, Event(60.0, 0.2), 400.0).runoff.round(2)
        array([ 0.  ,  3.99, 13.52, 20.19,   nan], dtype=float32)
        """
        if problems := list(event.problems()):
            raise BadInput(problems)
        moist = numbers.in_moisture(event.moisture).values
        curves = np.nan_to_num(moist).astype(np.float32)
        runoff = runoff_depth(event.rain, curves, event.ratio)
        index = retention_index(runoff, event.rain)
        retained = retained_volume(index, event.rain, cell_area)
        nothing = np.isnan(moist).reshape(-1)
        return cls(*(_flat(column, nothing) for column in (runoff, index, retained)))


@dataclass(frozen=True, slots=True)
class Ground:
    """How the codes of a land-cover and of a soil raster are read as pairs.

    Parameters
    ----------
    covers, groups
        Rows of the land-cover codes, and of the soil codes 1 to 4 (A to D).
    """

    covers: CodeRows
    groups: CodeRows
    size: int

    @classmethod
    def of(
        cls, codes: tuple[int, ...], cover_nodata: float | None, soil_nodata: float | None
    ) -> Ground:
        """Return the look-ups of two rasters."""
        groups = tuple(range(1, len(GROUPS) + 1))
        return cls(CodeRows.of(codes, cover_nodata), CodeRows.of(groups, soil_nodata), len(codes))

    @property
    def no_data(self) -> int:
        """The pair of cells without data."""
        return self.size * len(GROUPS)

    @property
    def dtype(self) -> type[np.uint16 | np.uint32]:
        """The smallest whole numbers that hold every pair."""
        return np.uint16 if self.no_data <= np.iinfo(np.uint16).max else np.uint32

    def pairs_plain(self, cover: Cells, soil: Cells) -> PairCodes:
        """Return the pair of each cell; that of no data where either code is no data or unknown."""
        row, group = self.covers.of_cells(cover), self.groups.of_cells(soil)
        known = (row >= 0) & (group >= 0)
        codes = np.where(known, len(GROUPS) * row + group, self.no_data)
        return np.asarray(codes.astype(self.dtype))

    def strangers(self, cover: Cells, soil: Cells) -> tuple[dict[int, int], dict[int, int]]:
        """Return the codes that have no row and the groups that are none, each with its cells."""
        row, group = self.covers.of_cells(cover), self.groups.of_cells(soil)
        data = (row != NO_DATA) & (group != NO_DATA)
        return _counts(cover[data & (row == UNKNOWN)]), _counts(soil[data & (group == UNKNOWN)])


def look_up_plain(pairs: PairCodes, table: PairTable) -> tuple[Values, Values, Values]:
    """Return runoff, index and retained volume of each cell; NaN where there is none."""
    return table.runoff[pairs], table.index[pairs], table.retained[pairs]


def _flat(column: npt.NDArray[Any], nothing: npt.NDArray[np.bool_]) -> Values:
    values = np.where(nothing, np.nan, column.reshape(-1)).astype(np.float32)
    return np.append(values, np.float32(np.nan))


def _counts(codes: Cells) -> dict[int, int]:
    values, counts = np.unique(codes, return_counts=True)
    return {int(value): int(count) for value, count in zip(values, counts, strict=True)}
