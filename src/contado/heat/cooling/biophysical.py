"""What each class of land cover does to heat: the biophysical table, and look-ups by code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from contado.errors import Problem
from contado.territory import PlainTable, read_plain_table

Method = Literal["factors", "intensity"]
"""Cooling by day, from shade, albedo and evapotranspiration, or by night, from buildings."""

UNKNOWN = -2
"""Row of a code that no class has."""
NOTHING = -1
"""Row of the code that means no data."""
NO_GREEN = 255
"""Green flag of a cell without data."""

Singles = npt.NDArray[np.float32]

_NEEDED: dict[Method, tuple[str, ...]] = {
    "factors": ("kc", "green_area", "shade", "albedo"),
    "intensity": ("green_area", "building_intensity"),
}
_GREATEST_KC = 2.0  # crop coefficients of FAO-56 stay below 1.3: beyond is a slip of unit
_LONGEST_DIRECT = 1 << 22
_NEVER = -(2**62)  # no raster holds it


@dataclass(frozen=True, slots=True)
class Biophysical:
    """Attributes of land-cover classes, a row a class, in the order of the codes.

    Parameters
    ----------
    codes
        Code of each class in the raster, ascending.
    green
        1 where the class is green area, else 0.
    shade, albedo, kc
        For the method by factors; None where the table does not have them.
    intensity
        Building intensity, for the method by intensity.

    Examples
    --------
    >>> cover = Biophysical.of([3, 1], green=[0, 1], intensity=[0.5, 0.0])
    >>> cover.codes, cover.green
    (array([1, 3]), array([1, 0], dtype=uint8))
    """

    codes: npt.NDArray[np.int64]
    green: npt.NDArray[np.uint8]
    shade: Singles | None = None
    albedo: Singles | None = None
    kc: Singles | None = None
    intensity: Singles | None = None

    @classmethod
    def of(cls, codes: Iterable[int], green: npt.ArrayLike, **more: npt.ArrayLike) -> Biophysical:
        """Return the attributes of classes in any order; ``more`` are the other columns."""
        given = np.array(list(codes), dtype=np.int64)
        order = np.argsort(given, kind="stable")
        columns = {name: np.asarray(of, dtype=np.float32)[order] for name, of in more.items()}
        return cls(given[order], np.asarray(green, dtype=np.uint8)[order], **columns)

    def __len__(self) -> int:
        return len(self.codes)

    def column(self, name: str) -> Singles:
        """Return a column that the method in use needs."""
        found = getattr(self, name)
        if found is None:
            raise ValueError("the table was read without " + name)
        return np.asarray(found, dtype=np.float32)

    def content(self) -> dict[str, list[float]]:
        """Return the columns that are there, as plain numbers."""
        columns = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: of.tolist() for name, of in columns.items() if of is not None}


@dataclass(frozen=True, slots=True)
class LookUp:
    """From a code of a raster to the row of its class.

    Parameters
    ----------
    lowest
        Code that the first of ``rows`` belongs to.
    rows
        Row of each code from ``lowest`` on, `UNKNOWN` where no class has it.
    nothing
        Code that means no data, and is never a class.
    """

    lowest: int
    rows: npt.NDArray[np.int32]
    nothing: int = _NEVER

    @classmethod
    def of(cls, codes: npt.NDArray[np.int64], nodata: float | None) -> LookUp:
        """Return the look-up of classes.

        Raises
        ------
        ValueError
            The codes are millions apart.

        Examples
        --------
        >>> LookUp.of(np.array([2, 4]), 3).row_of(np.array([2, 3, 4, 5]))
        array([ 0, -1,  1, -2], dtype=int32)
        """
        lowest, highest = int(codes.min()), int(codes.max())
        if highest - lowest > _LONGEST_DIRECT:
            raise ValueError("codes too far apart")
        rows = np.full(highest - lowest + 1, UNKNOWN, dtype=np.int32)
        rows[codes - lowest] = np.arange(len(codes))
        return cls(lowest, rows, _NEVER if nodata is None else int(nodata))

    @property
    def parts(self) -> tuple[int, npt.NDArray[np.int32], int]:
        """What a compiled loop takes: ``lowest``, ``rows``, ``nothing``."""
        return self.lowest, self.rows, self.nothing

    def row_of(self, codes: npt.NDArray[np.integer]) -> npt.NDArray[np.int32]:
        """Return the row of each code."""
        places = codes.astype(np.int64) - self.lowest
        inside = (places >= 0) & (places < len(self.rows))
        rows: npt.NDArray[np.int32] = self.rows[np.where(inside, places, 0)]
        known = np.where(inside, rows, np.int32(UNKNOWN))
        return np.where(codes == self.nothing, np.int32(NOTHING), known)


def read_biophysical(path: Path, method: Method = "factors") -> Biophysical:
    """Read a biophysical table as InVEST's Urban Cooling has it.

    Parameters
    ----------
    path
        CSV with ``lucode``, ``green_area`` and, by factors, ``shade``, ``kc`` and ``albedo``; by
        intensity, ``building_intensity``. Capitals do not count; other columns are left alone.
    method
        What the table is read for.

    Raises
    ------
    BadInput
        With every problem of the table: see `contado.territory.plain_tables`, and
        ``heat.not_a_flag``, ``heat.codes_far_apart``.
    """
    table = read_plain_table(path, ["lucode", *_NEEDED[method]])
    codes = table.codes("lucode")
    columns = {name: _column(table, name) for name in _NEEDED[method]}
    green = columns.pop("green_area")
    if len(codes) and codes.max() - codes.min() > _LONGEST_DIRECT:
        values = {"low": int(codes.min()), "high": int(codes.max())}
        table.problems.append(Problem("heat.codes_far_apart", table.name, values))
    table.refuse_if_any()
    if "building_intensity" in columns:
        columns["intensity"] = columns.pop("building_intensity")
    return Biophysical.of(codes, green, **columns)


def _column(table: PlainTable, name: str) -> npt.NDArray[np.float64]:
    if name != "green_area":
        return table.numbers(name, 0.0, _GREATEST_KC if name == "kc" else 1.0)
    flags = table.numbers(name, 0.0, 1.0)
    for row in np.flatnonzero((flags > 0) & (flags < 1)):
        values = {"value": table.columns[name][row]}
        where = f"{table.name}:{table.lines[row]}"
        table.problems.append(Problem("heat.not_a_flag", where, values))
    return np.nan_to_num(flags)
