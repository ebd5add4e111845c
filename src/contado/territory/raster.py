"""A raster of others as what it means: unpacked, north-up, without what is no datum."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from contado.errors import BadInput, Problem
from contado.territory.raster_layout import Layout, Part

if TYPE_CHECKING:
    from affine import Affine
    from rasterio.crs import CRS
    from rasterio.io import DatasetReader

Cells = npt.NDArray[Any]
Nodata = float | int | None

HUGE = 1e20
"""No measure is this large: what is stands for no datum, in the digits of whoever wrote it."""

_HOLES = (-999, -9999, -99999, -999999, -32768, -2147483648)
"""Numbers that stand for no datum in files of anywhere, and are no measure."""


class Raster:
    """One band of an open raster; rows go south, columns go east, whatever the file does.

    Parameters
    ----------
    dataset
        The open file.
    band
        From 1.
    nodata
        What stands for no datum in the file; by default what its driver says.

    Attributes
    ----------
    crs
        Its reference system; None where the file says none.
    transform, height, width
        Of the cells as they are read.
    dtype
        Of the cells as they are read: a packed or masked band needs a wider one.
    nodata
        What stands for no datum in the cells as they are read; None where no cell is without.
    declared, packing
        What stands for no datum in the file, and the scale and offset of its numbers.
    mask
        The band of opacity, 0 for a mask within the file, None where there is none.
    faults
        What is wrong with it; its cells are not to be read then.
    """

    def __init__(self, dataset: DatasetReader, band: int = 1, nodata: Nodata = None) -> None:
        self.dataset, self.band = dataset, band
        self._layout = Layout.of(dataset.transform, dataset.shape)
        self.transform: Affine = self._layout.transform
        self.height, self.width = self._layout.shape
        self._stored = np.dtype(dataset.dtypes[band - 1])
        self.declared = dataset.nodatavals[band - 1] if nodata is None else nodata
        self.packing = (dataset.scales[band - 1], dataset.offsets[band - 1])
        self.mask = _mask(dataset, band)
        self.crs: CRS | None = dataset.crs
        self.faults: list[Problem] = []
        self.dtype, self.nodata = self._meaning()

    @property
    def name(self) -> str:
        """The file, as it was opened."""
        return str(self.dataset.name)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.height, self.width

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Least x, least y, greatest x, greatest y."""
        turn = self.transform
        return (turn.c, turn.f + self.height * turn.e, turn.c + self.width * turn.a, turn.f)

    @property
    def packed(self) -> bool:
        """Whether the file holds other numbers than it means."""
        return self.packing != (1.0, 0.0)

    @property
    def askew(self) -> bool:
        """Whether its cells are those of no north-up raster."""
        return self._layout.askew

    @property
    def turned(self) -> bool:
        """Whether its rows and columns are read in another order than the file has them."""
        return not self._layout.as_it_is

    @property
    def plain(self) -> bool:
        """Whether the file holds the cells as they are read, and nothing else."""
        alone = self.dataset.count == 1 and self.dataset.driver == "GTiff"
        short = "NBITS" in self.dataset.tags(self.band, ns="IMAGE_STRUCTURE")
        return alone and not (short or self.turned or self._hides)

    def read(self, part: Part | None = None, shape: tuple[int, int] | None = None) -> Cells:
        """Return the cells of a part, all by default; what is no datum holds ``nodata``.

        Parameters
        ----------
        part
            Rows and columns, as slices with both ends.
        shape
            Rows and columns to thin the part to, each the nearest cell.

        Raises
        ------
        BadInput
            ``rasters.damaged``; ``rasters.hole_undeclared`` where a cell holds a number that is
            no measure, and the file does not say that it stands for no datum.
        """
        cells = self._read(self.band, part, shape)
        if not self._hides:
            self._refuse_holes(cells)
            return cells
        hidden = ~present(cells, self.declared)
        if self.loose:
            hidden |= np.abs(cells) >= HUGE
        if self.mask is not None:
            hidden |= self._read(self.mask, part, shape) == 0
        self._refuse_holes(cells[~hidden])
        meant = cells.astype(self.dtype, copy=False)
        if self.packed:
            scale, offset = self.packing
            meant = meant * scale + offset
        if self.nodata is not None:
            meant[hidden] = self.nodata
        return np.asarray(meant)

    def at(self, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return the value of the cell that holds each point; NaN outside, or without a datum."""
        found = np.full(len(x), np.nan)
        back = ~self.transform
        for place, point in enumerate(zip(x, y, strict=True)):
            column, row = back @ point
            if 0 <= row < self.height and 0 <= column < self.width:
                top, left = int(row), int(column)
                cell = self.read((slice(top, top + 1), slice(left, left + 1)))
                if present(cell, self.nodata)[0, 0]:
                    found[place] = cell[0, 0]
        return found

    @property
    def loose(self) -> bool:
        """Whether no datum is a number so large that its digits cannot be relied on."""
        return bool(self._stored.kind == "f" and abs(self.declared or 0.0) >= HUGE)

    @property
    def _hides(self) -> bool:
        """Whether cells are to be read as another number than the file holds."""
        return self.packed or self.loose or self.mask is not None

    def _meaning(self) -> tuple[np.dtype[Any], Nodata]:
        """Return what the cells are read as, and what then stands for no datum."""
        if self.packed:
            whole = self.declared is None and self.mask is None and self._stored.kind != "f"
            return np.dtype(np.float64), None if whole else math.nan
        if self.mask is None or self.declared is not None:
            return self._stored, self.declared
        if self._stored.kind not in "iu":
            return self._stored, math.nan
        least = int(np.iinfo(self._stored).min) - 1  # no cell can hold it
        return np.promote_types(self._stored, np.min_scalar_type(least)), least

    def _refuse_holes(self, cells: Cells) -> None:
        """Refuse numbers that are no measure, where nothing says that they are no datum."""
        if cells.dtype.kind == "u" or not cells.size:
            return
        ends = [each.reduce(cells, axis=None).item() for each in (np.fmin, np.fmax)]
        for value in ends:
            if abs(value) >= HUGE or (value in _HOLES and value != self.declared):
                values = {"value": str(value) if isinstance(value, int) else f"{value:g}"}
                raise BadInput(Problem("rasters.hole_undeclared", Path(self.name).name, values))

    def _read(self, band: int, part: Part | None, shape: tuple[int, int] | None) -> Cells:
        """Read a band, or the mask for 0, and turn it north."""
        from rasterio.errors import RasterioError

        own = self._layout.stored(part or (slice(0, self.height), slice(0, self.width)))
        window = tuple((each.start, each.stop) for each in own)
        size = None if shape is None else self._layout.turned(shape)
        try:
            if band:
                cells = self.dataset.read(band, window=window, out_shape=size)
            else:
                cells = self.dataset.read_masks(self.band, window=window, out_shape=size)
        except RasterioError as error:
            raise damaged(Path(self.name).name, error) from None
        return self._layout.upright(cells)


def _mask(dataset: DatasetReader, band: int) -> int | None:
    """Return the band of opacity, 0 for a mask within the file, None where there is none."""
    from rasterio.enums import ColorInterp, MaskFlags

    seen = dataset.colorinterp
    if ColorInterp.alpha in seen:
        return int(seen.index(ColorInterp.alpha)) + 1
    return 0 if MaskFlags.per_dataset in dataset.mask_flag_enums[band - 1] else None


def damaged(where: str, error: Exception) -> BadInput:
    """Return what to raise where the library cannot read a raster."""
    # a library may name the cause of a failure, not the failure itself
    lines = str(error.__cause__ or error).splitlines() or [type(error).__name__]
    fault = lines[0][:200].rstrip(". ")
    return BadInput(Problem("rasters.damaged", where, {"fault": fault}))


def present(values: Cells, nodata: Nodata) -> npt.NDArray[np.bool_]:
    """Tell which values are data: neither ``nodata`` nor NaN nor infinite.

    Examples
    --------
    >>> present(np.array([1.0, np.nan, -9.0]), -9.0)
    array([ True, False, False])
    """
    known = np.isfinite(values) if values.dtype.kind == "f" else np.ones(values.shape, np.bool_)
    if nodata is not None and math.isfinite(nodata):
        known &= values != values.dtype.type(nodata)
    return known
