"""Runoff of a rainfall event cell by cell: one value a pair of land cover and soil group.

What a pair does is worked out once, in the 32-bit numbers that are written; the cells only look it
up. The compiled pass is `contado.drainage.runoff_kernel`; `look_up_plain` is its twin in NumPy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from contado.drainage.curve_numbers import GROUPS, CurveNumbers
from contado.drainage.runoff import (
    INITIAL_ABSTRACTION,
    flooded_volume,
    retained_volume,
    retention_index,
    runoff_depth,
)
from contado.errors import BadInput, Problem

Cells = npt.NDArray[Any]
Values = npt.NDArray[np.float32]

NODATA = np.float32(-9999)
"""What stands for no data in the cells that come out."""

NO_DATA, UNKNOWN = -1, -2
"""In a look-up: a code that stands for no data, and one that has no row."""

_WIDEST = 1 << 24


class Event(NamedTuple):
    """A rainfall event: depth P (mm), λ, and the antecedent moisture of the soil."""

    rain: float
    ratio: float = INITIAL_ABSTRACTION
    moisture: str = "II"


@dataclass(frozen=True, slots=True)
class LookUp:
    """Where each code stands: ``rows[code - lowest]``; a code beyond the ends is `UNKNOWN`."""

    lowest: int
    rows: npt.NDArray[np.int32]

    @classmethod
    def of(cls, codes: tuple[int, ...], nodata: float | None) -> LookUp:
        """Return the look-up of codes in their order; ``nodata`` is no data whatever its row.

        Raises
        ------
        BadInput
            ``drainage.codes_far_apart``.

        Examples
        --------
        >>> LookUp.of((7, 5), 8.0)
        LookUp(lowest=5, rows=array([ 1, -2,  0, -1], dtype=int32))
        """
        whole = nodata is not None and float(nodata).is_integer() and abs(nodata) < _WIDEST
        extra = [int(nodata)] if nodata is not None and whole else []
        lowest, highest = min([*codes, *extra]), max([*codes, *extra])
        if highest - lowest > _WIDEST:
            values = {"low": str(min(codes)), "high": str(max(codes))}
            raise BadInput(Problem("drainage.codes_far_apart", "", values))
        rows = np.full(highest - lowest + 1, UNKNOWN, dtype=np.int32)
        rows[np.array(codes) - lowest] = np.arange(len(codes), dtype=np.int32)
        for code in extra:
            rows[code - lowest] = NO_DATA
        return cls(lowest, rows)

    def of_cells(self, cells: Cells) -> npt.NDArray[np.int32]:
        """Return the row of each cell."""
        spot = cells.astype(np.int64) - self.lowest
        inside = (spot >= 0) & (spot < len(self.rows))
        found: npt.NDArray[np.int32] = self.rows[np.where(inside, spot, 0)]
        return np.where(inside, found, np.int32(UNKNOWN))


@dataclass(frozen=True, slots=True)
class PairTable:
    """What each pair of land cover and soil group does in an event; shape ``(K, 4)``, 32 bits.

    Parameters
    ----------
    runoff
        Q, mm.
    index
        R = 1 − Q/P.
    retained, flooded
        Volumes of a cell, m³.
    """

    runoff: Values
    index: Values
    retained: Values
    flooded: Values

    @classmethod
    def of(cls, numbers: CurveNumbers, event: Event, cell_area: float) -> PairTable:
        """Return the table of an event; `NODATA` where a cover does not count.

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
        >>> PairTable.of(park, Event(60.0), 400.0).runoff.round(2)
        array([[ 0.  ,  3.99, 13.52, 20.19]], dtype=float32)
        """
        if event.rain == 0:
            raise BadInput(Problem("drainage.no_rain"))
        moist = numbers.in_moisture(event.moisture).values
        counted = ~np.isnan(moist)
        curves = np.where(counted, moist, 0).astype(np.float32)
        runoff = runoff_depth(event.rain, curves, event.ratio)
        index = retention_index(runoff, event.rain)
        columns = (
            runoff,
            index,
            retained_volume(index, event.rain, cell_area),
            flooded_volume(runoff, cell_area),
        )
        return cls(*(np.where(counted, column, NODATA).astype(np.float32) for column in columns))


@dataclass(frozen=True, slots=True)
class Ground:
    """How the codes of a land-cover and of a soil raster are read."""

    covers: LookUp
    groups: LookUp

    @classmethod
    def of(
        cls, codes: tuple[int, ...], cover_nodata: float | None, soil_nodata: float | None
    ) -> Ground:
        """Return the look-ups of two rasters; the soil groups A to D are 1 to 4."""
        groups = tuple(range(1, len(GROUPS) + 1))
        return cls(LookUp.of(codes, cover_nodata), LookUp.of(groups, soil_nodata))

    def pairs(self, cover: Cells, soil: Cells) -> npt.NDArray[np.int32]:
        """Return ``4·row + group`` of each cell, `NO_DATA` or `UNKNOWN`."""
        row, group = self.covers.of_cells(cover), self.groups.of_cells(soil)
        pair = len(GROUPS) * row + group
        pair[(row == UNKNOWN) | (group == UNKNOWN)] = UNKNOWN
        pair[(row == NO_DATA) | (group == NO_DATA)] = NO_DATA
        return pair

    def strangers(self, cover: Cells, soil: Cells) -> tuple[dict[int, int], dict[int, int]]:
        """Return the codes that have no row and the groups that are none, each with its cells."""
        row, group = self.covers.of_cells(cover), self.groups.of_cells(soil)
        data = (row != NO_DATA) & (group != NO_DATA)
        return _counts(cover[data & (row == UNKNOWN)]), _counts(soil[data & (group == UNKNOWN)])


def look_up_plain(
    cover: Cells, soil: Cells, ground: Ground, table: PairTable
) -> tuple[Values, ...]:
    """Return runoff, index and retained volume of each cell; `NODATA` where there is none."""
    pair = ground.pairs(cover, soil)
    known = pair >= 0
    spot = np.where(known, pair, 0)
    columns = (table.runoff, table.index, table.retained)
    return tuple(np.where(known, column.reshape(-1)[spot], NODATA) for column in columns)


def _counts(codes: Cells) -> dict[int, int]:
    values, counts = np.unique(codes, return_counts=True)
    return {int(value): int(count) for value, count in zip(values, counts, strict=True)}
